/**
 * Batches through worker threads, results in the order of the batches. Plans and recipes travel once; a batch that a
 * worker does not survive or finish in time is tried once more and then given up, and the run goes on.
 */

import { Piscina } from 'piscina';
import { type Batch, type BatchResult, failed } from './run-scenario.ts';
import type { WorkerData } from './worker.ts';

export interface PoolOptions {
  readonly workers: number;
  /** How long one batch may take. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of scenarios of each batch that is done. */
  readonly onBatch: (scenarios: number) => void;
}

/** Workers are plain JavaScript: from the sources, the build beside them. */
const WORKER = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/run/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** By batch; undefined for those that an interruption left undone. */
export async function runInPool(
  batches: readonly Batch[],
  workerData: WorkerData,
  { workers, timeoutMs, signal, onBatch }: PoolOptions,
): Promise<(BatchResult | undefined)[]> {
  const threads = Math.min(workers, batches.length);
  const pool = new Piscina({ filename: WORKER.href, minThreads: threads, maxThreads: threads, workerData });
  const results: (BatchResult | undefined)[] = batches.map(() => undefined);
  let next = 0;
  // As many batches are under way as there are workers: a timeout then measures work, not waiting.
  const feed = async (): Promise<void> => {
    while (next < batches.length && !signal?.aborted) {
      const index = next;
      next += 1;
      const batch = batches[index]!;
      results[index] = await runOrGiveUp(pool, batch, timeoutMs);
      onBatch(batch.size);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, feed));
  } finally {
    await pool.destroy();
  }
  return results;
}

async function runOrGiveUp(pool: Piscina<Batch, BatchResult>, batch: Batch, timeoutMs: number): Promise<BatchResult> {
  let reason = '';
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      return await pool.run(batch, { signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const aborted = error instanceof Error && error.name === 'AbortError';
      reason = aborted ? `not finished after ${timeoutMs} ms` : `the worker stopped: ${(error as Error).message}`;
    }
  }
  return failed(batch.size, `${reason}, twice`);
}
