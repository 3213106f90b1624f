/** How much a customer uses, month by month and stream by stream, in the worker: a Gaussian copula. */

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { normalChances, normalQuantile } from './distributions/normal.ts';
import type { Levels } from './recipe.ts';
import { ALL } from './table.ts';

/** Steps of the table of normal chances to one, and where it ends. */
const STEPS = 64;
const END = 8;
/** Entries of the table of normal quantiles for every power of two below a half. */
const PIECES = 64;

/** A number of 32 bits for each month and stream, months first. */
export type DrawLevels = (random: RandomGenerator) => Float64Array;

/** Made when they are first needed, once a worker. */
let tables: ReturnType<typeof normalTables> | undefined;

export function levelsOf({ factor, own, month }: Levels, months: number): DrawLevels {
  tables ??= normalTables();
  const { quantile, numberAt } = tables;
  const streams = factor.length;
  const normals = (random: RandomGenerator): number[] => factor.map(() => quantile(random.next() >>> 0));
  const drawn = new Float64Array(months * streams);
  return (random) => {
    const a = normals(random);
    for (let index = 0; index < months; index += 1) {
      const b = normals(random);
      factor.forEach((row, stream) => {
        let level = 0;
        for (let k = 0; k <= stream; k += 1) level += row[k]! * (own * a[k]! + month * b[k]!);
        drawn[index * streams + stream] = numberAt(level);
      });
    }
    return drawn;
  };
}

/** Both ways between numbers of 32 bits and normal ones, along straight lines between exact points. */
function normalTables() {
  const chances = Float64Array.from(
    { length: 2 * END * STEPS + 2 },
    (_, step) => normalChances(step / STEPS - END).below * ALL,
  );
  const numberAt = (level: number): number => {
    const place = (level < -END ? 0 : level > END ? 2 * END : level + END) * STEPS;
    const step = Math.floor(place);
    const number = chances[step]! + (place - step) * (chances[step + 1]! - chances[step]!);
    return Math.min(Math.floor(number), ALL - 1);
  };

  // Below a half: octave k holds the chances from 2^-(k+1) to 2^-k, in equal pieces.
  const quantiles = Array.from({ length: 33 }, (_, octave) =>
    Float64Array.from({ length: PIECES + 1 }, (_none, piece) => {
      const below = (PIECES + piece) / PIECES / TWO_TO[octave + 1]!;
      return normalQuantile({ below, above: 1 - below });
    }),
  );
  const quantile = (number: number): number => {
    // Each number stands for the middle of its 2^-32; the upper half mirrors the lower.
    const upper = number >= ALL / 2;
    const odd = 2 * (upper ? ALL - 1 - number : number) + 1;
    const octave = Math.clz32(odd) + 1;
    const place = ((odd / ALL / 2) * TWO_TO[octave + 1]! - 1) * PIECES;
    const piece = Math.floor(place);
    const row = quantiles[octave]!;
    const value = piece === PIECES ? row[PIECES]! : row[piece]! + (place - piece) * (row[piece + 1]! - row[piece]!);
    return upper ? -value : value;
  };
  return { quantile, numberAt };
}

/** Powers of two. */
const TWO_TO: readonly number[] = (() => {
  const powers = [1];
  while (powers.length < 40) powers.push(powers.at(-1)! * 2);
  return powers;
})();
