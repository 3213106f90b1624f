/** The ways digits are dropped. The only place in the product where they are. */

import { type Rational, rational } from '../exact/rational.ts';

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
 * Amounts as whole numbers of 1 / `units` that add up, as shown, to their exact sum rounded half to even: each is cut
 * downwards, and what is left goes, one unit each, to the largest remainders (ties: the earlier). None is a whole unit away
 * from what it is, and one that needs no rounding is never touched.
 */
export function roundTogether(values: readonly Rational[], units: bigint): bigint[] {
  const floor = (n: bigint, d: bigint): bigint => (n >= 0n || n % d === 0n ? n / d : n / d - 1n);
  const parts = values.map(({ n, d }, index) => {
    const whole = floor(n * units, d);
    return { index, whole, rest: rational(n * units - whole * d, d) };
  });
  const sum = values.reduce((all, { n, d }) => rational(all.n * d + n * all.d, all.d * d), rational(0n));
  let left = roundQuotient(sum.n * units, sum.d, 'half-even') - parts.reduce((all, { whole }) => all + whole, 0n);
  const rounded = parts.map(({ whole }) => whole);
  const order = [...parts].sort(({ rest: a, index: i }, { rest: b, index: j }) => {
    const [first, second] = [a.n * b.d, b.n * a.d];
    return first === second ? i - j : first < second ? 1 : -1;
  });
  for (const { index } of order) {
    if (left === 0n) break;
    rounded[index] = rounded[index]! + 1n;
    left -= 1n;
  }
  return rounded;
}
