/**
 * Which band holds at every moment of a cycle, as a table by elapsed time: one look-up a record in the hot path, and
 * daylight saving settled beforehand. A skipped hour has no length, a repeated hour counts twice.
 */

import { weekday } from './day.ts';
import { eraAt, type Zone } from './zone.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOLIDAY = 7;

/** How far past the end of a cycle a record that began in it may run and still find its band, in days. */
export const OVERRUN_DAYS = 31;

export interface WeekPlan {
  /** For Monday 0 … Sunday 6 and holiday 7: from which minute of the day on which band holds; the first from 0. */
  readonly days: readonly (readonly { readonly fromMinute: number; readonly band: number }[])[];
  /** Epoch days that follow the holiday's plan. */
  readonly holidays: readonly number[];
}

export interface BandTable {
  /** Length of a slot, ms: band edges and clock changes fall between slots. */
  readonly slotMs: number;
  /** Band of each slot from the start of the cycle. */
  readonly band: Uint8Array;
  /** When the band next changes after the slot begins, ms from the start of the cycle; Infinity past the table. */
  readonly next: Float64Array;
}

/** The table for a stretch that begins at an instant and lasts `lengthMs`, with the overrun added. */
export function bandTable(week: WeekPlan, zone: Zone, start: number, lengthMs: number): BandTable {
  const end = start + lengthMs + OVERRUN_DAYS * DAY_MS;
  const slotMs = slotLength(week, zone, start, end);
  const slots = Math.ceil((end - start) / slotMs);
  const holidays = new Set(week.holidays);
  const band = new Uint8Array(slots);
  let era = eraAt(zone, start);
  for (let slot = 0; slot < slots; slot += 1) {
    const instant = start + slot * slotMs;
    while (era < zone.untils.length && instant >= zone.untils[era]!) era += 1;
    band[slot] = bandAt(week, holidays, instant + zone.offsets[era]!);
  }
  const next = new Float64Array(slots);
  let edge = slots * slotMs;
  for (let slot = slots - 1; slot >= 0; slot -= 1) {
    if (slot + 1 < slots && band[slot] !== band[slot + 1]) edge = (slot + 1) * slotMs;
    next[slot] = edge;
  }
  return { slotMs, band, next };
}

function bandAt(week: WeekPlan, holidays: ReadonlySet<number>, wall: number): number {
  const day = Math.floor(wall / DAY_MS);
  const minute = Math.floor((wall - day * DAY_MS) / MINUTE_MS);
  const spans = week.days[holidays.has(day) ? HOLIDAY : weekday(day)]!;
  let band = spans[0]!.band;
  for (const span of spans) if (span.fromMinute <= minute) band = span.band;
  return band;
}

/** A quarter of an hour where every edge allows it (small tables stay in the cache), else a minute, else a second. */
function slotLength(week: WeekPlan, zone: Zone, start: number, end: number): number {
  const edges = week.days.flatMap((spans) => spans.map((span) => span.fromMinute * MINUTE_MS));
  const firstEra = eraAt(zone, start);
  const eras = zone.offsets.slice(firstEra, eraAt(zone, end) + 1);
  const changes = eras.slice(1).map((_, index) => zone.untils[firstEra + index]! - start);
  // Both the wall clock at the start and every change of it must fall between slots.
  const marks = [...edges, ...changes, ...eras.map((offset) => start + offset)];
  return [15 * MINUTE_MS, MINUTE_MS, 1000].find((slot) => marks.every((mark) => mark % slot === 0)) ?? 1;
}
