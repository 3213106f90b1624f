/** A stratified sample of customers: how many of each stratum, and which. */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Groups } from './groups.ts';

/** From one customer nobody can tell how much those of a stratum differ. */
const LEAST = 2;

/**
 * How many of each stratum are drawn: in proportion to its size by largest remainder, yet at least two (or all there
 * are). Undefined: `customers` is too few for that. With as many as there are, everybody is drawn.
 */
export function allocate(sizes: readonly number[], customers: number): number[] | undefined {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (customers >= whole) return [...sizes];
  const least = sizes.map((size) => Math.min(LEAST, size));
  if (least.reduce((sum, one) => sum + one, 0) > customers) return undefined;
  // Strata whose proportion is below their least have that; the rest is shared by the others, until none is below.
  const fixed = sizes.map(() => false);
  for (;;) {
    let left = BigInt(customers);
    let rest = 0n;
    sizes.forEach((size, stratum) => {
      if (fixed[stratum]) left -= BigInt(least[stratum]!);
      else rest += BigInt(size);
    });
    const below = sizes.findIndex(
      (size, stratum) => !fixed[stratum] && BigInt(size) * left < BigInt(least[stratum]!) * rest,
    );
    if (below < 0) return proportional({ sizes, fixed, least, left, rest });
    sizes.forEach((size, stratum) => {
      if (BigInt(size) * left < BigInt(least[stratum]!) * rest) fixed[stratum] = true;
    });
  }
}

interface Allocation {
  readonly sizes: readonly number[];
  readonly fixed: readonly boolean[];
  readonly least: readonly number[];
  readonly left: bigint;
  readonly rest: bigint;
}

function proportional({ sizes, fixed, least, left, rest }: Allocation): number[] {
  const given = sizes.map((size, stratum) =>
    fixed[stratum] ? least[stratum]! : Number((BigInt(size) * left) / (rest === 0n ? 1n : rest)),
  );
  const remainders = sizes
    .map((size, stratum) => ({ stratum, rest: fixed[stratum] ? -1n : (BigInt(size) * left) % rest }))
    .filter(({ rest: one }) => one > 0n)
    .sort((a, b) => (a.rest > b.rest ? -1 : a.rest < b.rest ? 1 : a.stratum - b.stratum));
  let open = Number(left) - given.reduce((sum, one, stratum) => sum + (fixed[stratum] ? 0 : one), 0);
  for (const { stratum } of remainders) {
    if (open === 0) break;
    given[stratum]! += 1;
    open -= 1;
  }
  return given;
}

/**
 * The customers that are drawn, rising; each set of `counts[stratum]` customers of a stratum is as likely as any other.
 * The same seed draws the same of customers in the same order, whatever the numbers of their plans and segments.
 */
export function draw({ members }: Groups, counts: readonly number[], seed: number): Uint32Array {
  const random = xoroshiro128plus(seed);
  // Seeds that are near each other begin alike: the first numbers are thrown away.
  for (let n = 0; n < 8; n += 1) random.next();
  const drawn = new Uint32Array(counts.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  members.forEach((customers, stratum) => {
    const count = counts[stratum]!;
    const order = count < customers.length ? customers.slice() : customers;
    for (let n = 0; n < count; n += 1) {
      if (order !== customers) {
        // One step of Fisher and Yates: a customer of those that are left comes to the place n.
        const other = uniformInt(random, n, order.length - 1);
        [order[n], order[other]] = [order[other]!, order[n]!];
      }
      drawn[filled] = order[n]!;
      filled += 1;
    }
  });
  return drawn.sort();
}
