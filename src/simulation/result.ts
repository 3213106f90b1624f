/**
 * A finished simulation: the model that reports read and simulation.json holds. No clock is in it. Money and counts of customers
 * are exact decimal text, as long as it takes (weights are millionths): who shows them rounds them. Ratios are decimal
 * text in percent with four decimals, or null where there is nothing to divide by. What is estimated says so.
 */

import type { Reach } from '../run/diff/result.ts';

export interface Simulation {
  readonly header: SimulationHeader;
  readonly reach: Readonly<Record<Reach, { readonly sampled: number; readonly customers: string }>>;
  /** Usage and customers as they are. */
  readonly static: Impact;
  /** With the responses assumed; absent where none is. */
  readonly behaviour: Behavioural | undefined;
  readonly certainty: CertaintyResult;
  readonly controls: Controls;
  readonly backtest: BacktestResult | undefined;
  /** Every assumption with its source, in the order of the file. */
  readonly assumptions: readonly ToldAssumption[];
  /** What the reader must know: few customers, nothing reached, records left out. */
  readonly notes: readonly string[];
  readonly interrupted: boolean;
}

export interface SimulationHeader {
  readonly rateproof: string;
  readonly timeZoneData: string;
  readonly id: string;
  readonly title: string | undefined;
  readonly file: string;
  /** `main (1a2b3c4d5e)`, `the plans as they are`, `folder e/`. */
  readonly base: string;
  readonly candidate: string;
  readonly currency: string;
  /** Decimals in which the currency is shown. */
  readonly decimals: number;
  readonly population: {
    readonly kind: 'full' | 'sample' | 'model';
    /** `recipes consumer-base`, `usage megaline`. */
    readonly name: string;
    readonly sampled: number;
    /** What the weights add up to. */
    readonly customers: string;
    readonly records: number;
  };
  /** ISO dates, `[from, before)`. */
  readonly invoices: { readonly from: string; readonly before: string };
  /** Months of the static result, and of the path where there is one. */
  readonly months: readonly string[];
  readonly seed: number;
}

/** `percent` of before. Intervals only where customers are a sample, and it says enough; of the percent seldom without one of the change. */
export interface Change {
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly percent: string | null;
  /** Of the change. */
  readonly interval?: Interval;
  /** Of `percent`, as it is told: with four decimals. Not that of the change divided by before, which is estimated too. */
  readonly percentInterval?: Interval;
}

/** Estimated. */
export interface Interval {
  readonly low: string;
  readonly high: string;
  /** Percent: `95`. */
  readonly confidence: string;
}

export interface Impact {
  /** Sampled customers with a bill on some side, and what they stand for. */
  readonly sampled: number;
  readonly customers: Change;
  /** Net: without tax. */
  readonly revenue: Change;
  readonly tax: Change;
  /** What customers pay: revenue and tax. */
  readonly billed: Change;
  /** Only where costs are given. Cost: usage, commission, subsidy; margin = revenue - cost. */
  readonly cost: Change | undefined;
  readonly margin: Change | undefined;
  /** Revenue by customer and month. */
  readonly arpu: Change;
  /**
   * In a fixed order; before, after and change of all steps but those of group `tax` add up to revenue, with them to billed.
   * Where prices are gross, charges are shown with their tax, and one step `tax-in-prices` takes it out again.
   */
  readonly waterfall: readonly WaterfallStep[];
  readonly plans: readonly GroupRow[];
  readonly segments: readonly GroupRow[];
  readonly months: readonly MonthRow[];
  /** By the change of what a customer pays in all, in percent of before. */
  readonly bands: readonly BandRow[];
  /** Tenths of the customers by what they pay before the change; ties stay together; without those who pay nothing before. */
  readonly deciles: readonly DecileRow[];
  /** Whom the deciles leave out: they pay nothing before, or less (`negative` of those sampled). */
  readonly unpaid?: {
    readonly sampled: number;
    readonly mark: CellMark;
    readonly negative?: number;
    readonly customers?: string;
    readonly billed?: Change;
  };
  readonly shock: Shock;
  /** How customers' changes spread: bins of equal width in the currency, ascending, those with customers. */
  readonly histogram: {
    readonly width: string;
    readonly bins: readonly { readonly from: string; readonly customers: string }[];
  };
  /** Customers who would pay less on another plan of the candidate; undefined where it was not asked. */
  readonly betterOff: BetterOff | undefined;
  readonly movers: readonly Mover[];
}

