/** Policies and exceptions as they mean, after reading: limits exact, names known. What each one says is told in README.md. */

import type { Rational } from '../exact/rational.ts';
import type { Match } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';

/** Whom a policy or an exception is about; nothing given: everybody. */
export interface About {
  readonly plan?: string | undefined;
  readonly segment?: string | undefined;
}

/** A share in percent (2 % is 2), or money. */
export type Limit =
  | { readonly percent: Rational }
  | {
      readonly amount: Rational;
      /** ISO code. */
      readonly currency: string;
    };

/** Money for a quantity, as written: what a GB is, the plan says that it is held against. */
export interface PricePer {
  readonly amount: Rational;
  readonly currency: string;
  /** What stands behind the stroke: `GB`, `100 MB`. */
  readonly per: string;
}

interface TotalChange {
  readonly policy: 'total-change';
  readonly atMost: Limit | undefined;
  readonly atLeast: Limit | undefined;
}

interface WorseOff {
  readonly policy: 'worse-off';
  /** Percent. */
  readonly atMost: Rational;
}

interface BillIncrease {
  readonly policy: 'bill-increase';
  readonly atMost: Limit;
}

interface BillCap {
  readonly policy: 'bill-cap';
  readonly atMost: Extract<Limit, { amount: Rational }>;
}

interface PriceCap {
  readonly policy: 'price-cap';
  readonly match: Match;
  readonly atMost: PricePer;
  readonly basis: 'gross' | 'net';
}

interface Margin {
  readonly policy: 'margin';
  /** Percent of the revenue without tax. */
  readonly atLeast: Rational;
  /** The first that matches a record is its cost. All are in one currency. */
  readonly costs: readonly { readonly match: Match; readonly cost: PricePer }[];
}

interface ScenarioCount {
  readonly policy: 'scenario-count';
  readonly atLeast: number;
}

interface NoNegativeLine {
  readonly policy: 'no-negative-line';
}

interface NothingUnrated {
  readonly policy: 'nothing-unrated';
}

export type PolicyLimits =
  | TotalChange
  | WorseOff
  | BillIncrease
  | BillCap
  | PriceCap
  | Margin
  | ScenarioCount
  | NoNegativeLine
  | NothingUnrated;

export type PolicyName = PolicyLimits['policy'];

interface Declared {
  readonly about: About;
  /** What comes of a breach. */
  readonly onBreach: 'warn' | 'block';
  readonly source: string | undefined;
  readonly place: Place;
}

export type Policy = PolicyLimits & Declared;
export type PolicyOf<Name extends PolicyName> = Extract<PolicyLimits, { policy: Name }> & Declared;

export interface Exception {
  readonly policy: PolicyName;
  readonly about: About & { readonly scenario?: string | undefined };
  readonly owner: string;
  readonly reason: string;
  /** ISO date, the last day on which it counts. */
  readonly until: string;
  readonly place: Place;
}

export interface Policies {
  /** In the order of the file. */
  readonly policies: readonly Policy[];
  readonly exceptions: readonly Exception[];
}

/** Policies about one number of many customers: an exception excuses the number as a whole, or not at all. */
export const WHOLE: readonly PolicyName[] = ['total-change', 'worse-off', 'scenario-count'];

/** Policies about plans: nothing in them is of one scenario. */
export const OF_PLANS: readonly PolicyName[] = ['price-cap', 'margin'];

/** Whether an exception can excuse a breach of a policy at all. */
export function speaksOf({ policy, about }: Exception, other: Policy): boolean {
  if (policy !== other.policy) return false;
  const fits = (its: string | undefined, own: string | undefined): boolean =>
    its === undefined || its === own || (own === undefined && !WHOLE.includes(policy));
  return fits(about.plan, other.about.plan) && fits(about.segment, other.about.segment);
}
