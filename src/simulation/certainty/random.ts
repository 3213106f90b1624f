/** Random numbers of a seed: the same on every machine, whatever runs beside. */

import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** The numbers of one part of a seed. Parts do not see each other: more of one leaves the others as they are. */
export function randomOf(seed: number, ...parts: readonly number[]): RandomGenerator {
  const start = parts.reduce((hash, part) => scramble(hash ^ scramble(part + 1)), scramble(seed));
  const random = xoroshiro128plus(start);
  // Seeds that are near each other begin alike: the first numbers are thrown away.
  for (let n = 0; n < 8; n += 1) random.next();
  return random;
}

/** A number between 0 and 1, neither of them: 52 bits and a half. */
export function between0And1(random: RandomGenerator): number {
  const high = random.next() >>> 6;
  const low = random.next() >>> 6;
  return (high * 67_108_864 + low + 0.5) / 4_503_599_627_370_496;
}

/** The last step of MurmurHash3: near numbers become far ones, no two become one. */
function scramble(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
