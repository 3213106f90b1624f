/** Rival: the hand-written loop of hand-loop.mjs on worker threads over the columns as they are. */

import { bandTable, COLUMNS } from '../tariff.mjs';
import { onThreads } from '../threads.mjs';

/**
 * @param {import('../data.mjs').Data} data
 * @returns {import('../subject.mjs').Subject}
 */
export function handLoop(data) {
  const out = new Int32Array(new SharedArrayBuffer(COLUMNS.length * data.accounts * 4));
  const { accounts, start, off, qty, svc, zone } = data;
  const given = () => ({ data: { accounts, start, off, qty, svc, zone }, bands: bandTable(), out });
  return onThreads('hand-written JS loop', data, new URL('./hand-worker.mjs', import.meta.url), given, out);
}
