/** A worker of the pool: gets what the batches of a run have in common once, then does batch after batch. */

import { deserialize } from 'node:v8';
import { PAIR } from './diff/pair.ts';
import { SUMS } from './diff/sums.ts';
import { rateAccounts } from './rate-accounts.ts';
import { type Engine, RATING } from './run-scenario.ts';
import { SIMULATE } from './simulate/rate-batch.ts';
import type { Sized, Work } from './work.ts';

/** What all batches of a run have in common. */
export interface Common {
  readonly work: Work<never, unknown, never>['name'];
  /** What that work is given. */
  readonly given: unknown;
  /** URL of a module whose `rateAccounts` stands in the place of ours. */
  readonly engine: string | undefined;
}

export interface Task {
  /** Of the run: a pool outlives it. */
  readonly run: number;
  /** `Common`, serialized once, read by every worker in its own time. */
  readonly common: SharedArrayBuffer;
  readonly batch: unknown;
}

type Begin = (given: unknown, engine: Engine) => (batch: unknown) => unknown;

const begins = <Given, Result, Part extends Sized>({ begin, pack }: Work<Given, Result, Part>): Begin => {
  return (given, engine) => {
    const run = begin(given as Given, engine);
    return (batch) => pack(run(batch as Part));
  };
};

const WORKS: Readonly<Record<Common['work'], Begin>> = {
  rating: begins(RATING),
  pair: begins(PAIR),
  sums: begins(SUMS),
  simulate: begins(SIMULATE),
};

let current: { readonly run: number; readonly does: (batch: unknown) => unknown } | undefined;

export default async ({ run, common, batch }: Task): Promise<unknown> => {
  if (current?.run !== run) {
    const { work, given, engine } = deserialize(Buffer.from(new Uint8Array(common))) as Common;
    const other = engine === undefined ? undefined : ((await import(engine)) as { readonly rateAccounts: Engine });
    current = { run, does: WORKS[work](given, other?.rateAccounts ?? rateAccounts) };
  }
  return current.does(batch);
};
