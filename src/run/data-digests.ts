/**
 * Digests of large files for a manifest. Reading them again is most of the time of a run whose usage was kept in columns,
 * so a digest is kept too, signed as everything in the cache, and holds for the very file it was made of: its place on the
 * disk, size, times and edges (see usage/quick/kept-columns.ts). A verification never takes one from here.
 */

import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { identityOf, isSettled } from '../usage/quick/kept-columns.ts';
import type { Cache } from './cache.ts';

/** By path, SHA-256 in hexadecimal digits of every byte; without those that cannot be read. */
export type DataDigests = ReadonlyMap<string, string>;

/** Threads are plain JavaScript: from the sources, the build beside them. */
const THREAD = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/run/digest-thread.js', import.meta.url)
  : new URL('./digest-thread.js', import.meta.url);

/** Reads what is not known yet, one file after the other, while others work; when the signal says so, no more of them. */
export async function digestsOf(
  paths: readonly string[],
  cache: Cache | undefined,
  signal?: AbortSignal,
): Promise<DataDigests> {
  const digests = new Map<string, string>();
  for (const path of paths) {
    if (signal?.aborted) break;
    try {
      digests.set(path, await digestOf(path, cache, signal));
    } catch {
      // Whoever needs it will say why it cannot be read.
    }
  }
  return digests;
}

async function digestOf(path: string, cache: Cache | undefined, signal: AbortSignal | undefined): Promise<string> {
  if (!statSync(path).isFile()) throw new Error(`${path} is not a file`);
  const name = `digests/${createHash('sha256').update(path).digest('hex').slice(0, 40)}`;
  const identity = identityOf([path]);
  const known = cache?.find(name, identity);
  if (typeof known === 'string') return known;
  const mayKeep = isSettled([path]);
  const digest = await digestOfBytes(path, signal);
  // A file that was written to in the meantime is another one.
  if (mayKeep && identityOf([path]) === identity) cache?.keep(name, identity, digest);
  return digest;
}

/** In a thread of its own. */
async function digestOfBytes(path: string, signal: AbortSignal | undefined): Promise<string> {
  const thread = new Worker(THREAD, { workerData: path });
  const stop = (): void => void thread.terminate();
  signal?.addEventListener('abort', stop);
  try {
    return await new Promise((resolve, reject) => {
      thread.once('message', (digest: string) => resolve(digest));
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error(`${path} was not read to its end`)));
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
