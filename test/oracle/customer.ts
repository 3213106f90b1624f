/** A customer's cycles, which version holds in each, and what share of an amount days of service make. */

import { civil, clampedDay, dayOf, thirtyDayCount } from './civil.ts';
import { Fraction, ONE, smaller, ZERO } from './fraction.ts';
import type { Edge, Proration, Version } from './plan.ts';

export interface Account {
  readonly id: string;
  readonly plan: string;
  /** Another plan from the first moment of a day on: the first of a cycle. */
  readonly changes?: readonly { readonly on: string; readonly plan: string }[];
  readonly activated: string;
  readonly terminated?: string;
  /** Only the invoices dated in `[from, before)`. */
  readonly invoices: { readonly from: string; readonly before: string };
}

export interface Cycle {
  /** From 0, the customer's first. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly version: Version;
  /** Set in the cycle of the activation. */
  readonly activated: number | undefined;
  /** Set in the cycle in which service ends. */
  readonly terminated: number | undefined;
}

/** The boundary on or before a day, or the first after it. */
function boundary(day: number, anchor: number, after: boolean): number {
  const { year, month } = civil(day);
  const near = [month - 1, month, month + 1].map((one) => clampedDay(year, one, anchor));
  const found = after ? near.find((one) => one > day) : near.findLast((one) => one <= day);
  if (found === undefined) throw new RangeError('no boundary');
  return found;
}

function firstVersion(versions: readonly Version[], activated: number): number {
  const found = versions.findLastIndex((version) => version.newFrom <= activated);
  if (found < 0) throw new RangeError('no version is open to this customer');
  return found;
}

/** All cycles with service that start before a day. The versions of each plan are ordered by the day of `new`. */
export function cyclesOf(account: Account, plans: ReadonlyMap<string, readonly Version[]>, before: number): Cycle[] {
  let versions = plans.get(account.plan) ?? [];
  const activated = dayOf(account.activated);
  const serviceEnd = account.terminated === undefined ? Number.POSITIVE_INFINITY : dayOf(account.terminated);
  let held = firstVersion(versions, activated);
  const written = versions[held]?.anchor ?? '1';
  const anchor = written === 'activation' ? civil(activated).day : Number(written);
  const cycles: Cycle[] = [];
  // Service that ends before it begins is none.
  if (serviceEnd <= activated) return cycles;
  let start = boundary(activated, anchor, false);
  while (start < serviceEnd && start < before) {
    const end = boundary(start, anchor, true);
    const index = cycles.length;
    const day = start;
    const change = account.changes?.find(({ on }) => dayOf(on) === day);
    if (change) {
      versions = plans.get(change.plan) ?? [];
      held = firstVersion(versions, day);
    } else if (index > 0) {
      const latest = versions.findLastIndex((version) => version.existingFrom <= day);
      held = Math.max(held, latest);
    }
    const version = versions[held];
    if (!version) throw new RangeError('no version');
    cycles.push({
      index,
      start,
      end,
      version,
      activated: index === 0 ? activated : undefined,
      terminated: serviceEnd <= end ? serviceEnd : undefined,
    });
    start = end;
  }
  return cycles;
}

/** The part of a cycle between two days, counted as the basis says; the whole cycle is the whole amount. */
function shareOf(basis: string, cycle: Cycle, from: number, to: number): Fraction {
  const first = Math.max(from, cycle.start);
  const last = Math.min(to, cycle.end);
  if (first >= last) return ZERO;
  if (first === cycle.start && last === cycle.end) return ONE;
  const days = last - first;
  switch (basis) {
    case 'actual':
      return new Fraction(days, cycle.end - cycle.start);
    case 'actual/30':
      return smaller(ONE, new Fraction(days, 30));
    case 'thirty-day':
      return smaller(ONE, new Fraction(thirtyDayCount(first, last), 30));
    case 'yearly':
      return smaller(ONE, new Fraction(days * 12, 365));
    default:
      throw new RangeError(`unknown basis: ${basis}`);
  }
}

const paidFrom = (cycle: Cycle, edge: Edge): number => (cycle.activated ?? 0) + (edge.counts ? 0 : 1);
const paidTo = (cycle: Cycle, edge: Edge): number => (cycle.terminated ?? 0) + (edge.counts ? 1 : 0);

/** What is paid for when the end of service is not known yet. */
export function activationShare(cycle: Cycle, { activation }: Proration): Fraction {
  if (cycle.activated === undefined || !activation) return ONE;
  return shareOf(activation.basis, cycle, paidFrom(cycle, activation), cycle.end);
}

/** What is paid for when the cycle is over. */
export function usedShare(cycle: Cycle, prorate: Proration): Fraction {
  const { activation, termination } = prorate;
  if (cycle.terminated === undefined || !termination) return activationShare(cycle, prorate);
  if (cycle.activated !== undefined && activation?.basis === termination.basis)
    return shareOf(activation.basis, cycle, paidFrom(cycle, activation), paidTo(cycle, termination));
  const upTo = shareOf(termination.basis, cycle, cycle.start, paidTo(cycle, termination));
  return activationShare(cycle, prorate).times(upTo);
}
