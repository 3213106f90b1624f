/** Band tables minute by minute, against the clock of Node and a list of the minutes of each day. */

import { describe, expect, test } from 'vitest';
import { bandTable, OVERRUN_DAYS, type WeekPlan } from '../../src/calendar/band-table.ts';
import { zoneOf } from '../../src/calendar/zone.ts';
import { intlWall } from './intl.ts';

const MINUTE = 60_000;
const DAY_MS = 1440 * MINUTE;

type Spans = WeekPlan['days'][number];
const span = (clock: string, band: number) => {
  const [hour, minute] = clock.split(':').map(Number);
  return { fromMinute: hour! * 60 + minute!, band };
};

/** Quarter hours: 0 off, 1 peak, 2 of Sundays and holidays. */
const business: Spans = [span('00:00', 0), span('07:00', 1), span('19:15', 0)];
const sunday: Spans = [span('00:00', 2)];
const quarters: WeekPlan = {
  days: [business, business, business, business, business, [span('00:00', 0), span('02:30', 1)], sunday, sunday],
  holidays: [Date.UTC(2026, 2, 31) / DAY_MS, Date.UTC(2026, 9, 5) / DAY_MS],
};
/** An edge that is no quarter of an hour, edges in the hours that the clock skips and repeats. */
const odd: Spans = [span('00:00', 0), span('01:00', 1), span('02:00', 2), span('02:59', 1), span('20:01', 0)];
const minutes: WeekPlan = {
  days: [odd, odd, odd, odd, odd, odd, odd, sunday],
  holidays: [Date.UTC(2026, 3, 6) / DAY_MS],
};

/** The band at a time of the wall clock: a table of 1440 minutes, painted span by span. */
function painter({ days, holidays }: WeekPlan): (wall: number) => number {
  const painted = days.map((spans) => {
    const day = new Array<number>(1440).fill(-1);
    for (const { fromMinute, band } of spans) day.fill(band, fromMinute);
    return day;
  });
  return (wall) => {
    const date = new Date(wall);
    const kind = holidays.includes(Math.floor(wall / DAY_MS)) ? 7 : (date.getUTCDay() + 6) % 7;
    return painted[kind]![date.getUTCHours() * 60 + date.getUTCMinutes()]!;
  };
}

describe.each([
  // Spring and autumn changes of the clock lie in these stretches; each begins at a local midnight.
  ['Europe/Berlin', '2026-02-28T23:00Z', 32],
  ['Europe/Berlin', '2026-09-30T22:00Z', 32],
  ['America/New_York', '2026-03-01T05:00Z', 12],
  ['Australia/Lord_Howe', '2026-03-31T13:00Z', 10],
  ['Australia/Lord_Howe', '2026-09-30T13:30Z', 8],
  ['Asia/Kathmandu', '2026-02-28T18:15Z', 8],
  ['America/Sao_Paulo', '2018-11-01T03:00Z', 8],
  ['America/Sao_Paulo', '2018-02-15T02:00Z', 8],
])('%s from %s', (name, from, days) => {
  const zone = zoneOf(name);
  const start = Date.parse(from);

  test.each([
    ['edges on quarters', quarters, 15],
    ['edges on minutes', minutes, 1],
  ])('%s', (_, week, slotMinutes) => {
    const length = days * DAY_MS;
    const { slotMs, band, next } = bandTable(week, zone, start, length);
    expect(slotMs).toBe(slotMinutes * MINUTE);
    expect(band.length).toBe(Math.ceil((length + OVERRUN_DAYS * DAY_MS) / slotMs));
    const obvious = painter(week);
    const wrong: string[] = [];
    let edge: number | undefined;
    for (let at = length - MINUTE; at >= 0; at -= MINUTE) {
      const here = obvious(intlWall(name, start + at));
      if (here !== obvious(intlWall(name, start + at + MINUTE))) edge = at + MINUTE;
      const slot = Math.floor(at / slotMs);
      // Beyond the last change that was passed, the next one lies in the overrun.
      if (band[slot] !== here || (edge === undefined ? next[slot]! < length : next[slot] !== edge)) {
        wrong.push(
          `${new Date(start + at).toISOString()} ${band[slot]} until ${next[slot]}, not ${here} until ${edge}`,
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(new Set(band).size).toBeGreaterThan(1);
  });
});

test('a day of 23 hours and one of 25: minutes in each band, by hand', () => {
  const berlin = zoneOf('Europe/Berlin');
  const bandsOn = (day: string): number[] => {
    const { slotMs, band } = bandTable(minutes, berlin, Date.parse(day), 25 * 60 * MINUTE);
    const slots = (day.startsWith('2026-03') ? 23 : 25) * 60;
    expect(slotMs).toBe(MINUTE);
    return [0, 1, 2].map((wanted) => band.slice(0, slots).filter((found) => found === wanted).length);
  };
  // 00:00-01:00 and 20:01-24:00 are band 0; 02:00-02:59 is band 2, skipped in March and twice in October.
  expect(bandsOn('2026-03-28T23:00Z')).toEqual([60 + 239, 23 * 60 - 299, 0]);
  expect(bandsOn('2026-10-24T22:00Z')).toEqual([60 + 239, 25 * 60 - 299 - 118, 118]);
});
