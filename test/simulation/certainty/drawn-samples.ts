/** Populations whose effect is known, and samples of them: by stratum, without replacement, seeded. */

import { between0And1, randomOf } from '../../../src/simulation/certainty/random.ts';

/** A customer's bills, before and after. */
export type Bills = readonly [number, number];

export interface Stratum {
  readonly bills: readonly Bills[];
  /** How many are drawn. */
  readonly drawn: number;
}

type Draw = (random: ReturnType<typeof randomOf>) => number;

const uniform: Draw = between0And1;
/** Box and Muller. */
export const normal: Draw = (random) =>
  Math.sqrt(-2 * Math.log(uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
/** Skewed: exp of a normal number. */
export const skewed =
  (spread: number): Draw =>
  (random) =>
    Math.exp(spread * normal(random));
/** Zero for all but a share of the customers. */
export const affected =
  (share: number, change: Draw): Draw =>
  (random) =>
    uniform(random) < share ? change(random) : 0;

/** `whole` customers with skewed bills of about 25, changed by what is drawn. */
export function stratumOf(seed: number, whole: number, drawn: number, change: Draw): Stratum {
  const random = randomOf(seed);
  const bill = skewed(0.6);
  const bills = Array.from({ length: whole }, (): Bills => {
    const before = 20 * bill(random);
    return [before, before + change(random)];
  });
  return { bills, drawn };
}

export interface Sample {
  readonly size: number;
  readonly stratum: Uint32Array;
  readonly strata: readonly { readonly name: string; readonly whole: number; readonly sampled: number }[];
  /** Weighted. */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** The first `drawn` of a shuffle of each stratum (Fisher and Yates), each weighing whole / drawn. */
export function sampleOf(strata: readonly Stratum[], seed: number): Sample {
  const random = randomOf(seed, 777);
  const rows = strata.flatMap(({ bills, drawn }, stratum) => {
    const order = Uint32Array.from(bills, (_, index) => index);
    for (let at = 0; at < drawn; at += 1) {
      const other = at + Math.floor(uniform(random) * (order.length - at));
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    const weight = bills.length / drawn;
    return Array.from(order.subarray(0, drawn), (index) => {
      const [before, after] = bills[index]!;
      return { stratum, before: weight * before, after: weight * after };
    });
  });
  return {
    size: rows.length,
    stratum: Uint32Array.from(rows, ({ stratum }) => stratum),
    strata: strata.map(({ bills, drawn }, index) => ({ name: `s${index}`, whole: bills.length, sampled: drawn })),
    before: Float64Array.from(rows, ({ before }) => before),
    after: Float64Array.from(rows, ({ after }) => after),
  };
}

/** What all customers together pay before, and how it changes. */
export function truthOf(strata: readonly Stratum[]): { readonly before: number; readonly change: number } {
  const all = strata.flatMap(({ bills }) => bills);
  return {
    before: all.reduce((sum, [before]) => sum + before, 0),
    change: all.reduce((sum, [before, after]) => sum + after - before, 0),
  };
}
