/** Everything a run of scenarios reads, and every problem of a stage before the next one begins. */

import { createHash } from 'node:crypto';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import { type Entry, readScenarios } from '../scenario/read.ts';
import type { Recipe } from '../scenario/recipe.ts';
import type { Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import { type Baselines, readBaselines } from './baselines.ts';
import { type InputFile, readYamlFiles } from './files.ts';
import { type PreparedPlans, preparePlans } from './prepare-plan.ts';

export interface Loaded {
  readonly plans: PreparedPlans;
  readonly entries: readonly Entry[];
  readonly baselines: Baselines;
  /** SHA-256 over names and texts of all files of plans and scenarios. */
  readonly inputs: string;
}

export interface Folders {
  readonly root: string;
  /** Relative to the root. */
  readonly plans: string;
  readonly scenarios: string;
}

export function load({ root, plans, scenarios }: Folders, seed: number | undefined): Outcome<Loaded> {
  const planFiles = readYamlFiles(root, plans);
  if (!planFiles.value) return planFiles;
  const prepared = preparePlans(planFiles.value);
  if (!prepared.value) return prepared;

  const files = readYamlFiles(root, scenarios);
  if (!files.value) return files;
  const documents = readDocuments(files.value);
  if (!documents.value) return documents;
  const read = readScenarios(documents.value, { plans: prepared.value.facts, ...(seed !== undefined && { seed }) });
  if (!read.value) return read;
  if (read.value.length === 0) return { problems: [nothingIn(scenarios)] };

  const baselines = readBaselines(root, scenarios, recipesOf(read.value));
  if (!baselines.value) return baselines;
  const value = {
    plans: prepared.value,
    entries: read.value,
    baselines: baselines.value,
    inputs: digestOf([...planFiles.value, ...files.value]),
  };
  return { value, problems: [...prepared.problems, ...documents.problems] };
}

function readDocuments(files: readonly InputFile[]): Outcome<readonly Node[]> {
  const problems: Problem[] = [];
  const documents: Node[] = [];
  for (const { file, text } of files) {
    const read = readYaml(text, file);
    problems.push(...read.problems);
    for (const document of read.value ?? []) documents.push(document);
  }
  return hasErrors(problems) ? { problems } : { value: documents, problems };
}

/** The recipes among what was read, in their order. */
export const recipesOf = (entries: readonly Entry[]): Recipe[] =>
  entries.flatMap((entry) => ('recipe' in entry ? [entry.recipe] : []));

const nothingIn = (folder: string): Problem => ({
  code: 'SCENARIO-NONE',
  severity: 'error',
  message: `there is no scenario under ${folder}`,
  fix: 'write one: `scenario: <id>`, or make many with `recipe: <id>`',
});

function digestOf(files: readonly InputFile[]): string {
  const hash = createHash('sha256');
  for (const { file, text } of files) hash.update(JSON.stringify([file, text]));
  return hash.digest('hex');
}
