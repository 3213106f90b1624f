/** A rate plan with every decision taken that does not depend on the usage: flat, by index, plain data. */

import type { Rational } from '../../exact/rational.ts';
import type { Rounding } from '../../money/rounding.ts';
import type { Dimension, UnitTable } from '../../units/quantity.ts';
import type {
  Allowance,
  Calendar,
  Crossing,
  Discount,
  Match,
  OneTimeCharge,
  RatePlan,
  RecurringCharge,
  Tax,
} from '../model.ts';

/** Steps of the price of one tier and what it takes to walk up to it. */
export interface CompiledTiers {
  /** Index into CompiledPlan.counters; `record`: starts at zero with each record; `own`: of the charge alone. */
  readonly counter: number | 'record' | 'own';
  readonly countAll: boolean;
  readonly edgeAbove: boolean;
  readonly firstFeeAtZero: boolean;
  readonly edges: readonly Rational[];
  readonly fees: readonly Rational[];
}

export interface CompiledCharge {
  readonly id: string;
  readonly index: number;
  readonly match: Match;
  readonly dimension: Dimension;
  /**
   * How it is rated. `walk`: record by record, in time order. `period`: once, on the total of the cycle, because the
   * plan says so. `sum`: record by record would give the same as the total, unless an allowance is shared: the faster
   * of the two is chosen when the usage's kinds are known.
   */
  readonly rated: 'walk' | 'period' | 'sum';
  readonly increment: { readonly first: Rational; readonly following: Rational; readonly down: boolean } | undefined;
  readonly minimumQuantity: Rational | undefined;
  readonly setup: { readonly amount: Rational; readonly always: boolean } | undefined;
  readonly bands: { readonly calendar: number; readonly count: number; readonly crossing: Crossing } | undefined;
  readonly model: 'per-unit' | 'volume' | 'package';
  readonly zone: { readonly attribute: 'to' | 'in'; readonly names: readonly string[] } | undefined;
  readonly bandCount: number;
  readonly tierCount: number;
  /** Money per base unit at [(zone x bandCount + band) x tierCount + tier]; of a package, its price per block. */
  readonly rates: readonly Rational[];
  /** The same prices as written: `0.09 / min`; of a package, what a block costs. */
  readonly written: readonly string[];
  readonly packageSize: { readonly size: Rational; readonly down: boolean } | undefined;
  readonly tiers: CompiledTiers | undefined;
  readonly segmentRounding: Rounding | undefined;
  readonly recordRounding: Rounding | undefined;
  readonly counterRounding: { readonly rounding: Rounding; readonly before: boolean } | undefined;
  readonly lineRounding: Rounding | undefined;
  readonly taxIndex: number;
  /** First of its invoice lines, and how far apart those of the next zone, band and tier are (0: not told apart). */
  readonly lineStart: number;
  readonly lineCount: number;
  readonly zoneStride: number;
  readonly bandStride: number;
  readonly tierStride: number;
  /** Line of the YAML where the charge stands, for explanations. */
  readonly place: { readonly file: string; readonly line: number };
}

/** An invoice line of a usage charge. */
export interface CompiledLine {
  readonly key: string;
  readonly charge: number;
}

export interface CompiledPlan {
  readonly id: string;
  readonly name: string;
  readonly currency: RatePlan['currency'];
  readonly timezone: string;
  /** Sizes of units as the plan tells them: those of `written`. */
  readonly units: UnitTable;
  readonly prices: RatePlan['prices'];
  readonly effective: RatePlan['effective'];
  readonly anchor: RatePlan['anchor'];
  readonly tax: Tax | undefined;
  readonly rounding: RatePlan['rounding'];
  readonly recurring: readonly RecurringCharge[];
  readonly oneTime: readonly OneTimeCharge[];
  /** In the order in which they are drained. */
  readonly allowances: readonly Allowance[];
  readonly discounts: readonly Discount[];
  readonly calendars: readonly Calendar[];
  /** Counters that live for a cycle and are shared or read record by record. */
  readonly counters: readonly { readonly name: string; readonly dimension: Dimension }[];
  readonly charges: readonly CompiledCharge[];
  readonly lines: readonly CompiledLine[];
  readonly place: { readonly file: string; readonly line: number };
}

/** All versions of every plan, by plan id; what travels to workers, once. */
export type CompiledPlans = ReadonlyMap<string, readonly CompiledPlan[]>;
