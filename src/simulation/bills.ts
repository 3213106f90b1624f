/** Bills of a population in columns: what rating gives a simulation. All sides have the same rows. */

import type { LineKind } from '../invoicing/invoice.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Match } from '../plan/model.ts';

/** One column of money: the lines of one charge, discount or tax, whatever zone, band or tier. */
export interface Component {
  /** `data-overage`, `tax standard`, `total-rounding`. */
  readonly id: string;
  readonly kind: LineKind;
  /** Of a usage charge: the services that it matches, sorted. */
  readonly services: readonly string[];
}

/** One row a customer and month (of the invoice's date) in which some side has an invoice; by customer, then month. */
export interface BillRows {
  /** `2026-04`, rising. */
  readonly months: readonly string[];
  readonly customer: Uint32Array;
  readonly month: Uint16Array;
  /** Row r of customer c: first[c] <= r < first[c + 1]. */
  readonly first: Uint32Array;
}

/** One side's bills. Amounts are whole numbers of 10^-scale of the currency, below 2^53: larger ones are refused. */
export interface BillTable {
  readonly components: readonly Component[];
  readonly scale: number;
  /** [component][row]; a tax inside gross prices is in the tax column, and net = total - tax always. */
  readonly amounts: readonly Float64Array[];
  /** By row: without tax, and with it. */
  readonly net: Float64Array;
  readonly total: Float64Array;
  /** How many invoices the row has (0: none on this side). */
  readonly invoices: Uint8Array;
  /**
   * [measure][row]: what is used, as asked for by the measures of the request, in quanta of 1/`perBase` base units (s, B, msg).
   * After the usage response of this side.
   */
  readonly used: readonly Float64Array[];
  readonly perBase: readonly number[];
  /** Records that no charge matches, and those outside of service, of this side. */
  readonly unrated: number;
  readonly screened: number;
}

/** A sum of usage that is asked for: all of a service, or what a cost matches. */
export interface Measure {
  readonly id: string;
  readonly match: Match;
  /** Records that an earlier measure of the same group matches are not counted again; each service stands in a group of its own. */
  readonly group: string;
}

/** How usage of one side is changed before it is rated. Factors in millionths, whole: 950000 is 5 % less; 1000000 leaves it. */
export interface UsageResponse {
  readonly seed: number;
  readonly services: readonly { readonly service: string; readonly by: 'records' | 'length' }[];
  /** [segment of the population x plan of the population][service of the list]. Row = segment * plans + plan. */
  readonly factors: readonly (readonly number[])[];
}

/** One side to be rated. */
export interface SideAsked {
  readonly plans: CompiledPlans;
  /**
   * Everybody who may takes this plan on the first day of what is simulated, in the place of theirs: as a change of plan, on
   * the version that is sold then, else on its first; without: each on its own.
   */
  readonly onPlan?: string;
  readonly usage?: UsageResponse;
}

export interface RatingAsked {
  readonly sides: readonly SideAsked[];
  readonly measures: readonly Measure[];
  /** Asked beside the result: only bills are wanted, reach and coverage are not told, and nothing is kept for another run. */
  readonly isQuestion?: true;
}

/** Of a measured month: how many customers have invoices that tell what a month of theirs is. */
export interface MonthCoverage {
  readonly month: string;
  /** Their invoice closes a whole cycle of service. */
  readonly whole: number;
  /** It closes a part of one, or none. */
  readonly part: number;
  /** Their invoice of this month is before or after the invoices that are asked for. */
  readonly cut: number;
}

export interface RatedPopulation {
  readonly rows: BillRows;
  /** In the order asked for. */
  readonly sides: readonly BillTable[];
  /** By customer: whom the step from side 0 to side 1 reaches (index into REACHES); only where there are two sides. */
  readonly reach: Uint8Array | undefined;
  /** Records of the population, each counted once. */
  readonly records: number;
  readonly notBilled: number;
  /** By month of the rows, on the first side that has the customer; not told: all months are whole. */
  readonly coverage?: readonly MonthCoverage[];
}

/** Rates the whole population, always in full, through the same pool and engine as everything else. */
export type PopulationRater = (asked: RatingAsked) => Promise<RatedPopulation>;

/**
 * A part of what is billed: some rows of a side, each customer weighing so much. What is billed on one side of a
 * comparison is a list of parts: static, one part; with behaviour, those who stay, those who have moved, those who are not there yet.
 */
export interface Part {
  readonly bills: BillTable;
  readonly rows: BillRows;
  /** Only the rows of this measured month; undefined: all of them, each in its own month. */
  readonly month: number | undefined;
  /** Index of the month of the result where `month` is given (a path has its own months). */
  readonly at: number | undefined;
  /** By customer, whole millionths. */
  readonly weight: Float64Array;
  /** Plan that they are on, index into the population's plans or beyond it the names here; undefined: each on its own. */
  readonly onPlan: string | undefined;
  /** Who these are. */
  readonly role: 'all' | 'not-yet' | 'stay' | 'moved' | 'taken-up' | 'new';
}

export interface World {
  /** Months of the result, `2026-07`. */
  readonly months: readonly string[];
  readonly parts: readonly Part[];
}
