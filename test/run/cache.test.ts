/** What is kept between runs, by the build: from the sources nothing is. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Cache } from '../../src/run/cache.ts';

async function cacheIn(root: string, secrets = join(root, 'secrets')): Promise<Cache> {
  vi.stubEnv('XDG_CACHE_HOME', secrets);
  onTestFinished(() => void vi.unstubAllEnvs());
  const built: { readonly Cache: typeof Cache } = await import(
    new URL('../../dist/run/cache.js', import.meta.url).href
  );
  return new built.Cache(root);
}

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-cache-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

test('what was kept of the same inputs; nothing of others, of another user, or that is not as it was written', async () => {
  const root = folder();
  const cache = await cacheIn(root);
  const value = { columns: [Float64Array.of(1, 2), Uint16Array.of(3)], names: new Map([['a', 1n]]) };
  cache.keep('bills/one', 'these inputs', value);
  expect(cache.find('bills/one', 'these inputs')).toEqual(value);
  expect(cache.find('bills/one', 'other inputs')).toBeUndefined();
  expect(cache.find('bills/two', 'these inputs')).toBeUndefined();
  expect((await cacheIn(root, join(root, 'somebody else'))).find('bills/one', 'these inputs')).toBeUndefined();
  const file = join(root, '.rateproof/cache/bills/one.bin');
  const bytes = readFileSync(file);
  for (const at of [0, 70, 100, bytes.length - 1]) {
    const other = Buffer.from(bytes);
    other[at]! ^= 1;
    writeFileSync(file, other);
    expect(cache.find('bills/one', 'these inputs'), `byte ${at}`).toBeUndefined();
  }
  writeFileSync(file, bytes.subarray(0, 50));
  expect(cache.find('bills/one', 'these inputs')).toBeUndefined();
  writeFileSync(file, bytes);
  expect(cache.find('bills/one', 'these inputs')).toEqual(value);
});

test('a folder keeps what was used last, up to its size', async () => {
  const root = folder();
  const cache = await cacheIn(root);
  const at = join(root, '.rateproof/cache/bills');
  for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
    cache.keep(`bills/${name}`, name, Buffer.alloc(1000));
    const day = new Date(Date.UTC(2026, 0, 1 + index));
    utimesSync(join(at, `${name}.bin`), day, day);
  }
  const { size } = statSync(join(at, 'a.bin'));
  // The oldest is used again.
  cache.keepUsed('bills', ['bills/a'], 3 * size);
  expect(readdirSync(at).sort()).toEqual(['a.bin', 'c.bin', 'd.bin']);
  cache.keepUsed('bills', [], size);
  expect(readdirSync(at)).toEqual(['a.bin']);
  cache.keepUsed('nothing was ever kept here', [], size);
});
