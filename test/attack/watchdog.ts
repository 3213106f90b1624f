/**
 * Looks at the cases from a thread of its own. A case that does not end cannot be interrupted from within: the thread
 * says which one it was and ends the process, and with it the run.
 */

import { Worker } from 'node:worker_threads';

const WATCH = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { shared, seconds, name } = workerData;
let seen = -1;
let since = Date.now();
setInterval(() => {
  const now = Atomics.load(shared, 0);
  if (now !== seen) [seen, since] = [now, Date.now()];
  else if (Date.now() - since > seconds * 1000) {
    writeSync(2, 'a hang: ' + name + ', case ' + now + ' has not ended after ' + seconds + ' s\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 250);
`;

export interface Watchdog {
  /** Another case begins. */
  next(number: number): void;
  stop(): Promise<unknown>;
}

export function watchdog(name: string, seconds: number): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(WATCH, { eval: true, workerData: { shared, seconds, name } });
  thread.unref();
  return { next: (number) => Atomics.store(shared, 0, number), stop: () => thread.terminate() };
}
