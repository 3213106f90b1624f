/** `rateproof diff`: the same customers, rated with the plans as they were and as they are. */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { timeZoneData } from '../../calendar/zone.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { parseDocuments } from '../../plan/parse/parse-documents.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import type { Entry } from '../../scenario/read.ts';
import { aboutPlan } from '../about-plan.ts';
import { Batches } from '../batches.ts';
import { Cache } from '../cache.ts';
import { type Case, casesOf, countOf, type Filters } from '../cases.ts';
import { type Execution, execute } from '../execute.ts';
import type { InputFile } from '../files.ts';
import { nothingIn, type PreparedFiles, prepareFiles, recipesOf } from '../load.ts';
import type { Manifest } from '../manifest.ts';
import { filtersInWords } from '../narrow.ts';
import { type PreparedPlans, preparePlans } from '../prepare-plan.ts';
import { rateAccounts } from '../rate-accounts.ts';
import type { Batch, Engine } from '../run-scenario.ts';
import { Session } from '../session.ts';
import { rateproofVersion } from '../version.ts';
import { writeWhole } from '../write-file.ts';
import { writeManifest } from '../write-manifest.ts';
import { withDay } from './approvals.ts';
import { type Answer, type ChangeTools, type PlanSide, type Question, type RatedSum, WHOLE_CHANGE } from './change.ts';
import { apparent, type Finished, judgeRows, settle } from './collect-rows.ts';
import { DIFF_FILE, diffLines } from './diff-file.ts';
import { diffRecord } from './diff-record.ts';
import { currencyOf } from './effects.ts';
import { PAIR, type PairGiven, type PairResult } from './pair.ts';
import { withRenames } from './renames.ts';
import type { DiffHeader, DiffRun, DiffSide } from './result.ts';
import { chooseShown, withInvoices } from './shown.ts';
import { type RecordedSides, readBase, readHead, renamed, type SideFiles } from './sides.ts';
import { changedSum, comparedOf, summariseDiff } from './summarise-diff.ts';
import { SUMS, type SumsResult } from './sums.ts';

export interface DiffOptions extends Pick<Filters, 'grep' | 'plans' | 'tags'> {
  /** The project's folder; the others are inside it. */
  readonly root: string;
  /** Default: `plans`, `scenarios`, and `reports/latest` for diff.ndjson. */
  readonly plansFolder?: string | undefined;
  readonly scenariosFolder?: string | undefined;
  readonly out?: string | undefined;
  /** A commit, branch or tag, or a folder written as a path; default: where the branch left the default branch. */
  readonly base?: string | undefined;
  /** Default: the working tree. */
  readonly head?: string | undefined;
  /** Whether a folder may lie outside the project; default no. */
  readonly mayLeadOut?: boolean | undefined;
  /** Default: one a core. */
  readonly workers?: number | undefined;
  /** Takes the place of the seeds of all recipes. */
  readonly seed?: number | undefined;
  /** How long a batch may take in a worker; default a minute. */
  readonly timeoutMs?: number | undefined;
  /** How long a batch should take; what comes out does not depend on it. */
  readonly batchMs?: number | undefined;
  /** Leaves out customers that cannot touch what changed. */
  readonly onlyAffected?: boolean | undefined;
  /** Rates all, and shows that those that could be left out do not change. */
  readonly proveAffected?: boolean | undefined;
  /** Parsed files are kept in .rateproof/cache; default false. */
  readonly cache?: boolean | undefined;
  /** ISO date: approvals that end before it do not count. */
  readonly asOf: string;
  /** Sides as an earlier comparison has recorded them, in the place of what names of branches mean by now. */
  readonly recorded?: RecordedSides | undefined;
  /** Folder of the project in which decisions stand, for the manifest. */
  readonly approvals?: string | undefined;
  /** Another engine: a function here, the module of it for the workers. */
  readonly engine?: { readonly rate: Engine; readonly module: string } | undefined;
}

