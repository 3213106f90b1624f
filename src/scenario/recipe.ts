/**
 * A recipe: how to make many customers with usage, from one seed. Plain whole numbers throughout, so that it travels to
 * workers as it is and every machine makes the same customers of it.
 */

import type { EpochDay } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Days } from './scenario.ts';

export interface Recipe {
  readonly id: string;
  readonly place: Place;
  /** Fingerprint of what is written but for `count`, `tags` and the seed: another story has another one. */
  readonly fingerprint: string;
  readonly tags: readonly string[];
  readonly count: number;
  /** Whole number, 32 bits with sign. */
  readonly seed: number;
  readonly plans: Weighted<string>;
  /** Without segments: one, the empty label. */
  readonly segments: Weighted<string>;
  /** The day of activation is one of these, each as likely. */
  readonly activated: Days;
  /** First days of the months that usage is made for, and the first day after them. */
  readonly months: readonly EpochDay[];
  readonly invoices: Days;
  /** All kinds of records that the streams make. */
  readonly kinds: readonly RecordKind[];
  readonly streams: readonly Stream[];
}

/** Choices with whole positive weights, as rising sums: choice i holds the numbers from below[i - 1] up to below[i]. */
export interface Weighted<T> {
  readonly choices: readonly T[];
  readonly below: readonly number[];
}

/** Whole numbers `from` to `to`, both included, each as likely. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One stream of usage: records of a service that are alike in number, size, time and destinations. */
export interface Stream {
  /** Index of the segment that has it; undefined: all. */
  readonly segment: number | undefined;
  /** Indexes into the recipe's kinds. */
  readonly kinds: Weighted<number>;
  /** How many in a whole month; what falls before the activation is left out. */
  readonly records: Weighted<Range>;
  /** Base units. */
  readonly quantity: Weighted<Range>;
  /** Hours of the day, 0 to 23. */
  readonly hours: Weighted<number>;
  /** Weights of Monday to Sunday. */
  readonly days: readonly number[];
}

/** What one customer is drawn as; the worker tells the rest from `seed`. */
export interface Draw {
  /** Number within the recipe, from 1. */
  readonly number: number;
  readonly seed: number;
  readonly plan: number;
  readonly segment: number;
  readonly activated: EpochDay;
}

/** The choice that holds the number n, 0 <= n < sum of the weights. */
export function choiceOf(below: readonly number[], n: number): number {
  let index = 0;
  while (n >= below[index]!) index += 1;
  return index;
}
