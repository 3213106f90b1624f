/**
 * `rateproof init`: a small project that passes at once. The files stand under project/ as they are written; nothing of
 * the folder they go to is read, and nothing there is overwritten.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../write-file.ts';

const PROJECT = fileURLToPath(new URL('./project', import.meta.url));

export type Scaffolded =
  /** Paths that were written, from the folder, with forward slashes. */
  | { readonly written: readonly string[] }
  /** Paths that stand in the way; nothing was written. */
  | { readonly inTheWay: readonly string[] };

/** Writes the project into a folder, which need not be there yet. */
export function scaffold(folder: string, version: string): Scaffolded {
  const files = filesIn(PROJECT).map((path) => ({ path, target: targetOf(path) }));
  const inTheWay = files.map(({ target }) => target).filter((target) => existsSync(join(folder, target)));
  if (inTheWay.length > 0) return { inTheWay };
  for (const { path, target } of files) {
    const text = readFileSync(join(PROJECT, path), 'utf8').replaceAll('{{version}}', version);
    writeWhole(join(folder, target), [text]);
  }
  return { written: files.map(({ target }) => target) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** A package holds no .gitignore: npm takes it for its own. */
const targetOf = (path: string): string => (path === 'gitignore' ? '.gitignore' : path);
