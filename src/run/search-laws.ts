/** Searches for bills that break the laws of the plans; the smallest of each is written as a scenario file. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { drawBills, missed } from '../laws/draw.ts';
import type { Law } from '../laws/law.ts';
import { lawsOf } from '../laws/laws.ts';
import { type Found, searching } from '../laws/search.ts';
import { breachText, scenarioBody, scenarioFile } from '../laws/write-scenario.ts';
import type { PlanHistory } from '../plan/model.ts';
import { chosen, type Filters } from './cases.ts';
import { differenceOf, rateWith } from './law-bills.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import type { ScenarioResult } from './result.ts';
import type { Engine } from './run-scenario.ts';
import { shellWord } from './shell-word.ts';
import { writeWhole } from './write-file.ts';

export interface LawSearch {
  /** Bills a law and plan. */
  readonly tries: number;
  readonly seed: number;
  readonly root: string;
  /** Where a bill that breaks a law is written, relative to the root. */
  readonly folder: string;
  /** Where the plans are, for the command that shows it again; default `plans`. */
  readonly plansFolder?: string | undefined;
  /** Only laws whose name matches. */
  readonly law?: RegExp | undefined;
  /** Ends after so many broken laws. */
  readonly bail?: number | undefined;
}

export interface SearchHooks {
  /** How many laws are done, of how many. */
  readonly onLaws?: ((done: number, of: number) => void) | undefined;
  /** Ends the search; laws that are done are told. */
  readonly signal?: AbortSignal | undefined;
}

export interface SearchedLaws {
  readonly results: readonly ScenarioResult[];
  /** How many bills the laws had something to say of. */
  readonly bills: number;
}

/** The same bills for everybody who says nothing else. */
export const DEFAULT_LAW_SEED = 20_260_301;

/**
 * A search for each law of each plan that holds there. A law that a replayed scenario has already shown to be broken is
 * not searched: the file is there. A promise of a plan that no bill can be held against is an error: nothing was compared.
 */
export async function searchLaws(
  prepared: PreparedPlans,
  engine: Engine,
  options: LawSearch,
  filters: Filters,
  already: readonly ScenarioResult[],
  { onLaws, signal }: SearchHooks = {},
): Promise<SearchedLaws> {
  const rate = rateWith(engine, prepared);
  const results: ScenarioResult[] = [];
  let bills = 0;
  const chosenOf = (history: PlanHistory): Law[] =>
    lawsOf({ history, plans: prepared.histories }).filter(
      ({ name, plan, not, stated }) =>
        (not === undefined || stated) &&
        (options.law?.test(name) ?? true) &&
        chosen(filters, { id: idOf(plan, name), plan, tags: [] }) &&
        !isBroken(already, plan, name),
    );
  const plans = [...prepared.histories.values()].map((history) => ({ history, laws: chosenOf(history) }));
  const all = plans.reduce((sum, { laws }) => sum + laws.length, 0);
  let broken = 0;
  let before = 0;
  for (const { history, laws } of plans) {
    let spoken = 0;
    const searches = laws.map((law) => ({
      law,
      bills: () => {
        const drawn = law.not === undefined ? drawBills(law, history, options) : [];
        spoken = drawn.filter((bill) => law.speaksOf(bill)).length;
        return drawn;
      },
    }));
    let done = 0;
    for (const step of searching(searches, history, rate)) {
      if (step.done > done) {
        const law = laws[done]!;
        const result = told(law, { history, found: step.found, spoken }, options, prepared);
        results.push(result);
        bills += spoken;
        done = step.done;
        if (result.status === 'changed') broken += 1;
        if (broken >= (options.bail ?? Number.POSITIVE_INFINITY)) return { results, bills };
      }
      onLaws?.(before + done, all);
      // Lets an interruption through.
      await setImmediate();
      if (signal?.aborted) return { results, bills };
    }
    before += laws.length;
  }
  return { results, bills };
}

const idOf = (plan: string, law: string): string => `law:${plan}:${law}`;

const isBroken = (replayed: readonly ScenarioResult[], plan: string, law: string): boolean =>
  replayed.some((one) => one.plan === plan && one.status === 'changed' && one.differences[0]?.cause === law);

interface Searched {
  readonly history: PlanHistory;
  readonly found: Found | undefined;
  readonly spoken: number;
}

function told(
  law: Law,
  { history, found, spoken }: Searched,
  options: LawSearch,
  prepared: PreparedPlans,
): ScenarioResult {
  const { file, line } = history.versions[0]!.place;
  const about = {
    ...{ id: idOf(law.plan, law.name), file, line, plan: law.plan, title: `${law.name}: ${law.says}` },
    ...{ check: 'law' as const, unrated: 0, screened: 0, differences: [] },
  };
  const again = commandOf(law, options);
  if (found) return { ...about, ...broken(law, found, options, prepared), again };
  if (law.stated) {
    const lacks = law.not ?? lackOf(law, history, spoken);
    if (lacks !== undefined)
      return {
        ...about,
        ...{ status: 'error', again },
        reason: `the plan promises it, and no bill can be held against it: ${lacks}`,
      };
  }
  if (spoken > 0) return { ...about, status: 'passed' };
  return { ...about, status: 'skipped', reason: `no bill of ${options.tries} could be held against it` };
}

/** Why a promise, or one of its versions, was not held of anything. */
function lackOf(law: Law, history: PlanHistory, spoken: number): string | undefined {
  const needs = missed(law, history);
  if (needs !== undefined) return `there is no customer with ${needs}`;
  return spoken > 0 ? undefined : 'none that was drawn is one that it speaks of';
}

/** The command that draws the same bills again: it needs nothing that this run wrote. */
function commandOf({ plan, name }: Law, { tries, seed, plansFolder }: LawSearch): string {
  const folder = plansFolder && plansFolder !== 'plans' ? ` --plans ${shellWord(plansFolder)}` : '';
  return `rateproof search${folder} --plan ${plan} --law "^${name}$" --seed ${seed} --tries ${tries}`;
}

function broken(law: Law, { bill, breach }: Found, { root, folder }: LawSearch, prepared: PreparedPlans) {
  const body = scenarioBody(law, bill, prepared.histories.get(law.plan)!.versions[0]!);
  const id = `${law.plan}-${law.name}-${createHash('sha256').update(body).digest('hex').slice(0, 8)}`;
  const path = `${folder}/${id}.yaml`;
  // One that is there stays: somebody may have written into it why.
  if (!existsSync(resolve(root, path))) writeWhole(resolve(root, path), [scenarioFile(id, law, breach, body)]);
  const reason = `${breachText(breach)} The smallest bill is ${path}`;
  return { status: 'changed' as const, differences: [differenceOf(law, breach)], reason };
}
