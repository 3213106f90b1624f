/** A worker of the pool: gets the plans and recipes of a run once, then rates batch after batch. */

import { deserialize } from 'node:v8';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { rateAccounts } from './rate-accounts.ts';
import { type Batch, type BatchResult, batchRunner, type Engine } from './run-scenario.ts';

/** What all batches of a run have in common. */
export interface Given {
  readonly plans: CompiledPlans;
  readonly recipes: readonly Recipe[];
  /** URL of a module whose `rateAccounts` stands in the place of ours. */
  readonly engine?: string | undefined;
}

export interface Task {
  /** Of the run: a pool outlives it. */
  readonly run: number;
  /** `Given`, serialized once, read by every worker in its own time. */
  readonly given: SharedArrayBuffer;
  readonly batch: Batch;
}

/** What a worker sends: copying a text costs less than copying many small objects. */
export type Sent = Omit<BatchResult, 'invoices'> & { readonly invoices: string | undefined };

let current: { readonly run: number; readonly rate: (batch: Batch) => BatchResult } | undefined;

export default async ({ run, given, batch }: Task): Promise<Sent> => {
  if (current?.run !== run) {
    const { plans, recipes, engine } = deserialize(Buffer.from(new Uint8Array(given))) as Given;
    const other = engine === undefined ? undefined : ((await import(engine)) as { readonly rateAccounts: Engine });
    current = { run, rate: batchRunner(other?.rateAccounts ?? rateAccounts, plans, recipes) };
  }
  const result = current.rate(batch);
  return { ...result, invoices: result.invoices && JSON.stringify(result.invoices) };
};
