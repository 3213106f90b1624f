/**
 * What the generated code of a plan looks like, and nothing of what it says: operations, counts and switches. Two plans
 * of one shape share their code; a price, an edge or a name never reaches it.
 */

import type { RoundingMode } from '../money/rounding.ts';

export interface Shape {
  readonly allowances: number;
  readonly counters: number;
  readonly lines: number;
  /** Operation 0 is `unrated`; a record's operation is opOf[kind]. */
  readonly operations: readonly Operation[];
  /** Charges priced from their total when the cycle closes. */
  readonly closings: readonly Closing[];
  /** How many entries of the numbers a kernel reads. */
  readonly numbers: number;
}

/** `n` fields are indexes into the numbers of the bound plan. */
export interface Operation {
  readonly charge: number;
  /** The input's quantum is a multiple of the plan's. */
  readonly scaleN: number | undefined;
  readonly minimumN: number | undefined;
  readonly increment: { readonly firstN: number; readonly followingN: number; readonly down: boolean } | undefined;
  /** Adds the quantity to this closing's total and is done. */
  readonly closing: number | undefined;
  readonly walk: Walk | undefined;
}

export interface Drain {
  readonly allowance: number;
  readonly remainder: 'split' | 'leave' | 'cover';
  readonly unlimited: boolean;
}

export interface Walk {
  readonly drains: readonly Drain[];
  /** For drains that do not split an increment. */
  readonly increment: { readonly firstN: number; readonly followingN: number } | undefined;
  readonly bands:
    | {
        readonly table: number;
        readonly crossing: 'by-start' | 'slots';
        /** First and following slot: the increments, or whole seconds. */
        readonly firstN: number;
        readonly followingN: number;
        /** Quanta a second. */
        readonly perSecondN: number;
      }
    | undefined;
  readonly zoned: boolean;
  readonly bandCount: number;
  readonly tierCount: number;
  readonly rateStart: number;
  readonly edgeN: number;
  readonly counter: number | 'record' | undefined;
  readonly countAll: boolean;
  readonly setup: { readonly amountN: number; readonly always: boolean } | undefined;
  readonly segment: MoneyRounding | undefined;
  readonly record: MoneyRounding | undefined;
  readonly lineStart: number;
  readonly zoneStride: number;
  readonly bandStride: number;
  readonly tierStride: number;
}

export interface MoneyRounding {
  readonly mode: RoundingMode;
  readonly stepN: number;
}

export interface Closing {
  readonly charge: number;
  readonly before: { readonly mode: RoundingMode; readonly stepN: number } | undefined;
  readonly after: { readonly mode: RoundingMode; readonly stepN: number } | undefined;
  readonly drains: readonly Drain[];
  readonly model: 'graduated' | 'volume' | 'package';
  readonly tierCount: number;
  readonly rateStart: number;
  readonly edgeN: number;
  /** Index of the first tier's fee; undefined: no fees. */
  readonly feeN: number | undefined;
  readonly countAll: boolean;
  readonly edgeAbove: boolean;
  readonly firstFeeAtZero: boolean;
  /** Package: its size; started or completed blocks. */
  readonly packageN: number | undefined;
  readonly packageDown: boolean;
  readonly lineStart: number;
  readonly tierStride: number;
}
