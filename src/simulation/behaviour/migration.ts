/** Who would move to which plan. */

import type { Rational } from '../../exact/rational.ts';
import type { Migration } from '../assumptions.ts';
import { BeyondExact } from '../beyond-exact.ts';
import type { Bills } from './sides.ts';

/** Bills by month of the result, on the customer's own plan and on each plan that it may move to, in the same units. */
export interface Choice {
  readonly own: readonly Bills[];
  /** By plan; undefined: not there. */
  readonly onPlan: readonly (readonly Bills[] | undefined)[];
}

export interface Moving {
  readonly size: number;
  /** With the candidate. */
  readonly after: Choice;
  /** With the base, where only customers whom the change affects move; undefined: everybody. */
  readonly before: Choice | undefined;
  /** By customer, the index of its own plan, or STAYS where that is none of them. */
  readonly ownPlan: (customer: number) => number;
  readonly may: (customer: number, plan: number) => boolean;
  readonly atLeast: Rational;
  /** Decimals of the bills. */
  readonly scale: number;
}

/** No plan saves enough. */
export const STAYS = -1;

/**
 * By customer: the index of the plan that it would move to, or STAYS. The cheapest over all months of the result, tax
 * included, if it saves enough: something, and at least `atLeast` a month in which the customer has a bill. Of plans that
 * cost the same the earlier one. With `before`, the change must be why: the customer's own bill rises, or no plan that is the
 * cheapest now saved enough before.
 */
export function destinations({ size, after, before, ownPlan, may, atLeast, scale }: Moving): Int32Array {
  const to = new Int32Array(size).fill(STAYS);
  const unit = atLeast.n * 10n ** BigInt(scale);
  const isEnough = (own: readonly Bills[], customer: number, saving: number): boolean => {
    let months = 0;
    for (const bills of own) months += bills.months(customer);
    return months > 0 && saving > 0 && BigInt(saving) * atLeast.d >= unit * BigInt(months);
  };
  for (let customer = 0; customer < size; customer += 1) {
    const stay = paidOver(after.own, customer);
    const mine = ownPlan(customer);
    let best = stay;
    let plan = STAYS;
    for (let index = 0; index < after.onPlan.length; index += 1) {
      const bills = after.onPlan[index];
      if (index === mine || !bills || !may(customer, index)) continue;
      const there = paidOver(bills, customer);
      if (there < best) {
        best = there;
        plan = index;
      }
    }
    if (plan === STAYS || !isEnough(after.own, customer, stay - best)) continue;
    if (before) {
      const was = paidOver(before.own, customer);
      // Of several that are the cheapest now: whoever did not go to one of them before, does not go for another of that price.
      const known = before.onPlan.some(
        (there, index) =>
          there &&
          index !== mine &&
          may(customer, index) &&
          paidOver(after.onPlan[index]!, customer) === best &&
          isEnough(before.own, customer, was - paidOver(there, customer)),
      );
      if (stay <= was && known) continue;
    }
    to[customer] = plan;
  }
  return to;
}

function paidOver(bills: readonly Bills[], customer: number): number {
  let sum = 0;
  for (const month of bills) sum += month.paid(customer);
  if (!Number.isSafeInteger(sum)) throw new BeyondExact('the bills of a customer are beyond what can be added exactly');
  return sum;
}

/** Plans that migration may lead to, sorted. */
export function migrationPlans(migration: Migration | undefined, planIds: readonly string[]): readonly string[] {
  if (!migration) return [];
  return [...new Set(migration.to === 'all' ? planIds : migration.to)].sort();
}
