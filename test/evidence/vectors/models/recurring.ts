/** Kill Bill's counting of cycles: a fee of one, each line rounded to nine decimals as the peer rounds each ratio. */

import { dayAfter, dayOfMonth, sum } from '../../numbers.ts';
import { PLAN, run } from '../../run.ts';
import type { Case } from '../case.ts';
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
  if (!terminated) return { ours, policy: 'the cycle itself is the denominator' };
  const settled = { cycles: payFee(fee).total() };
  return { ours, policy: 'whole in advance, credit at the end', settled };
}

interface Phase {
  readonly from: string;
  readonly fee: string;
  readonly billingCycleDay: number;
}

/** What was invoiced up to a day: of one fee, or of fees that follow one another. */
export function invoicedUntil(one: Case): Outcome {
  const { planFee, period, billingCycleDay } = one.params as {
    planFee?: string;
    period: string;
    billingCycleDay?: number;
  };
  if (period !== 'monthly') return { needs: 'cycles other than a month' };
  const { start, phases, target } = one.inputs as { start?: string; phases?: readonly Phase[]; target: string };
  const all = phases ?? [{ from: start!, fee: planFee!, billingCycleDay: billingCycleDay! }];
  const anchors = new Set(all.map((phase) => phase.billingCycleDay));
  const total =
    anchors.size === 1
      ? versions(all, target)
      : sum(all.map((phase, index) => customer(phase, all[index + 1], target)));
  return { ours: { total } };
}

/** Another billing day is another customer: a plan has one. */
const customer = ({ from, fee, billingCycleDay }: Phase, next: Phase | undefined, target: string): string =>
  payFee({
    ...{ amount: fee, anchor: String(billingCycleDay), activated: from, terminated: next?.from },
    before: dayAfter(target),
  }).total();

/** With the same billing day the phases are versions of a plan, to which the customer moves. */
function versions(phases: readonly Phase[], target: string): string {
  const [first, ...later] = phases.map(({ from, fee, billingCycleDay }) => ({
    ...{ plan: PLAN, currency: 'USD', timezone: 'UTC', prices: 'net', effective: { new: from } },
    bill_cycle: { anchor: String(billingCycleDay) },
    recurring: [{ id: 'fee', amount: fee, prorate: { activation: 'actual' } }],
  }));
  return run({ plan: first!, beside: later, activated: phases[0]!.from, before: dayAfter(target) }).total();
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
