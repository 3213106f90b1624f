/** Everything a run of scenarios reads, and every problem of a stage before the next one begins. */

import { createHash } from 'node:crypto';
import { type Baseline, baselineFile, readBaseline } from '../baseline/baseline.ts';
import { hasErrors, type Outcome, type Problem } from '../problems/problem.ts';
import { type Entry, readScenarios } from '../scenario/read.ts';
import type { Node } from '../yaml/document.ts';
import { readYaml } from '../yaml/read.ts';
import { Cache } from './cache.ts';
import { type InputFile, readInputFile, readYamlFiles } from './files.ts';
import { type PreparedPlans, preparePlans } from './prepare-plan.ts';
import { Session } from './session.ts';

export interface Loaded {
  readonly plans: PreparedPlans;
  readonly entries: readonly Entry[];
  /** By id of the recipe; those that have one. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** SHA-256 over names and texts of all files of plans and scenarios. */
  readonly inputs: string;
  /** SHA-256 over names and texts of the accepted baselines. */
  readonly baselineDigest: string;
  readonly planFiles: readonly InputFile[];
  /** Documents of the scenario files; read when they are asked for. */
  readonly documents: () => readonly Node[];
}

export interface Folders {
  readonly root: string;
  /** Relative to the root. */
  readonly plans: string;
  readonly scenarios: string;
}

/** The program wrote them: a million customers have their place. */
const MAX_BASELINE_BYTES = 400 * 1024 * 1024;

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
  const texts = JSON.stringify(planFiles.value);
  const kept = cache ? new Cache(root) : undefined;
  const keep = <T>(name: string, inputs: string, make: () => Outcome<T>): Outcome<T> =>
    session.remember(
      name,
      inputs,
      () => kept?.remember(name, inputs, make, ({ value }) => value !== undefined) ?? make(),
    );
  const prepared = keep('plans', texts, () => preparePlans(planFiles.value!));
  if (!prepared.value) return prepared;

  const files = readYamlFiles(root, scenarios);
  if (!files.value) return files;
  const found = files.value;
  const documents = (): Outcome<readonly Node[]> => readDocuments(found, session);
  const inputs = digestOf([...planFiles.value, ...found]);
  // Of plans only these facts reach the scenarios: a changed price leaves what was read of them.
  const context = { plans: prepared.value.facts, ...(seed !== undefined && { seed }) };
  const dependsOn = [digestOf(found), JSON.stringify(context, plain)].join(' ');
  const read = keep('scenarios', dependsOn, (): Outcome<readonly Entry[]> => {
    const parsed = documents();
    if (!parsed.value) return parsed;
    const entries = readScenarios(parsed.value, context);
    return entries.value ? { ...entries, problems: [...parsed.problems, ...entries.problems] } : entries;
  });
  if (!read.value) return read;
  if (read.value.length === 0) return { problems: [nothingIn(scenarios)] };

  const baselines = readBaselines(root, read.value, session);
  if (!baselines.value) return baselines;
  const value = {
    plans: prepared.value,
    entries: read.value,
    ...baselines.value,
    planFiles: planFiles.value,
    documents: () => documents().value ?? [],
    inputs,
  };
  return { value, problems: [...prepared.problems, ...read.problems] };
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

function readBaselines(
  root: string,
  entries: readonly Entry[],
  session: Session,
): Outcome<Pick<Loaded, 'baselines' | 'baselineDigest'>> {
  const texts: InputFile[] = [];
  const problems: Problem[] = [];
  const baselines = new Map<string, Baseline>();
  for (const entry of entries) {
    if (!('recipe' in entry)) continue;
    const { id, place } = entry.recipe;
    const file = baselineFile(place.file, id);
    const found = readInputFile(root, file, MAX_BASELINE_BYTES);
    problems.push(...found.problems);
    for (const { text } of found.value ?? []) {
      texts.push({ file, text });
      const read = session.remember(file, text, () => readBaseline(text, file));
      problems.push(...read.problems);
      if (read.value) baselines.set(id, read.value);
    }
  }
  return hasErrors(problems) ? { problems } : { value: { baselines, baselineDigest: digestOf(texts) }, problems };
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
