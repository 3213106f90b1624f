/** A simulation as it is asked for, after reading: numbers exact, names known. The YAML is told in README.md. */

import type { Rational } from '../exact/rational.ts';
import type { Match } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';

/** Three values of one assumption. Where only one is written, all three are it. Low and high are the ends, `low <= high`. */
export interface Range {
  readonly low: Rational;
  readonly central: Rational;
  readonly high: Rational;
}

/** Everything assumed says where it is from; a page shows both beside each other. */
export interface Sourced {
  /** Who says so: a study, a past change, a person's judgement. Never empty. */
  readonly source: string;
  readonly place: Place;
}

/** Whom an assumption is about; nothing given: everybody. */
export interface Whom {
  readonly segment?: string;
  readonly plan?: string;
}

/** One price of a plan: of a usage charge (all its rates, or those of a zone, band or tier), or of a recurring or one-time charge. */
export interface PriceLever {
  readonly plan: string;
  readonly charge: string;
  readonly zone?: string;
  readonly band?: string;
  /** From 1. */
  readonly tier?: number;
  readonly place: Place;
}

/** A price as it will be: a new amount in the unit in which it is written in the plan, or in percent of what it is (105: 5 % more). */
export type NewPrice = { readonly amount: Rational; readonly per: string | undefined } | { readonly percent: Rational };

export interface Assumptions {
  readonly id: string;
  readonly title: string | undefined;
  readonly place: Place;
  /** Where values stand that have no place of their own, by keys: `population.stands_for`, `path.growth.data`. */
  readonly places?: ReadonlyMap<string, Place>;
  readonly candidate: Candidate | undefined;
  readonly population: PopulationAsked;
  /** Bills with these dates, `[from, before)` in epoch days; undefined: what the recipes invoice. Usage files need it. */
  readonly invoices: { readonly from: number; readonly before: number } | undefined;
  readonly path: Path | undefined;
  readonly behaviour: Behaviour;
  readonly costs: Costs;
  readonly certainty: Certainty;
  readonly tornado: Tornado | undefined;
  readonly breakEven: readonly BreakEven[];
  readonly monteCarlo: { readonly draws: number; readonly seed: number } | undefined;
  readonly backtest: Backtest | undefined;
  /** Bill shock: a bill that rises by more than both (of the one before the change; 20 % and 10.00 unless told). */
  readonly shock: { readonly percent: Rational; readonly amount: Rational };
  /** Cells of fewer sampled customers than this are suppressed, those of fewer than three times as many are marked. */
  readonly fewest: number;
  /** Whether customers are rated on the other plans too, to see who would be better off there; ids, or none. */
  readonly otherPlans: readonly string[] | 'all' | 'none';
}

/** What the candidate is, where it is not the working tree against a base: the plans as they are are then the base. */
export interface Candidate {
  /** Folder of plan files beside the simulation's file: their documents stand in the place of those of the same plan. */
  readonly plans: string | undefined;
  readonly prices: readonly { readonly lever: PriceLever; readonly price: NewPrice }[];
}

export interface PopulationAsked {
  /** A usage mapping and the folder of its data, both from the simulation's file; or recipes by id, `all` in every file. */
  readonly from: { readonly usage: string; readonly data: string } | { readonly recipes: readonly string[] | 'all' };
  /** Customers of it that are rated, drawn by stratum; undefined: all. */
  readonly sample: Sample | undefined;
  /** How many customers the population stands for; its weights must add up to it. */
  readonly standsFor: number | undefined;
  /** Shares of segments in percent, that add up to 100. */
  readonly segments: ReadonlyMap<string, Rational> | undefined;
  readonly calibrate: readonly Control[];
  /** The one currency of the simulation; undefined: the only one that its customers have. */
  readonly currency: string | undefined;
  readonly place: Place;
}

export interface Sample {
  readonly customers: number;
  readonly strata: readonly ('plan' | 'segment')[];
  readonly seed: number;
  readonly place: Place;
}

