/** Months ahead: which measured month each has its bills from, and how usage and customers grow until then. */

import { add, divide, multiply, ONE, type Rational, rational } from '../../exact/rational.ts';
import type { Path } from '../assumptions.ts';
import type { Values } from './values.ts';

/** A month of a path. */
export interface PathMonth {
  /** Its own label, `2026-07`. */
  readonly month: string;
  /** Label of the measured month whose bills it has. */
  readonly measured: string;
  /** Months of growth until then: 0 in the first. */
  readonly growth: number;
}

/**
 * The months of a path. A month has the bills of the same calendar month where that was measured (the latest of several),
 * else of the measured months in turn: month m has measured month m mod how many there are. Measured months rise.
 */
export function pathMonths({ from, months }: Path, measured: readonly string[]): readonly PathMonth[] {
  const start = Number(from.slice(0, 4)) * 12 + calendarMonth(from);
  return Array.from({ length: measured.length === 0 ? 0 : months }, (_, growth) => {
    const count = start + growth;
    const year = String(Math.floor(count / 12)).padStart(4, '0');
    const month = `${year}-${String((count % 12) + 1).padStart(2, '0')}`;
    const same = measured.findLast((label) => calendarMonth(label) === count % 12);
    return { month, measured: same ?? measured[growth % measured.length]!, growth };
  });
}

/** From 0. */
const calendarMonth = (label: string): number => Number(label.slice(5, 7)) - 1;

/** (1 + percent / 100) ^ months, exact. */
export function grown(percent: Rational, months: number): Rational {
  const step = add(ONE, divide(percent, rational(100n)));
  return rational(step.n ** BigInt(months), step.d ** BigInt(months));
}

/**
 * What usage of a service is in a month of the path, as a multiple of the measured month, exact: growth since the first
 * month, times the season of this month over the season of the measured one (which is in what was measured). Where the
 * measured season is 0 nothing can be told from it, and the season leaves usage as it is.
 */
export function pathUsage(path: Path, values: Values, service: string, at: PathMonth): Rational {
  const growth = values.usage.get(service);
  const season = path.seasonality.get(service);
  const to = season?.[calendarMonth(at.month)];
  const of = season?.[calendarMonth(at.measured)];
  const seasonal = to && of && of.n !== 0n ? divide(to, of) : ONE;
  return multiply(growth ? grown(growth, at.growth) : ONE, seasonal);
}
