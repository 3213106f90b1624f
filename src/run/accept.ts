/** What of a run becomes the baseline, and what of the baselines nobody makes any more. */

import { type Baseline, tellsOf, type Update } from '../baseline/baseline.ts';
import { readLine } from '../baseline/line.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { type Case, chosen, type Filters } from './cases.ts';
import { commandFor, type Judged } from './collect.ts';
import type { ScenarioResult } from './result.ts';

const ACCEPTED_BY: Readonly<Record<Update, readonly ScenarioResult['status'][]>> = {
  none: [],
  new: ['new'],
  changed: ['new', 'changed'],
  all: ['new', 'changed', 'obsolete'],
};

/** Lines of the baselines that no customer stands for: results of their own, after those of the run. */
export function obsoleteOf(
  recipes: readonly Recipe[],
  baselines: ReadonlyMap<string, Baseline>,
  filters: Filters,
): ScenarioResult[] {
  return recipes.flatMap((recipe) => {
    const baseline = baselines.get(recipe.id);
    if (!baseline) return [];
    const result = (id: string, plan: string, reason: string): ScenarioResult => ({
      ...{ id, file: recipe.place.file, line: recipe.place.line, plan, status: 'obsolete', check: 'baseline' },
      ...{ differences: [], reason, again: commandFor(id), unrated: 0, screened: 0 },
    });
    const about = (id: string, plan: string) => chosen(filters, { id, plan, tags: recipe.tags });
    if (!tellsOf(baseline, recipe)) {
      const reason = 'the baseline was made with another seed or before the recipe was changed';
      return about(recipe.id, '') ? [result(recipe.id, '', reason)] : [];
    }
    const reason = 'the recipe no longer makes this customer';
    return [...baseline.lines]
      .filter(([number]) => number > recipe.count)
      .map(([number, told]) => ({ id: `${recipe.id}/${number}`, plan: readLine(told)?.plan ?? '' }))
      .filter(({ id, plan }) => about(id, plan))
      .map(({ id, plan }) => result(id, plan, reason));
  });
}

/** Marks what `update` accepts. */
export function accept(result: ScenarioResult, update: Update): ScenarioResult {
  const acceptable = ACCEPTED_BY[update].includes(result.status);
  return acceptable ? { ...result, accepted: true } : result;
}

/** Baselines as they are to be written: of each recipe in which something was accepted. */
export function acceptedBaselines(
  cases: readonly Case[],
  judged: readonly Judged[],
  obsolete: readonly ScenarioResult[],
  baselines: ReadonlyMap<string, Baseline>,
): Map<Recipe, Baseline> {
  const written = new Map<Recipe, Baseline & { readonly lines: Map<number, string> }>();
  const baselineOf = (recipe: Recipe) => {
    const before = baselines.get(recipe.id);
    const lines = tellsOf(before, recipe) ? new Map(before.lines) : new Map<number, string>();
    const { id, seed, fingerprint } = recipe;
    const baseline = written.get(recipe) ?? { recipe: id, seed, fingerprint, lines };
    written.set(recipe, baseline);
    return baseline;
  };
  const recipes = new Map<string, Recipe>();
  judged.forEach(({ result, told }, index) => {
    const one = cases[index]!;
    if ('scenario' in one) return;
    recipes.set(one.recipe.id, one.recipe);
    if (result.accepted && told !== undefined) baselineOf(one.recipe).lines.set(one.draw.number, told);
  });
  for (const { id, accepted } of obsolete) {
    const [recipe = '', number] = id.split('/');
    const owner = recipes.get(recipe);
    if (accepted && owner && number !== undefined) baselineOf(owner).lines.delete(Number(number));
  }
  return written;
}
