/**
 * How much of a change comes from each of its causes. Shares add up exactly to the change, whatever the causes do to
 * each other. Amounts are whole numbers of any unit (a cent, a hundredth of one): no digit is lost on the way.
 *
 * Up to MOST_TOGETHER causes, a share is the Shapley value: what a cause adds when it comes, as a mean over all orders in
 * which the causes can come (L. S. Shapley, A Value for n-Person Games, 1953). Beyond, causes come once, in their order.
 */

import { lcm, type Rational, rational } from '../exact/rational.ts';

/** Causes up to which all orders are looked at: 2^5 subsets, of which the first and the last are known without a run. */
export const MOST_TOGETHER = 5;

/** A choice of causes, by number, ascending. */
export type Subset = readonly number[];

/** What must be known of `causes` causes to divide a change: no subset is the empty one or the whole. */
export function subsetsToRate(causes: number): readonly Subset[] {
  if (causes < 2) return [];
  const all = Array.from({ length: causes }, (_, cause) => cause);
  if (causes <= MOST_TOGETHER) {
    const masks = Array.from({ length: 2 ** causes - 2 }, (_, index) => index + 1);
    return masks.map((mask) => all.filter((cause) => (mask & (1 << cause)) !== 0));
  }
  // One after another, and then each that has not been the first alone.
  return [...all.slice(1).map((cause) => all.slice(0, cause)), ...all.slice(1).map((cause) => [cause])];
}

/** A change, divided: the share of a cause is `parts / of` of the unit, so that `parts` add up to the change times `of`. */
export interface Division {
  readonly parts: readonly bigint[];
  readonly of: bigint;
  /** What each cause does when all others stay as they were. */
  readonly alone: readonly bigint[];
}

/**
 * Divides a change among causes. `values` are the changes that the subsets of subsetsToRate(causes) make, in its order.
 * All values and the change are held against the same base, in the same unit.
 */
export function divide(causes: number, change: bigint, values: readonly bigint[]): Division {
  if (causes < 1) throw new RangeError('a change without a cause');
  if (values.length !== subsetsOf(causes).length) throw new RangeError(`${values.length} values of ${causes} causes`);
  if (causes === 1) return { parts: [change], of: 1n, alone: [change] };
  return causes <= MOST_TOGETHER ? shapley(causes, [0n, ...values, change]) : inOrder(causes, change, values);
}

const known = new Map<number, readonly Subset[]>();

function subsetsOf(causes: number): readonly Subset[] {
  const subsets = known.get(causes) ?? subsetsToRate(causes);
  known.set(causes, subsets);
  return subsets;
}

/** By mask, the empty subset first. A cause comes after `before` others in before! (causes - 1 - before)! orders. */
function shapley(causes: number, values: readonly bigint[]): Division {
  const all = Array.from({ length: causes }, (_, cause) => cause);
  const orders = all.map((before) => factorial(before) * factorial(causes - 1 - before));
  const parts = all.map((cause) => {
    let part = 0n;
    for (let mask = 0; mask < values.length; mask += 1) {
      if ((mask & (1 << cause)) !== 0) continue;
      part += orders[bits(mask)]! * (values[mask | (1 << cause)]! - values[mask]!);
    }
    return part;
  });
  return { parts, of: factorial(causes), alone: all.map((cause) => values[1 << cause]!) };
}

function inOrder(causes: number, change: bigint, values: readonly bigint[]): Division {
  const after = [...values.slice(0, causes - 1), change];
  const parts = after.map((value, cause) => value - (after[cause - 1] ?? 0n));
  return { parts, of: 1n, alone: [after[0]!, ...values.slice(causes - 1)] };
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

/**
 * Shares as they are shown: whole numbers of the unit that add up to the sum of the shares, each less than one unit from
 * the exact one. All are rounded down; what is then missing goes, one unit each, to the largest remainders, and of equal
 * remainders to the first by `names`. A share that is whole stays as it is.
 *
 * Refuses shares whose sum is no whole number: then there is no way to show them that adds up.
 */
export function roundShares(shares: readonly Rational[], names: readonly string[]): readonly bigint[] {
  const of = shares.reduce((all, { d }) => lcm(all, d), 1n);
  const parts = shares.map(({ n, d }) => n * (of / d));
  const sum = rational(
    parts.reduce((all, part) => all + part, 0n),
    of,
  );
  if (sum.d !== 1n) throw new RangeError('shares whose sum is no whole number of units');
  const rest = parts.map((part) => ((part % of) + of) % of);
  const shown = parts.map((part, index) => (part - rest[index]!) / of);
  const missing = sum.n - shown.reduce((all, part) => all + part, 0n);
  const byRest = shares
    .map((_, index) => index)
    .sort((a, b) => sign(rest[b]! - rest[a]!) || byText(names[a]!, names[b]!) || a - b);
  for (const index of byRest.slice(0, Number(missing))) shown[index]! += 1n;
  return shown;
}

const sign = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
