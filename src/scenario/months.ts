/** Months as the first day of each. */

import { civilDate, epochDay, parseDay } from '../calendar/day.ts';
import type { EpochDay } from '../plan/model.ts';

const MONTH = /^\d{4}-\d{2}$/;

/** First day of a month written 2026-03; undefined for other text. */
export function parseMonth(text: string): EpochDay | undefined {
  return MONTH.test(text) ? parseDay(`${text}-01`) : undefined;
}

/** First day of the month after the one that holds `day`. */
export function nextMonth(day: EpochDay): EpochDay {
  const { year, month } = civilDate(day);
  return epochDay(year, month + 1, 1);
}
