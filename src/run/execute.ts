/** Rates batches: in worker threads when there is enough to do, otherwise here; the results are the same bytes. */

import { setImmediate } from 'node:timers/promises';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Recipe } from '../scenario/recipe.ts';
import type { BatchSource, PoolRun, WorkerPool } from './pool.ts';
import { batchRunner, type Engine } from './run-scenario.ts';

export interface Execution extends PoolRun {
  readonly plans: CompiledPlans;
  readonly recipes: readonly Recipe[];
  readonly engine: Engine;
  /** URL of a module whose `rateAccounts` the workers take in place of ours. */
  readonly engineModule?: string | undefined;
  /** Without one, this thread does it. */
  readonly pool: WorkerPool | undefined;
}

export async function execute(batches: BatchSource, execution: Execution): Promise<void> {
  const { plans, recipes, engine, engineModule, pool, signal, onBatch } = execution;
  if (pool) return pool.run(batches, { plans, recipes, engine: engineModule }, execution);
  const run = batchRunner(engine, plans, recipes);
  for (;;) {
    // Lets an interruption through.
    await setImmediate();
    const batch = signal?.aborted ? undefined : batches.next();
    if (!batch) return;
    const started = performance.now();
    const result = run(batch);
    batches.took(batch, performance.now() - started);
    onBatch(batch, result);
  }
}
