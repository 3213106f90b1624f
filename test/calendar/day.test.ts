import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycleOf, nextCycle } from '../../src/calendar/cycle.ts';
import { civilDate, daysInMonth, epochDay, formatDay, parseDay, weekday } from '../../src/calendar/day.ts';

const day = (text: string): number => parseDay(text)!;

describe('days', () => {
  test.each([
    ['1970-01-01', 0, 3],
    ['1969-12-31', -1, 2],
    ['2000-02-29', 11_016, 1],
    ['2000-03-01', 11_017, 2],
    // 56 years of 365 days and 14 leap days.
    ['2026-01-01', 20_454, 3],
    ['1900-01-01', -25_567, 0],
  ])('%s is day %s, weekday %s', (text, count, week) => {
    expect(parseDay(text)).toBe(count);
    expect(formatDay(count)).toBe(text);
    expect(weekday(count)).toBe(week);
    const [year, month, dayOfMonth] = text.split('-').map(Number);
    expect(civilDate(count)).toEqual({ year, month, day: dayOfMonth });
    expect(epochDay(year!, month!, dayOfMonth!)).toBe(count);
  });

  test.each([
    '2026-02-29',
    '2026-02-30',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '26-01-01',
    '0050-01-01',
    ' 2026-01-01',
    '2026-01-01T00:00',
    '',
  ])('%j is no day', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  test('lengths of months, leap years by the rule of 1582', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((month) => daysInMonth(2026, month))).toEqual([
      ...[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31],
    ]);
    expect([1900, 2000, 2024, 2026, 2028, 2100].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 29, 28, 29, 28]);
  });
});

describe('cycles', () => {
  const starts = (from: string, anchor: number, count: number): string[] => {
    const found: string[] = [];
    let cycle = cycleOf(day(from), anchor);
    for (let index = 0; index < count; index += 1) {
      found.push(formatDay(cycle.from));
      cycle = nextCycle(cycle, anchor);
    }
    return found;
  };

  test.each([
    ['2026-01-31', 31, ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
    ['2028-01-31', 31, ['2028-01-31', '2028-02-29', '2028-03-31']],
    ['2027-12-30', 30, ['2027-12-30', '2028-01-30', '2028-02-29', '2028-03-30']],
    ['2026-01-29', 29, ['2026-01-29', '2026-02-28', '2026-03-29']],
    ['2026-02-27', 31, ['2026-01-31', '2026-02-28']],
    ['2026-03-30', 31, ['2026-02-28', '2026-03-31']],
    ['2026-12-15', 1, ['2026-12-01', '2027-01-01', '2027-02-01']],
    ['2026-01-01', 15, ['2025-12-15', '2026-01-15']],
  ])('around %s, anchor %s', (from, anchor, expected) => {
    expect(starts(from, anchor, expected.length)).toEqual(expected);
  });

  test('cover time without gap; each begins on the anchor, or on the last day of a month without it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 60_000 }), fc.integer({ min: 1, max: 31 }), (at, anchor) => {
        const cycle = cycleOf(at, anchor);
        expect(at >= cycle.from && at < cycle.before).toBe(true);
        expect(nextCycle(cycle, anchor).from).toBe(cycle.before);
        expect(cycleOf(cycle.before - 1, anchor)).toEqual(cycle);
        expect(cycleOf(cycle.from, anchor)).toEqual(cycle);
        for (const edge of [cycle.from, cycle.before]) {
          const { day: reached } = civilDate(edge);
          expect(reached === anchor || (reached < anchor && civilDate(edge + 1).day === 1)).toBe(true);
        }
        expect(cycle.before - cycle.from).toBeGreaterThanOrEqual(28);
        expect(cycle.before - cycle.from).toBeLessThanOrEqual(31);
      }),
      { numRuns: 1000, seed: 20_260_101 },
    );
  });
});
