/** What commands read: plan files by path, and their texts for showing problems. */

import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Outcome, Problem } from '../problems/problem.ts';
import { type InputFile, readInputFile, readYamlFiles } from '../run/files.ts';

/** Files, and the YAML files of folders, each once; a path that is not there is a problem. */
export function readPlanPaths(paths: readonly string[]): Outcome<readonly InputFile[]> {
  const root = process.cwd();
  const found = new Map<string, InputFile>();
  const problems: Problem[] = [];
  for (const path of paths) {
    const inside = relative(root, resolve(root, path)) || '.';
    const name = isAbsolute(path) && /^\.\.(?:[/\\]|$)/.test(inside) ? path : inside;
    const folder = isFolder(path);
    const read = folder ? readYamlFiles(root, name) : readInputFile(root, name);
    problems.push(...read.problems);
    if (!folder && read.value?.length === 0) problems.push(missing(`there is no file or folder ${path}`));
    for (const file of read.value ?? []) found.set(file.file, file);
  }
  if (problems.length > 0) return { problems };
  if (found.size === 0) {
    return { problems: [missing(`no .yaml file under ${paths.join(', ')}`)] };
  }
  return { value: [...found.values()], problems };
}

/** A mapping of usage files. */
export function readMappingFile(path: string): Outcome<InputFile> {
  const { value, problems } = readInputFile(process.cwd(), path);
  if (!value) return { problems };
  return value[0] ? { value: value[0], problems } : { problems: [missing(`there is no file ${path}`)] };
}

const missing = (message: string): Problem => ({ code: 'INPUT-MISSING', severity: 'error', message });

/** False for what is not there, too. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

export const sourcesOf = (files: readonly InputFile[]): Map<string, string> =>
  new Map(files.map(({ file, text }) => [file, text]));

/** Texts of the files in which problems are, read again for showing their lines. */
export function sourcesFor(problems: readonly Problem[]): Map<string, string> {
  const names = new Set(problems.flatMap(({ place, related = [] }) => [place, ...related.map((other) => other.place)]));
  const files = [...names].flatMap((place) => (place ? [place.file] : []));
  return sourcesOf([...new Set(files)].flatMap((file) => readInputFile(process.cwd(), file).value ?? []));
}
