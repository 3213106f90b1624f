/** Dates and clocks by the simplest means: days counted from 1970-01-01, the zone asked anew for every instant. */

import moment from 'moment-timezone';

const DAY = 86_400_000;

export function dayOf(iso: string): number {
  const ms = Date.parse(`${iso}T00:00:00Z`);
  if (!Number.isFinite(ms)) throw new RangeError(`not a date: ${iso}`);
  return ms / DAY;
}

export function isoDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

export function civil(day: number): Civil {
  const [year = 0, month = 0, date = 0] = isoDay(day).split('-').map(Number);
  return { year, month, day: date };
}

/** Monday 0 … Sunday 6; 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The day of a month (which may be 0 or 13), clamped to the month's last. */
export function clampedDay(year: number, month: number, day: number): number {
  const first = Date.UTC(year, month - 1, 1) / DAY;
  const length = Date.UTC(year, month, 1) / DAY - first;
  return first + Math.min(day, length) - 1;
}

/** What the clock on the wall shows at an instant. */
export function wallClock(zone: string, instant: number): { readonly day: number; readonly minute: number } {
  const known = moment.tz.zone(zone);
  if (!known) throw new RangeError(`unknown zone: ${zone}`);
  // utcOffset is minutes west of Greenwich.
  const local = instant - known.utcOffset(instant) * 60_000;
  const day = Math.floor(local / DAY);
  return { day, minute: Math.floor((local - day * DAY) / 60_000) };
}

/** 30/360 count between two days: each month has 30, a day 31 counts as 30. */
export function thirtyDayCount(from: number, to: number): number {
  const a = civil(from);
  const b = civil(to);
  const months = (b.year - a.year) * 12 + (b.month - a.month);
  return 30 * months + Math.min(b.day, 30) - Math.min(a.day, 30);
}
