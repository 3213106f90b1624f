/** Guardrails: what a change of plans may do at most. Declared in rateproof.config.yaml, held against a finished run. */

import type { Place } from '../problems/problem.ts';

export type Outcome = 'pass' | 'warn' | 'block';

/** A policy, held against a run. */
export interface PolicyOutcome {
  /** What it limits: `total-change`, `bill-cap` … */
  readonly policy: string;
  /** One sentence: `Bills in all rise by at most 2 %`. */
  readonly words: string;
  /** `plan smart-m`, `segment consumer`; absent: everything. */
  readonly scope?: string;
  readonly outcome: Outcome;
  /** What was found, and what is allowed: `+0.02 %`, `at most 2 %`. */
  readonly measured: string;
  readonly limit: string;
  /** Where it says so: a regulation, a decision; the writer's words. */
  readonly source?: string;
  /** The first of what breaks it, most urgent first: a scenario's bill, a price; and how many there are in all. */
  readonly breaches: readonly string[];
  readonly breached: number;
  /** Exceptions that speak of it, used or not; expired ones do not count. */
  readonly exceptions: readonly PolicyException[];
  readonly place: Place;
}

export interface PolicyException {
  readonly owner: string;
  readonly reason: string;
  /** ISO date, the last day on which it counts. */
  readonly until: string;
  readonly expired: boolean;
  /** How many breaches it excuses in this run. */
  readonly used: number;
}
