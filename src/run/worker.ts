/** A worker of the pool: gets the plans and recipes once, then rates batch after batch. */

import { workerData } from 'piscina';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { rateAccounts } from './rate-accounts.ts';
import { type Batch, type BatchResult, batchRunner, type Engine } from './run-scenario.ts';

/** What every worker is given when it starts. */
export interface WorkerData {
  readonly plans: CompiledPlans;
  readonly recipes: readonly Recipe[];
  /** URL of a module whose `rateAccounts` stands in the place of ours. */
  readonly engine?: string | undefined;
}

const { plans, recipes, engine } = workerData as WorkerData;
const other = engine === undefined ? undefined : ((await import(engine)) as { readonly rateAccounts: Engine });
const run = batchRunner(other?.rateAccounts ?? rateAccounts, plans, recipes);

export default (batch: Batch): BatchResult => run(batch);
