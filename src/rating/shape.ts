/**
 * What the generated code of a plan looks like, and nothing of what it says: operations, counts and switches. Two plans
 * of one shape share their code; a price, an edge or a name never reaches it.
 */

import type { RoundingMode } from '../money/rounding.ts';

export interface Shape {
  readonly allowances: number;
  readonly counters: number;
  readonly lines: number;
  /** A record's operation, from 1, stands in the code of its kind (see CODE); 0 is `unrated`. */
  readonly operations: readonly Operation[];
  /**
   * Operations by lane, as indexes from 0. Operations that share an allowance or a counter are in one lane and keep the
   * order of records among them; lanes do not see each other, and are rated one after the other.
   */
  readonly lanes: readonly (readonly number[])[];
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
  readonly increment:
    | { readonly firstN: number; readonly followingN: number; readonly even: boolean; readonly down: boolean }
    | undefined;
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

/**
 * The code of a kind, in one whole number: lane (0: no charge matches), row of the charge's rate table, operation. One
 * look-up a record.
 */
export const CODE = { laneBits: 4, zoneBits: 12 } as const;
export const MOST_LANES = 2 ** CODE.laneBits - 1;

export const codeOf = (lane: number, zone: number, operation: number): number =>
  lane + (zone << CODE.laneBits) + (operation << (CODE.laneBits + CODE.zoneBits));
