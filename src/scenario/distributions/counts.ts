/** Distributions of counts. Each chance follows from its neighbour's by a ratio, from the likeliest outwards. */

import type { Counts } from './distribution.ts';

/** A table has at most so many rows. */
export const MOST_ROWS = 65_536;
/** Outward a tail ends where a chance falls below this share of all before it. */
const NOTHING = 1e-17;

/** Poisson: variance = mean. Undefined: more rows than a table has. */
export function poisson(mean: number): Counts | undefined {
  return outward(Math.floor(mean), (k) => mean / (k + 1));
}

/** Negative binomial: variance = mean + mean^2 / dispersion. Undefined: more rows than a table has. */
export function negativeBinomial(mean: number, dispersion: number): Counts | undefined {
  const q = mean / (mean + dispersion);
  const mode = dispersion > 1 ? Math.floor(((dispersion - 1) * mean) / dispersion) : 0;
  return outward(mode, (k) => ((k + dispersion) / (k + 1)) * q);
}

/** `ratio(k)`: the chance of k + 1 over that of k. */
function outward(mode: number, ratio: (k: number) => number): Counts | undefined {
  let sum = 1;
  const below: { value: number; weight: number }[] = [];
  for (let k = mode, weight = 1; k > 0; k -= 1) {
    weight /= ratio(k - 1);
    sum += weight;
    if (weight < NOTHING * sum) break;
    if (below.push({ value: k - 1, weight }) > MOST_ROWS) return undefined;
  }
  const counts = below.reverse();
  for (let k = mode, weight = 1; weight >= NOTHING * sum; k += 1) {
    if (counts.push({ value: k, weight }) > MOST_ROWS) return undefined;
    weight *= ratio(k);
    sum += weight;
  }
  return counts;
}
