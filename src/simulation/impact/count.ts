/** How many customers there are, by group. */

import type { Part, World } from '../bills.ts';
import { countedParts, type Grouping, presentIn } from './parts.ts';

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

const keyOf = (keys: ReturnType<Grouping['keysOf']>, customer: number): number =>
  typeof keys === 'number' ? keys : keys[customer]!;

function sampledBy(parts: readonly Part[], { size, keysOf }: Grouping): number[] {
  const seen: (Uint8Array | undefined)[] = Array.from({ length: size }, () => undefined);
  for (const part of parts) {
    const keys = keysOf(part);
    presentIn(part).forEach((present, customer, all) => {
      if (!present) return;
      const key = keyOf(keys, customer);
      const own = seen[key] ?? new Uint8Array(all.length);
      own[customer] = 1;
      seen[key] = own;
    });
  }
  return seen.map((own) => own?.reduce((sum, one) => sum + one, 0) ?? 0);
}

function customersBy(world: World, { size, keysOf }: Grouping): bigint[] {
  const sums = Array.from({ length: size }, () => 0n);
  for (const part of countedParts(world)) {
    const keys = keysOf(part);
    const low = new Float64Array(size);
    presentIn(part).forEach((present, customer) => {
      if (!present) return;
      const key = keyOf(keys, customer);
      const sum = low[key]! + part.weight[customer]!;
      if (sum < 2 ** 52) low[key] = sum;
      else {
        sums[key]! += BigInt(sum);
        low[key] = 0;
      }
    });
    low.forEach((sum, key) => {
      sums[key]! += BigInt(sum);
    });
  }
  return sums;
}

/** Sums of a count by group; `which` says whose count is taken. */
export function sumCounts(
  count: Float64Array,
  keys: ReturnType<Grouping['keysOf']>,
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
      sums[key]! += BigInt(sum);
      low[key] = 0;
    }
  }
  return sums.map((sum, key) => sum + BigInt(low[key]!));
}
