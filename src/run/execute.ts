/** Does the work on batches: in worker threads when there is enough to do, otherwise here; the results are the same bytes. */

import { setImmediate } from 'node:timers/promises';
import type { BatchSource, PoolRun, WorkerPool } from './pool.ts';
import type { Engine } from './run-scenario.ts';
import type { Work } from './work.ts';

export interface Execution<Given, Result> extends PoolRun<Result> {
  readonly work: Work<Given, Result>;
  /** What the work is given: plain data that can travel. */
  readonly given: Given;
  readonly engine: Engine;
  /** URL of a module whose `rateAccounts` the workers take in place of ours. */
  readonly engineModule?: string | undefined;
  /** Without one, this thread does it. */
  readonly pool: WorkerPool | undefined;
}

export async function execute<Given, Result>(batches: BatchSource, execution: Execution<Given, Result>): Promise<void> {
  const { work, given, engine, engineModule, pool, signal, onBatch } = execution;
  if (pool) return pool.run(batches, { work, given, engine: engineModule }, execution);
  const run = work.begin(given, engine);
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