export interface DiffHooks {
  /** After every batch: how many scenarios are done, of how many. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /**
   * While the change is divided among its causes: how many scenarios were rated with a part of it, of how many that are
   * known to be needed. The number grows when causes turn out to go only together.
   */
  readonly onDividing?: ((done: number, of: number) => void) | undefined;
  /** Interrupts the run; what is finished is kept, compared and written. */
  readonly signal?: AbortSignal | undefined;
  /** What is made of the change beyond rating it. */
  readonly change?: ChangeTools | undefined;
  /** The base, when both sides could be read. */
  readonly onBase?: ((base: SideFiles) => void) | undefined;
  /** What was read, asked for and written: the manifest is written beside the results. */
  readonly onManifest?: ((manifest: Manifest) => void) | undefined;
}

/** Where problems have no value beside them and one of them is DIFF-INCOMPARABLE, it is the base that cannot be read. */
export type DiffOutcome = Outcome<DiffRun> & {
  /** Texts of the files in which problems are, as the problems call them, where they are not those of the working tree. */
  readonly sources?: ReadonlyMap<string, string>;
};

/** Rates what the filters leave with both sides; writes diff.ndjson. */
export async function runDiff(
  options: DiffOptions,
  hooks: DiffHooks = {},
  kept?: Session | undefined,
): Promise<DiffOutcome> {
  const session = kept ?? new Session();
  try {
    return await runIn(session, options, hooks);
  } finally {
    if (!kept) await session.close();
  }
}

