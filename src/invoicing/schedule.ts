/** Which invoices an account has, and what each of them closes and opens. */

import { cycleOf, nextCycle, type Period } from '../calendar/cycle.ts';
import { civilDate, formatDay } from '../calendar/day.ts';
import type { CompiledPlan } from '../plan/compile/compiled.ts';
import type { Account } from './account.ts';

/** One cycle of one customer. */
export interface CustomerCycle {
  readonly period: Period;
  /** 1 for the cycle of the activation. */
  readonly ordinal: number;
  /** Index of the plan version that holds for it, among the versions of all the account's plans. */
  readonly version: number;
}

export interface Bill {
  /** Epoch day of the invoice. */
  readonly date: number;
  /** The cycle whose usage and arrears it carries; undefined on the activation's invoice. */
  readonly closing: CustomerCycle | undefined;
  /** The cycle whose advance charges it carries; undefined when service has ended. */
  readonly opening: CustomerCycle | undefined;
  /** Whether the customer had the first cycle from its first day. */
  readonly wholeFirst: boolean;
}

/** The anchor day of a customer's cycles, 1 to 31. */
function anchorOf(plan: CompiledPlan, activated: number): number {
  return plan.anchor === 'activation' ? civilDate(activated).day : plan.anchor;
}

/**
 * The bills of an account dated in its range of invoices, by date. None when service never began. `versions` are those of
 * all the account's plans, each plan's in order. Refuses changes of plan that could not hold.
 */
export function billsOf(versions: readonly CompiledPlan[], account: Account): Bill[] {
  const { activated, terminated = Number.POSITIVE_INFINITY, invoices } = account;
  const started = startingVersion(versions, account.plan, activated);
  if (started < 0 || terminated <= activated) return [];
  const anchor = anchorOf(versions[started]!, activated);
  const first = cycleOf(activated, anchor);
  const stretches = stretchesOf(versions, account, started, anchor);
  const cycleAt = (period: Period): CustomerCycle => {
    const ordinal = monthsBetween(first.from, period.from) + 1;
    const held = stretches.findLast(({ from }) => from <= period.from) ?? stretches[0]!;
    const starts = ordinal === 1 || held.from === period.from;
    return { period, ordinal, version: starts ? held.started : versionAt(versions, held, period.from) };
  };
  const bills: Bill[] = [];
  const wholeFirst = first.from === activated;
  if (activated >= invoices.from && activated < invoices.before) {
    bills.push({ date: activated, closing: undefined, opening: cycleAt(first), wholeFirst });
  }
  // The first cycle that can be invoiced: the one that ends on or after the range's first day.
  let period = cycleOf(Math.max(activated, invoices.from - 1), anchor);
  while (period.before < invoices.before && period.from < terminated) {
    const next = nextCycle(period, anchor);
    const opening = terminated > period.before ? cycleAt(next) : undefined;
    bills.push({ date: period.before, closing: cycleAt(period), opening, wholeFirst });
    period = next;
  }
  return bills;
}

/** One plan held from a day on, up to the next change. */
interface Stretch {
  readonly from: number;
  readonly plan: string;
  /** The version on which it starts. */
  readonly started: number;
}

/** A change must come after the activation and the change before it, before the termination, with a cycle's first day. */
function stretchesOf(
  versions: readonly CompiledPlan[],
  { id, plan, activated, terminated = Number.POSITIVE_INFINITY, changes = [] }: Account,
  started: number,
  anchor: number,
): Stretch[] {
  const stretches: Stretch[] = [{ from: activated, plan, started }];
  for (const { on, plan: to } of changes) {
    const refuse = (why: string): never => {
      throw new RangeError(`account ${id} cannot change to plan ${to} on ${formatDay(on)}: ${why}`);
    };
    if (on <= stretches.at(-1)!.from) refuse('it must come after the activation and after the change before it');
    if (on >= terminated) refuse('service has ended by then');
    if (cycleOf(on, anchor).from !== on) refuse('no cycle begins on that day');
    const begins = startingVersion(versions, to, on);
    if (begins < 0) refuse('the plan is not sold by then');
    stretches.push({ from: on, plan: to, started: begins });
  }
  return stretches;
}

/** The version a new customer starts on; -1 when the plan was not yet sold. */
function startingVersion(versions: readonly CompiledPlan[], plan: string, day: number): number {
  return versions.findLastIndex(
    ({ id, effective }) => id === plan && (effective.newFrom === undefined || effective.newFrom <= day),
  );
}

/** The latest version that existing customers have reached by a cycle's first day, never an earlier one than held. */
function versionAt(versions: readonly CompiledPlan[], { plan, started }: Stretch, day: number): number {
  const reached = versions.findLastIndex(
    ({ id, effective }) => id === plan && effective.existingFrom !== 'never' && effective.existingFrom <= day,
  );
  return Math.max(started, reached);
}

function monthsBetween(from: number, to: number): number {
  const a = civilDate(from);
  const b = civilDate(to);
  return (b.year - a.year) * 12 + b.month - a.month;
}
