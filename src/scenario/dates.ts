/** Dates without a time as days since 1970-01-01, and months as numbers: plain proleptic Gregorian counting. */

import type { EpochDay } from '../plan/model.ts';

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^(\d{4})-(\d{2})$/;

/** The day of an ISO date; undefined for other text and for days that do not exist. */
export function parseDate(text: string): EpochDay | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS;
  return formatDate(day) === text ? day : undefined;
}

export function formatDate(day: EpochDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** First day of a month written 2026-03; undefined for other text. */
export function parseMonth(text: string): EpochDay | undefined {
  return MONTH.test(text) ? parseDate(`${text}-01`) : undefined;
}

/** First day of the month after the one that holds `day`. */
export function nextMonth(day: EpochDay): EpochDay {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
}

/** Monday 0 … Sunday 6. */
export function weekday(day: EpochDay): number {
  return (((day + 3) % 7) + 7) % 7;
}
