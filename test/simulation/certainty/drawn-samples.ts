/**
 * Populations whose effect is known, and samples of them: by stratum, without replacement, seeded. Nothing of it is of the code under test, its
 * random numbers neither: a fault in those would hide in both, and a sample that goes the way of the resamples would tell nothing.
 */

import { createHash } from 'node:crypto';

/** Numbers of some seeds, 0 < number < 1, 32 bits of each: Chris Doty-Humphrey's sfc32, begun from a hash of the seeds. */
export function dice(...seeds: readonly number[]): () => number {
  const start = createHash('sha256').update(seeds.join(' ')).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => start.readInt32LE(at)) as [number, number, number, number];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 4_294_967_296;
  };
}

/** A customer's bills, before and after. */
export type Bills = readonly [number, number];

export interface Stratum {
  readonly bills: readonly Bills[];
  /** How many are drawn. */
  readonly drawn: number;
}

type Draw = (random: () => number) => number;
/** Box and Muller. */
export const normal: Draw = (random) => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
/** Skewed: exp of a normal number. */
export const skewed =
  (spread: number): Draw =>
  (random) =>
    Math.exp(spread * normal(random));
/** Zero for all but a share of the customers. */
export const affected =
  (share: number, change: Draw): Draw =>
  (random) =>
    random() < share ? change(random) : 0;

/** `whole` customers with skewed bills of about 25, changed by what is drawn. */
export function stratumOf(seed: number, whole: number, drawn: number, change: Draw): Stratum {
  const random = dice(seed);
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

const orders = new Map<number, Uint32Array>();
function orderOf(size: number): Uint32Array {
  const known = orders.get(size) ?? Uint32Array.from({ length: size }, (_, index) => index);
  orders.set(size, known);
  return known;
}

/** The first `drawn` of a shuffle of each stratum (Fisher and Yates), each weighing whole / drawn. */
export function sampleOf(strata: readonly Stratum[], seed: number): Sample {
  const random = dice(seed, 777);
  const rows = strata.flatMap(({ bills, drawn }, stratum) => {
    const order = orderOf(bills.length);
    const swaps: (readonly [number, number])[] = [];
    for (let at = 0; at < drawn; at += 1) {
      const other = at + Math.floor(random() * (order.length - at));
      [order[at], order[other]] = [order[other]!, order[at]!];
      swaps.push([at, other]);
    }
    const chosen = order.slice(0, drawn);
    // Put back for the next sample: a new list of everybody takes longer than all else here.
    for (const [at, other] of swaps.reverse()) [order[at], order[other]] = [order[other]!, order[at]!];
    const weight = bills.length / drawn;
    return Array.from(chosen, (index) => {
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
