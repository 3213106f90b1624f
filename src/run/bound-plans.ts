/** Plans bound to the coding of one batch of usage. */

import type { Account } from '../invoicing/account.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { type BoundPlan, bindPlans } from '../rating/bind.ts';
import type { UsageCoding } from '../usage/batch.ts';

/** All versions of the plans that the accounts are on, by plan id. */
export type BoundPlans = ReadonlyMap<string, readonly BoundPlan[]>;

/** A recipe's coding stays the same for all its batches, and then so does what is bound to it. */
const known = new WeakMap<UsageCoding, Map<string, { readonly of: unknown; readonly bound: readonly BoundPlan[] }>>();

export function bindAll(plans: CompiledPlans, accounts: readonly Account[], coding: UsageCoding): BoundPlans {
  const result = new Map<string, readonly BoundPlan[]>();
  const cached = known.get(coding) ?? new Map();
  known.set(coding, cached);
  for (const { id, plan } of accounts) {
    if (result.has(plan)) continue;
    const versions = plans.get(plan);
    if (!versions) throw new RangeError(`account ${id} is on plan ${plan}, which is not among the plans`);
    const before = cached.get(plan);
    const bound = before?.of === versions ? before.bound : bindPlans(versions, coding);
    cached.set(plan, { of: versions, bound });
    result.set(plan, bound);
  }
  return result;
}
