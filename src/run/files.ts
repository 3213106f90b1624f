/** Files of a project: found in one order on every machine, read as text. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { readYamlBytes } from '../yaml/read.ts';

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

/** One file, in a list: none when there is no such file. Refuses what is no UTF-8. */
export function readInputFile(root: string, file: string): Outcome<readonly InputFile[]> {
  const bytes = readBytes(resolve(root, file));
  if (!bytes) return { value: [], problems: [] };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { value: [{ file: slashes(file), text }], problems: [] };
  } catch {
    return { problems: readYamlBytes(bytes, slashes(file)).problems };
  }
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const slashes = (path: string): string => path.split(sep).join('/');
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
