/** `rateproof test`: scenarios, rated and held against what is expected or accepted. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { baselineFile, type Update, writeBaseline } from '../baseline/baseline.ts';
import { timeZoneData } from '../calendar/zone.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import { accept, acceptedBaselines, obsoleteOf } from './accept.ts';
import { batchesOf } from './batches.ts';
import { type Case, casesOf, countOf, type Filters } from './cases.ts';
import { collect, withInvoices } from './collect.ts';
import { execute } from './execute.ts';
import { type Loaded, load } from './load.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import { rateAccounts } from './rate-accounts.ts';
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
  const recipes = entries.flatMap((entry) => ('recipe' in entry ? [entry.recipe] : []));
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
  const compared = collect(cases, planned.batches, rated, baselines);
  const judged = withInvoices(cases, compared, baselines, run, recipes).map(({ result, told }) => ({
    result: accept(result, update),
    told,
  }));
  const obsolete = obsoleteOf(recipes, baselines, options).map((result) => accept(result, update));

  // Keep what was found, and what was accepted.
  const results = [...judged.map(({ result }) => result), ...obsolete];
  const summary = summarise(results, rated, {
    filtered: countOf(entries) - cases.length,
    compared: judged.filter(({ result }) => COMPARED.includes(result.status)).length,
    interrupted: signal?.aborted ?? false,
  });
  const finished = { header: headerOf(loaded.value, cases), results, summary };
  for (const [recipe, baseline] of acceptedBaselines(cases, judged, obsolete, baselines)) {
    writeWhole(join(root, baselineFile(recipe.place.file, recipe.id)), [writeBaseline(baseline)]);
  }
  writeWhole(join(root, out, 'results.ndjson'), resultLines(finished));
  return { value: finished, problems: loaded.problems };
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