/** A total that the calibrated population must have. */
export interface Control extends Sourced, Whom {
  readonly of:
    | { readonly measure: 'customers' }
    /** Net, of the base, in the simulation's currency. */
    | { readonly measure: 'revenue' }
    /** Usage of a service in its base unit (s, B, msg, unit); `unit` as written. */
    | { readonly measure: 'usage'; readonly service: string; readonly unit: string };
  readonly total: Rational;
}

/** Months ahead. Month m has the bills of a measured month (in turn), with usage and customers changed as told. */
export interface Path extends Sourced {
  readonly months: number;
  /** `2026-07`. */
  readonly from: string;
  /** Growth a month in percent, from the second month on; usage by service. */
  readonly customers: Range;
  readonly usage: ReadonlyMap<string, Range>;
  /** By service: twelve factors, January first; 1 without. */
  readonly seasonality: ReadonlyMap<string, readonly Rational[]>;
}

export interface Behaviour {
  readonly elasticity: readonly Elasticity[];
  readonly churn: readonly Churn[];
  readonly migration: Migration | undefined;
  readonly takeUp: readonly TakeUp[];
  /** Share of the customers of each month (from the first) that already have the candidate, percent; the last holds on. */
  readonly phaseIn: (Sourced & { readonly months: readonly Rational[] }) | undefined;
}

/**
 * Usage of a service changes by `value` percent when what it costs changes by 1 %: factor = (price after / price
 * before) ^ value, never positive. `records`: fewer or more records; `length`: shorter or longer ones.
 */
export interface Elasticity extends Sourced, Whom {
  readonly service: string;
  readonly value: Range;
  readonly by: 'records' | 'length';
}

/** Share of customers that leave in a month, percent, by how their bill changes, percent; in between along a line. Rising. */
export interface Churn extends Sourced, Whom {
  readonly points: readonly { readonly bill: Rational; readonly leave: Rational }[];
  /** All shares times this. */
  readonly scale: Range;
}

/** Those who are not inert move to the cheapest plan, when it saves at least so much a month. */
export interface Migration extends Sourced {
  /**
   * affected: whose own bill rises by the change, or for whom the cheapest plan did not save that much before it; everybody:
   * also those who would have been better off there all along.
   */
  readonly who: 'affected' | 'everybody';
  /** Percent that stay whatever it costs. */
  readonly inertia: Range;
  readonly atLeast: Rational;
  readonly to: readonly string[] | 'all';
}

/** A plan of the candidate is taken up: by customers of ours, and by new ones who are like those of a plan or segment. */
export interface TakeUp extends Sourced {
  readonly plan: string;
  readonly of: Whom;
  /** Percent of those customers who change to it. */
  readonly share: Range;
  /** Customers who come from elsewhere, whole number. */
  readonly newCustomers: Range;
}

export interface Costs {
  /** The first that matches a record is its cost. `amount` a `per` (`min`, `GB`), in the simulation's currency. */
  readonly usage: readonly (Sourced & {
    readonly id: string;
    readonly match: Match;
    readonly amount: Rational;
    readonly per: string;
  })[];
  /** Percent of net revenue. */
  readonly commission: readonly (Sourced & Whom & { readonly percent: Rational })[];
  /** Money for each customer who comes (take-up by new customers). */
  readonly subsidy: readonly (Sourced & Whom & { readonly amount: Rational })[];
}

export interface Certainty {
  /** Percent: 95. */
  readonly confidence: Rational;
  readonly resamples: number;
  readonly seed: number;
}

/** One at a time, each between its ends: prices and usage by so many percent, behaviour between its own low and high. */
export interface Tornado {
  readonly prices: Rational | undefined;
  readonly usage: Rational | undefined;
  readonly behaviour: boolean;
}

/** Which price makes revenue (net, of the candidate) what it is with the base? */
export interface BreakEven {
  readonly lever: PriceLever;
  /** Amounts in the unit in which the price is written. */
  readonly between: readonly [Rational, Rational];
}

/** A change that has happened: what its simulation predicts for usage before it, against what usage after it was. */
export interface Backtest extends Sourced {
  readonly usage: string;
  readonly data: string;
  readonly invoices: { readonly from: number; readonly before: number };
}

/** Of Monte Carlo: the ends of a range are not told of fewer, whether they were asked for or the run was stopped. */
export const LEAST_DRAWS = 10;
