/** Rates batches: in worker threads when there is enough to do, otherwise here; the results are the same bytes. */

import { setImmediate } from 'node:timers/promises';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Recipe } from '../scenario/recipe.ts';
import type { Batches } from './batches.ts';
import { type BatchResult, batchRunner, type Engine } from './run-scenario.ts';

export interface Execution {
  readonly plans: CompiledPlans;
  readonly recipes: readonly Recipe[];
  readonly engine: Engine;
  /** URL of a module whose `rateAccounts` the workers take in place of ours. */
  readonly engineModule?: string | undefined;
  readonly workers: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onBatch: (scenarios: number) => void;
}

/** Below this a pool takes longer to start than the work itself. */
const WORTH_A_POOL_MS = 50;

/** By batch; undefined for those that an interruption left undone. */
export async function execute(
  { batches, estimateMs }: Batches,
  execution: Execution,
): Promise<(BatchResult | undefined)[]> {
  const { plans, recipes, engine, engineModule, workers, signal, onBatch } = execution;
  if (workers > 1 && batches.length > 1 && estimateMs >= WORTH_A_POOL_MS) {
    const { runInPool } = await import('./pool.ts');
    return runInPool(batches, { plans, recipes, engine: engineModule }, execution);
  }
  const run = batchRunner(engine, plans, recipes);
  const results: (BatchResult | undefined)[] = [];
  for (const batch of batches) {
    // Lets an interruption through.
    await setImmediate();
    results.push(signal?.aborted ? undefined : run(batch));
    if (results.at(-1)) onBatch(batch.size);
  }
  return results;
}
