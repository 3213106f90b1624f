/** A contestant on two worker threads of its own, each told the range of accounts it rates. */

import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { cutByRecords } from './data.mjs';

/**
 * @param {string} name
 * @param {import('./data.mjs').Data} data
 * @param {URL} script posts a message when it is ready, and after every range `[from, before)` that it was sent
 * @param {() => object} workerData made when the threads start
 * @param {Int32Array} out where the threads write their results, in shared memory
 * @returns {import('./subject.mjs').Subject}
 */
export function onThreads(name, data, script, workerData, out) {
  /** @type {Worker[]} */
  let workers = [];
  return {
    name,
    async prepare() {
      const given = workerData();
      workers = [new Worker(script, { workerData: given }), new Worker(script, { workerData: given })];
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
