/** How much is used when the price is another: constant elasticity. */

import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import { equal, ONE, type Rational } from '../../exact/rational.ts';
import { MILLION } from '../population.ts';

/** Usage is at most so many times what it was: prices that fall to nearly nothing tell nothing about usage. */
export const MOST_USAGE = 10 * MILLION;

/**
 * index ^ elasticity in whole millionths, at most MOST_USAGE. The index is positive, the elasticity not.
 *
 * An estimate to begin with, so a power of doubles: exp(elasticity * ln(index)), with functions made of additions and
 * multiplications alone. Those of the language may differ in the last bit from one version of Node to the next. No change
 * of price and no elasticity are 1 exactly, without either.
 */
export function usageFactor(index: Rational, elasticity: Rational): number {
  if (index.n <= 0n) throw new RangeError('a price index that is not positive');
  if (elasticity.n === 0n || equal(index, ONE)) return MILLION;
  const power = exp(doubleOf(elasticity) * ln(doubleOf(index))) * MILLION;
  return power < MOST_USAGE ? halfEven(power) : MOST_USAGE;
}

/** Within an ulp or two: both are the nearest doubles. */
const doubleOf = ({ n, d }: Rational): number => Number(n) / Number(d);

function halfEven(value: number): number {
  const cut = Math.floor(value);
  const rest = value - cut;
  return rest > 0.5 || (rest === 0.5 && cut % 2 === 1) ? cut + 1 : cut;
}
