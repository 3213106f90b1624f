/** Scenarios of one file, rated in this thread: for test runners that have threads of their own. */

import { type Baseline, baselineFile, writeBaseline } from '../baseline/baseline.ts';
import { customerId } from '../scenario/expand.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { Batches } from './batches.ts';
import { type Case, casesOf } from './cases.ts';
import { collect, type Judged } from './collect.ts';
import { execute } from './execute.ts';
import type { Loaded } from './load.ts';
import { rateAccounts } from './rate-accounts.ts';
import type { ScenarioResult } from './result.ts';
import { RATING } from './run-scenario.ts';
import { storyOf } from './story.ts';

/** The written scenarios of a file, and its recipes with the baseline that the bills of their customers make. */
export interface FileRun {
  readonly written: readonly ScenarioResult[];
  readonly recipes: readonly RecipeRun[];
}

export interface RecipeRun {
  readonly id: string;
  /** Path of the accepted baseline from the project's folder, and what would stand in it. */
  readonly baselineFile: string;
  readonly baseline: string;
  readonly results: readonly ScenarioResult[];
}

/** Names of what a file holds, by kind, in its order. */
export function namesIn({ entries }: Loaded, file: string) {
  const own = entries.filter((entry) => ('scenario' in entry ? entry.scenario : entry.recipe).place.file === file);
  return {
    written: own.flatMap((entry) => ('scenario' in entry ? [entry.scenario] : [])),
    recipes: own.flatMap((entry) => ('recipe' in entry ? [entry.recipe] : [])),
  };
}

export async function runFile(loaded: Loaded, file: string): Promise<FileRun> {
  const { written, recipes } = namesIn(loaded, file);
  const entries = [...written.map((scenario) => ({ scenario })), ...recipes.map((recipe) => ({ recipe }))];
  const cases = await casesOf(entries, {});
  const judged: Judged[] = [];
  await execute(new Batches(cases, recipes), {
    ...{ work: RATING, given: { plans: loaded.plans.compiled, recipes }, engine: rateAccounts },
    ...{ pool: undefined, timeoutMs: 0 },
    onBatch: (batch, result) => {
      for (const one of collect(cases, batch, result, loaded.baselines.of, loaded.plans.compiled)) judged.push(one);
    },
  });
  return {
    written: judged.slice(0, written.length).map(({ result }) => result),
    recipes: recipes.map((recipe) => recipeRun(recipe, cases, judged)),
  };
}

function recipeRun(recipe: Recipe, cases: readonly Case[], judged: readonly Judged[]): RecipeRun {
  const own = judged.filter((_, index) => 'recipe' in cases[index]! && cases[index].recipe === recipe);
  const byId = new Map(own.map((one) => [one.result.id, one]));
  const lines = new Map<number, string>();
  for (let number = 1; number <= recipe.count; number += 1) {
    const told = byId.get(customerId(recipe, number))?.told;
    if (told !== undefined) lines.set(number, told);
  }
  const { id, place } = recipe;
  const file = baselineFile(place.file, id);
  const baseline: Baseline = { ...storyOf(recipe), file, recipe: id, lines };
  return {
    ...{ id, baselineFile: file, baseline: [...writeBaseline(baseline)].join('') },
    results: own.map(({ result }) => result),
  };
}
