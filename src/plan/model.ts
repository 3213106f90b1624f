/**
 * A rate plan as it means, after parsing and validation: units resolved, numbers exact, defaults filled in, every
 * charge with its place in the YAML. The language itself is told in README.md beside this file.
 *
 * Plain data throughout; quantities are in base units (second, byte, message, unit) as exact fractions.
 */

import type { ProrationBasis } from '../calendar/proration.ts';
import type { Rational } from '../exact/rational.ts';
import type { Rounding } from '../money/rounding.ts';
import type { Place } from '../problems/problem.ts';
import type { Dimension, Rate, UnitTable } from '../units/quantity.ts';

/** Days since 1970-01-01 in the plan's zone: the form in which dates without a time are counted. */
export type EpochDay = number;

/** One dated version of a rate plan. */
export interface RatePlan {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly currency: { readonly code: string; readonly decimals: number };
  /** IANA name. */
  readonly timezone: string;
  /** Sizes of units as the plan tells them: what its scenarios are written in. All quantities here are in base units. */
  readonly units: UnitTable;
  readonly prices: 'gross' | 'net';
  readonly effective: {
    /** Customers activated on or after this day start on this version; undefined: whenever. */
    readonly newFrom: EpochDay | undefined;
    /**
     * When customers of earlier versions move here: at the start of their first cycle on or after this day; never:
     * they keep theirs. `next-cycle` in YAML is the day of `new`.
     */
    readonly existingFrom: EpochDay | 'never';
  };
  /** Day of the month on which a cycle starts (31 stays 31: clamped to the month's end), or the activation's day. */
  readonly anchor: number | 'activation';
  readonly tax: Tax | undefined;
  readonly rounding: {
    readonly line: Rounding | undefined;
    readonly discount: Rounding | undefined;
    readonly tax: Rounding | undefined;
    readonly total: Rounding | undefined;
  };
  readonly recurring: readonly RecurringCharge[];
  readonly oneTime: readonly OneTimeCharge[];
  readonly allowances: readonly Allowance[];
  readonly usage: readonly UsageCharge[];
  readonly discounts: readonly Discount[];
  /** What is promised of all invoices; nothing is priced by it. */
  readonly mustHold: readonly StatedLaw[];
  readonly place: Place;
}

export interface Tax {
  readonly name: string;
  /** Categories in the order written; the first is what a charge has unless it says. Percent: 19 % is 19. */
  readonly rates: readonly { readonly category: string; readonly percent: Rational }[];
}

interface Charge {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  /** Index into tax.rates; 0 when the plan has no tax. */
  readonly taxIndex: number;
  /** The plan's line rounding, or the charge's own. */
  readonly lineRounding: Rounding | undefined;
}

export interface Proration {
  readonly basis: ProrationBasis;
  /** Whether the day of the activation (or of the termination) itself is paid for. */
  readonly edgeDay: 'used' | 'free';
}

export interface RecurringCharge extends Charge {
  readonly amount: Rational;
  readonly charged: 'in-advance' | 'in-arrears';
  readonly onlyIf: 'always' | 'used';
  readonly prorate: { readonly activation: Proration | undefined; readonly termination: Proration | undefined };
}

export interface OneTimeCharge extends Charge {
  readonly amount: Rational;
  readonly on: 'activation' | 'termination';
  readonly charged: 'in-advance' | 'in-arrears';
}

/** What a usage record must be like. Every key that is given must hold; a list means any of them. */
export interface Match {
  readonly services: readonly string[];
  readonly directions: readonly string[] | undefined;
  readonly to: readonly string[] | undefined;
  readonly in: readonly string[] | undefined;
}

export interface Allowance {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  readonly dimension: Dimension;
  readonly covers: readonly Match[];
  /** Base units per cycle; undefined: unlimited. */
  readonly amount: Rational | undefined;
  /** Lower first; ties in the order of the file. The list of the plan is already in this order. */
  readonly priority: number;
  readonly remainder: 'split' | 'leave' | 'cover';
  readonly prorate:
    | {
        readonly activation: Proration | undefined;
        readonly termination: Proration | undefined;
        /** A whole multiple of base units. */
        readonly rounding: Rounding;
      }
    | undefined;
}

