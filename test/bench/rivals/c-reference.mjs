/** Rival: the C reference, a process of its own that times itself. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The row every ratio is taken to: records in account and time order, a charge for each, as our own rating has it. */
export const REFERENCE = 'event-rating';

/**
 * One pass of everything the C reference measures: its loops warmed up and run once with one and with two threads.
 *
 * @param {import('../data.mjs').Data & { engine: string }} data
 * @returns {Promise<{ name: string, threads: number, seconds: number }[]>}
 */
export async function runReference({ engine, folder, records }) {
  const child = spawn(engine, [folder, '1'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the C reference ended with ${code}`);
  const rows = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const rating = rows.filter(({ name }) => !name.startsWith('stream-sum'));
  const [expected] = rating;
  for (const { name, threads, events, ck } of rating) {
    if (events !== records || String(ck) !== String(expected.ck)) {
      throw new Error(`the C reference disagrees with itself: ${name}, ${threads} threads`);
    }
  }
  return rows.map(({ name, threads, median_s }) => ({ name, threads, seconds: median_s }));
}

/** What its last run left: every column of every account. */
export function referenceResult({ folder }) {
  const bytes = readFileSync(join(folder, 'out', 'c_out.i32'));
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
