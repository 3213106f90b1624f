/**
 * Bytes a record. Each contestant is measured in a process of its own, since a peak cannot be told apart afterwards.
 * Run as a script (`memory.mjs <contestant> [quick]`) it is that process.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { provideData } from './data.mjs';
import { duckdb } from './rivals/duckdb.mjs';
import { handLoop } from './rivals/hand.mjs';
import { subject } from './subject.mjs';

const SCRIPT = fileURLToPath(import.meta.url);
const CONTESTANTS = { handLoop, duckdb, subject };

/** @returns {{ name: string, columns: number, peak: number }[]} */
export function memoryPerRecord(quick) {
  return Object.keys(CONTESTANTS)
    .map((contestant) =>
      execFileSync(process.execPath, [SCRIPT, contestant, ...(quick ? ['quick'] : [])], { encoding: 'utf8' }),
    )
    .map((output) => JSON.parse(output))
    .filter((result) => result !== null);
}

async function measure(contestant, quick) {
  const before = process.memoryUsage.rss();
  const data = provideData(quick, () => {});
  const rival = await CONTESTANTS[contestant](data);
  if ('absent' in rival) return null;
  const bytes =
    data.off.byteLength + data.qty.byteLength + data.svc.byteLength + data.zone.byteLength + data.start.byteLength;
  await rival.prepare();
  for (const threads of /** @type {const} */ ([1, 2])) await rival.run(threads);
  await rival.close();
  const own = contestant === 'duckdb' ? 0 : bytes; // it reads its Parquet file: the columns here are not its own
  const peak = process.resourceUsage().maxRSS * 1024 - before - (bytes - own);
  return { name: rival.name, columns: own / data.records, peak: peak / data.records };
}

if (process.argv[1] === SCRIPT) {
  const [, , contestant, size] = process.argv;
  process.stdout.write(JSON.stringify(await measure(contestant, size === 'quick')));
}
