/** Writes files so that nobody ever sees half of one: under another name first, then renamed. */

import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file could not be written; what stood there before is as it was. */
class NotWritten extends Error {}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk space that may be used is used up',
  EFBIG: 'it would be larger than a file may be',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'the disk cannot be written to',
  EISDIR: 'there is a folder of this name',
  ENOENT: 'its folder cannot be made',
  ELOOP: 'links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a file stands where a folder should be',
};

/** Characters that are worth a write. */
const CHUNK = 256 * 1024;

/** Writes the pieces one after the other; what stood there before stays until all of them are written. */
export function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  let file: number | undefined;
  try {
    makeFolder(dirname(path));
    file = openSync(unfinished, 'w');
    let chunk = '';
    for (const piece of pieces) {
      if (typeof piece !== 'string') {
        writeAll(file, chunk, piece);
        chunk = '';
        continue;
      }
      chunk += piece;
      if (chunk.length < CHUNK) continue;
      writeAll(file, chunk);
      chunk = '';
    }
    writeAll(file, chunk);
    const written = file;
    file = undefined;
    closeSync(written);
    renameSync(unfinished, path);
  } catch (error) {
    tidy(file, unfinished);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new NotWritten(`${path} cannot be written: ${WHY[code] ?? 'it failed'} (${code})`, { cause: error });
  }
}

/** Also those above it. Node's own way to make several never ends where a folder is said not to be there after it was made. */
function makeFolder(folder: string, mayAsk = true): void {
  if (existsSync(folder)) return;
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else was faster.
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || !mayAsk) throw error;
    makeFolder(dirname(folder));
    makeFolder(folder, false);
  }
}

/** What cannot be tidied up either is not worth another word: why the file was not written is told. */
function tidy(file: number | undefined, unfinished: string): void {
  try {
    if (file !== undefined) closeSync(file);
    rmSync(unfinished, { force: true });
  } catch {}
}

/** A disk that is nearly full takes less than it is given, and says so only the next time. */
function writeAll(file: number, ...parts: readonly (string | Uint8Array)[]): void {
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  }
}
