/** What a written scenario means, after reading: dates counted, quantities exact, usage expanded to records. */

import type { Rational } from '../exact/rational.ts';
import type { EpochDay } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';
import type { Dimension, UnitTable } from '../units/quantity.ts';
import type { RecordKind } from '../usage/batch.ts';

/** Days `[from, before)`. */
export interface Days {
  readonly from: EpochDay;
  readonly before: EpochDay;
}

/** One customer, its usage, and what its invoices must be. */
export interface Scenario {
  readonly id: string;
  /** What a person calls it. */
  readonly title: string | undefined;
  readonly place: Place;
  readonly plan: string;
  readonly tags: readonly string[];
  /** A label for grouping; it changes nothing. */
  readonly segment: string | undefined;
  readonly activated: EpochDay;
  readonly terminated: EpochDay | undefined;
  /** Changes of plan by date, each at the end of a cycle; `plan` is the first. */
  readonly changes: readonly PlanChange[];
  /** The invoices that are made, by their date. */
  readonly invoices: Days;
  /** By start; equal starts in the order written. */
  readonly records: readonly UsageRecord[];
  readonly expect: readonly ExpectedInvoice[];
  /** The law of its plan that is held of it, in place of what is expected. */
  readonly law: string | undefined;
  /** How many records no charge matches, and how many lie outside the customer's service. */
  readonly unrated: number;
  readonly screened: number;
}

/** From the first moment of a day on, another plan holds. */
export interface PlanChange {
  readonly on: EpochDay;
  readonly plan: string;
}

export interface UsageRecord {
  readonly kind: RecordKind;
  /** ms since 1970-01-01T00:00Z. */
  readonly start: number;
  /** Base units. */
  readonly quantity: Rational;
}

/** What is said of the invoice of one date. What is not said is not compared. */
export interface ExpectedInvoice {
  readonly place: Place;
  readonly date: string;
  /** No invoice of this date may exist. */
  readonly absent: boolean;
  readonly total: Matcher | undefined;
  readonly net: Matcher | undefined;
  readonly tax: Matcher | undefined;
  readonly lines: readonly ExpectedLine[];
  readonly allowances: readonly ExpectedAllowance[];
  /** Lines that are not listed must not exist. */
  readonly exactly: boolean;
  /** Why it must be so, in the writer's words: shown beside every difference. */
  readonly because: string | undefined;
}

export interface ExpectedLine {
  readonly key: string;
  readonly absent: boolean;
  readonly amount: Matcher | undefined;
  /** Base units. */
  readonly quantity: Matcher | undefined;
}

/** What is left of an allowance when the cycle that the invoice closes is over. */
export interface ExpectedAllowance {
  readonly id: string;
  /** The customer must not have had it. */
  readonly absent: boolean;
  /** Base units; unlimited: it has no bound. */
  readonly left: Matcher | 'unlimited' | undefined;
}

/** What a value must be: this one exactly, one within a distance of it, or one between bounds that may be reached. */
export type Matcher =
  | { readonly is: Rational }
  | { readonly of: Rational; readonly within: Rational }
  | { readonly atLeast: Rational | undefined; readonly atMost: Rational | undefined };

/** What the reading of scenarios needs to know of a plan. */
export interface PlanFacts {
  readonly id: string;
  readonly timezone: string;
  /** ISO code. */
  readonly currency: string;
  readonly prices: 'gross' | 'net';
  /** Day of the month on which a cycle starts, 1 to 31, or the activation's day. */
  readonly anchor: number | 'activation';
  /** First day on which customers can be activated; undefined: always. */
  readonly soldFrom: EpochDay | undefined;
  /** Sizes of units: what quantities of its scenarios are written in. */
  readonly units: UnitTable;
  /** What a line key can begin with: ids of charges and discounts, `tax <category>`, `total-rounding`. */
  readonly lineIds: readonly string[];
  readonly allowanceIds: readonly string[];
  /** What usage charges and allowances are measured in, by id; without those that versions measure differently. */
  readonly measures: ReadonlyMap<string, Dimension>;
  /** Names of the laws that can be held of its bills. */
  readonly laws: readonly string[];
}
