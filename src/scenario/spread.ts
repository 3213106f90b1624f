/**
 * Spreads usage over days, exactly and the same on every machine: equal numbers of records a day and equal parts of a
 * total, each in whole units, and what does not go in equal parts goes one by one to the first ones.
 */

import { type Rational, rational } from '../exact/rational.ts';
import type { Days } from './scenario.ts';

const DAY_MS = 86_400_000;

export interface Spread extends Days {
  /** A whole number of base units over all records; undefined: each has `each`. */
  readonly total: Rational | undefined;
  /** How many records; undefined: one a day. */
  readonly count: number | undefined;
  readonly each: Rational;
  /** ms of the day at which the first record of each day starts; the others follow a second apart. */
  readonly daytime: number;
}

/** Records in time order; `local` is ms since 1970 on the wall clock. Parts of zero make no record. */
export function spreadDaily(spread: Spread): { local: number; quantity: Rational }[] {
  const days = spread.before - spread.from;
  const count = spread.count ?? days;
  const records: { local: number; quantity: Rational }[] = [];
  for (let index = 0; index < count; index += 1) {
    const [day, place] = dayOf(index, count, days);
    const quantity = spread.total ? part(spread.total.n, count, index) : spread.each;
    if (quantity.n === 0n) break;
    records.push({ local: (spread.from + day) * DAY_MS + spread.daytime + place * 1000, quantity });
  }
  return records;
}

/** The day of record `index` and its place within the day. */
function dayOf(index: number, count: number, days: number): [number, number] {
  const least = Math.floor(count / days);
  const longer = count % days;
  const inLonger = longer * (least + 1);
  if (index < inLonger) return [Math.floor(index / (least + 1)), index % (least + 1)];
  return [longer + Math.floor((index - inLonger) / least), (index - inLonger) % least];
}

function part(total: bigint, count: number, index: number): Rational {
  const equal = total / BigInt(count);
  return rational(equal + (BigInt(index) < total % BigInt(count) ? 1n : 0n));
}
