/** How many customers there are, by group. */

import type { Part, World } from '../bills.ts';
import { countedParts, type Grouping, type Keys, presentIn } from './parts.ts';

export interface Counted {
  /** Sampled customers with a bill on some side, each once a group. */
  readonly sampled: readonly number[];
  /** What those with a bill stand for, millionths. */
  readonly before: readonly bigint[];
  readonly after: readonly bigint[];
}

/** Of a path: customers of its last month. A customer of two plans (before and after) is in both. */
export function countCustomers(before: World, after: World, grouping: Grouping): Counted {
  return {
    sampled: sampledBy([...before.parts, ...after.parts], grouping),
    before: customersBy(before, grouping),
    after: customersBy(after, grouping),
  };
}

const keyOf = (keys: Keys | Uint32Array, customer: number): number =>
  typeof keys === 'number' ? keys : keys[customer]!;

function sampledBy(parts: readonly Part[], { size, keysOf }: Grouping): number[] {
  // Parts that tell groups alike share one mark a customer; those that are of one group have their own.
  const marks = new Map<Keys, Uint8Array>();
  for (const part of parts) {
    const present = presentIn(part);
    const keys = keysOf(part);
    const own = marks.get(keys) ?? new Uint8Array(present.length);
    marks.set(keys, own);
    for (let customer = 0; customer < own.length; customer += 1) own[customer]! |= present[customer]!;
  }
  const sampled = Array.from({ length: size }, () => 0);
  const all = [...marks];
  all.forEach(([keys, own], index) => {
    const earlier = all.slice(0, index);
    for (let customer = 0; customer < own.length; customer += 1) {
      if (own[customer] === 0) continue;
      const key = keyOf(keys, customer);
      if (!earlier.some(([others, there]) => there[customer] === 1 && keyOf(others, customer) === key))
        sampled[key]! += 1;
    }
  });
  return sampled;
}

function customersBy(world: World, { size, keysOf }: Grouping): bigint[] {
  const sums = Array.from({ length: size }, () => 0n);
  for (const part of countedParts(world)) {
    const present = presentIn(part);
    const own = sumCounts(part.weight, keysOf(part), size, (customer) => present[customer] === 1);
    own.forEach((sum, key) => {
      sums[key]! += sum;
    });
  }
  return sums;
}

/** Sums of counts (whole millionths) by group; `which` says whose count is taken. */
export function sumCounts(
  count: Float64Array,
  keys: Keys | Uint32Array,
  size: number,
  which: (customer: number) => boolean,
): bigint[] {
  const sums = Array.from({ length: size }, () => 0n);
  const low = new Float64Array(size);
  for (let customer = 0; customer < count.length; customer += 1) {
    if (!which(customer)) continue;
    const key = keyOf(keys, customer);
    const sum = low[key]! + count[customer]!;
    if (sum < 2 ** 52) low[key] = sum;
    else {
      sums[key]! += BigInt(low[key]!) + BigInt(count[customer]!);
      low[key] = 0;
    }
  }
  return sums.map((sum, key) => sum + BigInt(low[key]!));
}
