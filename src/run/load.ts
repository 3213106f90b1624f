/** Everything a run of scenarios reads, and every problem of a stage before the next one begins. */

import { createHash } from 'node:crypto';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import { type Entry, readScenarios } from '../scenario/read.ts';
import type { Recipe } from '../scenario/recipe.ts';
import type { Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import { type Baselines, readBaselines } from './baselines.ts';
import { Cache } from './cache.ts';
import { type InputFile, readYamlFiles } from './files.ts';
import { type PreparedPlans, preparePlans } from './prepare-plan.ts';
import { Session } from './session.ts';

export interface Loaded {
  readonly plans: PreparedPlans;
  readonly entries: readonly Entry[];
  readonly baselines: Baselines;
  /** SHA-256 over names and texts of all files of plans and scenarios. */
  readonly inputs: string;
  /** SHA-256 over names and texts of the accepted baselines. */
  readonly baselineDigest: string;
  readonly planFiles: readonly InputFile[];
  readonly planDigest: string;
  readonly scenarioFiles: readonly InputFile[];
  /** Where parsed files are kept between runs, if they are. */
  readonly kept: Cache | undefined;
  /** Documents of the scenario files; read when they are asked for. */
  readonly documents: () => readonly Node[];
}

export interface Folders {
  readonly root: string;
  /** Relative to the root. */
  readonly plans: string;
  readonly scenarios: string;
}

export interface LoadOptions {
  /** What was read before is read again only where the text is another. */
  readonly session?: Session;
  /** Parsed files are kept in .rateproof/cache. */
  readonly cache?: boolean;
}

export function load(
  { root, plans, scenarios }: Folders,
  seed: number | undefined,
  { session = new Session(), cache = false }: LoadOptions = {},
): Outcome<Loaded> {
  const planFiles = readYamlFiles(root, plans);
  if (!planFiles.value) return planFiles;
  const kept = cache ? new Cache(root) : undefined;
  const read = prepareFiles(planFiles.value, () => readYamlFiles(root, scenarios), { seed, session, kept });
  if (!read.value) return read;
  const { prepared, entries, scenarioFiles, digest, documents } = read.value;
  if (entries.length === 0) return { problems: [nothingIn(scenarios)] };

  const planDigest = digestOf(planFiles.value);
  const baselines = readBaselines(root, scenarios, recipesOf(entries), session);
  if (!baselines.value) return baselines;
  const value = {
    plans: prepared,
    entries,
    baselines: baselines.value,
    baselineDigest: digestOf(baselines.value.texts),
    planFiles: planFiles.value,
    ...{ planDigest, kept, documents, scenarioFiles },
    inputs: createHash('sha256').update(`${planDigest} ${digest}`).digest('hex'),
  };
  return { value, problems: read.problems };
}

/** Plans and scenarios, from the texts of their files. */
export interface PreparedFiles {
  readonly prepared: PreparedPlans;
  readonly entries: readonly Entry[];
  readonly scenarioFiles: readonly InputFile[];
  /** SHA-256 over their names and texts. */
  readonly digest: string;
  /** Documents of the scenario files; read when they are asked for. */
  readonly documents: () => readonly Node[];
}

/** Scenarios are asked for when the plans are right: they are read with what those say. */
export function prepareFiles(
  planFiles: readonly InputFile[],
  scenarioFiles: () => Outcome<readonly InputFile[]>,
  {
    seed,
    session,
    kept,
  }: { readonly seed: number | undefined; readonly session: Session; readonly kept: Cache | undefined },
): Outcome<PreparedFiles> {
  const texts = JSON.stringify(planFiles);
  const keep = <T>(name: string, inputs: string, make: () => Outcome<T>): Outcome<T> =>
    session.remember(
      name,
      inputs,
      () => kept?.remember(name, inputs, make, ({ value }) => value !== undefined) ?? make(),
    );
  const prepared = keep('plans', texts, () => preparePlans(planFiles));
  if (!prepared.value) return prepared;

  const files = scenarioFiles();
  if (!files.value) return files;
  const found = files.value;
  const documents = (): Outcome<readonly Node[]> => readDocuments(found, session);
  const digest = digestOf(found);
  // Of plans only these facts reach the scenarios: a changed price leaves what was read of them.
  const context = { plans: prepared.value.facts, ...(seed !== undefined && { seed }) };
  const dependsOn = [digest, JSON.stringify(context, plain)].join(' ');
  const read = keep('scenarios', dependsOn, (): Outcome<readonly Entry[]> => {
    const parsed = documents();
    if (!parsed.value) return parsed;
    const entries = readScenarios(parsed.value, context);
    return entries.value ? { ...entries, problems: [...parsed.problems, ...entries.problems] } : entries;
  });
  if (!read.value) return read;
  return {
    value: {
      ...{ prepared: prepared.value, entries: read.value, scenarioFiles: found, digest },
      documents: () => documents().value ?? [],
    },
    problems: [...prepared.problems, ...read.problems],
  };
}

/** Maps, sets and big numbers as JSON can tell them. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Map || value instanceof Set ? [value.constructor.name, ...value] : value;
}

function readDocuments(files: readonly InputFile[], session: Session): Outcome<readonly Node[]> {
  const problems: Problem[] = [];
  const documents: Node[] = [];
  for (const { file, text } of files) {
    const read = session.remember(file, text, () => readYaml(text, file));
    problems.push(...read.problems);
    for (const document of read.value ?? []) documents.push(document);
  }
  return hasErrors(problems) ? { problems } : { value: documents, problems };
}

/** The recipes among what was read, in their order. */
export const recipesOf = (entries: readonly Entry[]): Recipe[] =>
  entries.flatMap((entry) => ('recipe' in entry ? [entry.recipe] : []));

export const nothingIn = (folder: string): Problem => ({
  code: 'SCENARIO-NONE',
  severity: 'error',
  message: `there is no scenario under ${folder}`,
  fix: 'write one: `scenario: <id>`, or make many with `recipe: <id>`',
});

/** SHA-256 over names and texts; the same as a run has in its header only of the same files. */
export function digestOf(files: readonly InputFile[]): string {
  const hash = createHash('sha256');
  // With their lengths, so that no two lists of files give the same bytes.
  for (const { file, text } of files) hash.update(`${file.length} ${text.length} ${file} ${text}`);
  return hash.digest('hex');
}
