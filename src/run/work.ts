/** What is done with batches, in a worker or here: rated, rated with two sets of plans, only added up, or put in columns. */

import type { Batch, Engine } from './run-scenario.ts';

/** A batch, as far as everybody who hands it on must know it. */
export interface Sized {
  readonly size: number;
}

/** One kind of work. What it is given travels to every worker once a run, what comes of a batch comes back from there. */
export interface Work<Given, Result, Part extends Sized = Batch> {
  readonly name: 'rating' | 'pair' | 'sums' | 'simulate';
  /** Once a run, in every thread. What it gives does one batch, and the same in any thread. */
  begin(given: Given, engine: Engine): (batch: Part) => Result;
  /** The scenarios or customers `[from, before)` of a batch as a batch. */
  part(batch: Part, from: number, before: number): Part;
  /** Of a batch of which nothing came back. */
  failed(size: number, reason: string): Result;
  /** The results of the parts of a batch as the result of the batch. */
  joined(parts: readonly Result[]): Result;
  /** For the way between threads: copying a text costs less than copying many small objects. */
  pack(result: Result): unknown;
  unpack(sent: unknown): Result;
}
