/** Which measured months a path can be made of. */

import type { Problem } from '../../problems/problem.ts';
import { shownCount, shownCounted } from '../../problems/shown.ts';
import type { Assumptions } from '../assumptions.ts';
import type { MonthCoverage } from '../bills.ts';

export interface FullMonths {
  /** Labels, rising. */
  readonly full: readonly string[];
  /** What is left out, and why. */
  readonly notes: readonly string[];
}

/**
 * A month is measured in full when none of its invoices is outside those asked for, when most of those it has close a whole cycle of
 * service, and when these are at least half as many as in the month that has most of them. `months`: all that were measured, for
 * where nothing is known of them.
 */
export function fullMonths(months: readonly string[], coverage: readonly MonthCoverage[] | undefined): FullMonths {
  if (!coverage) return { full: months, notes: [] };
  const isWhole = ({ whole, part, cut }: MonthCoverage): boolean => cut === 0 && whole > 0 && whole >= part;
  const most = coverage
    .filter(isWhole)
    .reduce<MonthCoverage | undefined>(
      (largest, month) => (largest && largest.whole >= month.whole ? largest : month),
      undefined,
    );
  const isFull = (month: MonthCoverage): boolean => isWhole(month) && month.whole * 2 >= most!.whole;
  const full = coverage.filter(isFull).map(({ month }) => month);
  const left = coverage.filter((month) => !isFull(month));
  if (left.length === 0 || full.length === 0) return { full, notes: [] };
  const named = left.map((month) => `${month.month} (${whyLeftOut(month, most)})`);
  const notes = [
    `The path is made of ${joined(full)} alone. Left out, because not measured in full: ${joined(named)}.`,
  ];
  return { full, notes };
}

/** A path of which no month was measured in full: nothing can be said of months ahead. */
export function noFullMonth(
  { path }: Assumptions,
  coverage: readonly MonthCoverage[] | undefined,
): Problem | undefined {
  if (!path || !coverage || fullMonths([], coverage).full.length > 0) return undefined;
  const named = coverage.map((month) => `${month.month} (${whyLeftOut(month)})`);
  return {
    ...{ code: 'SIM-PATH-MONTHS', severity: 'error', place: path.place },
    message: `a path is made of months that were measured in full, and there is none: ${joined(named)}`,
    fix: 'ask for the `invoices` of a whole month in which customers had service from its first day to its last',
  };
}

function whyLeftOut({ whole, part, cut }: MonthCoverage, most?: MonthCoverage): string {
  if (cut > 0) return `invoices of ${shownCounted(cut, 'customer')} are outside the dates of \`invoices\``;
  if (whole === 0) return 'no invoice closes a whole month of service';
  if (whole < part) return `${shownCount(part)} of ${shownCount(whole + part)} invoices are of a part of a month`;
  const others = most ? `, ${most.month} has ${shownCount(most.whole)}` : '';
  return `only ${shownCounted(whole, 'customer')} with a whole month of service${others}`;
}

/** At most so many are named. */
const MOST_NAMED = 12;

function joined(names: readonly string[]): string {
  const shown =
    names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
