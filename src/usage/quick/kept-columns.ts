/**
 * Columns that were made of usage files, kept between runs: a file of blocks, and beside it a seal that tells what it is.
 *
 * A cache that is stale or a stranger's would be a wrong cent, so a file of blocks is read only when all of this holds:
 * - The seal is signed with a secret of this machine's user. A branch that carries a cache carries no signature.
 * - The file of blocks is the very one that was sealed: its inode, size and time of last change (ctime) are in the seal.
 *   No program sets a ctime; whoever writes into the file, copies it or cuts it off changes one of them.
 * - The data files are those that were read, by the same three and their mtime, and by a digest of their first and last
 *   64 KB, where Parquet has its index. A digest of the whole would take as long as reading it; what it would add is a
 *   file that was changed without a new ctime. Nothing is kept of a file that was changed in the two seconds before it
 *   was read: a clock is not finer than that everywhere.
 * - The mapping's text, the build and this format are the same: they make the name.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Where columns are kept, and what the room of runs knows of who may have written there. */
export interface ColumnCache {
  readonly folder: string;
  /** Of the build that runs, and of all else that makes columns other ones. */
  readonly build: string;
  /** Signs with the secret of this machine's user. */
  readonly sign: (bytes: Uint8Array) => Buffer;
}

const FORMAT = 'columns 1';
const EDGE_BYTES = 65_536;
const SETTLED_MS = 2000;
/** The newest so many stay. */
const KEPT = 4;
const SIGNATURE_BYTES = 32;

export class KeptColumns {
  readonly #cache: ColumnCache;
  readonly #key: string;
  readonly #identity: string;
  readonly #settled: boolean;
  readonly #files: readonly string[];

  /** `files`: paths of everything that is read. */
  constructor(cache: ColumnCache, mappingText: string, files: readonly string[]) {
    this.#cache = cache;
    this.#files = files;
    this.#key = createHash('sha256')
      .update(JSON.stringify([FORMAT, cache.build, mappingText, files]))
      .digest('hex')
      .slice(0, 40);
    this.#identity = identityOf(files);
    this.#settled = isSettled(files);
  }

  /** Where blocks are written before they are kept. */
  get unfinished(): string {
    return join(this.#cache.folder, `${this.#key}.${process.pid}.tmp`);
  }

  get path(): string {
    return join(this.#cache.folder, `${this.#key}.columns`);
  }

  /** Tells these very files and how they are read: another when one of them was written to. */
  get name(): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#key, this.#identity]))
      .digest('hex');
  }

  get #sealPath(): string {
    return join(this.#cache.folder, `${this.#key}.seal`);
  }

  /** Makes the folder; false where nothing can be kept. */
  prepare(): boolean {
    try {
      mkdirSync(this.#cache.folder, { recursive: true });
      this.#tidy();
      return true;
    } catch {
      return false;
    }
  }

  /**
   * What was kept beside the blocks at `path`, and the blocks themselves as an open file: another run may put others in their
   * place while they are read, of files that have changed since.
   */
  find(): { readonly value: unknown; readonly handle: number } | undefined {
    let handle: number | undefined;
    let seal: { key: string; blocks: string; files: string; value: unknown };
    try {
      const bytes = readFileSync(this.#sealPath);
      const [signature, signed] = [bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(SIGNATURE_BYTES)];
      if (!timingSafeEqual(signature, this.#cache.sign(signed))) return undefined;
      seal = deserialize(signed) as typeof seal;
      if (seal.key !== this.#key || seal.files !== this.#identity) return undefined;
      handle = openSync(this.path, 'r');
      if (seal.blocks !== stampOf(fstatSync(handle, { bigint: true }))) {
        closeSync(handle);
        return undefined;
      }
      this.#markUsed();
    } catch {
      // Not there, or not what was written: it is made anew.
      if (handle !== undefined) closeSync(handle);
      return undefined;
    }
    return { value: seal.value, handle };
  }

  /** The newest stay; where that cannot be marked they are read all the same. */
  #markUsed(): void {
    try {
      const now = new Date();
      utimesSync(this.#sealPath, now, now);
    } catch {}
  }

  /**
   * Keeps the blocks of `unfinished`, which are open at `handle`, under `path`; false where that cannot be, and they stay where they
   * are. What is sealed is that very file, whoever else keeps one under this name at the same time.
   */
  keep(value: unknown, handle: number): boolean {
    try {
      if (!this.#settled || identityOf(this.#files) !== this.#identity) return false;
      rmSync(this.#sealPath, { force: true });
      renameSync(this.unfinished, this.path);
      const blocks = stampOf(fstatSync(handle, { bigint: true }));
      const signed = serialize({ key: this.#key, blocks, files: this.#identity, value });
      const sealing = `${this.#sealPath}.${process.pid}.tmp`;
      writeFileSync(sealing, Buffer.concat([this.#cache.sign(signed), signed]), { mode: 0o600 });
      renameSync(sealing, this.#sealPath);
      this.#tidy();
      return true;
    } catch {
      return existsSync(this.path) && !existsSync(this.unfinished);
    }
  }

  /** Removes what processes left that are no more, and all but the newest. */
  #tidy(): void {
    const { folder } = this.#cache;
    const seals: { name: string; used: number }[] = [];
    const columns: string[] = [];
    for (const file of readdirSync(folder)) {
      const [name = '', ending, ...rest] = file.split('.');
      if (file.endsWith('.tmp') || file.endsWith('.aside')) {
        const process = file.split('.').find((part) => /^\d+$/.test(part) && part.length < 20 && part !== name);
        if (process !== undefined && !isAlive(Number(process))) rmSync(join(folder, file), { force: true });
      } else if (rest.length > 0) continue;
      else if (ending === 'seal') seals.push({ name, used: statSync(join(folder, file)).mtimeMs });
      else if (ending === 'columns') columns.push(name);
    }
    const kept = new Set(
      seals
        .sort((one, other) => other.used - one.used)
        .slice(0, KEPT)
        .map(({ name }) => name),
    );
    for (const name of new Set([...columns, ...seals.map((seal) => seal.name)])) {
      if (kept.has(name) || name === this.#key) continue;
      for (const ending of ['seal', 'columns']) rmSync(join(folder, `${name}.${ending}`), { force: true });
    }
  }
}

const stampOf = ({ ino, dev, size, ctimeNs, mtimeNs }: BigIntStats): string =>
  [dev, ino, size, ctimeNs, mtimeNs].join(' ');

/** Differs when one of the files was written to, or is another one. */
export function identityOf(files: readonly string[]): string {
  return JSON.stringify(
    files.map((path) => {
      const stats = statSync(path, { bigint: true });
      return [stampOf(stats), edgesOf(path, Number(stats.size))];
    }),
  );
}

/** Whether none of them was changed just now: a change within the same tick of the clock would not be seen. */
export function isSettled(files: readonly string[]): boolean {
  const now = Date.now();
  return files.every((path) => now - Number(statSync(path).ctimeMs) > SETTLED_MS);
}

function edgesOf(path: string, size: number): string {
  const digest = createHash('sha256');
  const handle = openSync(path, 'r');
  try {
    const edge = Buffer.alloc(Math.min(size, EDGE_BYTES));
    for (const offset of [0, size - edge.length]) {
      const read = readSync(handle, edge, 0, edge.length, offset);
      digest.update(edge.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
  return digest.digest('hex');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
