/** Files of a project: found in one order on every machine, read as text. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { MAX_FILE_BYTES, readText, tooLarge } from '../yaml/read.ts';

export interface InputFile {
  /** As it was named or found from the project's folder, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** All YAML files under a folder, by name; none when there is no such folder. Links are not followed. */
export function readYamlFiles(root: string, folder: string): Outcome<readonly InputFile[]> {
  const names: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(resolve(root, path), { withFileTypes: true })) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) visit(inside);
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) names.push(slashes(inside));
    }
  };
  try {
    visit(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const problems: Problem[] = [];
  const files: InputFile[] = [];
  for (const name of names.sort()) {
    const read = readInputFile(root, name);
    problems.push(...read.problems);
    files.push(...(read.value ?? []));
  }
  return problems.length > 0 ? { problems } : { value: files, problems };
}

/** One file, in a list: none when there is no such file. Refuses what is too large, no UTF-8, or cannot be read. */
export function readInputFile(root: string, name: string): Outcome<readonly InputFile[]> {
  const file = slashes(name);
  try {
    const path = resolve(root, name);
    // Told from the size, so that a huge file is not read to be refused.
    if (statSync(path).size > MAX_FILE_BYTES) return { problems: [tooLarge(file)] };
    const { value, problems } = readText(readFileSync(path), file);
    return value === undefined ? { problems } : { value: [{ file, text: value }], problems };
  } catch (error) {
    if (isMissing(error)) return { value: [], problems: [] };
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { problems: [{ code: 'INPUT-MISSING', severity: 'error', message: `${file} cannot be read (${code})` }] };
  }
}

const slashes = (path: string): string => path.split(sep).join('/');
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
