/** What a run of scenarios found: the model that reporters read and that results.ndjson holds. No clock is in it. */

import type { Difference, InvoiceCells } from '../comparison/difference.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { Dimension } from '../units/quantity.ts';
import type { PlanDistribution } from './distribution.ts';

/** In the order of weight: of several, the last holds. */
export const STATUSES = ['skipped', 'passed', 'obsolete', 'new', 'changed', 'unrated', 'error'] as const;

/**
 * passed: everything agreed. changed: something is not as expected or accepted. new: nothing was accepted yet. obsolete:
 * accepted, but no longer made. unrated: usage that no charge matches. error: could not be rated. skipped: not run.
 */
export type Status = (typeof STATUSES)[number];

export type Check = 'expectation' | 'baseline' | 'law';

export interface TestRun {
  readonly header: RunHeader;
  /** In the order of the files and documents; customers of a recipe by number. Filtered ones are not listed. */
  readonly results: readonly ScenarioResult[];
  readonly summary: RunSummary;
}

export interface RunHeader {
  readonly rateproof: string;
  readonly timeZoneData: string;
  readonly plans: readonly RunPlan[];
  readonly recipes: readonly { readonly id: string; readonly seed: number; readonly count: number }[];
  readonly scenarios: number;
  /** SHA-256 over the names and texts of all files of plans and scenarios. */
  readonly inputs: string;
  /** Taken in place of the seeds of the recipes, where that was asked for. */
  readonly seed?: number;
  /** What was asked for beyond "everything", in words that can be compared; absent where nothing was. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Of a part of a run. */
  readonly shard?: Shard;
}

/** A part of a run: neighbours in the order of the scenarios. All parts of one run cut alike. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
  /** How many scenarios stand before it, and how many there are in all parts. */
  readonly first: number;
  readonly all: number;
  /** SHA-256 over the ids of all scenarios in their order and the places of the cuts. */
  readonly partition: string;
  /** SHA-256 over the accepted baselines that the results were held against. */
  readonly baselines: string;
}

/** A plan of the run, with the names that customers read on its invoices: reports need nothing beside the results. */
export interface RunPlan {
  readonly id: string;
  readonly currency: string;
  readonly versions: number;
  readonly name?: string;
  /** Name of the tax. */
  readonly tax?: string;
  /** Charges and discounts, by id; the dimension of those that have quantities, and where the plan says it: `file:line`. */
  readonly charges?: Readonly<
    Record<string, { readonly name: string; readonly dimension?: Dimension; readonly place?: string }>
  >;
}

export interface ScenarioResult {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly plan: string;
  readonly segment?: string;
  readonly title?: string;
  /** What it was held against: what its writer expects, the accepted baseline, or a law that every invoice obeys. */
  readonly check: Check;
  readonly status: Status;
  /** The difference became the baseline in this run. */
  readonly accepted?: true;
  readonly differences: readonly Difference[];
  /** Why its invoices are expected to be what they are, in the writer's words, by date. */
  readonly because?: Readonly<Record<string, string>>;
  /** Of an error, of a skipped or obsolete scenario: what happened. */
  readonly reason?: string;
  /** The command that shows it again; for whatever is not passed. */
  readonly again?: string;
  /** Records that no charge matches, and records outside the service of the customer. */
  readonly unrated: number;
  readonly screened: number;
  /** Sum of the totals of its invoices; absent where it has none, or was not rated. */
  readonly invoiced?: string;
  /** As rated: for written scenarios that did not pass and hundreds that did, for samples and what is not passed of a recipe. */
  readonly invoices?: readonly Invoice[];
  /** Of an example of a cause: where the plan says what differs, and how one record came to its price. */
  readonly why?: Why;
  /** As accepted, beside `invoices` of a customer of a recipe. */
  readonly baseline?: readonly InvoiceCells[];
}

/** The first difference of a scenario, explained by the plan as it is. */
export interface Why {
  /** The cause, as its differences name it; date of the invoice, key of the line. */
  readonly cause: string;
  readonly invoice: string;
  readonly line: string;
  /** The charge in the plan's file. */
  readonly place: { readonly file: string; readonly line: number };
  /** Steps of one record that has a part in it, or of the line itself; in order, one sentence each. */
  readonly steps: readonly string[];
}

export interface RunSummary {
  readonly scenarios: Readonly<Record<Status, number>>;
  /** How many were held against an expectation or a baseline. */
  readonly compared: number;
  readonly accepted: number;
  /** records = rated + unrated + screened + notBilled. */
  readonly records: {
    readonly all: number;
    readonly rated: number;
    readonly unrated: number;
    readonly screened: number;
    readonly notBilled: number;
  };
  readonly invoices: number;
  /** Sum of the totals of all invoices, by currency. */
  readonly money: Readonly<Record<string, string>>;
  /** By id of the plan, in the order of the ids. */
  readonly plans: Readonly<Record<string, PlanSummary>>;
  /** How the totals of all invoices spread, and what they are made of; by plan. */
  readonly distributions: readonly PlanDistribution[];
  readonly interrupted: boolean;
  /**
   * Laws of plans that were held of so many bills, beside the scenarios and not among them; absent: none. Untried:
   * promised by a plan or a file, and no bill could be held against it.
   */
  readonly laws?: { readonly held: number; readonly broken: number; readonly bills: number; readonly untried?: number };
}

export interface PlanSummary {
  /** Rated scenarios whose customer begins on the plan. */
  readonly scenarios: number;
  /** Invoices of the plan, and the sums of their totals by currency. */
  readonly invoices: number;
  readonly money: Readonly<Record<string, string>>;
}

/**
 * The exit code of a finished run: 0 agreed; 1 something is not as expected, in `ci` also what is new or obsolete; 5
 * something could not be rated or nothing was compared; 130 interrupted. 5 beats 1.
 */
export function exitCode({ results, summary }: TestRun, { ci }: { readonly ci: boolean }): 0 | 1 | 5 | 130 {
  if (summary.interrupted) return 130;
  if (summary.scenarios.error > 0 || summary.scenarios.unrated > 0) return 5;
  if (results.some(({ check, status }) => check === 'law' && (status === 'error' || status === 'unrated'))) return 5;
  const held = summary.compared + (summary.laws?.held ?? 0) + (summary.laws?.broken ?? 0);
  if (held === 0 && (ci || summary.accepted === 0)) return 5;
  const wrong = (status: Status): boolean =>
    status === 'changed' || (ci && (status === 'new' || status === 'obsolete'));
  return results.some(({ status, accepted }) => wrong(status) && (ci || !accepted)) ? 1 : 0;
}
