/** Draws from tables, in the worker: one number of 32 bits a value, and a step or two whatever the size of the table. */

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { ALL, type Table } from './table.ts';

/** The guide has an entry for every so many numbers. */
const STEP_BITS = 22;
const ENTRIES = ALL / (1 << STEP_BITS);

/** A table with a guide to its rows. */
export class Sampler {
  private readonly below: Float64Array;
  private readonly from: Float64Array;
  /** Part of the span that one number stands for. */
  private readonly part: Float64Array;
  /** First row of the numbers with these highest bits. */
  private readonly guide: Uint16Array;
  /** The one value there is, or -1. */
  private readonly only: number;

  constructor({ below, from, span }: Table) {
    this.below = Float64Array.from(below);
    this.from = Float64Array.from(from);
    this.part = Float64Array.from(span, (width, row) => width / (below[row]! - (below[row - 1] ?? 0)));
    this.only = below.length === 1 && span[0]! <= 1 ? Math.floor(from[0]!) : -1;
    this.guide = new Uint16Array(ENTRIES);
    for (let entry = 0, row = 0; entry < ENTRIES; entry += 1) {
      while (below[row]! <= entry * (1 << STEP_BITS)) row += 1;
      this.guide[entry] = row;
    }
  }

  /** The value that stands at the number, 0 <= number < ALL. */
  at(number: number): number {
    const { below } = this;
    let row = this.guide[number >>> STEP_BITS]!;
    while (number >= below[row]!) row += 1;
    const before = row === 0 ? 0 : below[row - 1]!;
    return Math.floor(this.from[row]! + (number - before + 0.5) * this.part[row]!);
  }

  /** A value; where there is only one, nothing is drawn. */
  draw(random: RandomGenerator): number {
    return this.only >= 0 ? this.only : this.at(random.next() >>> 0);
  }
}

/**
 * The random numbers of one part of one customer. Each part has its own, so that a change of one leaves the others as
 * they are.
 */
export function generatorOf(seed: number, part: number): RandomGenerator {
  const random = xoroshiro128plus(scramble(seed ^ scramble(part + 1)));
  // Seeds that are near each other begin alike: the first numbers are thrown away.
  for (let n = 0; n < 8; n += 1) random.next();
  return random;
}

/** The last step of MurmurHash3: near numbers become far ones, no two become one. */
function scramble(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
