/** What a kernel tells while it rates: the steps of plan/README.md, by index, in quanta and line units. */

/** `record` is the index into the batch, or -1 for a step of the cycle's close. */
export interface Recorder {
  unrated(record: number): void;
  /** Steps 3 and 4: what was used, and what it became by minimum and increments. */
  quantity(record: number, charge: number, used: bigint, charged: bigint): void;
  /** Step 6: what an allowance covered. */
  covered(record: number, allowance: number, quantity: bigint): void;
  /** Step 7: one piece in one band and one tier, on one line. */
  piece(record: number, line: number, band: number, tier: number, quantity: bigint, rate: bigint): void;
  setup(record: number, line: number, amount: bigint): void;
  /** Step 9: what a rounding of a segment (0) or of the record (1) added. */
  rounded(record: number, line: number, point: 0 | 1, delta: bigint): void;
  /** A record priced by itself is finished. */
  done(record: number, amount: bigint): void;
  /** The close of a charge begins: what allowances cover next is of its total. */
  closing(charge: number): void;
  /** The total of a charge priced from its total: as used, after rounding before allowances, as priced. */
  closed(charge: number, total: bigint, rounded: bigint, priced: bigint): void;
  /** Blocks of a package. */
  blocks(line: number, quantity: bigint, blocks: bigint, price: bigint): void;
  fee(line: number, tier: number, amount: bigint): void;
}
