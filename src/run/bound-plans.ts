/** Plans bound to the coding of one batch of usage. */

import { type Account, plansOfAccount } from '../invoicing/account.ts';
import type { CompiledPlan, CompiledPlans } from '../plan/compile/compiled.ts';
import { type BoundPlan, bindPlans } from '../rating/bind.ts';
import type { UsageCoding } from '../usage/batch.ts';

/**
 * All versions of the plans that an account is ever on, by the key of those plans. Plans that meet on an invoice are bound
 * together; an account's invoices do not depend on the plans of the accounts beside it.
 */
export type BoundPlans = ReadonlyMap<string, readonly BoundPlan[]>;

/** Key of an account's plans: the id where there is one; ids hold no space. */
export const plansKey = (account: Account): string =>
  account.changes === undefined ? account.plan : plansOfAccount(account).join(' ');

/**
 * A recipe's coding stays the same for all its batches, and then so does what is bound to it; by the first of an account's
 * plans, because a run may have several plans of one name: those of both sides of a change.
 */
const known = new WeakMap<UsageCoding, WeakMap<readonly CompiledPlan[], Map<string, Bound>>>();

interface Bound {
  readonly of: readonly (readonly CompiledPlan[])[];
  readonly bound: readonly BoundPlan[];
}

/** Refuses a plan that is not there, and a change between plans that cannot be on one invoice. */
export function bindAll(plans: CompiledPlans, accounts: readonly Account[], coding: UsageCoding): BoundPlans {
  const result = new Map<string, readonly BoundPlan[]>();
  const ofCoding = known.get(coding) ?? new WeakMap<readonly CompiledPlan[], Map<string, Bound>>();
  known.set(coding, ofCoding);
  for (const account of accounts) {
    const key = plansKey(account);
    if (result.has(key)) continue;
    const histories = plansOfAccount(account).map((plan) => {
      const versions = plans.get(plan);
      if (!versions) throw new RangeError(`account ${account.id} is on plan ${plan}, which is not among the plans`);
      return versions;
    });
    const cached = ofCoding.get(histories[0]!) ?? new Map<string, Bound>();
    ofCoding.set(histories[0]!, cached);
    const before = cached.get(key);
    const same = before && histories.every((versions, index) => before.of[index] === versions);
    const bound: readonly BoundPlan[] = same ? before.bound : bindPlans(agreeing(account, histories), coding);
    cached.set(key, { of: histories, bound });
    result.set(key, bound);
  }
  return result;
}

/** The invoice of a change carries lines of two plans, and adds them up. */
function agreeing(account: Account, [first, ...others]: readonly (readonly CompiledPlan[])[]): CompiledPlan[] {
  const { currency, timezone, prices } = first![0]!;
  for (const versions of others) {
    const { id, ...other } = versions[0]!;
    const refuse = (what: string, from: string, to: string): never => {
      throw new RangeError(
        `account ${account.id} cannot change between plan ${account.plan} and plan ${id}: ${what} ${from} and ${to}`,
      );
    };
    if (other.currency.code !== currency.code) refuse('currency', currency.code, other.currency.code);
    if (other.timezone !== timezone) refuse('timezone', timezone, other.timezone);
    if (other.prices !== prices) refuse('prices', prices, other.prices);
  }
  return [first!, ...others].flat();
}
