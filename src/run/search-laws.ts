/** Searches for bills that break the laws of the plans; the smallest of each is written as a scenario file. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { drawBills } from '../laws/draw.ts';
import type { Law } from '../laws/law.ts';
import { lawsOf } from '../laws/laws.ts';
import { type Found, search } from '../laws/search.ts';
import { breachText, scenarioBody, scenarioFile } from '../laws/write-scenario.ts';
import { chosen, type Filters } from './cases.ts';
import { commandFor } from './collect.ts';
import { differenceOf, rateWith } from './law-bills.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import type { ScenarioResult } from './result.ts';
import type { Engine } from './run-scenario.ts';
import { writeWhole } from './write-file.ts';

export interface LawSearch {
  /** Bills a law and plan. */
  readonly tries: number;
  readonly seed: number;
  readonly root: string;
  /** Where a bill that breaks a law is written, relative to the root. */
  readonly folder: string;
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
 * not searched: the file is there.
 */
export function searchLaws(
  prepared: PreparedPlans,
  engine: Engine,
  options: LawSearch,
  filters: Filters,
  already: readonly ScenarioResult[],
): SearchedLaws {
  const rate = rateWith(engine, prepared);
  const results: ScenarioResult[] = [];
  let bills = 0;
  for (const history of prepared.histories.values()) {
    const laws = lawsOf({ history, plans: prepared.histories }).filter(
      ({ name, plan, not }) =>
        not === undefined &&
        chosen(filters, { id: idOf(plan, name), plan, tags: [] }) &&
        !isBroken(already, plan, name),
    );
    const tried = laws.map((law) => ({ law, bills: drawBills(law, history, options) }));
    const found = search(tried, history, rate);
    const { file, line } = history.versions[0]!.place;
    tried.forEach(({ law, bills: drawn }, index) => {
      const spoken = drawn.filter((bill) => law.speaksOf(bill)).length;
      bills += spoken;
      const about = {
        ...{ id: idOf(law.plan, law.name), file, line, plan: law.plan, title: `${law.name}: ${law.says}` },
        ...{ check: 'law' as const, unrated: 0, screened: 0 },
      };
      const one = found[index];
      const reason = `no bill of ${options.tries} could be held against it`;
      if (one) results.push({ ...about, ...broken(law, one, options, prepared) });
      else if (spoken > 0) results.push({ ...about, status: 'passed', differences: [] });
      else results.push({ ...about, status: 'skipped', differences: [], reason });
    });
  }
  return { results, bills };
}

const idOf = (plan: string, law: string): string => `law:${plan}:${law}`;

const isBroken = (replayed: readonly ScenarioResult[], plan: string, law: string): boolean =>
  replayed.some((one) => one.plan === plan && one.status === 'changed' && one.differences[0]?.cause === law);

function broken(law: Law, { bill, breach }: Found, { root, folder }: LawSearch, prepared: PreparedPlans) {
  const body = scenarioBody(law, bill, prepared.histories.get(law.plan)!.versions[0]!);
  const id = `${law.plan}-${law.name}-${createHash('sha256').update(body).digest('hex').slice(0, 8)}`;
  const path = `${folder}/${id}.yaml`;
  // One that is there stays: somebody may have written into it why.
  if (!existsSync(resolve(root, path))) writeWhole(resolve(root, path), [scenarioFile(id, law, breach, body)]);
  const reason = `${breachText(breach)} The smallest bill is ${path}`;
  return { status: 'changed' as const, differences: [differenceOf(law, breach)], reason, again: commandFor(id) };
}