async function runIn(session: Session, options: DiffOptions, hooks: DiffHooks): Promise<DiffOutcome> {
  const { root, out = 'reports/latest', signal } = { ...options, ...hooks };
  const change = hooks.change ?? WHOLE_CHANGE;
  const clock = { started: Date.now(), from: performance.now() };

  // Read both sides; any error ends the run before it begins.
  const read = readSides(session, options);
  if (!read.value) return read;
  const { base, head, ofHead, plansOfBase, entries, withdrawn } = read.value;
  hooks.onBase?.(base);
  const [was, is] = [planSide(base.plans, plansOfBase), planSide(head.plans, ofHead.prepared)];

  // What changed, in edits.
  const edits = change.findEdits(was.documents, is.documents);
  const told = change.tellEdits(edits, was, is);
  const older = withRenames(was.compiled, edits);

  // Choose.
  const recipes = [...recipesOf(entries), ...recipesOf(withdrawn)];
  const filters: Filters = { grep: options.grep, plans: options.plans, tags: options.tags };
  const threads = Math.max(1, options.workers ?? availableParallelism());
  // Threads load while customers are drawn: on another core that costs nothing.
  const isFiltered = Object.values(filters).some((filter) => filter !== undefined);
  if (threads > 1 && !isFiltered && countOf(entries) >= SURELY_WORTH_A_POOL) await session.pool(threads);
  const ofEntries = await casesOf(entries, filters);
  const gone = await withdrawnCases(withdrawn, filters, { base: older, head: is.compiled, taken: ofEntries });
  const cases = [...ofEntries, ...gone];
  if (cases.length === 0 && !signal?.aborted) return { problems: [...read.problems, NOTHING_LEFT] };

  // Rate both sides.
  const given: PairGiven = {
    base: older,
    head: is.compiled,
    recipes,
    untouched: options.proveAffected ? 'mark' : options.onlyAffected ? 'leave' : 'rate',
  };
  const how = { threads, batchMs: options.batchMs, fullWritten: false };
  const batches = new Batches(cases, recipes, how);
  const pool = threads > 1 && 2 * batches.shareableMs >= WORTH_A_POOL_MS ? await session.pool(threads) : undefined;
  const rate = options.engine?.rate ?? rateAccounts;
  const common: Omit<Execution<never, never>, 'work' | 'given' | 'onBatch'> = {
    ...{ engine: rate, engineModule: options.engine?.module, pool, signal },
    timeoutMs: options.timeoutMs ?? 60_000,
  };
  const finished: Finished[] = [];
  let done = 0;
  await execute(batches, {
    ...{ ...common, work: PAIR, given },
    onBatch: (batch, result) => {
      finished.push({ batch, result });
      done += batch.size;
      hooks.onProgress?.(done, cases.length);
    },
  });
  finished.sort((a, b) => a.batch.first - b.batch.first);
  const isInterrupted = (): boolean => signal?.aborted ?? false;
  const rows = judgeRows(cases, finished, {
    base: options.recorded ? options.recorded.base.asked : options.base,
    head: options.recorded ? options.recorded.head?.asked : options.head,
  });

  // The base against itself: nothing may differ, or what differs otherwise says nothing.
  const proof = evenly(
    rows.flatMap(({ row }, index) => (row && (row.on === 'both' || row.on === 'base') && !row.left ? [index] : [])),
  );
  const nullCheck = { scenarios: 0, differing: 0 };
  if (!isInterrupted()) {
    const chosen = proof.map((index) => cases[index]!);
    const itself: PairGiven = { base: older, head: structuredClone(older), recipes, untouched: 'rate' };
    await execute(new Batches(chosen, recipes, how), {
      ...{ ...common, work: PAIR, given: itself },
      onBatch: (_: Batch, { rows: own }: PairResult) => {
        nullCheck.scenarios += own.length;
        nullCheck.differing += own.filter(({ differences, error }) => differences.length > 0 || error).length;
      },
    });
  }

  // What of it comes from which edit, and who approved of it.
  const compared = comparedOf(rows, (plan) => currencyOf(plan, is.compiled, was.compiled));
  const dividing = { done: 0, of: 0 };
  const rateSums: Question['rateSums'] = async (sides, indexes) => {
    const sums = sides.map(() => new Array<RatedSum | undefined>(indexes.length));
    const chosen = indexes.map((index) => cases[index]!);
    dividing.of += indexes.length * sides.length;
    await execute(new Batches(chosen, recipes, how), {
      ...{ ...common, work: SUMS, given: { sides, recipes } },
      onBatch: ({ first, size }: Batch, { sums: own }: SumsResult) => {
        own.forEach((rated, side) => {
          rated.forEach((sum, index) => {
            sums[side]![first + index] = sum ?? undefined;
          });
        });
        dividing.done += size * sides.length;
        hooks.onDividing?.(dividing.done, dividing.of);
      },
    });
    if (isInterrupted()) throw new Interrupted();
    return sums;
  };
  const only = (one: CompiledPlans, other: CompiledPlans): string[] =>
    [...one.keys()].filter((id) => !other.has(id)).sort();
  const newPlans = only(is.compiled, older);
  const withdrawnPlans = only(older, is.compiled);
  const question: Question = {
    ...{ base: was, head: is, edits, told, newPlans, withdrawnPlans, rateSums },
    compared: compared.map(changedSum),
  };
  const answer = isInterrupted() ? apparent() : await change.attribute(question).catch(orApparent);
  const interrupted = isInterrupted();
  const header = headerOf(read.value, { options, recipes, gone });
  const decided = change.approve(answer.causes, { root, asOf: options.asOf, edits: told });
  if (!decided.value) return { problems: [...read.problems, ...decided.problems] };
  const causes = decided.value;
  const settled = settle(rows, causes, answer.causesOf);

  // Keep what will be shown, whole.
  const shown = chooseShown(settled, causes);
  const run = PAIR.begin(given, rate);
  const whole = interrupted ? settled : withInvoices(cases, settled, shown.indexes, { run, recipes });
  const results = whole.flatMap(({ result, row }) => (row?.left ? [] : [result]));
  const summary = {
    ...summariseDiff(whole, finished, {
      filtered: countOf(entries) - ofEntries.length,
      currency: (plan) => currencyOf(plan, is.compiled, was.compiled),
      leaves: given.untouched,
    }),
    ...{ edits: told, causes, attribution: answer.attribution, newPlans, withdrawnPlans, nullCheck, interrupted },
    samples: shown.samples,
  };
  const dated = withDay(header, causes, options.asOf);
  const value: DiffRun = { header: { ...dated, scenarios: results.length }, results, summary };
  writeWhole(resolve(root, out, DIFF_FILE), diffLines(value));
  const record = diffRecord(
    options,
    { base, head, scenarios: ofHead.scenarioFiles, ofBase: read.value.withdrawnFiles },
    interrupted,
  );
  // Written whether anybody listens or not.
  const manifest = writeManifest(root, out, record, { ...clock, workers: threads, asOf: options.asOf });
  hooks.onManifest?.(manifest);
  return { value, problems: [...read.problems, ...decided.problems] };
}

