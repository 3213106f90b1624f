import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { type ProrationBasis, prorationShare } from '../../src/calendar/proration.ts';
import { decimal, formatRational, multiply, rational } from '../../src/exact/rational.ts';
import { round } from '../../src/money/rounding.ts';

const day = (text: string): number => parseDay(text)!;
const share = (basis: ProrationBasis, from: string, before: string, cycle: readonly [string, string]) =>
  prorationShare(basis, day(from), day(before), { from: day(cycle[0]), before: day(cycle[1]) });

const JANUARY = ['2026-01-01', '2026-02-01'] as const;
const FEBRUARY = ['2026-02-01', '2026-03-01'] as const;
const LEAP = ['2028-02-01', '2028-03-01'] as const;
const APRIL = ['2026-04-01', '2026-05-01'] as const;
/** A cycle of anchor 31. */
const CLAMPED = ['2026-02-28', '2026-03-31'] as const;

describe('shares by hand', () => {
  test.each([
    ['actual', '2026-01-11', '2026-02-01', JANUARY, 21n, 31n],
    ['actual', '2026-02-15', '2026-03-01', FEBRUARY, 14n, 28n],
    ['actual', '2028-02-15', '2028-03-01', LEAP, 15n, 29n],
    ['actual', '2026-03-01', '2026-03-31', CLAMPED, 30n, 31n],
    ['actual/30', '2026-01-11', '2026-02-01', JANUARY, 21n, 30n],
    ['actual/30', '2026-01-02', '2026-02-01', JANUARY, 30n, 30n],
    ['actual/30', '2026-02-02', '2026-03-01', FEBRUARY, 27n, 30n],
    ['thirty-day', '2026-01-16', '2026-02-01', JANUARY, 15n, 30n],
    // A day 31 counts as 30: the 30th and the 31st are one day.
    ['thirty-day', '2026-01-31', '2026-02-01', JANUARY, 1n, 30n],
    ['thirty-day', '2026-01-30', '2026-02-01', JANUARY, 1n, 30n],
    ['thirty-day', '2026-01-01', '2026-01-31', JANUARY, 29n, 30n],
    ['thirty-day', '2026-01-30', '2026-01-31', JANUARY, 0n, 30n],
    // The last day of a February is worth three.
    ['thirty-day', '2026-02-28', '2026-03-01', FEBRUARY, 3n, 30n],
    ['thirty-day', '2028-02-29', '2028-03-01', LEAP, 2n, 30n],
    ['thirty-day', '2026-02-01', '2026-02-28', FEBRUARY, 27n, 30n],
    ['thirty-day', '2026-04-10', '2026-05-01', APRIL, 21n, 30n],
    ['thirty-day', '2026-03-01', '2026-03-31', CLAMPED, 29n, 30n],
    // 30 days by the calendar, 32 by the count: never more than the whole.
    ['thirty-day', '2026-02-28', '2026-03-30', CLAMPED, 30n, 30n],
    ['yearly', '2026-01-11', '2026-02-01', JANUARY, 252n, 365n],
    ['yearly', '2026-01-02', '2026-02-01', JANUARY, 360n, 365n],
    ['yearly', '2028-02-02', '2028-03-01', LEAP, 336n, 365n],
  ] as const)('%s from %s before %s', (basis, from, before, cycle, n, d) => {
    expect(share(basis, from, before, cycle)).toEqual(rational(n, d));
  });

  test('the published bill of ACN: 45.00 a month, eleven days by the year, is 16.27', () => {
    // 45 x 12 / 365 x 11 = 5940 / 365 = 16.2739…
    const exact = multiply(rational(45n), share('yearly', '2026-01-21', '2026-02-01', JANUARY));
    expect(exact).toEqual({ n: 1188n, d: 73n });
    expect(formatRational(round(exact, { mode: 'half-up', step: decimal('0.01') }))).toBe('16.27');
  });
});

describe.each(['actual', 'actual/30', 'thirty-day', 'yearly'] as const)('%s', (basis) => {
  test('the whole cycle is the whole amount, no day is nothing, and nothing is ever more than the whole', () => {
    for (const cycle of [JANUARY, FEBRUARY, LEAP, APRIL, CLAMPED]) {
      expect(share(basis, cycle[0], cycle[1], cycle)).toEqual({ n: 1n, d: 1n });
      expect(share(basis, '2025-12-01', '2029-01-01', cycle)).toEqual({ n: 1n, d: 1n });
      expect(share(basis, cycle[1], cycle[1], cycle)).toEqual({ n: 0n, d: 1n });
      expect(share(basis, cycle[1], cycle[0], cycle)).toEqual({ n: 0n, d: 1n });
      for (let from = day(cycle[0]); from < day(cycle[1]); from += 1) {
        const { n, d } = prorationShare(basis, from, day(cycle[1]), { from: day(cycle[0]), before: day(cycle[1]) });
        expect(n >= 0n && n <= d).toBe(true);
      }
    }
  });
});
