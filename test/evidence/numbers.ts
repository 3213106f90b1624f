/** Exact arithmetic on decimal text, and days as ISO text. */

import { formatDay, parseDay } from '../../src/calendar/day.ts';
import { add, decimal, formatRational, multiply, subtract } from '../../src/exact/rational.ts';

export const plus = (a: string, b: string): string => formatRational(add(decimal(a), decimal(b)));
export const minus = (a: string, b: string): string => formatRational(subtract(decimal(a), decimal(b)));
export const times = (a: string, b: string): string => formatRational(multiply(decimal(a), decimal(b)));
export const negated = (a: string): string => minus('0', a);
export const isZero = (a: string): boolean => decimal(a).n === 0n;
export const sum = (amounts: readonly string[]): string => amounts.reduce(plus, '0');

/** The ISO day that many days later. */
export const dayAfter = (day: string, days = 1): string => formatDay(parseDay(day)! + days);
export const daysBetween = (from: string, before: string): number => parseDay(before)! - parseDay(from)!;
export const dayOfMonth = (day: string): string => String(Number(day.slice(8, 10)));

/** The ISO day of an instant by the calendar of a zone. */
export function localDay(instant: string, timezone = 'UTC'): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: timezone }).format(new Date(instant));
}
