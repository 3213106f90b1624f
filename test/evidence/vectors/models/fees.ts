/** Fees for a part of a month, by the day: at the beginning, at the end, and what comes back. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { dayAfter, dayOfMonth, daysBetween, localDay, negated, sum } from '../../numbers.ts';
import { type Bills, run } from '../../run.ts';
import { type Case, type PeerRounding, roundingText } from '../case.ts';
import type { Outcome } from '../outcome.ts';

export interface Fee {
  readonly amount: string;
  readonly charged?: 'in-advance' | 'in-arrears';
  readonly anchor: string;
  readonly activated: string;
  readonly terminated?: string | undefined;
  /** Invoices dated before this day; default: all that a customer with these dates can have within two months. */
  readonly before?: string | undefined;
  readonly basis?: 'actual' | 'thirty-day';
  readonly lastDay?: 'used';
  readonly rounding?: PeerRounding | undefined;
  readonly currency?: string;
  readonly timezone?: string;
  readonly taxPercent?: string | undefined;
  readonly discounts?: readonly PlainMap[];
}

/** One fee, `fee`, prorated at both ends, and the customer who pays it. */
export function payFee(fee: Fee): Bills {
  const { amount, charged = 'in-advance', anchor, activated, terminated, basis = 'actual', lastDay, taxPercent } = fee;
  const prorate = { activation: basis, termination: lastDay ? { basis, last_day: lastDay } : basis };
  const plan: PlainMap = {
    currency: fee.currency ?? 'USD',
    timezone: fee.timezone ?? 'UTC',
    bill_cycle: { anchor },
    rounding: { line: roundingText(fee.rounding) },
    ...(taxPercent && { tax: { name: 'tax', rates: { standard: taxPercent } } }),
    recurring: [{ id: 'fee', amount, charged, prorate }],
    ...(fee.discounts && { discounts: fee.discounts }),
  };
  return run({ plan, activated, terminated, before: fee.before ?? dayAfter(terminated ?? activated, 33) });
}

interface Span {
  readonly start: string;
  readonly endExclusive: string;
}

/** The day on which cycles begin that have both these boundaries: one of them may be clamped to the month's end. */
function anchorOf({ start, endExclusive }: Span): string {
  return String(Math.max(Number(dayOfMonth(start)), Number(dayOfMonth(endExclusive))));
}

interface Part {
  readonly planFee: string;
  readonly fullPeriod: Span;
  readonly rounding: PeerRounding;
}

/** A part of a month, paid in arrears. */
export function partOfPeriod(one: Case): Outcome {
  const { planFee: amount, fullPeriod, rounding } = one.params as unknown as Part;
  const { start: activated, endExclusive } = one.inputs as unknown as Span;
  if (daysBetween(fullPeriod.start, fullPeriod.endExclusive) > 31) return { needs: 'cycles other than a month' };
  const terminated = endExclusive === fullPeriod.endExclusive ? undefined : endExclusive;
  const anchor = anchorOf(fullPeriod);
  const before = dayAfter(fullPeriod.endExclusive);
  const fee = { amount, charged: 'in-arrears', anchor, activated, terminated, before, rounding } as const;
  return { ours: { amount: payFee(fee).total() } };
}

/** What comes back of a month paid in advance. */
export function unusedPart(one: Case): Outcome {
  const { planFee: amount, fullPeriod, rounding } = one.params as unknown as Part;
  if (daysBetween(fullPeriod.start, fullPeriod.endExclusive) > 31) return { needs: 'cycles other than a month' };
  const { start: terminated } = one.inputs as unknown as Span;
  const bills = payFee({ amount, anchor: anchorOf(fullPeriod), activated: fullPeriod.start, terminated, rounding });
  return { ours: { amount: bills.amount('fee/credit') } };
}

/** The credit of a customer who leaves in the middle of a month paid in advance. */
export function cancelled(one: Case): Outcome {
  const {
    planFee: amount,
    billingPeriod,
    rounding,
  } = one.params as unknown as Omit<Part, 'fullPeriod'> & {
    billingPeriod: Span;
  };
  const { cancelledOn: terminated } = one.inputs as { cancelledOn: string };
  const bills = payFee({
    amount,
    anchor: anchorOf(billingPeriod),
    activated: billingPeriod.start,
    terminated,
    rounding,
  });
  return { ours: { credit: bills.amount('fee/credit') } };
}

/** Months of 30 days: the part before a billing day, and what comes back of one. */
export function thirtyDays(one: Case): Outcome {
  const { planFee: amount, rounding } = one.params as unknown as Part;
  const { start, endExclusive } = one.inputs as unknown as Span;
  const anchor = dayOfMonth(endExclusive);
  if (!String(one.expected.amount).startsWith('-')) {
    const fee = { amount, anchor, activated: start, basis: 'thirty-day', rounding } as const;
    return { ours: { amount: payFee(fee).invoices[0]!.total } };
  }
  const activated = `${start.slice(0, 8)}${anchor}`;
  const bills = payFee({ amount, anchor, activated, terminated: start, basis: 'thirty-day', rounding });
  return { ours: { amount: bills.amount('fee/credit') } };
}

