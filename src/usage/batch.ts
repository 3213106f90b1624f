/** Usage records in columns: the only form in which usage reaches the rating. */

import type { Rational } from '../exact/rational.ts';

/** All that a match can see of a record. Absent attributes are the empty string. */
export interface RecordKind {
  readonly service: string;
  readonly direction: string;
  /** Zone of the other party. */
  readonly to: string;
  /** Zone of the network in which the customer was. */
  readonly in: string;
}

/** What the columns of a batch are coded in. */
export interface UsageCoding {
  /** Distinct kinds; a record's `kind` is an index into them. At most 65,536. */
  readonly kinds: readonly RecordKind[];
  /** By service: the size in base units of which every quantity is a whole number (1 s; 3/5 s for 1/100 min). */
  readonly quanta: ReadonlyMap<string, Rational>;
}

/** Records of whole accounts, as a reader delivers them: by account, then start, then record id. */
export interface AccountUsage {
  readonly coding: UsageCoding;
  readonly accounts: readonly string[];
  /** Records of account a: first[a] up to, not including, first[a + 1]. */
  readonly first: Uint32Array;
  /** Start, ms since 1970-01-01T00:00Z; or, when `local`, of the wall clock of the customer's plan. */
  readonly start: Float64Array;
  readonly local: boolean;
  /** Whole numbers of the service's quantum, below 2^53. */
  readonly quantity: Float64Array;
  readonly kind: Uint16Array;
  /** Row number in the input, from 1 without the header, for messages and explanations. */
  readonly row: Float64Array;
  /** Record ids, where the input has them. */
  readonly id?: readonly string[];
}

/**
 * Records of many bills (one account, one cycle each) that share a plan version and a cycle, as the rating reads them.
 */
export interface UsageBatch {
  /** Records of bill b: first[b] up to, not including, end[b], by start. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
  /** ms from the start of the cycle. */
  readonly offset: Uint32Array;
  /** Whole numbers of the service's quantum. */
  readonly quantity: Uint32Array | Float64Array;
  readonly kind: Uint8Array | Uint16Array;
}
