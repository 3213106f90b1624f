/** `rateproof test`: scenarios, rated and held against what is expected or accepted. */

import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Baseline, baselineFile, type Update, writeBaseline } from '../baseline/baseline.ts';
import { timeZoneData } from '../calendar/zone.ts';
import type { Outcome, Problem } from '../problems/problem.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { aboutPlan } from './about-plan.ts';
import { type Accepted, acceptance, acceptedBaselines, obsoleteOf } from './accept.ts';
import { Batches, costModel, recipeOf } from './batches.ts';
import { type Case, casesOf, countOf, type Filters } from './cases.ts';
import { collect, type Judged, skipped, withInvoices } from './collect.ts';
import { DURATIONS_FILE, measuredCosts, readDurations, Stopwatch } from './durations.ts';
import { type Execution, execute } from './execute.ts';
import { apart, holdLaws } from './held-laws.ts';
import { type Loaded, load, recipesOf } from './load.ts';
import type { Manifest } from './manifest.ts';
import { filtersInWords, narrow } from './narrow.ts';
import type { BatchSource } from './pool.ts';
import { rateAccounts } from './rate-accounts.ts';
import { withReasons } from './reasons.ts';
import type { RunHeader, ScenarioResult, Shard, TestRun } from './result.ts';
import { RESULTS_FILE, resultLines } from './results-file.ts';
import {
  type Batch,
  type BatchResult,
  batchRunner,
  type Engine,
  partOf,
  RATING,
  type RatingGiven,
} from './run-scenario.ts';
import { withoutMany } from './samples.ts';
import { Session } from './session.ts';
import { cutShard } from './shard.ts';
import { summarise } from './summarise.ts';
import { recordOf } from './test-record.ts';
import { rateproofVersion } from './version.ts';
import { writeWhole } from './write-file.ts';
import { writeManifest } from './write-manifest.ts';

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
  /** Only part `index` of `of`, from 1; with `durations` (a file) the parts take about as long each. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
  readonly durations?: string | undefined;
  /** Ends the run after so many scenarios that did not come out as expected, in their order. */
  readonly bail?: number | undefined;
  /** Only what did not pass in the results that are in `out`. */
  readonly lastFailed?: boolean | undefined;
  /** Only what the changes since a commit affect; `true`: since the branch began. */
  readonly onlyChanged?: string | true | undefined;
  /** Parsed files are kept in .rateproof/cache; default false. */
  readonly cache?: boolean | undefined;
  /** `false`: nothing is written, and what would be accepted goes to `onAccepted` only. */
  readonly writes?: boolean | undefined;
  /** How long a batch should take; what comes out does not depend on it. */
  readonly batchMs?: number | undefined;
  /** How many bills are tried for each law of each plan; default none. */
  readonly tries?: number | undefined;
  /** Where a bill that breaks a law is written; default `regressions` in the folder of the scenarios. */
  readonly regressions?: string | undefined;
  /** Another engine: a function here, the module of it for the workers. */
  readonly engine?: { readonly rate: Engine; readonly module: string } | undefined;
}

