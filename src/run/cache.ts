/**
 * What was made of files that are as they were, kept between runs in .rateproof/cache: reading YAML is most of the time of
 * a run of written scenarios. A key tells everything that the value depends on; a value that is damaged, of another
 * build or made by somebody else is made anew. A stranger's branch could carry a cache that makes scenarios agree: so each
 * is signed with a secret of this machine's user that is in no project.
 */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { timeZoneData } from '../calendar/zone.ts';
import type { ColumnCache } from '../usage/open-columns.ts';
import { writeWhole } from './write-file.ts';

const FOLDER = join('.rateproof', 'cache');
const SECRET_BYTES = 32;
/** In software twice as quick as SHA-256, and as hard to forge. */
const SIGNATURE = 'blake2b512';
const SIGNATURE_BYTES = 64;

export class Cache {
  readonly #root: string;
  readonly #secret: Buffer | undefined;
  readonly #build: string | undefined;

  constructor(root: string) {
    this.#root = root;
    this.#secret = secretOfUser();
    this.#build = buildId();
  }

  /** What was made under this name from the same inputs, or is now made. Undefined is never kept. */
  remember<T>(name: string, inputs: string, make: () => T, worthKeeping: (value: T) => boolean): T {
    const known = this.find(name, inputs);
    if (known !== undefined) return known as T;
    const value = make();
    if (worthKeeping(value)) this.keep(name, inputs, value);
    return value;
  }

  /** What was kept under this name of the same inputs. */
  find(name: string, inputs: string): unknown {
    const key = this.#keyOf(name, inputs);
    return key && this.#read(this.#fileOf(name), key);
  }

  keep(name: string, inputs: string, value: unknown): void {
    const key = this.#keyOf(name, inputs);
    if (key) this.#write(this.#fileOf(name), key, value);
  }

  /** Marks what is used, and takes away what was used longest ago in a folder, until the rest takes so many bytes at most. */
  keepUsed(folder: string, used: readonly string[], mostBytes: number): void {
    try {
      const now = new Date();
      for (const name of used) utimesSync(this.#fileOf(name), now, now);
      const at = join(this.#root, FOLDER, folder);
      const files = readdirSync(at).map((name) => {
        const { size, mtimeMs } = statSync(join(at, name));
        return { path: join(at, name), size, mtimeMs };
      });
      let bytes = 0;
      for (const { path, size } of files.sort((one, other) => other.mtimeMs - one.mtimeMs)) {
        bytes += size;
        if (bytes > mostBytes) rmSync(path, { force: true });
      }
    } catch {
      // Another run takes away the same.
    }
  }

  readonly #fileOf = (name: string): string => join(this.#root, FOLDER, `${name}.bin`);

  #keyOf(name: string, inputs: string): Buffer | undefined {
    if (!this.#secret || !this.#build) return undefined;
    const made = [this.#build, process.versions.v8, timeZoneData, name, ''].join(' ');
    return createHash('sha256').update(made).update(inputs).digest();
  }

  #read(file: string, key: Buffer): unknown {
    try {
      const bytes = readFileSync(file);
      const [signature, kept] = [bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(SIGNATURE_BYTES)];
      if (!kept.subarray(0, key.length).equals(key)) return undefined;
      if (!timingSafeEqual(signature, this.#signatureOf(kept))) return undefined;
      return deserialize(kept.subarray(key.length));
    } catch {
      // Not there, or not what was written: it is made anew.
      return undefined;
    }
  }

  #write(file: string, key: Buffer, value: unknown): void {
    try {
      const kept = Buffer.concat([key, serialize(value)]);
      writeWhole(file, [this.#signatureOf(kept), kept]);
    } catch {
      // A run does without.
    }
  }

  #signatureOf(kept: Buffer): Buffer {
    return createHmac(SIGNATURE, this.#secret!).update(kept).digest();
  }
}

/** Made once a user; undefined where it cannot be kept. */
function secretOfUser(): Buffer | undefined {
  try {
    const file = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rateproof', 'secret');
    const known = quietly(() => readFileSync(file));
    if (known?.length === SECRET_BYTES) return known;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const secret = randomBytes(SECRET_BYTES);
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  } catch {
    return undefined;
  }
}

/** Of the build that runs; from the sources there is none, and nothing is kept. */
const buildId = (): string | undefined => quietly(() => readFileSync(new URL('../build-id', import.meta.url), 'utf8'));

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Where columns of usage are kept, signed as everything here; undefined: nowhere. */
export function columnCacheIn(root: string): ColumnCache | undefined {
  const [secret, build] = [secretOfUser(), buildId()];
  if (!secret || build === undefined) return undefined;
  const sign = (bytes: Uint8Array): Buffer => createHmac('sha256', secret).update(bytes).digest();
  return { folder: join(root, FOLDER, 'columns'), build: `${build} ${timeZoneData}`, sign };
}
