/** What share of a cycle some of its days are, by the bases of the trade. */

import { compare, ONE, type Rational, rational } from '../exact/rational.ts';
import type { Period } from './cycle.ts';
import { civilDate } from './day.ts';

/** See plan/README.md for each; the denominator is always the whole cycle's, never the part's. */
export type ProrationBasis = 'actual' | 'actual/30' | 'thirty-day' | 'yearly';

/** The share of `cycle` that `[from, before)` is; 0 for no days, 1 for all of them whatever the basis. */
export function prorationShare(basis: ProrationBasis, from: number, before: number, cycle: Period): Rational {
  if (from <= cycle.from && before >= cycle.before) return ONE;
  const days = Math.max(0, before - from);
  switch (basis) {
    case 'actual':
      return rational(BigInt(days), BigInt(cycle.before - cycle.from));
    case 'actual/30':
      return atMostOne(rational(BigInt(days), 30n));
    case 'thirty-day':
      return atMostOne(rational(BigInt(days === 0 ? 0 : thirtyDayCount(from, before)), 30n));
    case 'yearly':
      return atMostOne(rational(BigInt(days) * 12n, 365n));
  }
}

/** Days between two dates when every month has 30 of them (30/360, day 31 counted as 30). */
function thirtyDayCount(from: number, before: number): number {
  const a = civilDate(from);
  const b = civilDate(before);
  const months = (b.year - a.year) * 12 + (b.month - a.month);
  return Math.max(0, months * 30 + Math.min(b.day, 30) - Math.min(a.day, 30));
}

const atMostOne = (share: Rational): Rational => (compare(share, ONE) > 0 ? ONE : share);
