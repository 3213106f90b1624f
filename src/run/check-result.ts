/** What `rateproof check` found: everything a pull request is told, in one value. */

import type { PolicyOutcome } from '../policy/policy.ts';
import type { Problem } from '../problems/problem.ts';
import type { DiffRun } from './diff/result.ts';
import type { TestRun } from './result.ts';

export const GATE_KINDS = ['policies', 'exceptions', 'settings', 'approvals', 'scenarios', 'baselines'] as const;

/** Something of the gate itself that the change alters. */
export interface GateChange {
  readonly kind: (typeof GATE_KINDS)[number];
  /** Whether it can let through what the base's gate would have stopped; otherwise it is told for completeness. */
  readonly warns: boolean;
  /** With texts of strangers in it. */
  readonly words: string;
}

export interface GateChanges {
  readonly changes: readonly GateChange[];
  /** Policies of the base that would block this run, where none of the head that says the same does. */
  readonly heldByBase: readonly PolicyOutcome[];
}

export interface CheckRun {
  /** What lint says; with errors nothing else was run. */
  readonly lint: readonly Problem[];
  readonly test: TestRun | undefined;
  /** Absent when it was not asked for, or could not be made: then `incomparable` says why. */
  readonly diff: DiffRun | undefined;
  readonly incomparable: readonly Problem[] | undefined;
  readonly policies: readonly PolicyOutcome[];
  /** ISO date that exceptions of policies were held against; absent where there were none. */
  readonly asOf?: string | undefined;
  /** What the change alters of its own judge; absent where nothing was compared. */
  readonly gate?: GateChanges | undefined;
  /** Of the run's manifest; absent where none was made. */
  readonly fingerprint?: string | undefined;
  readonly exitCode: 0 | 1 | 2 | 3 | 4 | 5 | 130;
}
