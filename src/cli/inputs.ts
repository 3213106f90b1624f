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
    const name = isAbsolute(path) ? path : relative(root, resolve(root, path)) || '.';
    const kind = statSync(path, { throwIfNoEntry: false });
    if (!kind) {
      problems.push({ code: 'INPUT-MISSING', severity: 'error', message: `there is no file or folder ${path}` });
      continue;
    }
    const read = kind.isDirectory() ? readYamlFiles(root, name) : readInputFile(root, name);
    problems.push(...read.problems);
    for (const file of read.value ?? []) found.set(file.file, file);
  }
  if (problems.length > 0) return { problems };
  if (found.size === 0) {
    return {
      problems: [{ code: 'INPUT-MISSING', severity: 'error', message: `no .yaml file under ${paths.join(', ')}` }],
    };
  }
  return { value: [...found.values()], problems };
}

export const sourcesOf = (files: readonly InputFile[]): Map<string, string> =>
  new Map(files.map(({ file, text }) => [file, text]));

/** Texts of the files in which problems are, read again for showing their lines. */
export function sourcesFor(problems: readonly Problem[]): Map<string, string> {
  const names = new Set(problems.flatMap(({ place, related = [] }) => [place, ...related.map((other) => other.place)]));
  const files = [...names].flatMap((place) => (place ? [place.file] : []));
  return sourcesOf([...new Set(files)].flatMap((file) => readInputFile(process.cwd(), file).value ?? []));
}
