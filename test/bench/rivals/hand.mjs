/** Rival: the hand-written loop of hand-loop.mjs on worker threads over the columns as they are. */

import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { cutByRecords } from '../data.mjs';
import { bandTable, COLUMNS } from '../tariff.mjs';

/**
 * @param {import('../data.mjs').Data} data
 * @returns {import('../subject.mjs').Subject}
 */
export function handLoop(data) {
  const out = new Int32Array(new SharedArrayBuffer(COLUMNS.length * data.accounts * 4));
  /** @type {Worker[]} */
  let workers = [];
  return {
    name: 'hand-written JS loop',
    async prepare() {
      const { accounts, start, off, qty, svc, zone } = data;
      const workerData = { data: { accounts, start, off, qty, svc, zone }, bands: bandTable(), out };
      const script = new URL('./hand-worker.mjs', import.meta.url);
      workers = [new Worker(script, { workerData }), new Worker(script, { workerData })];
      await Promise.all(workers.map((worker) => once(worker, 'message')));
      return 0;
    },
    async run(threads) {
      const cuts = cutByRecords(data, threads);
      const started = performance.now();
      await Promise.all(
        workers.slice(0, threads).map((worker, part) => {
          const done = once(worker, 'message');
          worker.postMessage([cuts[part], cuts[part + 1]]);
          return done;
        }),
      );
      return { seconds: (performance.now() - started) / 1000, cents: async () => out };
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
