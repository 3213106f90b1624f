/** Tenths of the customers by what they pay before the change. */

import type { CustomerBills } from './bills.ts';

/**
 * By customer: 1 to 10; 0: pays nothing before (or less: a credit), or is not there. A customer stands at the share of
 * customers who pay less than it; equal bills stand together, where the middle of them is. Exact: no share is rounded.
 */
export function decilesOf({ seen, before, count }: CustomerBills): Uint8Array {
  const size = before.length;
  // 0: left out; else 1 and the place of its bill among those that differ.
  const place = new Uint32Array(size);
  let many = 0;
  for (let customer = 0; customer < size; customer += 1) {
    if (seen[customer] === 1 && before[customer]! > 0 && count[customer]! > 0) place[customer] = ++many;
  }
  const sorted = new Float64Array(many);
  for (let customer = 0; customer < size; customer += 1)
    if (place[customer]! > 0) sorted[place[customer]! - 1] = before[customer]!;
  const bills = distinct(sorted.sort());
  const weights = new Float64Array(bills.length);
  let total = 0;
  for (let customer = 0; customer < size; customer += 1) {
    if (place[customer] === 0) continue;
    const index = find(bills, before[customer]!);
    place[customer] = index + 1;
    weights[index]! += count[customer]!;
    total += count[customer]!;
  }
  // 20 x total is the largest number below.
  const exact = total < 2 ** 48;
  const decile = new Uint8Array(bills.length);
  let below = 0;
  for (let index = 0; index < bills.length; index += 1) {
    const own = weights[index]!;
    decile[index] = exact
      ? Math.floor((10 * (2 * below + own)) / (2 * total)) + 1
      : Number((10n * (2n * BigInt(below) + BigInt(own))) / (2n * BigInt(total))) + 1;
    below += own;
  }
  const found = new Uint8Array(size);
  for (let customer = 0; customer < size; customer += 1) {
    if (place[customer]! > 0) found[customer] = decile[place[customer]! - 1]!;
  }
  return found;
}

function distinct(sorted: Float64Array): Float64Array {
  let size = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    if (index === 0 || sorted[index] !== sorted[index - 1]) sorted[size++] = sorted[index]!;
  }
  return sorted.subarray(0, size);
}

function find(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