export const STEP_GROUPS = [
  'recurring',
  'one-time',
  'allowances',
  'usage',
  'discounts',
  'commitments',
  'rounding',
  'tax-in-prices',
  'tax',
] as const;
export type StepGroup = (typeof STEP_GROUPS)[number];

export interface WaterfallStep {
  readonly group: StepGroup;
  /**
   * Id of the charge, discount or tax; `allowances` for what other allowances do at the prices of before: nothing before, and
   * the usage charges of after are without it.
   */
  readonly component: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
}

/** suppressed: too few sampled customers, no number is shown. few: an estimate on few. */
export type CellMark = 'suppressed' | 'few' | undefined;

export interface GroupRow {
  readonly name: string;
  readonly sampled: number;
  readonly mark: CellMark;
  /** The rest is absent where suppressed. */
  readonly customers?: Change;
  readonly revenue?: Change;
  readonly billed?: Change;
  readonly margin?: Change;
  readonly arpu?: Change;
  /** Customers who pay less, the same, more. */
  readonly less?: string;
  readonly same?: string;
  readonly more?: string;
}

export interface MonthRow {
  readonly month: string;
  readonly customers: Change;
  readonly revenue: Change;
  readonly billed: Change;
  readonly margin: Change | undefined;
}

export interface BandRow {
  readonly band: 'much-better' | 'better' | 'same' | 'worse' | 'much-worse';
  readonly sampled: number;
  readonly mark: CellMark;
  readonly customers?: string;
  /** Of what is billed. */
  readonly change?: string;
}

export interface DecileRow {
  /** 1 pays least. */
  readonly decile: number;
  readonly sampled: number;
  readonly mark: CellMark;
  readonly customers?: string;
  /** What they pay before the change, from and to. */
  readonly from?: string;
  readonly to?: string;
  readonly billed?: Change;
  readonly bands?: Readonly<Record<BandRow['band'], string>>;
}

export interface Shock {
  /** Bills (customer and month) that rise by more than both. */
  readonly percent: string;
  readonly amount: string;
  readonly sampled: number;
  readonly bills: string;
  readonly customers: string;
}

export interface BetterOff {
  readonly sampled: number;
  readonly customers: string;
  /** What they would save together if all moved. */
  readonly saving: string;
  /** From their plan to the cheapest. */
  readonly moves: readonly {
    readonly from: string;
    readonly to: string;
    readonly sampled: number;
    readonly mark: CellMark;
    readonly customers?: string;
    readonly saving?: string;
  }[];
}

export interface Mover {
  readonly customer: string;
  readonly plan: string;
  readonly segment: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  /** How many customers it stands for. */
  readonly weight: string;
  /** One sentence: `data-overage +7.50 (12.00 to 19.50)`; the largest lines first. */
  readonly why: string;
}

/** The candidate with responses. */
export interface Behavioural {
  readonly impact: Impact;
  /** From the static result to this one, in the order in which responses are taken in; changes add up to the difference. */
  readonly responses: readonly {
    readonly response: 'growth' | 'elasticity' | 'churn' | 'migration' | 'take-up' | 'new-customers' | 'phase-in';
    /** Net revenue after it. */
    readonly revenue: string;
    readonly change: string;
    readonly customers: string;
  }[];
  /** What usage was asked to do and what it did, by service, segment and plan. */
  readonly usage: readonly {
    readonly service: string;
    readonly segment: string;
    readonly plan: string;
    /** Price after / before in percent; null: no price to compare, and no response. */
    readonly price: string | null;
    readonly elasticity: string;
    /** Percent of before. */
    readonly asked: string;
    readonly reached: string | null;
  }[];
  readonly churn: { readonly customers: string; readonly revenue: string } | undefined;
  readonly migration: BetterOff | undefined;
  /** By plan that is taken up. */
  readonly takeUp: readonly {
    readonly plan: string;
    readonly fromOurs: string;
    readonly newCustomers: string;
    /** Revenue of the plan, and what of it those who changed paid before. */
    readonly revenue: string;
    readonly cannibalised: string;
  }[];
}

