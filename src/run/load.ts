/** Everything a run of scenarios reads, and every problem of a stage before the next one begins. */

import { createHash } from 'node:crypto';
import { type Baseline, baselineFile, readBaseline } from '../baseline/baseline.ts';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import { type Entry, readScenarios } from '../scenario/read.ts';
import type { Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import { type InputFile, readInputFile, readYamlFiles } from './files.ts';
import { type PreparedPlans, preparePlans } from './prepare-plan.ts';

export interface Loaded {
  readonly plans: PreparedPlans;
  readonly entries: readonly Entry[];
  /** By id of the recipe; those that have one. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** SHA-256 over names and texts of all files of plans and scenarios. */
  readonly inputs: string;
}

export interface Folders {
  readonly root: string;
  /** Relative to the root. */
  readonly plans: string;
  readonly scenarios: string;
}

/** The program wrote them: a million customers have their place. */
const MAX_BASELINE_BYTES = 400 * 1024 * 1024;

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

  const baselines = readBaselines(root, read.value);
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

function readBaselines(root: string, entries: readonly Entry[]): Outcome<ReadonlyMap<string, Baseline>> {
  const problems: Problem[] = [];
  const baselines = new Map<string, Baseline>();
  for (const entry of entries) {
    if (!('recipe' in entry)) continue;
    const { id, place } = entry.recipe;
    const file = baselineFile(place.file, id);
    const found = readInputFile(root, file, MAX_BASELINE_BYTES);
    problems.push(...found.problems);
    for (const { text } of found.value ?? []) {
      const read = readBaseline(text, file);
      problems.push(...read.problems);
      if (read.value) baselines.set(id, read.value);
    }
  }
  return hasErrors(problems) ? { problems } : { value: baselines, problems };
}

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
