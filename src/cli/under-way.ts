/** A run with its progress on the terminal; Ctrl-C ends it early, and keeps what is finished. */

import { Progress } from '../reporting/progress.ts';
import { onInterrupt } from './interrupt.ts';

interface Hooks {
  /** `what` is counted; default: scenarios. */
  readonly onProgress: (done: number, of: number, what?: string) => void;
  readonly onDividing: (done: number, of: number) => void;
  readonly onLaws: (done: number, of: number) => void;
  readonly signal: AbortSignal;
}

export async function underWay<T>(run: (hooks: Hooks) => Promise<T>): Promise<T> {
  const progress = new Progress(process.stderr);
  const stop = new AbortController();
  const free = onInterrupt(() => {
    progress.end();
    process.stderr.write('stopping; what is finished is kept (once more: stop at once)\n');
    stop.abort();
  });
  try {
    return await run({
      onLaws: (done, of) => progress.laws(done, of),
      onDividing: (done, of) => progress.dividing(done, of),
      onProgress: (done, of, what) => progress.show(done, of, what),
      signal: stop.signal,
    });
  } finally {
    free();
    progress.end();
  }
}
