/** Files of a project: found in one order on every machine, read as text. */

import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { MAX_FILE_BYTES, readText } from '../yaml/read.ts';

export interface InputFile {
  /** As it was named or found from the project's folder, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** All YAML files under a folder, by name; none when there is no such folder. Links are not followed. */
export function readYamlFiles(root: string, folder: string): Outcome<readonly InputFile[]> {
  const problems: Problem[] = [];
  let names: readonly string[] = [];
  try {
    names = listFiles(root, folder, (name) => /\.ya?ml$/.test(name));
  } catch (error) {
    problems.push(cannotRead(slashes(folder), error));
  }
  const files: InputFile[] = [];
  for (const name of names) {
    const read = readInputFile(root, name);
    problems.push(...read.problems);
    files.push(...(read.value ?? []));
  }
  return problems.length > 0 ? { problems } : { value: files, problems };
}

/** Files under a folder that are wanted, by name; none when there is no such folder. Links are not followed. */
export function listFiles(root: string, folder: string, wanted: (name: string) => boolean): string[] {
  const names: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(resolve(root, path), { withFileTypes: true })) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) visit(inside);
      else if (entry.isFile() && wanted(entry.name)) names.push(slashes(inside));
    }
  };
  try {
    visit(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return names.sort();
}

/**
 * One file, in a list: none when there is no such file. Refuses what has more than `most` bytes, is no UTF-8, or cannot
 * be read.
 */
export function readInputFile(root: string, name: string, most = MAX_FILE_BYTES): Outcome<readonly InputFile[]> {
  const file = slashes(name);
  try {
    const { value, problems } = readText(readBytes(resolve(root, name), most), file, most);
    return value === undefined ? { problems } : { value: [{ file, text: value }], problems };
  } catch (error) {
    return isMissing(error) ? { value: [], problems: [] } : { problems: [cannotRead(file, error)] };
  }
}

/**
 * At most one byte more than is allowed, so that a huge file, or one without end, is not read to be refused. What comes
 * back of a small one is overwritten by the next.
 */
function readBytes(path: string, most: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const parts: Uint8Array[] = [];
    let part = SMALL;
    for (let left = most + 1; left > 0; ) {
      const length = readSync(file, part, 0, Math.min(left, part.length), null);
      if (length === 0) break;
      parts.push(part.subarray(0, length));
      left -= length;
      // The next read finds the end, or there is much more.
      part = length < part.length ? part.subarray(length) : Buffer.allocUnsafe(PART_BYTES);
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  } finally {
    closeSync(file);
  }
}

const PART_BYTES = 1024 * 1024;
const SMALL = Buffer.alloc(64 * 1024);

function cannotRead(file: string, error: unknown): Problem {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return { code: 'INPUT-MISSING', severity: 'error', message: `${file} cannot be read (${code})` };
}

const slashes = (path: string): string => path.split(sep).join('/');
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
