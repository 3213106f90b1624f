/** Plans bound to the coding of one batch of usage. */

import type { Account } from '../invoicing/account.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { type BoundPlan, bindPlans } from '../rating/bind.ts';
import type { UsageCoding } from '../usage/batch.ts';

/** All versions of the plans that the accounts are on, by plan id. */
export type BoundPlans = ReadonlyMap<string, readonly BoundPlan[]>;

export function bindAll(plans: CompiledPlans, accounts: readonly Account[], coding: UsageCoding): BoundPlans {
  const bound = new Map<string, readonly BoundPlan[]>();
  for (const { id, plan } of accounts) {
    if (bound.has(plan)) continue;
    const versions = plans.get(plan);
    if (!versions) throw new RangeError(`account ${id} is on plan ${plan}, which is not among the plans`);
    bound.set(plan, bindPlans(versions, coding));
  }
  return bound;
}
