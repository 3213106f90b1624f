/** Reading of policies from YAML with every problem collected: each function gives the value or notes what is wrong with it. */

import { parseDay } from '../calendar/day.ts';
import { parseDecimal, type Rational } from '../exact/rational.ts';
import type { Match, PlanHistory } from '../plan/model.ts';
import type { POLICY_CODES } from '../problems/codes/policy.ts';
import { nearest, wordList } from '../problems/nearest.ts';
import type { Place, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import { type Dimension, parseQuantity, SERVICES, STANDARD_UNITS, unitsOf } from '../units/quantity.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import type { Limit, PricePer } from './model.ts';

/** What policies are held against, as far as their reading needs to know it. */
export interface PolicyContext {
  /** Of the head. */
  readonly plans: ReadonlyMap<string, PlanHistory>;
  /** Segments that scenarios and recipes have. */
  readonly segments: readonly string[];
}

export type Fields = ReadonlyMap<string, Node>;
type PolicyCode = keyof typeof POLICY_CODES;

const NUMBER = String.raw`([+-]?\d{1,15}(?:\.\d{1,12})?)`;
const PERCENT = new RegExp(`^${NUMBER} ?%$`);
const AMOUNT = new RegExp(`^${NUMBER} ([A-Za-z]{3})$`);
const BARE = new RegExp(`^${NUMBER}$`);
const RATE = /^(\d{1,15}(?:\.\d{1,12})?)(?: ([A-Za-z]{3}))? ?\/ ?((?:\d{1,15}(?:\.\d{1,12})? ?)?[A-Za-z]+)$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const MOST_TEXT = 500;

const MEASURED_IN: Readonly<Record<Dimension, string>> = {
  time: 'time',
  data: 'bytes',
  message: 'messages',
  unit: 'units',
};

export class Reading {
  readonly problems: Problem[] = [];
  readonly context: PolicyContext;

  constructor(context: PolicyContext) {
    this.context = context;
  }

  error(code: PolicyCode, place: Place, message: string, fix?: string): undefined {
    this.problems.push({ code, severity: 'error', message, place, ...(fix === undefined ? {} : { fix }) });
  }

  /** As error, for a name that is not among those there are. */
  unknown(code: PolicyCode, place: Place, message: string, written: string, names: readonly string[]): undefined {
    const near = nearest(written, names);
    return this.error(
      code,
      place,
      message,
      near ? `write \`${near}\`` : names.length > 0 ? `use ${wordList(names)}` : undefined,
    );
  }

  wrong(node: Node, what: string, form: string): undefined {
    const written = writtenIn(node);
    return this.error('POLICY-BAD-VALUE', node.place, `${what} cannot be ${written}`, `write ${form}`);
  }

  /** Refuses keys that are not known and notes those that are needed and missing. */
  fields(map: MapNode, what: string, known: readonly string[], needed: readonly string[]): Fields {
    const fields = new Map<string, Node>();
    for (const { key, keyPlace, value } of map.entries) {
      if (known.includes(key)) fields.set(key, value);
      else {
        const message = `${what} has no key \`${shownText(key)}\``;
        this.unknown('POLICY-UNKNOWN-KEY', keyPlace, message, key, known);
      }
    }
    for (const key of needed) {
      if (!fields.has(key)) this.error('POLICY-MISSING-KEY', map.place, `${what} needs \`${key}\``, `add \`${key}:\``);
    }
    return fields;
  }

  text(node: Node | undefined, what: string): string | undefined {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && node.text.trim() !== '' && node.text.length <= MOST_TEXT) return node.text;
    return this.wrong(node, what, `text of at most ${MOST_TEXT} characters`);
  }

  oneOf<Word extends string>(node: Node | undefined, what: string, choices: readonly Word[]): Word | undefined {
    if (node === undefined) return undefined;
    const found = node.kind === 'scalar' ? choices.find((choice) => choice === node.text) : undefined;
    if (found !== undefined) return found;
    const near = node.kind === 'scalar' ? nearest(node.text, choices) : undefined;
    return this.wrong(node, what, near ? `\`${near}\`` : wordList(choices));
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

  /** A share: without a sign unless told. */
  percent(node: Node | undefined, what: string, sign: 'any' | 'none' = 'none'): Rational | undefined {
    if (node === undefined) return undefined;
    const found = node.kind === 'scalar' ? PERCENT.exec(node.text) : null;
    const value = found && parseDecimal(found[1]!);
    if (value && (sign === 'any' || value.n >= 0n)) return value;
    if (node.kind === 'scalar' && BARE.test(node.text)) return this.wrong(node, what, `\`${node.text} %\``);
    return this.wrong(node, what, 'a share in percent: 10 %');
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

  /** What usage must be like, in the words of a charge; undefined after a problem. */
  match(node: Node | undefined): { readonly match: Match; readonly dimension: Dimension } | undefined {
    if (node === undefined) return undefined;
    if (node.kind !== 'map') return this.wrong(node, '`match`', '`{ service: data }`');
    const before = this.problems.length;
    const fields = this.fields(node, '`match`', MATCH_KEYS, ['service']);
    const words = (key: string, known?: readonly string[]): readonly string[] | undefined => {
      const value = fields.get(key);
      if (value === undefined) return undefined;
      const items = value.kind === 'list' ? value.items : [value];
      if (items.length === 0) this.wrong(value, `\`${key}\``, 'one word, or a list of words');
      return items.flatMap((item) => {
        if (known) return this.oneOf(item, `\`${key}\``, known) ?? [];
        if (item.kind === 'scalar' && NAME.test(item.text)) return item.text;
        return this.wrong(item, `\`${key}\``, 'one word, or a list of words') ?? [];
      });
    };
    const services = words('service', Object.keys(SERVICES)) ?? [];
    const match = { services, directions: words('direction', ['out', 'in']), to: words('to'), in: words('in') };
    if (this.problems.length > before) return undefined;
    const dimension = SERVICES[services[0]!]!;
    const other = services.find((service) => SERVICES[service] !== dimension);
    if (other === undefined) return { match, dimension };
    const message = `\`${other}\` is measured in ${MEASURED_IN[SERVICES[other]!]}, \`${services[0]}\` in ${MEASURED_IN[dimension]}`;
    return this.error('POLICY-WRONG-DIMENSION', fields.get('service')!.place, message, 'write one entry for each');
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

export const MATCH_KEYS = ['service', 'direction', 'to', 'in'];

function writtenIn(node: Node): string {
  if (node.kind === 'scalar') return node.text === '' ? 'empty' : `\`${shownText(node.text)}\``;
  if (node.kind === 'map') return 'a map';
  return node.items.length === 0 ? 'an empty list' : 'a list';
}
