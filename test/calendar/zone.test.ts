import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eraAt,
  findZone,
  instantOf,
  startOfDay,
  steadyStretch,
  timeZoneData,
  wallClock,
  zoneOf,
} from '../../src/calendar/zone.ts';
import { intlInstants, intlWall } from './intl.ts';

const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'UTC'],
];
const SECOND = 1000;
const HOUR = 3_600_000;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(1990, 0, 1);
const LAST = Date.UTC(2035, 0, 1);

const seconds = (min: number, max: number) =>
  fc.integer({ min: min / SECOND, max: max / SECOND }).map((s) => s * SECOND);

/** Anywhere, or within three hours of a change of the clock. */
function instants(name: string): fc.Arbitrary<number> {
  const changes = zoneOf(name).untils.filter((until) => until > FIRST && until < LAST);
  const anywhere = seconds(FIRST, LAST);
  if (changes.length === 0) return anywhere;
  const near = fc.tuple(
    fc.constantFrom(...changes),
    fc.oneof(fc.constantFrom(-1000, 0, 1000), seconds(-3 * HOUR, 3 * HOUR)),
  );
  return fc.oneof(
    anywhere,
    near.map(([change, beside]) => change + beside),
  );
}

describe.each(ZONES)('%s, against the data of Node', (name) => {
  const zone = zoneOf(name);
  const runs = { numRuns: 600, seed: 20_260_101 };

  test('the wall clock at an instant', () => {
    fc.assert(
      fc.property(instants(name), (instant) => {
        expect(wallClock(zone, instant)).toBe(intlWall(name, instant));
      }),
      runs,
    );
  });

  test('the instant of a wall clock: the first of two, after the gap where there is none', () => {
    fc.assert(
      fc.property(instants(name), (wall) => {
        const [first] = intlInstants(name, wall);
        // A time that is skipped is read with the offset of the day before.
        const skipped = wall - (intlWall(name, wall - DAY_MS) - (wall - DAY_MS));
        expect(instantOf(zone, wall)).toBe(first ?? skipped);
      }),
      runs,
    );
  });

  test('steady stretches are the times shown once, with one offset', () => {
    fc.assert(
      fc.property(instants(name), fc.double({ min: 0, max: 1, noNaN: true }), (wall, part) => {
        const shown = intlInstants(name, wall);
        const stretch = steadyStretch(zone, wall);
        expect(stretch !== undefined).toBe(shown.length === 1);
        if (!stretch) return;
        expect(wall >= stretch.from && wall < stretch.before).toBe(true);
        expect(wall - stretch.offset).toBe(shown[0]);
        const from = Math.max(stretch.from, FIRST);
        const other = from + Math.floor(((Math.min(stretch.before, LAST) - from) * part) / SECOND) * SECOND;
        if (other >= from && other < stretch.before)
          expect(intlInstants(name, other)).toEqual([other - stretch.offset]);
      }),
      runs,
    );
  });

  test('a day begins at the first instant of its date', () => {
    const days = instants(name).map((instant) => Math.floor(instant / DAY_MS));
    fc.assert(
      fc.property(days, (day) => {
        const start = startOfDay(zone, day);
        expect(Math.floor(intlWall(name, start) / DAY_MS)).toBe(day);
        expect(Math.floor(intlWall(name, start - SECOND) / DAY_MS)).toBe(day - 1);
        expect(Math.floor(intlWall(name, start - 4 * HOUR) / DAY_MS)).toBe(day - 1);
      }),
      runs,
    );
  });
});

describe('by hand', () => {
  const at = (name: string, wall: string): string =>
    new Date(instantOf(zoneOf(name), Date.parse(`${wall}Z`))).toISOString();
  const begins = (name: string, day: string): string =>
    new Date(startOfDay(zoneOf(name), Date.parse(day) / DAY_MS)).toISOString();

  test.each([
    ['Europe/Berlin', '2026-01-15T12:00:00', '2026-01-15T11:00:00.000Z'],
    ['Europe/Berlin', '2026-07-15T12:00:00', '2026-07-15T10:00:00.000Z'],
    // Skipped: 02:30 becomes 03:30 of the summer.
    ['Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
    // Twice: the first, in summer time.
    ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
    ['Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
    ['America/New_York', '2026-03-08T02:30:00', '2026-03-08T07:30:00.000Z'],
    // Half an hour of daylight saving.
    ['Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00.000Z'],
    ['Asia/Kathmandu', '2026-05-01T00:00:00', '2026-04-30T18:15:00.000Z'],
  ])('%s %s is %s', (name, wall, instant) => {
    expect(at(name, wall)).toBe(instant);
  });

  test.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    // Midnight was skipped: the day began at 01:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    // From 23:30 the clock went to 00:30, the first moment of the day.
    ['America/Toronto', '1919-03-31', '1919-03-31T04:30:00.000Z'],
    // At midnight the clock went back to 23:00 of the day before.
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00.000Z'],
    // A minute after midnight it went back: the day began twice.
    ['America/St_Johns', '2010-11-07', '2010-11-07T02:30:00.000Z'],
  ])('in %s the day %s begins at %s', (name, day, instant) => {
    expect(begins(name, day)).toBe(instant);
  });

  test('eras and names', () => {
    const berlin = zoneOf('Europe/Berlin');
    const change = Date.UTC(2026, 2, 29, 1);
    expect(eraAt(berlin, change) - eraAt(berlin, change - 1)).toBe(1);
    expect(berlin.offsets[eraAt(berlin, change)]).toBe(2 * HOUR);
    expect(findZone('Europe/Atlantis')).toBeUndefined();
    expect(() => zoneOf('Europe/Atlantis')).toThrow('not a time zone: Europe/Atlantis');
    expect(timeZoneData).toMatch(/^20\d\d[a-z]$/);
  });
});
