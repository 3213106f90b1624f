/** A digest that is kept is taken for the very file it was made of, and for no other. */

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Cache } from '../../src/run/cache.ts';
import { digestsOf } from '../../src/run/data-digests.ts';

/** As the cache, in memory; `kept` is what stands in it. */
function cacheOf(kept: Map<string, unknown>): Cache {
  const key = (name: string, inputs: string): string => `${name} ${inputs}`;
  return {
    find: (name: string, inputs: string) => kept.get(key(name, inputs)),
    keep: (name: string, inputs: string, value: unknown) => kept.set(key(name, inputs), value),
  } as unknown as Cache;
}

const sha = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

test('a digest is of every byte, is kept, and not taken when the file was written to or is another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rateproof-digests-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'usage.parquet');
  // Longer than both edges that are looked at, and than a piece.
  const bytes = Buffer.alloc(5_000_000, 7);
  writeFileSync(path, bytes);
  const kept = new Map<string, unknown>();
  const cache = cacheOf(kept);
  expect(await digestsOf([path], cache)).toEqual(new Map([[path, sha(path)]]));
  // A file that has just been written may be written again within the same tick.
  expect(kept.size).toBe(0);
  await setTimeout(2100);
  await digestsOf([path], cache);
  expect([...kept.values()]).toEqual([sha(path)]);
  for (const name of kept.keys()) kept.set(name, 'as it was kept');
  expect(await digestsOf([path], cache)).toEqual(new Map([[path, 'as it was kept']]));
  // One byte in the middle, the same size and the same time of change, as far as a program can set it.
  const { atime, mtime } = statSync(path);
  bytes[2_500_000] = 8;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
  expect(await digestsOf([path], cache)).toEqual(new Map([[path, sha(path)]]));
  expect(await digestsOf([path], undefined)).toEqual(new Map([[path, sha(path)]]));
  // Who needs it will say that it is not there.
  expect(await digestsOf([join(folder, 'none')], cache)).toEqual(new Map());
});