export interface TestHooks {
  /** After every batch: how many scenarios are done, of how many. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Before the scenarios: how many laws of plans were searched, of how many. */
  readonly onLaws?: ((done: number, of: number) => void) | undefined;
  /** Baselines that were written and files of them that were taken away. */
  readonly onAccepted?: ((accepted: Accepted) => void) | undefined;
  /** What went in and what came out, once it is written. */
  readonly onManifest?: ((manifest: Manifest) => void) | undefined;
  /** Interrupts the run; what is finished is kept, compared and written. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs what the filters leave; writes results.ndjson, and baselines as far as `update` says. */
export async function runTests(
  options: TestOptions,
  hooks: TestHooks = {},
  kept?: Session | undefined,
): Promise<Outcome<TestRun>> {
  const session = kept ?? new Session();
  try {
    return await runIn(session, options, hooks);
  } finally {
    if (!kept) await session.close();
  }
}

async function runIn(session: Session, options: TestOptions, hooks: TestHooks): Promise<Outcome<TestRun>> {
  const { root, out = 'reports/latest', update = 'none', engine, signal } = { ...options, ...hooks };
  const rate = engine?.rate ?? rateAccounts;
  const clock = { started: Date.now(), from: performance.now() };

  // Read everything; any error ends the run before it begins.
  const folders = {
    root,
    plans: options.plansFolder ?? 'plans',
    scenarios: options.scenariosFolder ?? 'scenarios',
  };
  const loaded = load(folders, options.seed, { session, cache: options.cache ?? false });
  if (!loaded.value) return loaded;
  const { plans, baselines, kept, planDigest } = loaded.value;
  const { entries, ofLaws } = apart(loaded.value.entries);
  const recipes = recipesOf(entries);

  // Choose.
  const narrowed = narrow(loaded.value, folders, { ...options, out });
  if (!narrowed.value) return { problems: [...loaded.problems, ...narrowed.problems] };
  const filters = narrowed.value;
  // Threads load while customers are drawn: on another core that costs nothing.
  const threads = Math.max(1, options.workers ?? availableParallelism());
  if (threads > 1 && !options.shard && !isFiltered(filters) && customersOf(recipes) >= SURELY_WORTH_A_POOL)
    await session.pool(threads);
  const all = await casesOf(entries, filters);
  // Bills that once broke a law come before anything else. Laws belong to no part of the run: the first one tells them.
  const laws =
    (options.shard?.index ?? 1) === 1
      ? await holdLaws(plans, ofLaws, rate, { ...options, cache: engine ? undefined : kept, planDigest }, filters, {
          onLaws: hooks.onLaws,
          signal,
        })
      : { results: [], counts: undefined };
  if (all.length === 0 && !laws.counts && !signal?.aborted) return { problems: [...loaded.problems, NOTHING_LEFT] };
  const parted = partOfRun(all, recipes, options);
  if (!parted.value) return { problems: [...loaded.problems, ...parted.problems] };
  const { cases, shard } = parted.value;

  // Rate, and compare what comes back while the rest is rated.
  const batches = new Batches(cases, recipes, { threads, batchMs: options.batchMs });
  const pooled = threads > 1 && batches.shareableMs >= WORTH_A_POOL_MS;
  const pool = pooled ? await session.pool(threads) : undefined;
  const stopwatch = new Stopwatch(cases, costModel(recipes));
  const finished: Finished[] = [];
  // Laws were first: one that is broken is one of the failures that end the run.
  const bail = options.bail === undefined ? undefined : options.bail - laws.results.filter(isFailed).length;
  if (bail !== undefined && bail <= 0) batches.stop();
  let [done, failures] = [0, 0];
  const execution: Rating = {
    ...{ work: RATING, given: { plans: plans.compiled, recipes } },
    ...{ engine: rate, engineModule: engine?.module, pool, signal },
    timeoutMs: options.timeoutMs ?? 60_000,
  };
  const source: BatchSource = {
    next: () => batches.next(),
    took: (batch, ms) => {
      batches.took(batch, ms);
      stopwatch.took(batch, ms);
    },
  };
  await execute(source, {
    ...execution,
    onBatch: (batch, result) => {
      const judged = collect(cases, batch, result, baselines.of, plans.compiled);
      finished.push({ batch, result, judged });
      done += batch.size;
      failures += judged.filter(isFailure).length;
      if (failures >= (bail ?? Number.POSITIVE_INFINITY)) batches.stop();
      hooks.onProgress?.(done, cases.length);
    },
  });
  finished.sort((a, b) => a.batch.first - b.batch.first);
  if (bail !== undefined) await cutAfterFailures(finished, bail, cases, baselines.of, execution);

  // What is not finished was interrupted, or given up after failures.
  const interrupted = signal?.aborted ?? false;
  const reason = interrupted ? 'interrupted' : `not run: stopped after ${options.bail} that failed`;
  const compared: Judged[] = [];
  for (const { batch, judged } of finished) {
    for (const [index, one] of judged.entries()) compared[batch.first + index] = one;
  }
  for (const [index, one] of cases.entries()) compared[index] ??= skipped(one, reason);
  const run = batchRunner(rate, plans.compiled, recipes);
  const whole = withReasons(cases, withInvoices(cases, compared, baselines.of, run, recipes), plans.compiled);
  const accept = acceptance(update, cases, whole, baselines);
  const judged = whole.map((one, index) => ({ ...one, result: accept(one.result, recipeOf(cases[index]!)) }));
  // A line of a baseline that nobody stands for belongs to no part of the run: the first one tells it.
  const gone = (shard?.index ?? 1) === 1 ? obsoleteOf(recipes, baselines, filters) : [];
  const obsolete = gone.map((result) => accept(result, undefined));

  // Keep what was found, and what was accepted.
  const own = [...withoutMany(judged.map(({ result }) => result)), ...obsolete];
  const results = [...own, ...laws.results];
  const summary = {
    ...summarise(
      own,
      finished.map(({ result }) => result),
      {
        filtered: countOf(entries) - all.length,
        compared: judged.filter(({ result }) => COMPARED.includes(result.status)).length,
        interrupted,
      },
    ),
    ...(laws.counts && { laws: laws.counts }),
  };
  const header = headerOf(loaded.value, cases, { options, shard });
  const fileOf = ({ place, id }: Recipe): string => baselineFile(place.file, id);
  const accepted = acceptedBaselines(cases, judged, obsolete, baselines, recipes, fileOf);
  hooks.onAccepted?.(accepted);
  if (options.writes ?? true) {
    for (const baseline of accepted.baselines.values())
      writeWhole(resolve(root, baseline.file), writeBaseline(baseline));
    for (const file of accepted.removed) rmSync(resolve(root, file), { force: true });
    writeWhole(resolve(root, out, DURATIONS_FILE), [stopwatch.text()]);
    writeWhole(resolve(root, out, RESULTS_FILE), resultLines({ header, results, summary }));
    const record = recordOf(root, loaded.value, accepted, { options, interrupted });
    const ran = { ...clock, workers: threads, regressions: options.regressions };
    const manifest = writeManifest(root, out, record, ran);
    hooks.onManifest?.(manifest);
  }
  const unread = judged.flatMap(({ problem }) => (problem ? [problem] : []));
  return { value: { header, results, summary }, problems: [...loaded.problems, ...unread] };
}

/** Below this threads take longer to start than they save. */
const WORTH_A_POOL_MS = 250;

/** So many customers take longer than that, however little they use. */
const SURELY_WORTH_A_POOL = 5000;
const customersOf = (recipes: readonly Recipe[]): number => recipes.reduce((sum, { count }) => sum + count, 0);
const isFiltered = (filters: Filters): boolean => Object.values(filters).some((filter) => filter !== undefined);

type Rating = Omit<Execution<RatingGiven, BatchResult>, 'onBatch'>;

/** A batch that came back. */
interface Finished {
  readonly batch: Batch;
  readonly result: BatchResult;
  readonly judged: readonly Judged[];
}

const FAILURES: readonly string[] = ['changed', 'unrated', 'error'];
const isFailed = ({ status }: Pick<ScenarioResult, 'status'>): boolean => FAILURES.includes(status);
const isFailure = ({ result }: Judged): boolean => isFailed(result);

/**
 * Leaves what stands up to the last failure that was asked for, in the order of the scenarios: however many threads
 * there are and whatever they had finished, the same scenarios are told. Batches are handed out in order, so all before
 * it are there.
 */
async function cutAfterFailures(
  finished: Finished[],
  most: number,
  cases: readonly Case[],
  baselines: ReadonlyMap<string, Baseline>,
  execution: Rating,
): Promise<void> {
  let failures = 0;
  for (const [place, { batch, judged }] of finished.entries()) {
    for (const [index, one] of judged.entries()) {
      if (isFailure(one)) failures += 1;
      if (failures < most) continue;
      finished.length = place;
      // Rated again without the rest of its batch, because a batch's sums are of all of it.
      const part = partOf(batch, 0, index + 1);
      await execute(onlyOne(part), {
        ...execution,
        signal: undefined,
        onBatch: (again, result) => {
          finished.push({
            batch: again,
            result,
            judged: collect(cases, again, result, baselines, execution.given.plans),
          });
        },
      });
      return;
    }
  }
}

function onlyOne(batch: Batch): BatchSource {
  let next: Batch | undefined = batch;
  return {
    next: () => {
      const given = next;
      next = undefined;
      return given;
    },
    took: () => undefined,
  };
}

function partOfRun(
  cases: readonly Case[],
  recipes: readonly Recipe[],
  { root, shard, durations }: TestOptions,
): Outcome<{ readonly cases: readonly Case[]; readonly shard?: Omit<Shard, 'baselines'> }> {
  if (!shard) return { value: { cases }, problems: [] };
  const guess = costModel(recipes);
  const measured = durations === undefined ? undefined : readDurations(root, durations);
  if (measured && !measured.value) return { problems: measured.problems };
  const costs = measured?.value ? measuredCosts(cases, guess, measured.value) : guess;
  const cut = cutShard(cases, shard, costs);
  if (cut) return { value: cut, problems: [] };
  const message = `${shard.of} parts of ${cases.length} ${cases.length === 1 ? 'scenario' : 'scenarios'} cannot be made`;
  return { problems: [{ code: 'SHARD-EMPTY', severity: 'error', message, fix: `cut into ${cases.length} or fewer` }] };
}

const COMPARED: readonly string[] = ['passed', 'changed'];

const NOTHING_LEFT: Problem = {
  code: 'SCENARIO-NONE',
  severity: 'error',
  message: 'no scenario is left by the filters',
  fix: 'widen --grep, --plan or --tag',
};

function headerOf(
  { plans, entries, inputs, baselineDigest }: Loaded,
  cases: readonly Case[],
  { options, shard }: { readonly options: TestOptions; readonly shard: Omit<Shard, 'baselines'> | undefined },
): RunHeader {
  const filters = filtersInWords(options);
  return {
    rateproof: rateproofVersion(),
    timeZoneData,
    plans: [...plans.histories.values()].map(aboutPlan),
    recipes: entries.flatMap((entry) => {
      if (!('recipe' in entry)) return [];
      const { id, seed, count } = entry.recipe;
      return { id, seed, count };
    }),
    scenarios: cases.length,
    inputs,
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(Object.keys(filters).length > 0 && { filters }),
    ...(shard && { shard: { ...shard, baselines: baselineDigest } }),
  };
}
