/** The laws of a run: bills of scenario files before anything else, then a search for others. */

import type { Entry } from '../scenario/read.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Cache } from './cache.ts';
import { chosen, type Filters } from './cases.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import { replayLaws } from './replay-laws.ts';
import type { RunSummary, ScenarioResult } from './result.ts';
import type { Engine } from './run-scenario.ts';
import type { SearchedLaws, SearchHooks } from './search-laws.ts';

export interface LawOptions {
  readonly root: string;
  readonly scenariosFolder?: string | undefined;
  readonly seed?: number | undefined;
  /** How many bills are tried for each law of each plan; default none. */
  readonly tries?: number | undefined;
  /** Where a bill that breaks a law is written; default `regressions` in the folder of the scenarios. */
  readonly regressions?: string | undefined;
  readonly plansFolder?: string | undefined;
  /** Ends the search after so many broken laws. */
  readonly bail?: number | undefined;
  /** Searches that found nothing are kept here: of the same plans the same search finds the same. */
  readonly cache?: Cache | undefined;
  /** Digest of the files of the plans; needed with a cache. */
  readonly planDigest?: string | undefined;
}

export interface HeldLaws {
  /** What does not hold; laws that do are counted. */
  readonly results: readonly ScenarioResult[];
  /** Undefined: no law was held of anything. */
  readonly counts: RunSummary['laws'];
}

/** Scenarios that are held of a law, apart from all other entries. */
export function apart(all: readonly Entry[]): { entries: readonly Entry[]; ofLaws: readonly Scenario[] } {
  const ofLaws = all.flatMap((entry) =>
    'scenario' in entry && entry.scenario.law !== undefined ? [entry.scenario] : [],
  );
  return { ofLaws, entries: all.filter((entry) => 'recipe' in entry || entry.scenario.law === undefined) };
}

/** Broken, or promised and held of nothing. */
const isWrong = ({ status }: ScenarioResult): boolean => status !== 'passed' && status !== 'skipped';

export async function holdLaws(
  plans: PreparedPlans,
  scenarios: readonly Scenario[],
  engine: Engine,
  options: LawOptions,
  filters: Filters,
  hooks: SearchHooks = {},
): Promise<HeldLaws> {
  const { tries = 0, bail } = options;
  const replayed = replayLaws(
    scenarios.filter((one) => chosen(filters, one)),
    plans,
    engine,
  );
  let searched: readonly ScenarioResult[] = [];
  let bills = replayed.length;
  const left = (bail ?? Number.POSITIVE_INFINITY) - replayed.filter(isWrong).length;
  if (tries > 0 && left > 0) {
    const found = await searchedLaws(plans, engine, { ...options, bail: left }, filters, replayed, hooks);
    searched = found.results;
    bills += found.bills;
  }
  const all = [...replayed, ...searched];
  const results = all.filter(({ status }) => status !== 'passed');
  if (all.length === 0) return { results, counts: undefined };
  const broken = results.filter(({ status }) => status === 'changed').length;
  const untried = results.filter((one) => isWrong(one) && one.status !== 'changed').length;
  const counts = { held: all.length - results.length, broken, bills, ...(untried > 0 && { untried }) };
  return { results, counts };
}

/** What a search finds; a kept one where nothing that it depends on has changed. */
async function searchedLaws(
  plans: PreparedPlans,
  engine: Engine,
  options: LawOptions & { readonly bail: number },
  filters: Filters,
  replayed: readonly ScenarioResult[],
  hooks: SearchHooks,
): Promise<SearchedLaws> {
  const { root, scenariosFolder = 'scenarios', plansFolder, seed, tries = 0, cache, planDigest, bail } = options;
  const { grep, plans: ofPlans, tags, ids, documents } = filters;
  const chosenBy = [grep?.source, grep?.flags, ofPlans, tags, ids && [...ids], documents && [...documents]];
  const known = replayed.map(({ plan, status, differences }) => [plan, status, differences[0]?.cause]);
  const inputs = JSON.stringify([planDigest, seed, tries, chosenBy, known]);
  const kept = cache?.find('laws', inputs) as SearchedLaws | undefined;
  if (kept) return kept;
  // Drawing loads fast-check: only where there is something to try.
  const { DEFAULT_LAW_SEED, searchLaws } = await import('./search-laws.ts');
  const folder = options.regressions ?? `${scenariosFolder}/regressions`;
  const about = { root, folder, plansFolder, tries, seed: seed ?? DEFAULT_LAW_SEED, bail };
  const found = await searchLaws(plans, engine, about, filters, replayed, hooks);
  // A bill that breaks a law is written to a file: that has to happen again. An interrupted search has not found all.
  if (!hooks.signal?.aborted && found.results.every(({ status }) => status !== 'changed')) {
    cache?.keep('laws', inputs, found);
  }
  return found;
}
