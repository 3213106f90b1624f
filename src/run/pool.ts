/**
 * Batches through worker threads. Plans and recipes travel once a run; the threads stay for the next one. A batch that
 * a worker does not survive or finish in time is tried once more; then it is taken apart until the scenarios that are
 * to blame are found, and the run goes on without them.
 */

import { setTimeout } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { Piscina } from 'piscina';
import type { Batch } from './run-scenario.ts';
import type { Sized, Work } from './work.ts';
import type { Common, Task } from './worker.ts';

/** Where batches come from, and where it is told how long they took. */
export interface BatchSource<Part extends Sized = Batch> {
  next(): Part | undefined | Promise<Part | undefined>;
  took(batch: Part, ms: number): void;
}

export interface PoolRun<Result, Part extends Sized = Batch> {
  /** How long one batch may take. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with each batch that is done, in the order in which they end. */
  readonly onBatch: (batch: Part, result: Result) => void;
}

/** Work, what it is given, and the engine that does it in place of ours: the URL of a module. */
export interface Assignment<Given, Result, Part extends Sized = Batch> {
  readonly work: Work<Given, Result, Part>;
  readonly given: Given;
  readonly engine?: string | undefined;
}

/** Workers are plain JavaScript: from the sources, the build beside them. */
const WORKER = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/run/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** A worker that asks for more is stopped, and the others live on. */
const MEMORY_MB = 2048;
/** After an interruption a batch under way may still be finished. */
const GRACE_MS = 2000;
/** A part of a batch gets less time than the whole, but never less than this. */
const LEAST_TIMEOUT_MS = 5000;
/** After so many lost workers the engine as a whole is to blame, not a scenario: nothing is taken apart any more. */
const MOST_LOST = 24;

export class WorkerPool {
  readonly threads: number;
  readonly #pool: Piscina<Task, unknown>;
  #run = 0;
  #lost = 0;

  /** Starts the threads at once; they load while the caller goes on. */
  constructor(threads: number, { memoryMb = MEMORY_MB }: { readonly memoryMb?: number | undefined } = {}) {
    this.threads = threads;
    const resourceLimits = { maxOldGenerationSizeMb: memoryMb };
    const size = { minThreads: threads, maxThreads: threads };
    this.#pool = new Piscina({ filename: WORKER.href, ...size, resourceLimits });
  }

  /** Does what the source gives, as many batches at a time as there are threads: a timeout measures work, not waiting. */
  async run<Given, Result, Part extends Sized = Batch>(
    source: BatchSource<Part>,
    assignment: Assignment<Given, Result, Part>,
    { timeoutMs, signal, onBatch }: PoolRun<Result, Part>,
  ): Promise<void> {
    this.#run += 1;
    this.#lost = 0;
    const does = this.#doer(assignment);
    const feed = async (): Promise<void> => {
      for (;;) {
        const batch = signal?.aborted ? undefined : await source.next();
        if (!batch) return;
        const started = performance.now();
        const result = await this.#doOrGiveUp(does, batch, timeoutMs);
        // What ends after the run was given up belongs to nobody.
        if (over) return;
        source.took(batch, performance.now() - started);
        onBatch(batch, result);
      }
    };
    let over = false;
    const grace = graceAfter(signal);
    try {
      await Promise.race([Promise.all(Array.from({ length: this.threads }, feed)), grace.over]);
    } finally {
      grace.forget();
      over = true;
    }
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  #doer<Given, Result, Part extends Sized>({
    work,
    given,
    engine,
  }: Assignment<Given, Result, Part>): Doer<Result, Part> {
    const bytes = serialize({ work: work.name, given, engine } satisfies Common);
    const common = new SharedArrayBuffer(bytes.length);
    new Uint8Array(common).set(bytes);
    const run = this.#run;
    const once = async (batch: Part, timeoutMs: number): Promise<Result> =>
      work.unpack(await this.#pool.run({ run, common, batch }, { signal: AbortSignal.timeout(timeoutMs) }));
    return { once, work };
  }

  async #doOrGiveUp<Result, Part extends Sized>(
    does: Doer<Result, Part>,
    batch: Part,
    timeoutMs: number,
  ): Promise<Result> {
    const once = await this.#attempt(does, batch, timeoutMs);
    if ('value' in once) return once.value;
    const twice = await this.#attempt(does, batch, timeoutMs);
    return 'value' in twice ? twice.value : this.#takeApart(does, batch, timeoutMs, twice.reason);
  }

  /** Halves of halves, until what fails is one scenario. */
  async #takeApart<Result, Part extends Sized>(
    does: Doer<Result, Part>,
    batch: Part,
    timeoutMs: number,
    reason: string,
  ): Promise<Result> {
    if (batch.size === 1 || this.#lost >= MOST_LOST) return does.work.failed(batch.size, `${reason}, twice`);
    const shorter = Math.min(timeoutMs, Math.max(LEAST_TIMEOUT_MS, timeoutMs / 2));
    const half = Math.ceil(batch.size / 2);
    const parts: Result[] = [];
    for (const part of [does.work.part(batch, 0, half), does.work.part(batch, half, batch.size)]) {
      const result = await this.#attempt(does, part, shorter);
      parts.push('value' in result ? result.value : await this.#takeApart(does, part, shorter, result.reason));
    }
    return does.work.joined(parts);
  }

  /** The result, or why there is none. */
  async #attempt<Result, Part extends Sized>(
    does: Doer<Result, Part>,
    batch: Part,
    timeoutMs: number,
  ): Promise<Attempt<Result>> {
    try {
      return { value: await does.once(batch, timeoutMs) };
    } catch (error) {
      this.#lost += 1;
      const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
      return {
        reason: name === 'AbortError' ? `not finished after ${timeoutMs} ms` : `the worker stopped: ${message}`,
      };
    }
  }
}

interface Doer<Result, Part extends Sized> {
  readonly once: (batch: Part, timeoutMs: number) => Promise<Result>;
  readonly work: Pick<Work<never, Result, Part>, 'failed' | 'joined' | 'part'>;
}

type Attempt<Result> = { readonly value: Result } | { readonly reason: string };

/** `over` ends a while after an interruption; never without one. A signal outlives many runs, and forgets each that is done. */
function graceAfter(signal: AbortSignal | undefined): { readonly over: Promise<void>; readonly forget: () => void } {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const wait = (): void => void setTimeout(GRACE_MS, undefined, { ref: false }).then(end);
  if (signal?.aborted) wait();
  else signal?.addEventListener('abort', wait, { once: true });
  return { over, forget: () => signal?.removeEventListener('abort', wait) };
}
