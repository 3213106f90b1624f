/** Billing cycles: months that begin on an anchor day, clamped to the month's end without drifting. */

import { civilDate, daysInMonth, epochDay } from './day.ts';

/** Days `[from, before)`. */
export interface Period {
  readonly from: number;
  readonly before: number;
}

/** First day of the cycle that begins in a month (`month` may run over the year's end). */
function boundary(year: number, month: number, anchor: number): number {
  const first = civilDate(epochDay(year, month, 1));
  return epochDay(first.year, first.month, Math.min(anchor, daysInMonth(first.year, first.month)));
}

/** The cycle in which a day lies, for an anchor of 1 to 31. */
export function cycleOf(day: number, anchor: number): Period {
  const { year, month } = civilDate(day);
  const here = boundary(year, month, anchor);
  return day >= here
    ? { from: here, before: boundary(year, month + 1, anchor) }
    : { from: boundary(year, month - 1, anchor), before: here };
}

/** The cycle that follows. */
export function nextCycle(cycle: Period, anchor: number): Period {
  return cycleOf(cycle.before, anchor);
}
