/** The normal distribution, and the log-normal made of it. */

import { exp, ln, sqrt } from './arithmetic.ts';
import type { Chances, Continuous } from './distribution.ts';

/** One over the square root of two pi. */
const PEAK = 0.3989422804014327;
/** The chance of lying farther out is below 1e-15. */
const FARTHEST = 8;

const density = (z: number): number => PEAK * exp(-(z * z) / 2);

/** The chance of being above z >= 0: the series of Marsaglia near the middle, the continued fraction of Laplace beyond. */
function above(z: number): number {
  if (z > 30) return 0;
  if (z > 3) {
    let fraction = z;
    for (let n = 80; n > 0; n -= 1) fraction = z + n / fraction;
    return density(z) / fraction;
  }
  let term = z;
  let sum = z;
  for (let n = 3; term > 1e-18 * sum; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 - density(z) * sum;
}

/** The chances of being below and above z. */
export function normalChances(z: number): Chances {
  const farther = above(z < 0 ? -z : z);
  return z < 0 ? { below: farther, above: 1 - farther } : { below: 1 - farther, above: farther };
}

/** The z that has this chance of being above, within 0.00045: Abramowitz and Stegun 26.2.23. */
function near(chance: number): number {
  const t = sqrt(-2 * ln(chance));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/** The z with these chances, by Newton's steps on the smaller of the two. */
export function normalQuantile(chances: Chances): number {
  const smaller = chances.below < chances.above ? chances.below : chances.above;
  if (smaller <= above(FARTHEST)) return chances.below < chances.above ? -FARTHEST : FARTHEST;
  // The chance of being above falls and bends upwards: from the left, steps never go too far.
  let z = near(smaller) - 0.001;
  if (z < 0) z = 0;
  for (let n = 0; n < 100; n += 1) {
    const step = (above(z) - smaller) / density(z);
    if (step < 1e-14) break;
    z += step;
  }
  return chances.below < chances.above ? -z : z;
}

/** Log-normal: the logarithm is normal around ln(median) with standard deviation sigma. */
export function lognormal(median: number, sigma: number): Continuous {
  return {
    chances: (x) => (x > 0 ? normalChances(ln(x / median) / sigma) : { below: 0, above: 1 }),
    quantile: (chances) => median * exp(sigma * normalQuantile(chances)),
  };
}