export interface UsageCharge extends Charge {
  readonly match: Match;
  readonly dimension: Dimension;
  readonly increment:
    | { readonly first: Rational; readonly following: Rational; readonly partial: 'up' | 'down' }
    | undefined;
  readonly minimumQuantity: Rational | undefined;
  readonly setup: { readonly amount: Rational; readonly when: 'charged' | 'always' } | undefined;
  readonly bands: Bands | undefined;
  readonly price: Price;
  readonly rounding: {
    readonly segment: Rounding | undefined;
    readonly record: Rounding | undefined;
    readonly counter:
      | { readonly rounding: Rounding; readonly stage: 'before-allowance' | 'after-allowance' }
      | undefined;
  };
  /** What one invoice line is for; empty: one line for the charge. In this order. */
  readonly lineBy: readonly ('zone' | 'band' | 'tier')[];
}

export type Crossing = 'split-by-increment' | 'by-start' | 'round-then-split';

export interface Bands {
  readonly calendar: Calendar;
  readonly crossing: Crossing;
}

/** Which band holds when, by the clock of the plan's zone. Covers the week without gap or overlap. */
export interface Calendar {
  readonly id: string;
  readonly bands: readonly string[];
  /** Minutes of the day 0..1440 to index into bands, for each kind of day: Monday 0 … Sunday 6, holiday 7. */
  readonly days: readonly (readonly BandSpan[])[];
  readonly holidays: readonly EpochDay[];
}

/** A part of a day, from a minute of the day on until the next span; contiguous, the first from 0. */
export interface BandSpan {
  readonly fromMinute: number;
  readonly band: number;
}

/** Rates by tier: one entry a tier; a plain price has one. */
type TierRates = readonly Rate[];

/** How a quantity becomes money. */
export type Price = PerUnit | Volume | Package;

/**
 * Each unit at its own place: a flat rate, or graduated tiers. Rates by zone row (one row without a table), band (one
 * without bands) and tier.
 */
export interface PerUnit {
  readonly model: 'per-unit';
  /** Which attribute of the record names the row; undefined: a single row for every record. */
  readonly zone: { readonly attribute: 'to' | 'in'; readonly names: readonly string[] } | undefined;
  /** rates[zone][band][tier] */
  readonly rates: readonly (readonly TierRates[])[];
  readonly tiers: Tiers | undefined;
}

export interface Tiers {
  /** Name of the counter; charges that name the same one share it. `record` starts at zero with each record. */
  readonly counter: string;
  readonly count: 'charged' | 'all';
  /** A quantity equal to the edge belongs to the tier below it, or above. */
  readonly edge: 'below' | 'above';
  readonly zeroUsage: 'free' | 'first-fee';
  /** Upper edge of each tier but the last, in base units, rising. */
  readonly edges: readonly Rational[];
  /** Fixed fee of each tier, owed once when it is entered; all zero unless the plan says. */
  readonly fees: readonly Rational[];
}

/** Every unit of the period at the rate of the tier that the period's total reaches. */
export interface Volume {
  readonly model: 'volume';
  readonly rates: TierRates;
  readonly tiers: Tiers;
}

/** Started (or completed) blocks of the period's total. */
export interface Package {
  readonly model: 'package';
  readonly size: Rational;
  readonly price: Rational;
  readonly partial: 'up' | 'down';
}

export interface Discount {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  readonly value: { readonly percent: Rational } | { readonly amount: Rational };
  /** Ids of the charges it is taken off, groups (`@usage` …) already written out. */
  readonly on: readonly string[];
  /** The cycles whose charges it is taken off; undefined: all. */
  readonly cycles: { readonly count: number; readonly starting: 'activation' | 'first-full-cycle' } | undefined;
}

/** A promise of the plan about its invoices. */
export type StatedLaw =
  | { readonly law: 'zero-usage-costs'; readonly place: Place; readonly total: Rational }
  /** Usage of these charges is left out of it. */
  | { readonly law: 'more-usage-never-costs-less'; readonly place: Place; readonly except: readonly string[] }
  /** For the same usage of a cycle at most what the other plan costs and `by`. */
  | { readonly law: 'never-more-than'; readonly place: Place; readonly plan: string; readonly by: Rational };

/** All versions of one plan, earliest first. Versions agree in currency, zone, units, price basis and anchor. */
export interface PlanHistory {
  readonly id: string;
  readonly versions: readonly RatePlan[];
}
