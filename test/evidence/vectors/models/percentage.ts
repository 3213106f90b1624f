/** A percentage of money that was moved: the money is the quantity, an event is a record, its fixed fee a set-up. */

import { isZero, minus, plus } from '../../numbers.ts';
import { run } from '../../run.ts';
import type { Case } from '../case.ts';
import type { Outcome } from '../outcome.ts';
import { ofUnits, pricedOf, priceOf, usagePlan } from './usage.ts';

interface Moved {
  readonly events?: readonly string[];
  readonly units?: string;
  readonly eventCount?: number;
  readonly runningTotalAfterEachOfTheFirstEvents?: readonly string[];
}

/** The events of a case: as listed; by their running total, the last one with the rest; or one that counts for all. */
function eventsOf({ events, units, runningTotalAfterEachOfTheFirstEvents: running = [] }: Moved): readonly string[] {
  if (events) return events;
  const listed = running.map((after, index) => minus(after, running[index - 1] ?? '0'));
  return [...listed, minus(units!, listed.reduce(plus, '0'))];
}

export function percentage(one: Case): Outcome {
  const { freeEvents, minPerEvent } = one.params as { freeEvents?: number; minPerEvent?: string };
  if (minPerEvent !== undefined) return { needs: 'a least or greatest amount for each record' };
  if (freeEvents) return { needs: 'an allowance counted in records' };
  const params = pricedOf(one);
  const events = eventsOf(one.inputs as Moved).filter((event) => !isZero(event));
  const bills = run({ plan: usagePlan(params, priceOf(params, {})), records: ofUnits(events) });
  const withTax = 'amountInclTax' in one.expected ? { amountInclTax: bills.total() } : {};
  return { ours: { amount: bills.net(), ...withTax } };
}

/** The price comes with the event: money at the rate of one. */
export function dynamic(one: Case): Outcome {
  const { sumOfEventAmountsCents, eventAmountsCents } = one.inputs as {
    sumOfEventAmountsCents: string;
    eventAmountsCents?: readonly string[];
  };
  const plan = usagePlan(pricedOf(one), { rate: '0.01 / unit' });
  return { ours: { amount: run({ plan, records: ofUnits(eventAmountsCents ?? [sumOfEventAmountsCents]) }).total() } };
}