export interface CertaintyResult {
  /** none: everybody was rated. bootstrap: customers are a sample. */
  readonly method: 'none' | 'bootstrap';
  readonly confidence: string;
  readonly resamples: number;
  readonly seed: number;
  /** Name and version of the library that did the statistics. */
  readonly library: string;
  /** Change of net revenue with all assumptions low, central, high; absent where no assumption has a range. */
  readonly sets:
    | readonly {
        readonly set: 'low' | 'central' | 'high';
        readonly revenue: Change;
        readonly margin: Change | undefined;
      }[]
    | undefined;
  readonly tornado: readonly TornadoBar[];
  readonly breakEven: readonly BreakEvenResult[];
  readonly monteCarlo: MonteCarloResult | undefined;
}

export interface TornadoBar {
  readonly what: string;
  /** What it is held at, in words: `-10 %`, `-0.6`. */
  readonly low: { readonly at: string; readonly change: string };
  readonly high: { readonly at: string; readonly change: string };
}

export interface BreakEvenResult {
  readonly what: string;
  /** In the unit of the price, with the `per` of the plan. */
  readonly between: readonly [string, string];
  readonly per: string;
  /** The change of revenue at both ends. */
  readonly ends: readonly [string, string];
  /** null: none was found; `why` says how it was looked for, and whether there must be more than the one that was. */
  readonly price: string | null;
  readonly why: string;
}

export interface MonteCarloResult {
  readonly draws: number;
  readonly seed: number;
  readonly mean: string;
  readonly interval: Interval;
  /** Percent of draws in which revenue falls. */
  readonly falls: string;
  readonly histogram: {
    readonly width: string;
    readonly bins: readonly { readonly from: string; readonly draws: number }[];
  };
}

export interface Controls {
  /** Totals of the whole, each found in two ways: they are the same, or the simulation is an error. */
  readonly checks: readonly {
    readonly what: string;
    readonly one: string;
    readonly other: string;
    readonly same: boolean;
  }[];
  readonly records: {
    readonly all: number;
    readonly rated: number;
    readonly screened: number;
    readonly unrated: number;
    readonly notBilled: number;
  };
  readonly calibration: CalibrationReport | undefined;
}

export interface CalibrationReport {
  readonly method: string;
  readonly rounds: number;
  readonly converged: boolean;
  readonly controls: readonly {
    readonly what: string;
    readonly asked: string;
    readonly before: string;
    readonly after: string;
    readonly source: string;
  }[];
  /** Weight after / before: least, middle, most. */
  readonly moved: readonly [string, string, string];
  /** Kish: (sum w)^2 / sum w^2. */
  readonly effective: { readonly before: string; readonly after: string };
}

export interface BacktestResult {
  /** Why prediction and bills are two different things: other customers, other months. Errors are then no errors of the prediction. */
  readonly unlike?: readonly string[] | undefined;
  readonly predicted: Change;
  readonly actual: string;
  readonly error: string;
  readonly errorPercent: string | null;
  readonly covered: boolean | undefined;
  readonly segments: readonly {
    readonly name: string;
    readonly sampled: number;
    readonly predicted: string;
    readonly actual: string;
    readonly errorPercent: string | null;
    readonly covered: boolean | undefined;
  }[];
  /** Mean absolute error in percent over segments, and the share of segments whose interval holds the actual. */
  readonly meanAbsolutePercent: string | null;
  readonly coverage: string | null;
}

export interface ToldAssumption {
  readonly what: string;
  readonly value: string;
  readonly range: string | undefined;
  readonly source: string;
  readonly file: string;
  readonly line: number;
}

/** 130 interrupted; 5 a control that does not agree, unrated usage, or nothing was rated; 0 otherwise. */
export function simulationExitCode({ interrupted, controls, static: { sampled } }: Simulation): 0 | 5 | 130 {
  if (interrupted) return 130;
  if (controls.checks.some(({ same }) => !same) || controls.records.unrated > 0 || sampled === 0) return 5;
  return 0;
}
