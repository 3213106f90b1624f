/**
 * The triangular distribution of a range: nothing below low or above high, central the likeliest (its mode, not its mean).
 * Its inverse needs a square root only, which is the same on every machine.
 */

import { compare, type Rational, rational } from '../../exact/rational.ts';
import type { Range } from '../assumptions.ts';

const MILLIONTHS = 1_000_000;

/** The value that a part `u` of the distribution lies below, 0 < u < 1; in millionths, never outside the range. */
export function triangular(range: Range, u: number): Rational {
  const [low, central, high] = [numberOf(range.low), numberOf(range.central), numberOf(range.high)];
  const width = high - low;
  if (width === 0) return range.central;
  const value =
    u * width < central - low
      ? low + Math.sqrt(u * width * (central - low))
      : high - Math.sqrt((1 - u) * width * (high - central));
  const exact = rational(BigInt(Math.round(value * MILLIONTHS)), BigInt(MILLIONTHS));
  return compare(exact, range.low) < 0 ? range.low : compare(exact, range.high) > 0 ? range.high : exact;
}

const numberOf = ({ n, d }: Rational): number => Number(n) / Number(d);