/** A fee by elapsed seconds: of whole days, what a fee by the day is. */
export function bySecond(one: Case): Outcome {
  const { planFee: amount } = one.params as { planFee: string };
  const { servicePeriod, fullPeriod } = one.inputs as { servicePeriod: string[]; fullPeriod?: string[] };
  const [from, to] = servicePeriod.map((instant) => localDay(instant));
  const [start, end] = fullPeriod?.map((instant) => localDay(instant)) ?? [];
  if (start && end && daysBetween(start, end) > 31) return { needs: 'cycles other than a month' };
  if (from === to) return { needs: 'a plan of a customer without a day of service' };
  const plan = { bill_cycle: { anchor: '1' }, recurring: [{ id: 'fee', amount }] };
  if (!start) return { ours: { amount: run({ plan, activated: from! }).invoices[0]!.total } };
  const terminated = to === end ? undefined : to;
  const fee = {
    amount,
    charged: 'in-arrears',
    anchor: '1',
    activated: from!,
    terminated,
    before: dayAfter(end!),
  } as const;
  return { ours: { amount: payFee(fee).total() }, policy: 'by day, not by second' };
}

interface Changed {
  readonly changedOn: string;
  readonly oldFees?: readonly string[];
  readonly newFees?: readonly string[];
  readonly removedFees?: readonly string[];
  readonly addedFees?: readonly string[];
  readonly oldAmounts?: readonly string[];
  readonly newAmounts?: readonly string[];
}

/**
 * Another plan in the middle of a cycle: the old one ends and the new one begins on that day. A period that is no month
 * of a calendar (1 to 30 January) is laid into a month of as many days.
 */
export function planChange(one: Case): Outcome {
  const { period } = one.params as { period: { start: string; endExclusive?: string; endInclusive?: string } };
  const change = one.inputs as unknown as Changed;
  const end = period.endExclusive ?? dayAfter(period.endInclusive!);
  const days = daysBetween(period.start, end);
  const isMonth = dayOfMonth(end) === dayOfMonth(period.start);
  const start = isMonth ? period.start : { 30: '2025-04-01', 31: '2025-03-01' }[days]!;
  const changed = dayAfter(start, daysBetween(period.start, change.changedOn));
  if (changed === start) return { needs: 'a plan of a customer without a day of service' };
  const last = dayAfter(start, days);
  const credits = [...(change.oldFees ?? change.oldAmounts ?? []), ...(change.removedFees ?? [])].map((amount) => {
    const bills = payFee({ amount, anchor: '1', activated: start, terminated: changed, before: dayAfter(last) });
    return bills.amount('fee/credit');
  });
  const charges = [...(change.newFees ?? change.newAmounts ?? []), ...(change.addedFees ?? [])].map((amount) =>
    payFee({ amount, anchor: '1', activated: changed, before: last }).amount('fee'),
  );
  const net = sum([...credits, ...charges]);
  return { ours: 'credits' in one.expected ? { credits, charges, net } : { net } };
}

/** A fee that is there for a part of a month, told in seconds: added, or removed. */
export function addedOrRemoved(one: Case): Outcome {
  const { planFee: amount, period } = one.params as { planFee: string; period: { start: string } };
  const { addedAt, removedAt, billedSoFar } = one.inputs as {
    addedAt?: string;
    removedAt?: string;
    billedSoFar?: readonly string[];
  };
  const start = localDay(period.start);
  if (addedAt) {
    const bills = payFee({ amount, anchor: '1', activated: localDay(addedAt) });
    return { ours: { amount: bills.invoices[0]!.total }, policy: 'by day, not by second' };
  }
  if (sum(billedSoFar!) !== amount) return { needs: 'payments, refunds and credit notes after tax' };
  const bills = payFee({ amount, anchor: '1', activated: start, terminated: localDay(removedAt!) });
  return { ours: { credit: negated(bills.amount('fee/credit')) } };
}

/** As many days of a fee that is one for each day of the month. */
export function calendarDays(one: Case): Outcome {
  const { timezone = 'UTC' } = one.params as { timezone?: string };
  const { from, to } = one.inputs as { from: string; to: string };
  const [activated, terminated] = [localDay(from, timezone), localDay(to, timezone)];
  const month = `${activated.slice(0, 8)}01`;
  const next = `${dayAfter(month, 31).slice(0, 8)}01`;
  const amount = String(daysBetween(month, next));
  return {
    ours: { days: payFee({ amount, charged: 'in-arrears', anchor: '1', activated, terminated, timezone }).total() },
  };
}

/** A factor such as 15/31: the numerator is what is paid of a fee that is the denominator. */
export function factor(one: Case): Outcome {
  const { period } = one.params as { period?: Span };
  const { active, fullPeriod, activeFrom, activeToExclusive } = one.inputs as {
    active?: [string, string];
    fullPeriod?: [string, string];
    activeFrom?: string;
    activeToExclusive?: string;
  };
  const [from, before] = active ?? [activeFrom!, activeToExclusive!];
  const [start, end] = fullPeriod ?? [period!.start, period!.endExclusive];
  const days = daysBetween(start, end);
  if (days > 31) return { needs: 'cycles other than a month' };
  const terminated = before === end ? undefined : before;
  const fee = { amount: String(days), charged: 'in-arrears', anchor: anchorOf({ start, endExclusive: end }) } as const;
  const paid = payFee({ ...fee, activated: from, terminated, before: dayAfter(end) }).total();
  return { ours: { factor: paid === '0' ? paid : `${paid}/${days}` } };
}

/** As many fees as the quantity says. */
export function quantityOfFees(one: Case): Outcome {
  const { planFee } = one.params as { planFee?: string };
  const { quantity, unitFee } = one.inputs as { quantity: number; unitFee?: string };
  const each = Array.from({ length: quantity }, (_, index) => ({ id: `fee-${index}`, amount: planFee ?? unitFee! }));
  const plan: PlainMap = unitFee
    ? { one_time: each.map((fee) => ({ ...fee, on: 'activation' })) }
    : { recurring: each };
  return { ours: { amount: run({ plan }).invoices[0]!.total } };
}
