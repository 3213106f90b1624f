/** Which invoices an account has, and what each of them closes and opens. */

import { cycleOf, nextCycle, type Period } from '../calendar/cycle.ts';
import { civilDate } from '../calendar/day.ts';
import type { CompiledPlan } from '../plan/compile/compiled.ts';
import type { Account } from './account.ts';

/** One cycle of one customer. */
export interface CustomerCycle {
  readonly period: Period;
  /** 1 for the cycle of the activation. */
  readonly ordinal: number;
  /** Index of the plan version that holds for it. */
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

/** The bills of an account dated in its range of invoices, by date. None when service never began. */
export function billsOf(versions: readonly CompiledPlan[], account: Account): Bill[] {
  const { activated, terminated = Number.POSITIVE_INFINITY, invoices } = account;
  const started = startingVersion(versions, activated);
  if (started < 0 || terminated <= activated) return [];
  const anchor = anchorOf(versions[started]!, activated);
  const first = cycleOf(activated, anchor);
  const cycleAt = (period: Period): CustomerCycle => {
    const ordinal = monthsBetween(first.from, period.from) + 1;
    return { period, ordinal, version: ordinal === 1 ? started : versionAt(versions, started, period.from) };
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

/** The version a new customer starts on; -1 when the plan was not yet sold. */
function startingVersion(versions: readonly CompiledPlan[], activated: number): number {
  return versions.findLastIndex(({ effective }) => effective.newFrom === undefined || effective.newFrom <= activated);
}

/** The latest version that existing customers have reached by a cycle's first day, never an earlier one than held. */
function versionAt(versions: readonly CompiledPlan[], started: number, day: number): number {
  const reached = versions.findLastIndex(
    ({ effective }) => effective.existingFrom !== 'never' && effective.existingFrom <= day,
  );
  return Math.max(started, reached);
}

function monthsBetween(from: number, to: number): number {
  const a = civilDate(from);
  const b = civilDate(to);
  return (b.year - a.year) * 12 + b.month - a.month;
}
