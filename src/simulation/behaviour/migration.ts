/** Who would move to which plan. */

import type { Rational } from '../../exact/rational.ts';
import type { Migration } from '../assumptions.ts';
import type { Bills } from './sides.ts';

/** Bills of a customer by month of the result, on its own plan and on each plan that it may move to, in the same units. */
export interface Choice {
  readonly own: readonly Bills[];
  readonly onPlan: readonly (readonly Bills[])[];
}

/** No plan saves enough. */
export const STAYS = -1;

/**
 * By customer: the index of the plan that it would move to, or STAYS. The cheapest over all months of the result, tax
 * included, if it saves something and at least `atLeast` a month in which the customer has a bill. Of plans that cost the
 * same the earlier one. `own`: by customer the index of its own plan, or STAYS where that is none of them.
 */
export function destinations(
  size: number,
  { own, onPlan }: Choice,
  ownPlan: (customer: number) => number,
  atLeast: Rational,
  scale: number,
): Int32Array {
  const to = new Int32Array(size).fill(STAYS);
  const unit = atLeast.n * 10n ** BigInt(scale);
  for (let customer = 0; customer < size; customer += 1) {
    const stay = paidOver(own, customer);
    const mine = ownPlan(customer);
    let best = stay;
    let plan = STAYS;
    for (let index = 0; index < onPlan.length; index += 1) {
      if (index === mine) continue;
      const there = paidOver(onPlan[index]!, customer);
      if (there < best) {
        best = there;
        plan = index;
      }
    }
    if (plan === STAYS) continue;
    let months = 0;
    for (const bills of own) months += bills.months(customer);
    if (months > 0 && BigInt(stay - best) * atLeast.d >= unit * BigInt(months)) to[customer] = plan;
  }
  return to;
}

function paidOver(bills: readonly Bills[], customer: number): number {
  let sum = 0;
  for (const month of bills) sum += month.paid(customer);
  if (!Number.isSafeInteger(sum)) throw new RangeError(`bills of a customer that add up to ${sum} are beyond 2^53`);
  return sum;
}

/** Plans that migration may lead to, sorted. */
export function migrationPlans(migration: Migration | undefined, planIds: readonly string[]): readonly string[] {
  if (!migration) return [];
  return [...new Set(migration.to === 'all' ? planIds : migration.to)].sort();
}
