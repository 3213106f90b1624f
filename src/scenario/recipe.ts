/**
 * A recipe: how to make many customers with usage, from one seed. Plain numbers throughout, so that it travels to
 * workers as it is and every machine makes the same customers of it.
 */

import type { EpochDay } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Days } from './scenario.ts';
import type { Table } from './table.ts';

export interface Recipe {
  readonly id: string;
  readonly place: Place;
  /** Fingerprint of what is written but for `count`, `tags` and the seed: another story has another one. */
  readonly fingerprint: string;
  readonly tags: readonly string[];
  readonly count: number;
  /** How many real customers the made ones represent; undefined: not told. */
  readonly standsFor: number | undefined;
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
  /** All kinds of records that the streams make, at home and on trips. */
  readonly kinds: readonly RecordKind[];
  readonly streams: readonly Stream[];
  /** Undefined: every month of every stream stands alone. */
  readonly levels: Levels | undefined;
  readonly trips: Trips | undefined;
  readonly lifecycle: Lifecycle | undefined;
}

/** Choices with whole positive weights, as rising sums: choice i holds the numbers from below[i - 1] up to below[i]. */
export interface Weighted<T> {
  readonly choices: readonly T[];
  readonly below: readonly number[];
}

/** One stream of usage: records of a service that are alike in number, size, time and destinations. */
export interface Stream {
  /** Index of the segment that has it; undefined: all. */
  readonly segment: number | undefined;
  /** Indexes into the recipe's kinds, with weights. */
  readonly kinds: readonly number[];
  readonly kind: Table;
  /** How many in a whole month; what falls outside the customer's service is left out. */
  readonly records: Table;
  /** Base units: of each record, or of all records of a month together, which are then cut out of it. */
  readonly quantity: Table;
  readonly isTotal: boolean;
  /** Weights of the 168 hours of a week from Monday 0:00; whole days weigh as told, whatever their hours add up to. */
  readonly week: readonly number[];
  /** Row of `levels` that decides how much in a month; undefined without levels. */
  readonly level: number | undefined;
  /** Of ALL numbers, how many keep a record that falls in a trip. */
  readonly keptAbroad: number;
}

/**
 * How much a customer uses, as normal numbers that are correlated: level = factor x (own x a + month x b), with
 * independent normal a once a customer and b once a month.
 */
export interface Levels {
  /** Lower triangle of Cholesky's factor of the matrix of correlations. */
  readonly factor: readonly (readonly number[])[];
  /** Their squares add up to 1. */
  readonly own: number;
  readonly month: number;
}

/** Journeys: begun on a day of the month, each as likely; records within one are in its zone. */
export interface Trips {
  /** How many begin in a month. */
  readonly perMonth: Table;
  readonly days: Table;
  readonly zones: Table;
  /** By zone and kind of record at home: its kind in the zone. */
  readonly abroad: readonly (readonly number[])[];
}

/** What becomes of customers. Shares are of ALL numbers. */
export interface Lifecycle {
  /** In each month, or once within days; the day is one of them, each as likely. */
  readonly terminate: { readonly share: number; readonly days: Days | undefined } | undefined;
  /** In each month, at the end of the cycle that ends in it, until the first change. Choice 0 is to stay. */
  readonly change: { readonly plan: Table; readonly plans: readonly string[] } | undefined;
  /** Of each of the recipe's plans: the day of the month on which cycles begin. */
  readonly anchors: readonly (number | 'activation')[];
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
