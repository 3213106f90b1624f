/** Weights split and spread in whole millionths of a customer: nobody is cut in two by dice, and nothing is lost. */

import type { Rational } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import { BeyondExact } from '../beyond-exact.ts';
import type { Population } from '../population.ts';

/** Gives a weight times a factor, rounded half-even to a whole millionth. Rising: more weight never gives less. */
export type Scaling = (weight: number) => number;

/**
 * Weight times a factor that is not negative. Doubles say which whole number is nearest, unless the half between two is nearer than
 * they can be off by (three roundings, each half of 2^-52 of the value): then, and for large weights, it is worked out exactly.
 */
export function scaling({ n, d }: Rational): Scaling {
  if (n < 0n) throw new RangeError('a negative share of a weight');
  if (n === d) return (weight) => weight;
  if (n === 0n) return () => 0;
  const factor = quotient(n, d);
  return (weight) => {
    const near = weight * factor;
    const cut = Math.floor(near);
    const rest = near - cut;
    if (near < LARGE && Math.abs(rest - 0.5) > near * 1e-15) return rest > 0.5 ? cut + 1 : cut;
    return whole(roundQuotient(BigInt(weight) * n, d, 'half-even'));
  };
}

/** n / d within 2^-52 of it, however many digits they have; both positive. */
function quotient(n: bigint, d: bigint): number {
  const shift = BigInt(Math.max(0, d.toString(2).length - n.toString(2).length + 64));
  let result = Number((n << shift) / d);
  for (let left = Number(shift); left > 0; left -= 1) result /= 2;
  return result;
}

/** Doubles below tell halves of a whole number well apart. */
const LARGE = 1e14;
const MILLIONTHS = 1_000_000;

/** Weight times a share in whole millionths (0 to 1000000), rounded half-even to a whole millionth. */
export function shareOf(weight: number, share: number): number {
  if (share === 0) return 0;
  if (share === MILLIONTHS) return weight;
  const product = weight * share;
  if (product > Number.MAX_SAFE_INTEGER) {
    return whole(roundQuotient(BigInt(weight) * BigInt(share), 1_000_000n, 'half-even'));
  }
  // The remainder of whole numbers is exact in doubles, a quotient that is cut is not always.
  const rest = product % MILLIONTHS;
  const cut = (product - rest) / MILLIONTHS;
  const half = MILLIONTHS / 2;
  return rest > half || (rest === half && cut % 2 === 1) ? cut + 1 : cut;
}

/** The part of a weight that `part` is of `of`, rounded half-even; all of it where `part` is all. */
export function partOf(weight: number, part: number, of: number): number {
  if (part === 0 || weight === 0) return 0;
  if (part === of) return weight;
  return whole(roundQuotient(BigInt(weight) * BigInt(part), BigInt(of), 'half-even'));
}

/**
 * Spreads a total over customers in proportion to `shares` (their weights; 0: none), so that the parts add up to it
 * exactly: each is cut, and what is left goes, one millionth each, to the largest remainders. Of equal remainders the
 * customer whose name comes first has it, so that the order of the customers does not matter. Nobody to spread over: all zero.
 */
export function spread(total: bigint, shares: Float64Array, population: Population): Float64Array {
  const parts = new Float64Array(shares.length);
  let sum = 0n;
  for (const share of shares) if (share !== 0) sum += BigInt(share);
  if (sum === 0n || total === 0n) return parts;
  const donors: { customer: number; remainder: bigint }[] = [];
  let left = total;
  for (let customer = 0; customer < shares.length; customer += 1) {
    if (shares[customer] === 0) continue;
    const product = total * BigInt(shares[customer]!);
    const part = product / sum;
    parts[customer] = whole(part);
    left -= part;
    donors.push({ customer, remainder: product % sum });
  }
  if (left === 0n) return parts;
  const rank = ranks(population);
  donors.sort((a, b) =>
    a.remainder === b.remainder ? rank[a.customer]! - rank[b.customer]! : a.remainder < b.remainder ? 1 : -1,
  );
  for (const { customer } of donors.slice(0, Number(left))) parts[customer]! += 1;
  return parts;
}

const known = new WeakMap<Population, Uint32Array>();

/** By customer: its place in the order of the names. */
function ranks(population: Population): Uint32Array {
  const found = known.get(population);
  if (found) return found;
  const names = Array.from({ length: population.size }, (_, customer) => population.nameOf(customer));
  const order = Uint32Array.from(names.keys()).sort((a, b) =>
    names[a]! < names[b]! ? -1 : names[a] === names[b] ? a - b : 1,
  );
  const rank = new Uint32Array(population.size);
  for (const [place, customer] of order.entries()) rank[customer] = place;
  known.set(population, rank);
  return rank;
}

function whole(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new BeyondExact('the weight of a customer is beyond what can be added exactly');
  return number;
}
