/**
 * What a change of plans does to the invoices of the same customers: the model that reporters read and diff.ndjson holds.
 * No clock is in it; amounts are exact decimal text, ratios are exact decimal percent text.
 */

import type { Difference } from '../../comparison/difference.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import type { ToldEdit } from '../../plan/change/edit.ts';
import type { PlanDistribution } from '../distribution.ts';
import type { RunPlan } from '../result.ts';

export const DIFF_STATUSES = [
  'skipped',
  'passed',
  'changed-approved',
  'changed',
  'new',
  'obsolete',
  'unrated',
  'error',
] as const;

/**
 * passed: the same invoices on both sides. changed: not; changed-approved: and every cause of it is approved. new: only
 * the head can rate it (its plan is new). obsolete: only the base can (its plan is withdrawn). unrated: usage that no
 * charge of the head matches though one of the base did, or that none of both does. error: could not be rated. skipped:
 * not run.
 */
export type DiffStatus = (typeof DIFF_STATUSES)[number];

export interface DiffRun {
  readonly header: DiffHeader;
  /** In the order of the files and documents; customers of a recipe by number; those of withdrawn plans last. */
  readonly results: readonly DiffResult[];
  readonly summary: DiffSummary;
}

export interface DiffHeader {
  readonly rateproof: string;
  readonly timeZoneData: string;
  readonly base: DiffSide;
  readonly head: DiffSide;
  /** Of the head, with those that only the base has behind them. */
  readonly plans: readonly RunPlan[];
  readonly recipes: readonly { readonly id: string; readonly seed: number; readonly count: number }[];
  /** How many results there are. */
  readonly scenarios: number;
  readonly seed?: number;
  readonly filters?: Readonly<Record<string, string>>;
  /**
   * ISO date on which approvals were held against their last day; absent where none of them has one: then any day gives the
   * same comparison, and the same bytes.
   */
  readonly asOf?: string;
}

export interface DiffSide {
  /** `main (1a2b3c4d5e)`, `the working tree`, `folder old/`. */
  readonly name: string;
  /** Of a git side: the whole id. */
  readonly commit?: string;
  /** SHA-256 over names and texts of the files of plans. */
  readonly plans: string;
}

/** Whom a change of plans reaches, before any money. */
export const REACHES = ['repriced', 'keeps', 'new-only', 'untouched'] as const;

/**
 * repriced: has the plan from before the change, and one of its invoices is made by a version that changed. keeps: has
 * a plan that changed, and only versions that did not. new-only: begins (or changes to the plan) when a version that only the
 * head has is already sold. untouched: no plan of it changed, or it was not run. What only the base has is no part of the sums.
 */
export type Reach = (typeof REACHES)[number];

export interface DiffResult {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly plan: string;
  readonly segment?: string;
  readonly title?: string;
  readonly status: DiffStatus;
  readonly reach: Reach;
  /**
   * Totals of its invoices by date, of the base and of the head (null: none of that date); `after` is absent where all are
   * the same, both where it was not rated.
   */
  readonly dates: readonly string[];
  readonly before?: readonly (string | null)[];
  readonly after?: readonly (string | null)[];
  /** Head less base, of all its invoices together; absent where it has no two sides. */
  readonly change?: string;
  /** `expected` is the base's, `actual` the head's. */
  readonly differences: readonly Difference[];
  /** Fingerprints of the causes that move it. */
  readonly causes: readonly string[];
  /** Lines of the head below zero that are no discount, credit, tax or rounding. */
  readonly negativeLines?: number;
  readonly unrated: number;
  readonly screened: number;
  readonly reason?: string;
  readonly again?: string;
  /** Of what is shown: whole, of both sides. */
  readonly invoices?: { readonly before: readonly Invoice[]; readonly after: readonly Invoice[] };
}

/** What happens to bills, of one currency and one group of customers. */
export interface Effect {
  /** Customers that both sides rated, and of them those with other totals. */
  readonly customers: number;
  readonly changed: number;
  /** Invoices by customer and date, of either side, and of them those with other totals. */
  readonly invoices: number;
  readonly changedInvoices: number;
  readonly before: string;
  readonly after: string;
  /** after - before. */
  readonly change: string;
  /** Winners and losers: by the change of all the customer's bills together, in percent of the base's. */
  readonly bands: Readonly<Record<BandName, { readonly customers: number; readonly change: string }>>;
  /** The invoice that rises most, the one that falls most. */
  readonly largestIncrease?: LargestChange;
  readonly largestDecrease?: LargestChange;
}

/** Five bands, from the customer's side; the edge (5 %) belongs to the middle ones. Without a base bill: much, by its sign. */
export const BAND_NAMES = ['much-better', 'better', 'same', 'worse', 'much-worse'] as const;
export type BandName = (typeof BAND_NAMES)[number];
export const BAND_EDGE_PERCENT = 5;

export interface LargestChange {
  readonly scenario: string;
  readonly invoice: string;
  readonly before: string;
  readonly after: string;
  readonly change: string;
}

