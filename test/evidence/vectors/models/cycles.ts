/** Boundaries of cycles: the periods of the invoices of a fee in arrears. */

import { dayAfter, dayOfMonth, localDay } from '../../numbers.ts';
import { run } from '../../run.ts';
import type { Case } from '../case.ts';
import type { Outcome } from '../outcome.ts';

interface Period {
  readonly from: string;
  readonly before: string;
}

/** The cycles that have ended before a day, of a customer with these dates. */
function cyclesUntil(anchor: string, activated: string, before: string, terminated?: string): Period[] {
  const plan = { bill_cycle: { anchor }, recurring: [{ id: 'fee', amount: '1', charged: 'in-arrears' }] };
  return run({ plan, activated, terminated, before }).invoices.map(({ period }) => period!);
}

const inclusive = ({ from, before }: Period) => ({ start: from, endInclusive: dayAfter(before, -1) });

/** Lago: cycles from the day of the subscription on. */
export function anniversary(one: Case): Outcome {
  const { subscriptionStart, anchorDate, count, periodIndex } = one.inputs as {
    subscriptionStart?: string;
    anchorDate?: string;
    count?: number;
    periodIndex?: number;
  };
  const start = anchorDate ?? localDay(subscriptionStart!);
  const periods = cyclesUntil('activation', start, dayAfter(start, 190)).map(inclusive);
  return { ours: count === undefined ? { ...periods[periodIndex!] } : { periods: periods.slice(0, count) } };
}

/** Kill Bill: the pieces that are invoiced on a day, in advance or in arrears. */
export function items(one: Case): Outcome {
  const { billingCycleDay, billingMode } = one.params as { billingCycleDay: number; billingMode: string };
  const { start, endExclusive, target } = one.inputs as { start: string; endExclusive: string | null; target: string };
  const end = endExclusive ?? undefined;
  const inAdvance = billingMode === 'in_advance';
  const all = cyclesUntil(String(billingCycleDay), start, dayAfter(target, 40), end);
  const later = (a: string, b: string): string => (a > b ? a : b);
  const pieces = (list: readonly Period[]) =>
    list.map(({ from, before }) => [later(from, start), end && end < before ? end : before]);
  const invoiced = inAdvance
    ? all.filter(({ from }) => later(from, start) <= target)
    : all.filter(({ before }) => before <= target);
  if (inAdvance || !end) return { ours: { items: pieces(invoiced) } };
  return {
    ours: { items: pieces(invoiced) },
    policy: 'closed at the end of the cycle',
    settled: { items: pieces(all) },
  };
}

/** Cycles between two dates that are whole: those that owe the whole of a prorated fee. */
export function wholePeriods(one: Case): Outcome {
  if ((one.params as { period: string }).period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start, endExclusive } = one.inputs as { start: string; endExclusive: string };
  const prorate = { activation: 'actual', termination: 'actual' };
  const plan = {
    bill_cycle: { anchor: dayOfMonth(start) },
    recurring: [{ id: 'fee', amount: '1', charged: 'in-arrears', prorate }],
  };
  const bills = run({ plan, activated: start, terminated: endExclusive, before: dayAfter(endExclusive, 40) });
  return { ours: { periods: bills.invoices.filter(({ total }) => total === '1').length } };
}

/** The days on which a fee in advance is invoiced. */
export function advanced(one: Case): Outcome {
  if ((one.params as { period: string }).period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start, n } = one.inputs as { start: string; n: readonly number[] };
  const plan = { bill_cycle: { anchor: 'activation' }, recurring: [{ id: 'fee', amount: '1' }] };
  const { invoices } = run({ plan, activated: start, before: dayAfter(start, 31 * n.length) });
  return { ours: { dates: n.map((index) => invoices[index]!.date) } };
}

/** Meteroid: how many cycles are over on a day, and which one a day belongs to. */
export function elapsed(one: Case): Outcome {
  const { period, billingDay } = one.params as { period: string; billingDay: number };
  if (period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start, target } = one.inputs as { start: string; target: string };
  return { ours: { cycles: cyclesUntil(String(billingDay), start, dayAfter(target)).length } };
}

export function containing(one: Case): Outcome {
  const { period, billingDay } = one.params as { period: string; billingDay: number };
  if (period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start, date } = one.inputs as { start: string; date: string };
  const cycles = cyclesUntil(String(billingDay), start, dayAfter(date, 40));
  const found = cycles.find(({ from, before }) => from <= date && date < before)!;
  return { ours: { start: found.from, endExclusive: found.before } };
}

/** Flexprice: the first boundary after a day. */
export function boundary(one: Case): Outcome {
  const { period, anchorDay = 1 } = one.params as { period: string; anchorDay?: number };
  if (period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start, currentPeriodStart } = one.inputs as { start?: string; currentPeriodStart?: string };
  const day = currentPeriodStart ?? start!;
  const next = cyclesUntil(String(anchorDay), day, dayAfter(day, 40))[0]!.before;
  return { ours: 'next' in one.expected ? { next } : { boundary: next } };
}
