/** `rateproof test`: scenarios, rated and held against what is expected or accepted. */

import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { baselineFile, type Update, writeBaseline } from '../baseline/baseline.ts';
import { timeZoneData } from '../calendar/zone.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { type Accepted, acceptance, acceptedBaselines, obsoleteOf } from './accept.ts';
import { batchesOf, recipeOf } from './batches.ts';
import { type Case, casesOf, countOf, type Filters } from './cases.ts';
import { collect, withInvoices } from './collect.ts';
import { execute } from './execute.ts';
import { type Loaded, load, recipesOf } from './load.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import { rateAccounts } from './rate-accounts.ts';
import { withReasons } from './reasons.ts';
import type { RunHeader, TestRun } from './result.ts';
import { resultLines } from './results-file.ts';
import { batchRunner, type Engine } from './run-scenario.ts';
import { summarise } from './summarise.ts';
import { writeWhole } from './write-file.ts';

export interface TestOptions extends Filters {
  /** The project's folder; the others are inside it. */
  readonly root: string;
  /** Default: `plans`, `scenarios`, and `reports/latest` for results.ndjson. */
  readonly plansFolder?: string | undefined;
  readonly scenariosFolder?: string | undefined;
  readonly out?: string | undefined;
  /** Default: one a core. */
  readonly workers?: number | undefined;
  /** Default: none. */
  readonly update?: Update | undefined;
  /** Takes the place of the seeds of all recipes. */
  readonly seed?: number | undefined;
  /** How long a batch may take in a worker; default a minute. */
  readonly timeoutMs?: number | undefined;
  /** Another engine: a function here, the module of it for the workers. */
  readonly engine?: { readonly rate: Engine; readonly module: string } | undefined;
}

export interface TestHooks {
  /** After every batch: how many scenarios are done, of how many. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Before anything is rated: the plans, for what wants their names. */
  readonly onPlans?: ((plans: PreparedPlans) => void) | undefined;
  /** Baselines that were written and files of them that were taken away. */
  readonly onAccepted?: ((accepted: Accepted) => void) | undefined;
  /** Interrupts the run; what is finished is kept, compared and written. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs what the filters leave; writes results.ndjson, and baselines as far as `update` says. */
export async function runTests(options: TestOptions, hooks: TestHooks = {}): Promise<Outcome<TestRun>> {
  const {
    root,
    plansFolder = 'plans',
    scenariosFolder = 'scenarios',
    out = 'reports/latest',
    update = 'none',
  } = options;
  const { rate, module } = options.engine ?? { rate: rateAccounts, module: undefined };
  const { signal, onProgress } = hooks;

  // Read everything; any error ends the run before it begins.
  const loaded = load({ root, plans: plansFolder, scenarios: scenariosFolder }, options.seed);
  if (!loaded.value) return loaded;
  const { plans, entries, baselines } = loaded.value;
  hooks.onPlans?.(plans);
  const recipes = recipesOf(entries);
  const cases = await casesOf(entries, options);
  if (cases.length === 0) return { problems: [...loaded.problems, NOTHING_LEFT] };

  // Rate.
  const planned = batchesOf(cases, recipes);
  let done = 0;
  const rated = await execute(planned, {
    ...{ plans: plans.compiled, recipes, engine: rate, engineModule: module, signal },
    workers: options.workers ?? availableParallelism(),
    timeoutMs: options.timeoutMs ?? 60_000,
    onBatch: (scenarios) => {
      done += scenarios;
      onProgress?.(done, cases.length);
    },
  });

  // Compare.
  const run = batchRunner(rate, plans.compiled, recipes);
  const compared = collect(cases, planned.batches, rated, baselines.of, plans.compiled);
  const examples = withInvoices(cases, compared, baselines.of, run, recipes);
  const whole = withReasons(cases, examples, plans.compiled);
  const accept = acceptance(update, cases, whole, baselines);
  const judged = whole.map((one, index) => ({ ...one, result: accept(one.result, recipeOf(cases[index]!)) }));
  const obsolete = obsoleteOf(recipes, baselines, options).map((result) => accept(result, undefined));

  // Keep what was found, and what was accepted.
  const results = [...judged.map(({ result }) => result), ...obsolete];
  const summary = summarise(results, rated, {
    filtered: countOf(entries) - cases.length,
    compared: judged.filter(({ result }) => COMPARED.includes(result.status)).length,
    interrupted: signal?.aborted ?? false,
  });
  const finished = { header: headerOf(loaded.value, cases), results, summary };
  const fileOf = ({ place, id }: Recipe): string => baselineFile(place.file, id);
  const accepted = acceptedBaselines(cases, judged, obsolete, baselines, recipes, fileOf);
  for (const baseline of accepted.baselines.values()) writeWhole(join(root, baseline.file), writeBaseline(baseline));
  for (const file of accepted.removed) rmSync(join(root, file), { force: true });
  hooks.onAccepted?.(accepted);
  writeWhole(join(root, out, 'results.ndjson'), resultLines(finished));
  const unread = judged.flatMap(({ problem }) => (problem ? [problem] : []));
  return { value: finished, problems: [...loaded.problems, ...unread] };
}

const COMPARED: readonly string[] = ['passed', 'changed'];

const NOTHING_LEFT: Problem = {
  code: 'SCENARIO-NONE',
  severity: 'error',
  message: 'no scenario is left by the filters',
  fix: 'widen --grep, --plan or --tag',
};

function headerOf({ plans, entries, inputs }: Loaded, cases: readonly Case[]): RunHeader {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return {
    rateproof: (JSON.parse(manifest) as { version: string }).version,
    timeZoneData,
    plans: [...plans.histories.values()].map(({ id, versions }) => ({
      id,
      currency: versions[0]!.currency.code,
      versions: versions.length,
    })),
    recipes: entries.flatMap((entry) => {
      if (!('recipe' in entry)) return [];
      const { id, seed, count } = entry.recipe;
      return { id, seed, count };
    }),
    scenarios: cases.length,
    inputs,
  };
}
