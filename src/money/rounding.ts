/** The ways digits are dropped. The only place in the product where they are. */

import { compare, type Rational, rational, ZERO } from '../exact/rational.ts';

/** `half-up` is away from zero, `up` too; `down` is towards zero: a credit is rounded as the charge it undoes. */
export type RoundingMode = 'up' | 'down' | 'half-up' | 'half-even';

export const ROUNDING_MODES: readonly RoundingMode[] = ['up', 'down', 'half-up', 'half-even'];

/** A named rounding: to a whole multiple of `step`, in the unit of what is rounded. */
export interface Rounding {
  readonly mode: RoundingMode;
  readonly step: Rational;
}

/** n / d to a whole number. `d` is positive. */
export function roundQuotient(n: bigint, d: bigint, mode: RoundingMode): bigint {
  const negative = n < 0n;
  const size = negative ? -n : n;
  const whole = size / d;
  const rest = size % d;
  const rounded = whole + (bumps(whole, rest, d, mode) ? 1n : 0n);
  return negative ? -rounded : rounded;
}

function bumps(whole: bigint, rest: bigint, d: bigint, mode: RoundingMode): boolean {
  switch (mode) {
    case 'up':
      return rest > 0n;
    case 'down':
      return false;
    case 'half-up':
      return 2n * rest >= d;
    case 'half-even':
      return 2n * rest > d || (2n * rest === d && whole % 2n === 1n);
  }
}

/** The value at the nearest multiple of the step that the mode names; unchanged without a rounding. */
export function round(value: Rational, rounding: Rounding | undefined): Rational {
  if (!rounding) return value;
  const steps = roundQuotient(value.n * rounding.step.d, value.d * rounding.step.n, rounding.mode);
  return rational(steps * rounding.step.n, rounding.step.d);
}

/**
 * Splits a whole number over shares in proportion to whole weights, so that the parts add up to it exactly: each part
 * is cut towards zero and what is left goes, one unit each, to the largest remainders (ties: the earlier share). The
 * method of largest remainder. All-zero weights give everything to the first share.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n));
  const size = total < 0n ? -total : total;
  const unit = total < 0n ? -1n : 1n;
  const parts = weights.map((weight) => (size * weight) / sum);
  const remainders = weights.map((weight, index) => ({ index, remainder: (size * weight) % sum }));
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  let left = size - parts.reduce((a, b) => a + b, 0n);
  for (const { index } of remainders) {
    if (left === 0n) break;
    parts[index] = parts[index]! + 1n;
    left -= 1n;
  }
  return parts.map((part) => part * unit);
}

/**
 * Rounds values so that what they come to adds up: whole numbers of `step` whose sum is the sum of the values, rounded half
 * up. Each is cut down and the largest remainders get the units that are left (ties: the earlier), so none is a unit or more away
 * from what it was.
 */
export function roundTogether(values: readonly Rational[], step: Rational): bigint[] {
  const scaled = values.map(({ n, d }) => ({ n: n * step.d, d: d * step.n }));
  const parts = scaled.map(({ n, d }) => (n >= 0n ? n / d : -((-n + d - 1n) / d)));
  const rests = scaled.map(({ n, d }, index) => ({ index, rest: rational(n - parts[index]! * d, d) }));
  const cut = rests.reduce((sum, { rest }) => rational(sum.n * rest.d + rest.n * sum.d, sum.d * rest.d), ZERO);
  const whole = parts.reduce((sum, part) => sum + part, 0n);
  // Half up is away from zero: of the sum, not of what was cut.
  let left = roundQuotient(whole * cut.d + cut.n, cut.d, 'half-up') - whole;
  rests.sort((a, b) => compare(b.rest, a.rest) || a.index - b.index);
  for (const { index } of rests) {
    if (left <= 0n) break;
    parts[index] = parts[index]! + 1n;
    left -= 1n;
  }
  return parts;
}
