/** Why the lines that no usage record made are what they are: fees, credits, discounts, tax, total rounding. */

import { formatDay } from '../calendar/day.ts';
import { formatRational, multiply } from '../exact/rational.ts';
import type { Invoice, InvoiceLine } from '../invoicing/invoice.ts';
import type { FixedLine, Layout } from '../invoicing/layout.ts';
import { shareOf } from '../invoicing/terms.ts';
import type { Rounding } from '../money/rounding.ts';
import type { Discount } from '../plan/model.ts';
import type { BillGroup, PlacedBill } from './group-bills.ts';

interface FixedExplanation {
  readonly place: { readonly file: string; readonly line: number } | undefined;
  /** The days that a fee is for, `[from, before)`. */
  readonly period?: { readonly from: string; readonly before: string };
  readonly steps: readonly string[];
}

export function explainFixed(
  line: InvoiceLine,
  invoice: Invoice,
  placed: PlacedBill,
  layout: Layout,
  group: BillGroup,
): FixedExplanation {
  const fixed = layout.fixed.find((candidate) => candidate.key === line.key);
  if (fixed) return explainFee(line, fixed, placed);
  const discount = layout.discounts.find((candidate) => candidate.key === line.key);
  if (discount) return explainDiscount(line, (discount.closing ?? discount.opening)!.discount, group);
  const { plan } = (group.closing ?? group.opening)!;
  const tax = layout.taxes.find((candidate) => candidate.key === line.key);
  if (tax) {
    const percent = formatRational(tax.percent);
    const how = layout.gross ? `inside the prices: base x ${percent} / (100 + ${percent})` : `base x ${percent} / 100`;
    return {
      place: plan.place,
      steps: [
        `policy: prices ${plan.prices}`,
        `${percent} % ${how}`,
        `tax rounding ${writeRounding(plan.rounding.tax)}: ${line.amount}`,
      ],
    };
  }
  return {
    place: plan.place,
    steps: [`total rounding ${writeRounding(plan.rounding.total)}: the total becomes ${invoice.total}`],
  };
}

function explainFee(line: InvoiceLine, fixed: FixedLine, { of, bill }: PlacedBill): FixedExplanation {
  const { charge, side, credit } = fixed;
  const { period } = bill[side]!;
  const share = shareOf(fixed, of, bill);
  const days = { from: formatDay(period.from), before: formatDay(period.before) };
  const steps = [`cycle: ${days.from} to ${days.before}, ${side === 'opening' ? 'in advance' : 'in arrears'}`];
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
  return { place: charge.place, period: days, steps };
}

function explainDiscount(line: InvoiceLine, discount: Discount, { closing, opening }: BillGroup): FixedExplanation {
  const { value, on, cycles, place } = discount;
  const what = 'percent' in value ? `${formatRational(value.percent)} %` : `at most ${formatRational(value.amount)}`;
  const steps = [`${what} of what earlier discounts left of ${on.join(', ')}`];
  if (cycles)
    steps.push(`policy: for ${cycles.count} cycles, starting with the ${cycles.starting.replaceAll('-', ' ')}`);
  steps.push(`discount rounding ${writeRounding((closing ?? opening)!.plan.rounding.discount)}: ${line.amount}`);
  return { place, steps };
}

export function writeRounding(rounding: Rounding | undefined): string {
  return rounding ? `${rounding.mode} ${formatRational(rounding.step)}` : 'none';
}
