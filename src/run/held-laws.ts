/** The laws of a run: bills of scenario files before anything else, then a search for others. */

import type { Entry } from '../scenario/read.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { chosen, type Filters } from './cases.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import { replayLaws } from './replay-laws.ts';
import type { RunSummary, ScenarioResult } from './result.ts';
import type { Engine } from './run-scenario.ts';
import type { SearchHooks } from './search-laws.ts';

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
  { root, scenariosFolder = 'scenarios', plansFolder, seed, tries = 0, regressions, bail }: LawOptions,
  filters: Filters,
  hooks: SearchHooks = {},
): Promise<HeldLaws> {
  const replayed = replayLaws(
    scenarios.filter((one) => chosen(filters, one)),
    plans,
    engine,
  );
  let searched: readonly ScenarioResult[] = [];
  let bills = replayed.length;
  const left = (bail ?? Number.POSITIVE_INFINITY) - replayed.filter(isWrong).length;
  if (tries > 0 && left > 0) {
    // Drawing loads fast-check: only where there is something to try.
    const { DEFAULT_LAW_SEED, searchLaws } = await import('./search-laws.ts');
    const folder = regressions ?? `${scenariosFolder}/regressions`;
    const search = { root, folder, plansFolder, tries, seed: seed ?? DEFAULT_LAW_SEED, bail: left };
    const found = await searchLaws(plans, engine, search, filters, replayed, hooks);
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
