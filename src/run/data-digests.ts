/**
 * Digests of large files for a manifest. Reading them again is most of the time of a run whose usage was kept in columns,
 * so a digest is kept too, signed as everything in the cache, and holds for the very file it was made of: its place on the
 * disk, size, times and edges (see usage/quick/kept-columns.ts). A verification never takes one from here.
 */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { identityOf, isSettled } from '../usage/quick/kept-columns.ts';
import type { Cache } from './cache.ts';

/** By path, SHA-256 in hexadecimal digits of every byte; without those that cannot be read. */
export type DataDigests = ReadonlyMap<string, string>;

const CHUNK = 4 * 1024 * 1024;

/** Reads what is not known yet, a piece at a time, while others work. */
export async function digestsOf(paths: readonly string[], cache: Cache | undefined): Promise<DataDigests> {
  const digests = new Map<string, string>();
  for (const path of paths) {
    try {
      digests.set(path, await digestOf(path, cache));
    } catch {
      // Whoever needs it will say why it cannot be read.
    }
  }
  return digests;
}

async function digestOf(path: string, cache: Cache | undefined): Promise<string> {
  const name = `digests/${createHash('sha256').update(path).digest('hex').slice(0, 40)}`;
  const identity = identityOf([path]);
  const known = cache?.find(name, identity);
  if (typeof known === 'string') return known;
  const mayKeep = isSettled([path]);
  const digest = await digestOfBytes(path);
  // A file that was written to in the meantime is another one.
  if (mayKeep && identityOf([path]) === identity) cache?.keep(name, identity, digest);
  return digest;
}

async function digestOfBytes(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
