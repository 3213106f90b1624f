/** Baselines of a project: found beside their recipes, and those whose recipe is gone. */

import { type Baseline, baselineFile, isBaselineFile, readBaseline } from '../baseline/baseline.ts';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { type InputFile, listFiles, readInputFile } from './files.ts';
import type { Session } from './session.ts';

export interface Baselines {
  /** By id of the recipe; those that have one. */
  readonly of: ReadonlyMap<string, Baseline>;
  /** Files that belong to no recipe: it was renamed, moved or taken away. */
  readonly orphans: readonly string[];
  /** Those that were read, as they stand. */
  readonly texts: readonly InputFile[];
}

/** The program wrote them: a million customers have their place. */
export const MAX_BASELINE_BYTES = 400 * 1024 * 1024;

export function readBaselines(
  root: string,
  folder: string,
  recipes: readonly Recipe[],
  session: Session,
): Outcome<Baselines> {
  const problems: Problem[] = [];
  const of = new Map<string, Baseline>();
  const owned = new Set<string>();
  const texts: InputFile[] = [];
  for (const { id, place } of recipes) {
    const file = baselineFile(place.file, id);
    owned.add(file);
    const found = readInputFile(root, file, MAX_BASELINE_BYTES);
    problems.push(...found.problems);
    for (const { text } of found.value ?? []) {
      texts.push({ file, text });
      const read = session.remember(file, text, () => readBaseline(text, file));
      problems.push(...read.problems);
      if (read.value) of.set(id, read.value);
    }
  }
  if (hasErrors(problems)) return { problems };
  const orphans = listFiles(root, folder, isBaselineFile).filter((file) => !owned.has(file));
  return { value: { of, orphans, texts }, problems };
}
