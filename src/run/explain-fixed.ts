/** Why the lines that no usage record made are what they are: fees, credits, discounts, tax, total rounding. */

import { formatDay } from '../calendar/day.ts';
import { equal, formatRational, multiply } from '../exact/rational.ts';
import type { LineSource } from '../invoicing/build.ts';
import type { Invoice, InvoiceLine } from '../invoicing/invoice.ts';
import type { DiscountStep, FixedLine, Side, TaxStep } from '../invoicing/layout.ts';
import { shareOf } from '../invoicing/terms.ts';
import type { Rounding } from '../money/rounding.ts';
import type { CompiledPlan } from '../plan/compile/compiled.ts';
import type { BillGroup } from './group-bills.ts';
import type { PreparedGroup } from './invoice-group.ts';

interface FixedExplanation {
  readonly plan: string;
  readonly place: { readonly file: string; readonly line: number } | undefined;
  /** The days that a fee is for, `[from, before)`. */
  readonly period?: { readonly from: string; readonly before: string };
  readonly steps: readonly string[];
}

const SIDES = ['closing', 'opening'] as const;

/** An invoice of one bill, as it was worked out. */
interface Worked {
  readonly prepared: PreparedGroup;
  readonly group: BillGroup;
  readonly sources: readonly LineSource[];
}

export function explainFixed(
  line: InvoiceLine,
  { part, index }: LineSource,
  invoice: Invoice,
  worked: Worked,
): FixedExplanation {
  const { prepared, group } = worked;
  const { layout } = prepared;
  if (part === 'fixed') return explainFee(line, layout.fixed[index]!, group);
  if (part === 'discount') return explainDiscount(line, layout.discounts[index]!, takenOn(worked, index), group);
  if (part === 'tax') return explainTax(line, layout.taxes[index]!, layout.gross, group);
  const plan = leading(group);
  const steps = [`total rounding ${writeRounding(plan.rounding.total)}: the total becomes ${invoice.total}`];
  return { plan: plan.id, place: plan.place, steps };
}

/** The version by which an invoice is rounded: that of the cycle it closes. */
const leading = ({ closing, opening }: BillGroup): CompiledPlan => (closing ?? opening)!.plan;

/** Told where an invoice has charges of two plans. */
function ofWhichPlan(side: Side, { closing, opening }: BillGroup): string[] {
  if (!closing || !opening || closing.plan.id === opening.plan.id) return [];
  return [
    `plan: ${side === 'closing' ? closing.plan.id : opening.plan.id}, ${side === 'closing' ? 'before' : 'after'} the change`,
  ];
}

function explainFee(line: InvoiceLine, fixed: FixedLine, group: BillGroup): FixedExplanation {
  const { of, bill } = group.bills[0]!;
  const { charge, side, credit } = fixed;
  const { period } = bill[side]!;
  const share = shareOf(fixed, of, bill);
  const days = { from: formatDay(period.from), before: formatDay(period.before) };
  const steps = ofWhichPlan(side, group);
  steps.push(`cycle: ${days.from} to ${days.before}, ${side === 'opening' ? 'in advance' : 'in arrears'}`);
  if (share.n !== share.d) {
    const dates = [`activated ${formatDay(of.activated)}`];
    if (of.terminated !== undefined) dates.push(`terminated ${formatDay(of.terminated)}`);
    steps.push(
      `proration: ${share.n}/${share.d} of the cycle ${credit ? 'comes back' : 'is paid for'} (${dates.join(', ')})`,
    );
  }
  const exact = formatRational(multiply(charge.amount, share));
  steps.push(`amount: ${formatRational(charge.amount)} x ${share.n}/${share.d} = ${exact}`);
  steps.push(`line rounding ${writeRounding(charge.lineRounding)}: ${line.amount}`);
  return { plan: group[side]!.plan.id, place: charge.place, period: days, steps };
}

/** The sides on which a discount runs and finds a charge that it is on. */
function takenOn({ prepared: { layout, terms }, group, sources }: Worked, discount: number): Side[] {
  const at = (terms.rowOf[0]! * layout.discounts.length + discount) * SIDES.length;
  const running = SIDES.filter((_, side) => terms.active[at + side] === 1);
  const charges = sources.flatMap(({ part, index }): { side: Side; id: string }[] => {
    if (part === 'fixed') return [{ side: layout.fixed[index]!.side, id: layout.fixed[index]!.charge.id }];
    if (part !== 'usage') return [];
    const { plan } = group.closing!;
    return [{ side: 'closing', id: plan.charges[plan.lines[index]!.charge]!.id }];
  });
  return running.filter((side) =>
    charges.some(
      (charge) => charge.side === side && layout.discounts[discount]![side]!.discount.on.includes(charge.id),
    ),
  );
}

function explainDiscount(
  line: InvoiceLine,
  step: DiscountStep,
  sides: readonly Side[],
  group: BillGroup,
): FixedExplanation {
  const { value } = step;
  const what = 'percent' in value ? `${formatRational(value.percent)} %` : `at most ${formatRational(value.amount)}`;
  const discounts = sides.map((side) => ({ side, ...step[side]!.discount }));
  const on = [...new Set(discounts.flatMap((discount) => discount.on))];
  const steps = [`${what} of what earlier discounts left of ${on.join(', ')}`];
  const [first, ...others] = discounts;
  if (others.length === 0) steps.unshift(...ofWhichPlan(first!.side, group));
  if (first!.cycles) {
    const { count, starting } = first!.cycles;
    steps.push(`policy: for ${count} cycles, starting with the ${starting.replaceAll('-', ' ')}`);
  }
  steps.push(`discount rounding ${writeRounding(leading(group).rounding.discount)}: ${line.amount}`);
  return { plan: group[first!.side]!.plan.id, place: first!.place, steps };
}

function explainTax(line: InvoiceLine, tax: TaxStep, gross: boolean, group: BillGroup): FixedExplanation {
  const has = (side: Side): boolean =>
    group[side]?.plan.tax?.rates.some(
      ({ category, percent }) => category === tax.category && equal(percent, tax.percent),
    ) ?? false;
  const { id, place, prices } = group[SIDES.find(has)!]!.plan;
  const percent = formatRational(tax.percent);
  const how = gross ? `inside the prices: base x ${percent} / (100 + ${percent})` : `base x ${percent} / 100`;
  const steps = [
    `policy: prices ${prices}`,
    `${percent} % ${how}`,
    `tax rounding ${writeRounding(leading(group).rounding.tax)}: ${line.amount}`,
  ];
  return { plan: id, place, steps };
}

export function writeRounding(rounding: Rounding | undefined): string {
  return rounding ? `${rounding.mode} ${formatRational(rounding.step)}` : 'none';
}
