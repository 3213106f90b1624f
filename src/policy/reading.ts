/** What policies alone are written in: money in currencies of plans, limits, prices; the rest is of every reader. */

import { parseDay } from '../calendar/day.ts';
import { parseDecimal, type Rational } from '../exact/rational.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { POLICY_CODES } from '../problems/codes/policy.ts';
import { wordList } from '../problems/nearest.ts';
import { shownText } from '../problems/shown.ts';
import { type Dimension, parseQuantity, STANDARD_UNITS, unitsOf } from '../units/quantity.ts';
import type { Node } from '../yaml/document.ts';
import { AMOUNT, BARE, FieldReader, MEASURED_IN, PERCENT, RATE } from '../yaml/field-reader.ts';
import type { Limit, PricePer } from './model.ts';

/** What policies are held against, as far as their reading needs to know it. */
export interface PolicyContext {
  /** Of the head. */
  readonly plans: ReadonlyMap<string, PlanHistory>;
  /** Segments that scenarios and recipes have. */
  readonly segments: readonly string[];
}

type PolicyCode = keyof typeof POLICY_CODES;

export class Reading extends FieldReader<PolicyCode> {
  readonly context: PolicyContext;

  constructor(context: PolicyContext) {
    super({
      unknownKey: 'POLICY-UNKNOWN-KEY',
      missingKey: 'POLICY-MISSING-KEY',
      badValue: 'POLICY-BAD-VALUE',
      wrongDimension: 'POLICY-WRONG-DIMENSION',
    });
    this.context = context;
  }

  whole(node: Node | undefined, what: string): number | undefined {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && /^\d{1,9}$/.test(node.text) && Number(node.text) > 0) return Number(node.text);
    return this.wrong(node, what, 'a whole number from 1 on: 1000');
  }

  /** The last day on which something counts, as ISO text. */
  date(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && parseDay(node.text) !== undefined) return node.text;
    return this.wrong(node, what, 'a day that there is: 2027-01-31');
  }

  plan(node: Node | undefined): string | undefined {
    const id = this.text(node, '`plan`');
    if (id === undefined || this.context.plans.has(id)) return id;
    const message = `there is no plan \`${shownText(id)}\``;
    return this.unknown('POLICY-UNKNOWN-PLAN', node!.place, message, id, [...this.context.plans.keys()]);
  }

  segment(node: Node | undefined): string | undefined {
    const name = this.text(node, '`segment`');
    const { segments } = this.context;
    if (name === undefined || segments.includes(name)) return name;
    const message = `no scenario is of a segment \`${shownText(name)}\``;
    return this.unknown('POLICY-UNKNOWN-SEGMENT', node!.place, message, name, [...segments].sort());
  }

  /** Money; `plan` is the one whose currency it must have, if it is about one. */
  amount(
    node: Node | undefined,
    what: string,
    plan: string | undefined,
  ): Extract<Limit, { amount: Rational }> | undefined {
    if (node === undefined) return undefined;
    if (node.kind !== 'scalar') return this.wrong(node, what, `an amount: ${this.example(plan)}`);
    const found = AMOUNT.exec(node.text);
    if (found) {
      const currency = this.currency(node, found[2]!, plan);
      return currency === undefined ? undefined : { amount: parseDecimal(found[1]!)!, currency };
    }
    if (BARE.test(node.text)) return this.withoutCurrency(node, `${node.text} ${this.currencyOf(plan)}`);
    if (PERCENT.test(node.text)) {
      const message = `${what} is an amount, and \`${node.text}\` is a share`;
      return this.error('POLICY-BAD-VALUE', node.place, message, `write an amount: ${this.example(plan)}`);
    }
    return this.wrong(node, what, `an amount: ${this.example(plan)}`);
  }

  limit(node: Node | undefined, what: string, plan: string | undefined): Limit | undefined {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && PERCENT.test(node.text)) {
      const percent = this.percent(node, what, 'any');
      return percent && { percent };
    }
    if (node.kind === 'scalar' && (AMOUNT.test(node.text) || BARE.test(node.text)))
      return this.amount(node, what, plan);
    return this.wrong(node, what, `a share or an amount: 2 %, ${this.example(plan)}`);
  }

  /** Money for a quantity of what a match is measured in. */
  price(
    node: Node | undefined,
    what: string,
    plan: string | undefined,
    dimension: Dimension | undefined,
  ): PricePer | undefined {
    if (node === undefined) return undefined;
    const unit = dimension === undefined ? 'GB' : unitsOf(dimension).at(dimension === 'time' ? 1 : 0)![0];
    const form = `a price with its currency: 1.10 ${this.currencyOf(plan)} / ${dimension === 'data' ? 'GB' : unit}`;
    const found = node.kind === 'scalar' ? RATE.exec(node.text) : null;
    if (!found || node.kind !== 'scalar') return this.wrong(node, what, form);
    const [, amount = '', code, per = ''] = found;
    const quantity = parseQuantity(/^\d/.test(per) ? per : `1 ${per}`, STANDARD_UNITS);
    if (!quantity || quantity.value.n === 0n) return this.wrong(node, what, form);
    if (dimension !== undefined && quantity.dimension !== dimension) {
      const message = `\`${node.text}\` is for ${MEASURED_IN[quantity.dimension]}; the usage is measured in ${MEASURED_IN[dimension]}`;
      return this.error('POLICY-WRONG-DIMENSION', node.place, message, `write ${form}`);
    }
    if (code === undefined) return this.withoutCurrency(node, `${amount} ${this.currencyOf(plan)} / ${per}`);
    const currency = this.currency(node, code, plan);
    return currency === undefined ? undefined : { amount: parseDecimal(amount)!, currency, per };
  }

  private withoutCurrency(node: Node & { kind: 'scalar' }, better: string): undefined {
    return this.error('POLICY-CURRENCY', node.place, `\`${node.text}\` has no currency`, `write \`${better}\``);
  }

  private currency(node: Node & { kind: 'scalar' }, code: string, plan: string | undefined): string | undefined {
    const known = plan === undefined ? this.currencies() : [this.currencyOf(plan)];
    if (known.includes(code)) return code;
    const [only] = known;
    const message =
      plan === undefined || !this.context.plans.has(plan)
        ? `no plan is in \`${code}\``
        : `plan ${plan} is in ${only}, not in \`${code}\``;
    const fix = known.length === 1 ? `write it in ${only}` : `use ${wordList(known)}`;
    return this.error('POLICY-CURRENCY', node.place, message, fix);
  }

  private currencies(): string[] {
    return [...new Set([...this.context.plans.values()].map(({ versions }) => versions[0]!.currency.code))].sort();
  }

  /** That of the plan; without one, of most plans: for examples. */
  private currencyOf(plan: string | undefined): string {
    const own = plan === undefined ? undefined : this.context.plans.get(plan)?.versions[0]?.currency.code;
    if (own !== undefined) return own;
    const codes = [...this.context.plans.values()].map(({ versions }) => versions[0]!.currency.code);
    const often = (code: string): number => codes.filter((other) => other === code).length;
    return this.currencies().reduce(
      (best, code) => (often(code) > often(best) ? code : best),
      this.currencies()[0] ?? 'EUR',
    );
  }

  private example(plan: string | undefined): string {
    return `200.00 ${this.currencyOf(plan)}`;
  }
}
