/**
 * Customers as they are when everybody takes one plan. Taking a plan is a change of plan on the first day of what is simulated:
 * the first day of the first cycle that an invoice of the range closes. Cycles, and so the usage that each invoice carries, stay
 * those of the plan that they leave; whoever begins service later begins on the new plan. They are on the version that is
 * sold on that day, also where they have the plan already: the terms of those who come to it. A plan that is not sold by
 * then is being launched: they are on its first version.
 */

import { cycleOf } from '../../calendar/cycle.ts';
import { civilDate } from '../../calendar/day.ts';
import { type Account, plansOfAccount } from '../../invoicing/account.ts';
import type { CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';
import { mayTake } from '../../simulation/behaviour/may-take.ts';

/** What of a side matters here. */
export interface Held {
  readonly plans: CompiledPlans;
  readonly onPlan?: string | undefined;
}

/**
 * The account as a side has it; undefined where the side lacks one of its plans, or it may not take the plan that everybody is
 * on. Made once a side and run, with all its sides: a plan that this side lacks may be among the others'.
 */
export function accountsOn(side: Held, sides: readonly Held[]): (account: Account) => Account | undefined {
  const { plans, onPlan } = side;
  if (onPlan === undefined) {
    return (account) => {
      const isThere = account.changes
        ? plansOfAccount(account).every((plan) => plans.has(plan))
        : plans.has(account.plan);
      return isThere ? account : undefined;
    };
  }
  const history = plans.get(onPlan);
  const known = new Map<string, Taking | undefined>();
  const takingOf = (plan: string): Taking | undefined => {
    if (known.has(plan)) return known.get(plan);
    const own = [plans, ...sides.map((one) => one.plans)].flatMap((all) => (all.has(plan) ? [all.get(plan)!] : []))[0];
    const made =
      history && (!own || mayTake(own[0]!, history[0]!))
        ? { own, here: plans.has(plan), sameDays: !own || own[0]!.anchor === history[0]!.anchor }
        : undefined;
    known.set(plan, made);
    return made;
  };
  return (account) => {
    const taking = takingOf(account.plan);
    return taking && taken(account, onPlan, history!, taking);
  };
}

interface Taking {
  /** Versions of the plan that they leave; undefined: nobody knows it. */
  readonly own: readonly CompiledPlan[] | undefined;
  /** Whether this side has it. */
  readonly here: boolean;
  /** Whether both plans begin their cycles on the same day. */
  readonly sameDays: boolean;
}

function taken(
  { changes, ...account }: Account,
  onPlan: string,
  history: readonly CompiledPlan[],
  taking: Taking,
): Account | undefined {
  const { plan, activated, terminated, invoices } = account;
  const { own } = taking;
  // Their service never began.
  if (own && !own.some(({ effective: { newFrom } }) => newFrom === undefined || newFrom <= activated)) return undefined;
  const { anchor } = (own ?? history)[0]!;
  const on = cycleOf(
    Math.max(activated, invoices.from - 1),
    anchor === 'activation' ? civilDate(activated).day : anchor,
  ).from;
  // Who begins later begins on it; who has left before has no invoice.
  if (on <= activated || (terminated !== undefined && on >= terminated)) return { ...account, plan: onPlan };
  // The plan that is left is on no invoice: it only tells the days of the cycles, and where they are the same it is not needed.
  const from = taking.here && !taking.sameDays ? plan : onPlan;
  return { ...account, plan: from, changes: [{ on, plan: onPlan }] };
}

/** Plans of a side, with that which everybody takes sold from the start: whether it is sold yet is asked above. */
export function plansToTake({ plans, onPlan }: Held): CompiledPlans {
  const history = onPlan === undefined ? undefined : plans.get(onPlan);
  return history ? new Map([...plans, [onPlan!, soldFromTheStart(history)]]) : plans;
}

/** Sides share what they share: plans are bound once. */
const launched = new WeakMap<readonly CompiledPlan[], readonly CompiledPlan[]>();

function soldFromTheStart(history: readonly CompiledPlan[]): readonly CompiledPlan[] {
  const [first, ...later] = history;
  if (!first || first.effective.newFrom === undefined) return history;
  const found = launched.get(history);
  if (found) return found;
  const made = [{ ...first, effective: { ...first.effective, newFrom: undefined } }, ...later];
  launched.set(history, made);
  return made;
}
