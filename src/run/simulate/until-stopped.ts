/** Parts of a run that may be missing when it was stopped early; what is finished is kept. */

export class UntilStopped {
  readonly #signal: AbortSignal | undefined;
  readonly #missing: string[] = [];

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Throws what `stopped` takes for an end. */
  check(): void {
    this.#signal?.throwIfAborted();
  }

  /** The part, or undefined where the run was stopped before it was finished. */
  async stopped<T>(part: string, make: () => Promise<T>): Promise<T | undefined> {
    try {
      this.check();
      return await make();
    } catch (error) {
      if (!this.#signal?.aborted || error !== this.#signal.reason) throw error;
      this.#missing.push(part);
      return undefined;
    }
  }

  /** What a reader must know of it: nothing, or one sentence. */
  get notes(): readonly string[] {
    if (this.#missing.length === 0) return [];
    return [`It was stopped early. What is shown is whole; missing: ${this.#missing.join(', ')}.`];
  }
}
