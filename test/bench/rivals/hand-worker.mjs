/** One thread of the hand-written loop: rates the range of accounts it is told to, over shared memory. */

import { parentPort, workerData } from 'node:worker_threads';
import { rateAccounts } from './hand-loop.mjs';

const { data, bands, out } = workerData;
parentPort?.on('message', ([from, before]) => {
  rateAccounts(data, bands, out, from, before);
  parentPort?.postMessage('done');
});
parentPort?.postMessage('ready');
