/** Kill Bill's counting of cycles: a fee of one, each line rounded to nine decimals as the peer rounds each ratio. */

import { type Case, dayAfter, dayOfMonth } from '../case.ts';
import type { Outcome } from '../outcome.ts';
import { payFee } from './fees.ts';

const NINE = { mode: 'half_up', decimals: 9 } as const;

interface Recurring {
  readonly start: string;
  readonly endExclusive: string | null;
  readonly target: string;
}

export function cycles(one: Case): Outcome {
  const { period, billingCycleDay } = one.params as { period: string; billingCycleDay: number };
  if (period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start: activated, endExclusive, target } = one.inputs as unknown as Recurring;
  const terminated = endExclusive ?? undefined;
  const fee = { amount: '1', anchor: String(billingCycleDay), activated, terminated, rounding: NINE };
  const ours = { cycles: payFee({ ...fee, before: dayAfter(target) }).total() };
  if (!terminated) return { ours, policy: 'the customer’s own cycle is the denominator' };
  const settled = { cycles: payFee(fee).total() };
  return { ours, policy: 'whole in advance, credit at the end', settled };
}

/** The share of a cycle before a billing day or after one. */
export function ratio(one: Case): Outcome {
  const { fixedDaysInMonth } = one.params as { fixedDaysInMonth?: number };
  const { start, nextBillingCycleDate, previousBilledThrough, endExclusive } = one.inputs as Record<string, string>;
  const basis = fixedDaysInMonth ? 'thirty-day' : 'actual';
  if (previousBilledThrough) {
    const anchor = dayOfMonth(previousBilledThrough);
    const span = { anchor, activated: previousBilledThrough, terminated: endExclusive, basis } as const;
    const paid = payFee({ ...span, amount: '1', charged: 'in-arrears', rounding: NINE });
    return { ours: { ratio: paid.total() }, policy: 'each cycle by its own days' };
  }
  const span = { anchor: dayOfMonth(nextBillingCycleDate!), activated: start!, basis } as const;
  const paid = (amount: string): string => payFee({ ...span, amount, rounding: NINE }).invoices[0]!.total;
  return { ours: { ...('days' in one.expected && { days: paid('30') }), ratio: paid('1') } };
}