/** Ends the division of a change: what was rated is told, and not what of it comes from where. */
class Interrupted extends Error {}

const orApparent = (error: unknown): Answer => {
  if (error instanceof Interrupted) return apparent();
  throw error;
};

/** Below this threads take longer to start than they save. */
const WORTH_A_POOL_MS = 250;
/** So many customers take longer than that, however little they use. */
const SURELY_WORTH_A_POOL = 2500;
/** The base is held against itself for so many scenarios at most. */
const MOST_PROOF = 300;

const evenly = (indexes: readonly number[]): number[] => {
  const size = Math.min(MOST_PROOF, indexes.length);
  return Array.from({ length: size }, (_, n) => indexes[Math.floor((n * indexes.length) / size)]!);
};

const NOTHING_LEFT: Problem = {
  code: 'SCENARIO-NONE',
  severity: 'error',
  message: 'no scenario is left by the filters',
  fix: 'widen --grep, --plan or --tag',
};

interface Sides {
  readonly base: SideFiles;
  readonly head: SideFiles;
  readonly ofHead: PreparedFiles;
  readonly plansOfBase: PreparedPlans;
  readonly entries: readonly Entry[];
  /** Of the base, read with its plans; only where a plan was withdrawn. */
  readonly withdrawn: readonly Entry[];
  readonly withdrawnFiles: readonly InputFile[];
}

/** The head first: whoever made a mistake in it is told of that, and not of what it is compared with. */
function readSides(
  session: Session,
  options: DiffOptions,
): Outcome<Sides> & { readonly sources?: ReadonlyMap<string, string> } {
  const { root, seed } = options;
  const asked = {
    ...{ root, plans: options.plansFolder ?? 'plans', scenarios: options.scenariosFolder ?? 'scenarios' },
    ...{ base: options.base, head: options.head, recorded: options.recorded, mayLeadOut: options.mayLeadOut ?? false },
  };
  const head = readHead(asked);
  if (!head.value) return head;
  const scenarios = rememberedFiles(head.value.scenarios);
  const cache = options.cache && options.head === undefined ? new Cache(root) : undefined;
  const ofHead = prepareFiles(head.value.plans, scenarios.read, { seed, session, kept: cache });
  const named = (side: SideFiles, problems: readonly Problem[]) => renamed(problems, side.called);
  if (!ofHead.value) {
    const sources = sourcesOf(head.value, [...head.value.plans, ...scenarios.seen()]);
    return { problems: named(head.value, ofHead.problems), sources };
  }
  const { entries } = ofHead.value;
  if (entries.length === 0) return { problems: [nothingIn(asked.scenarios)] };

  const base = readBase(asked);
  if (!base.value) return asIncomparable(base.problems, 'the base');
  const { name } = base.value.side;
  if (base.value.plans.length === 0) return { problems: [incomparable(`there is no plan in ${name}`)] };
  const plansOfBase = preparePlans(base.value.plans);
  const wrongIn = (side: SideFiles, problems: readonly Problem[], more: readonly InputFile[]) => ({
    problems: [incomparable(`the plans of ${name} cannot be read`), ...named(side, problems)],
    sources: sourcesOf(side, [...side.plans, ...more]),
  });
  if (!plansOfBase.value) return wrongIn(base.value, plansOfBase.problems, []);
  if (plansOfBase.value.compiled.size === 0) return { problems: [incomparable(`there is no plan in ${name}`)] };

  const gone = [...plansOfBase.value.compiled.keys()].some((id) => !ofHead.value!.prepared.compiled.has(id));
  let withdrawn: readonly Entry[] = [];
  let withdrawnFiles: readonly InputFile[] = [];
  if (gone) {
    const older = rememberedFiles(base.value.scenarios);
    const ofBase = prepareFiles(base.value.plans, older.read, { seed, session: new Session(), kept: undefined });
    if (!ofBase.value) return wrongIn(base.value, ofBase.problems, older.seen());
    withdrawn = ofBase.value.entries;
    withdrawnFiles = older.seen();
  }
  const value = {
    ...{ base: base.value, head: head.value, ofHead: ofHead.value, plansOfBase: plansOfBase.value },
    ...{ entries, withdrawn, withdrawnFiles },
  };
  return { value, problems: named(head.value, ofHead.problems) };
}

