/** Does the work on batches: in worker threads when there is enough to do, otherwise here; the results are the same bytes. */

import { setImmediate } from 'node:timers/promises';
import type { BatchSource, PoolRun, WorkerPool } from './pool.ts';
import type { Batch, Engine } from './run-scenario.ts';
import type { Sized, Work } from './work.ts';

export interface Execution<Given, Result, Part extends Sized = Batch> extends PoolRun<Result, Part> {
  readonly work: Work<Given, Result, Part>;
  /** What the work is given: plain data that can travel. */
  readonly given: Given;
  readonly engine: Engine;
  /** URL of a module whose `rateAccounts` the workers take in place of ours. */
  readonly engineModule?: string | undefined;
  /** Without one, this thread does it. */
  readonly pool: WorkerPool | undefined;
}

export async function execute<Given, Result, Part extends Sized = Batch>(
  batches: BatchSource<Part>,
  execution: Execution<Given, Result, Part>,
): Promise<void> {
  const { work, given, engine, engineModule, pool, signal, onBatch } = execution;
  if (pool) return pool.run(batches, { work, given, engine: engineModule }, execution);
  const run = work.begin(given, engine);
  for (;;) {
    // Lets an interruption through.
    await setImmediate();
    const batch = signal?.aborted ? undefined : await batches.next();
    if (!batch) return;
    const started = performance.now();
    const result = run(batch);
    batches.took(batch, performance.now() - started);
    onBatch(batch, result);
  }
}
