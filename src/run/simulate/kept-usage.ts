/**
 * Usage of customers of recipes, kept in a thread from one question about a population to the next: making it costs as
 * much as rating it. Only the population asked about last is kept, and only so much of it; the rest is made again.
 */

import type { Expanded } from '../../scenario/expand.ts';

/** Of each thread. */
const MOST_BYTES = 192 * 1024 * 1024;
/** Of an account as an object, about. */
const ACCOUNT_BYTES = 200;

let population = '';
let bytes = 0;
const kept = new Map<string, Expanded>();

/** `of` names a population within this process; `which` the customers. */
export function keptUsage(of: string, which: string, make: () => Expanded): Expanded {
  if (of !== population) {
    kept.clear();
    [population, bytes] = [of, 0];
  }
  const known = kept.get(which);
  if (known) return known;
  const made = make();
  const { start, quantity, kind, row } = made.usage;
  const own =
    start.byteLength +
    quantity.byteLength +
    kind.byteLength +
    (row?.byteLength ?? 0) +
    made.accounts.length * ACCOUNT_BYTES;
  if (bytes + own <= MOST_BYTES) {
    kept.set(which, made);
    bytes += own;
  }
  return made;
}
