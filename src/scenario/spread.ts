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
  const [less, more, longer] = partsOf(spread, count);
  for (let index = 0; index < count; index += 1) {
    const [day, place] = dayOf(index, count, days);
    const quantity = index < longer ? more : less;
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

/** Two sizes that differ by one base unit or not at all, and how many of the first records have the larger one. */
function partsOf({ total, each }: Spread, count: number): [Rational, Rational, number] {
  if (!total) return [each, each, 0];
  const equal = total.n / BigInt(count);
  return [rational(equal), rational(equal + 1n), Number(total.n % BigInt(count))];
}
