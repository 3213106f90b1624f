/** Wall clocks: IANA zones from data pinned with the product, never from the machine. */

import moment from 'moment-timezone';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A zone's history: the offset of era i holds before untils[i]; the last era has no end. */
export interface Zone {
  readonly name: string;
  /** Instants, ms since 1970-01-01T00:00Z, rising; one fewer than offsets. */
  readonly untils: readonly number[];
  /** What is added to an instant to read the wall clock, ms. */
  readonly offsets: readonly number[];
}

const known = new Map<string, Zone>();

/** Release of the time-zone database, for manifests: results depend on it. */
export const timeZoneData: string = (moment.tz as unknown as { dataVersion: string }).dataVersion;

/** The zone of an IANA name; undefined when there is none. */
export function findZone(name: string): Zone | undefined {
  const found = known.get(name);
  if (found) return found;
  const data = moment.tz.zone(name);
  if (!data) return undefined;
  const zone: Zone = {
    name,
    untils: data.untils.filter((until) => Number.isFinite(until)),
    // The data counts minutes west of Greenwich, some of them fractions in the years before standard time.
    offsets: data.offsets.map((west) => -Math.floor(west * MINUTE_MS)),
  };
  known.set(name, zone);
  return zone;
}

/** As findZone, for a name that was checked. */
export function zoneOf(name: string): Zone {
  const zone = findZone(name);
  if (!zone) throw new RangeError(`not a time zone: ${name}`);
  return zone;
}

/** Index of the era in which an instant lies. */
export function eraAt(zone: Zone, instant: number): number {
  let low = 0;
  let high = zone.untils.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instant < zone.untils[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The wall clock at an instant, as ms since 1970-01-01T00:00 on that clock. */
export function wallClock(zone: Zone, instant: number): number {
  return instant + zone.offsets[eraAt(zone, instant)]!;
}

/**
 * The instant at which the wall clock shows a time. A time that is shown twice is the first of the two; one that is
 * skipped is read with the offset that held before the gap (02:30 becomes 03:30), as RFC 5545 has it.
 */
export function instantOf(zone: Zone, wall: number): number {
  // An offset is less than a day: only eras that touch a day on either side can show this time.
  const last = eraAt(zone, wall + DAY_MS);
  for (let era = eraAt(zone, wall - DAY_MS); era <= last; era += 1) {
    const instant = wall - zone.offsets[era]!;
    const until = zone.untils[era];
    if (until === undefined || instant < until)
      return instant >= (zone.untils[era - 1] ?? -Infinity) ? instant : wall - zone.offsets[era - 1]!;
  }
  return wall - zone.offsets[last]!;
}

/** Wall-clock times `[from, before)` that are each shown once, all with the same offset. */
export interface SteadyStretch {
  readonly from: number;
  readonly before: number;
  readonly offset: number;
}

/** The steady stretch around a wall-clock time; undefined within a change of the clock. For reading many times fast. */
export function steadyStretch(zone: Zone, wall: number): SteadyStretch | undefined {
  const era = eraAt(zone, instantOf(zone, wall));
  const offset = zone.offsets[era]!;
  const from = (zone.untils[era - 1] ?? -Infinity) + Math.max(offset, zone.offsets[era - 1] ?? offset);
  const before = (zone.untils[era] ?? Infinity) + Math.min(offset, zone.offsets[era + 1] ?? offset);
  return wall >= from && wall < before ? { from, before, offset } : undefined;
}

/** The first instant of a day. Where the clock skips midnight, the instant after the gap. */
export function startOfDay(zone: Zone, day: number): number {
  const wall = day * DAY_MS;
  const instant = instantOf(zone, wall);
  if (wallClock(zone, instant) === wall) return instant;
  return zone.untils[eraAt(zone, instant) - 1]!;
}
