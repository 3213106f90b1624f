/** What outlives a run where runs follow each other: the threads, and what was read of files that are as they were. */

import type { WorkerPool } from './pool.ts';

export class Session {
  readonly #known = new Map<string, { readonly text: string; readonly value: unknown }>();
  #pool: WorkerPool | undefined;

  /** The threads; started when they are first asked for. */
  async pool(threads: number): Promise<WorkerPool> {
    if (this.#pool?.threads !== threads) {
      await this.#pool?.destroy();
      const { WorkerPool } = await import('./pool.ts');
      this.#pool = new WorkerPool(threads);
    }
    return this.#pool!;
  }

  /** What was made of a text under this name, or is now made of it. */
  remember<T>(name: string, text: string, make: () => T): T {
    const known = this.#known.get(name);
    if (known?.text === text) return known.value as T;
    const value = make();
    this.#known.set(name, { text, value });
    return value;
  }

  async close(): Promise<void> {
    await this.#pool?.destroy();
    this.#pool = undefined;
  }
}