/** Edits that only go together, and what of the whole comes from them. */
export interface DiffCause {
  /** Of the edits together: what an approval names. */
  readonly fingerprint: string;
  /** Fingerprints of its edits. */
  readonly edits: readonly string[];
  readonly plans: readonly string[];
  /** Customers whose bills it moves (its share is not zero on one of their invoices). */
  readonly customers: number;
  /** By currency: what it does by itself, all others left as they were; and its share of the whole. */
  readonly money: Readonly<Record<string, { readonly alone: string; readonly share: string }>>;
  /** Whether bills can move by it: false of text, and of what only begins a new plan. */
  readonly matters: boolean;
  readonly approval?: AppliedApproval;
}

export interface AppliedApproval {
  readonly by: string;
  /** ISO date. */
  readonly on: string;
  readonly why: string;
  readonly until?: string;
  readonly file: string;
  /** Not counted any more: its day is over, or somebody rejected the change. */
  readonly state: 'approved' | 'expired' | 'rejected';
}

/**
 * How shares were found. single: one cause, or causes that never meet on a plan: nothing to divide. shapley: the mean
 * over all orders in which the causes can come. in-order: beyond `most` causes on one plan, one after another in the
 * order of the files: the later ones carry the interaction.
 */
export interface Attribution {
  readonly method: 'single' | 'shapley' | 'in-order';
  /** Causes of one plan up to which Shapley values are found. */
  readonly most: number;
  /** Total change less the sum of what each does alone, by currency. */
  readonly interaction: Readonly<Record<string, string>>;
  /** Sum of the shares, by currency: the total change, or the run is an error. */
  readonly total: Readonly<Record<string, string>>;
}

export interface DiffSummary {
  readonly scenarios: Readonly<Record<DiffStatus, number>>;
  /** Rated on both sides. */
  readonly compared: number;
  readonly edits: readonly ToldEdit[];
  readonly causes: readonly DiffCause[];
  readonly attribution: Attribution;
  /** By currency: all; and by plan and by segment, in the order of their names. */
  readonly effects: Readonly<Record<string, Effects>>;
  readonly reach: Readonly<Record<Reach, number>>;
  /** Plans that only one side has. */
  readonly newPlans: readonly string[];
  readonly withdrawnPlans: readonly string[];
  /** Of both sides: how invoice totals spread and what they are made of. */
  readonly distributions: {
    readonly before: readonly PlanDistribution[];
    readonly after: readonly PlanDistribution[];
  };
  /** What customers of the head use, by the plan they are on then: costs are held against it. Quantities in base units. */
  readonly usage: readonly UsageSum[];
  /** Ids of scenarios shown side by side, where there are such. */
  readonly samples: { readonly typical?: string; readonly gain?: string; readonly loss?: string };
  /** The base against itself through the same stages: how many scenarios; what differed (always nothing, or exit 5). */
  readonly nullCheck: { readonly scenarios: number; readonly differing: number };
  /** With --only-affected: how many were left out, and whether a full run has shown that none of them changes. */
  readonly leftOut?: { readonly scenarios: number; readonly proved: boolean };
  readonly records: { readonly all: number; readonly rated: number };
  readonly interrupted: boolean;
}

export interface Effects {
  readonly all: Effect;
  readonly plans: Readonly<Record<string, Effect>>;
  readonly segments: Readonly<Record<string, Effect>>;
}

export interface UsageSum {
  readonly plan: string;
  readonly service: string;
  readonly direction: string;
  readonly to: string;
  readonly in: string;
  readonly records: number;
  /** In base units (s, B, msg, unit). */
  readonly quantity: string;
}

/**
 * The exit code of a finished comparison: 130 interrupted; 5 something could not be rated or compared, or nothing was, or
 * a check of the run itself failed; 1 a cause that matters is not approved; 0 otherwise. Policies are not in it.
 */
export function diffExitCode({ summary }: DiffRun): 0 | 1 | 5 | 130 {
  const { scenarios, causes, compared, effects, interrupted, nullCheck, leftOut, edits } = summary;
  if (interrupted) return 130;
  if (scenarios.error > 0 || scenarios.unrated > 0 || nullCheck.differing > 0) return 5;
  // What was left out because the change cannot touch it would have been compared, and found the same.
  // Customers without a single invoice on either side are nobody to compare.
  const billed = Object.values(effects).map(({ all }) => all.invoices);
  const held =
    (billed.some((invoices) => invoices > 0) || billed.length === 0 ? compared : 0) + (leftOut?.scenarios ?? 0);
  if (held === 0 && (edits.length > 0 || (scenarios.new === 0 && scenarios.obsolete === 0))) return 5;
  // Bills that changed are never nothing, whatever is thought of their causes.
  if (scenarios.changed > 0) return 1;
  return causes.some(({ matters, approval }) => matters && approval?.state !== 'approved') ? 1 : 0;
}
