/** Lago's fees by the day, and the credits of customers who leave. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { dayAfter, dayOfMonth, localDay, negated } from '../../numbers.ts';
import type { Case, PeerRounding } from '../case.ts';
import type { Outcome } from '../outcome.ts';
import { payFee } from './fees.ts';

interface Subscribed {
  readonly currency: string;
  readonly planFee: string;
  readonly period: string;
  readonly fullPeriodDays: number;
  readonly rounding: PeerRounding;
  readonly taxPercent?: string;
  readonly billing?: 'calendar' | 'anniversary';
}

const isMonth = (days: number): boolean => days >= 28 && days <= 31;

/** The part of a month from the day of the subscription on. */
export function subscription(one: Case): Outcome {
  const { currency, planFee: amount, fullPeriodDays, rounding } = one.params as unknown as Subscribed;
  const { subscriptionStart: activated, trialDays } = one.inputs as { subscriptionStart: string; trialDays?: number };
  if (!isMonth(fullPeriodDays)) return { needs: 'cycles other than a month' };
  if (trialDays) return { needs: 'a free trial' };
  const bills = payFee({ currency, amount, anchor: '1', charged: 'in-arrears', activated, rounding });
  return { ours: { amount: bills.invoices[0]!.total } };
}

/** The fee of a plan to which a customer changes in the middle of a cycle. */
export function newPlan(one: Case): Outcome {
  const { currency, planFee: amount, period, billing, rounding } = one.params as unknown as Subscribed;
  const anchor = billing === 'calendar' ? '1' : dayOfMonth(period.slice(0, 10));
  const activated = localDay((one.inputs as { changedAt: string }).changedAt);
  return { ours: { amount: payFee({ currency, amount, anchor, activated, rounding }).invoices[0]!.total } };
}

/** The first invoice of a customer who begins in the middle of a month. */
export function firstInvoice(one: Case): Outcome {
  const { currency, planFee: amount, taxPercent, rounding } = one.params as unknown as Subscribed;
  const activated = localDay((one.inputs as { subscriptionStart: string }).subscriptionStart);
  const bills = payFee({ currency, amount, anchor: '1', activated, taxPercent, rounding });
  return { ours: { totalInclTax: bills.invoices[0]!.total } };
}

interface Left {
  readonly terminatedAt?: string;
  readonly trialDays?: number;
  readonly couponOnFee?: string;
}

/** What comes back to a customer who leaves: the day of leaving is used. */
export function credit(one: Case): Outcome {
  const params = one.params as unknown as Subscribed & { billingPeriod?: { start: string }; timezone?: string };
  const { terminatedAt, trialDays, couponOnFee } = one.inputs as Left;
  if (trialDays) return { needs: 'a free trial' };
  const { currency, planFee: amount, taxPercent, rounding, timezone = 'UTC', billingPeriod } = params;
  const { unusedDays } = one.params as { unusedDays: number };
  // Told in days only: a month of that many days, left when the others are used.
  const activated = billingPeriod?.start ?? '2022-06-01';
  const terminated = terminatedAt ? localDay(terminatedAt, timezone) : dayAfter(activated, 30 - unusedDays);
  const discounts: PlainMap[] = couponOnFee ? [{ id: 'coupon', amount: couponOnFee, on: ['fee'] }] : [];
  const last = payFee({
    ...{ currency, amount, timezone, anchor: '1', activated, terminated, taxPercent, rounding },
    ...(terminatedAt && { lastDay: 'used' }),
    ...(discounts.length > 0 && { discounts }),
  }).invoices.at(-1)!;
  const item = last.lines.find(({ key }) => key === 'fee/credit')!.amount;
  const ours = { item: negated(item), tax: negated(last.tax), total: negated(last.total) };
  return { ours, ...(couponOnFee && { policy: 'an amount off is not taken back from a credit' }) };
}