/** Files that are read once, and known afterwards. */
function rememberedFiles(read: SideFiles['scenarios']) {
  let seen: readonly InputFile[] = [];
  return {
    read: () => {
      const files = read();
      seen = files.value ?? [];
      return files;
    },
    seen: () => seen,
  };
}

const sourcesOf = ({ called }: SideFiles, files: readonly InputFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ file, text }) => [called(file), text]));

const incomparable = (message: string): Problem => ({
  ...{ code: 'DIFF-INCOMPARABLE', severity: 'error', message },
  fix: 'name a commit, branch or folder whose plans can be read: `--base <commit>`',
});

/** Says of any problems that nothing was compared. */
function asIncomparable(problems: readonly Problem[], name: string): { readonly problems: readonly Problem[] } {
  if (problems.some(({ code }) => code === 'DIFF-INCOMPARABLE')) return { problems };
  return { problems: [incomparable(`the plans of ${name} cannot be read`), ...problems] };
}

function planSide(files: readonly InputFile[], { histories, compiled }: PreparedPlans): PlanSide {
  // They were read before, without an error.
  const { value: documents = [] } = parseDocuments(files);
  return { documents, plans: histories, compiled };
}

/**
 * Cases of the base that only it can rate: customers that begin on a withdrawn plan, written ones also where they change to
 * one. An id that the head has too is told as the base's.
 */
async function withdrawnCases(
  entries: readonly Entry[],
  filters: Filters,
  {
    base,
    head,
    taken,
  }: { readonly base: CompiledPlans; readonly head: CompiledPlans; readonly taken: readonly Case[] },
): Promise<Case[]> {
  const isGone = (plan: string): boolean => base.has(plan) && !head.has(plan);
  const all = await casesOf(entries, filters);
  const ids = new Set(taken.map(({ id }) => id));
  return all.flatMap((one) => {
    const plans = [one.plan, ...('scenario' in one ? one.scenario.changes.map(({ plan }) => plan) : [])];
    if (!plans.some(isGone)) return [];
    return { ...one, id: ids.has(one.id) ? `${one.id}@base` : one.id };
  });
}

function headerOf(
  { base, head, ofHead, plansOfBase, entries }: Sides,
  { options }: { readonly options: DiffOptions; readonly recipes: unknown; readonly gone: unknown },
): DiffHeader {
  const filters = filtersInWords(options);
  const { histories } = ofHead.prepared;
  const older = [...plansOfBase.histories.values()].filter(({ id }) => !histories.has(id));
  const side = ({ side: { name, commit, plans } }: SideFiles): DiffSide => ({
    name,
    ...(commit !== undefined && { commit }),
    plans,
  });
  return {
    rateproof: rateproofVersion(),
    timeZoneData,
    ...{ base: side(base), head: side(head) },
    plans: [...histories.values(), ...older].map(aboutPlan),
    recipes: recipesOf(entries).map(({ id, seed, count }) => ({ id, seed, count })),
    scenarios: 0,
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(Object.keys(filters).length > 0 && { filters }),
  };
}
