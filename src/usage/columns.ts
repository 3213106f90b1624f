/** Usage of many customers as blocks of columns: in shared memory while they are new, in a file of columns afterwards. */

import type { UsageCoding } from './batch.ts';
import type { UsageReport } from './report.ts';

/** Customers in columns, in the order of their file. */
export interface CustomerColumns {
  readonly size: number;
  readonly nameOf: (customer: number) => string;
  readonly plans: readonly string[];
  /** Empty label where the file tells none. */
  readonly segments: readonly string[];
  readonly plan: Uint16Array;
  readonly segment: Uint16Array;
  /** Epoch days; terminated: NEVER where none is in sight. */
  readonly activated: Int32Array;
  readonly terminated: Int32Array;
  /** How many customers each stands for, in whole millionths; undefined where the file does not tell. */
  readonly weight: Float64Array | undefined;
}

export const NEVER = 2 ** 31 - 1;

/** Records of whole accounts, neighbours in the order of the customers. Plain data: a worker reads its columns by itself. */
export interface UsageBlock {
  readonly first: number;
  readonly size: number;
  readonly records: number;
  readonly bytes: number;
  /** No record has a larger quantity; undefined: not told. */
  readonly largest?: number;
  /** Where it is, one of both. */
  readonly memory?: SharedArrayBuffer;
  readonly file?: {
    readonly path: string;
    readonly offset: number;
    /** Of the open file, good in every thread: what stands at the path by now may be another file. */
    readonly handle?: number;
  };
}

/** Usage that is screened and coded, ready to be rated as often as is wanted. */
export interface UsageColumns {
  readonly name: string;
  /**
   * Tells the very files and how they are read, for whoever keeps what follows from them; undefined: nothing may be kept, since a
   * change of the files would not be seen.
   */
  readonly files?: string | undefined;
  readonly customers: CustomerColumns;
  /** Known before the first block. */
  readonly coding: UsageCoding;
  /** Starts are of the wall clock of the customer's plan (else ms since 1970 UTC). */
  readonly local: boolean;
  /** All customers in their order, those without records too. Given as they are made the first time, and as often as asked. */
  blocks(): AsyncGenerator<UsageBlock>;
  /** Complete after the blocks were taken once. */
  report(): UsageReport;
  close(): void;
}
