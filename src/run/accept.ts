/** What of a run becomes the baseline, and what of the baselines nobody makes any more. */

import { type Baseline, tellsOf, type Update } from '../baseline/baseline.ts';
import type { Recipe } from '../scenario/recipe.ts';
import type { Baselines } from './baselines.ts';
import { type Case, chosen, type Filters } from './cases.ts';
import { commandFor, type Judged } from './collect.ts';
import type { ScenarioResult } from './result.ts';
import { storyOf } from './story.ts';

const ACCEPTED_BY: Readonly<Record<Update, readonly ScenarioResult['status'][]>> = {
  none: [],
  new: ['new'],
  changed: ['new', 'changed'],
  all: ['new', 'changed', 'obsolete'],
};

/** Files of baselines that the filters leave and that belong to no recipe are results, too: `<file>` is their id. */
export function obsoleteOf(recipes: readonly Recipe[], { of, orphans }: Baselines, filters: Filters): ScenarioResult[] {
  const unfiltered = !filters.plans && !filters.tags;
  return [
    ...recipes.flatMap((recipe) => {
      const baseline = of.get(recipe.id);
      return baseline ? obsoleteLines(recipe, baseline, filters) : [];
    }),
    ...orphans
      .filter((file) => unfiltered && (!filters.grep || file.search(filters.grep) >= 0))
      .map((file) => obsolete({ id: file, file, line: 1, plan: '' }, NO_RECIPE, 'rateproof test --update all')),
  ];
}

const NO_RECIPE = 'a baseline without its recipe: it was renamed, moved or taken away';
const OTHER_STORY = 'the baseline was made with another seed or before the recipe was changed';
const NOT_MADE = 'the recipe no longer makes this customer';

/** Lines of a baseline that no customer stands for. */
function obsoleteLines(recipe: Recipe, baseline: Baseline, filters: Filters): ScenarioResult[] {
  const { file, line } = recipe.place;
  const result = (id: string, plan: string, reason: string): ScenarioResult[] =>
    chosen(filters, { id, plan, tags: recipe.tags })
      ? [obsolete({ id, file, line, plan }, reason, commandFor(id))]
      : [];
  if (!tellsOf(baseline, storyOf(recipe))) return result(recipe.id, '', OTHER_STORY);
  return [...baseline.lines]
    .filter(([number]) => number > recipe.count)
    .flatMap(([number, told]) => result(`${recipe.id}/${number}`, told.slice(0, told.indexOf(' ')), NOT_MADE));
}

const obsolete = (
  where: Pick<ScenarioResult, 'id' | 'file' | 'line' | 'plan'>,
  reason: string,
  again: string,
): ScenarioResult => ({
  ...{ ...where, status: 'obsolete', check: 'baseline' },
  ...{ differences: [], reason, again, unrated: 0, screened: 0 },
});

/**
 * Marks what `update` accepts. A baseline of another seed or wording is replaced as a whole or not at all: while only
 * some of its customers ran, theirs are not accepted, or the lines of the others would be lost.
 */
export function acceptance(
  update: Update,
  cases: readonly Case[],
  judged: readonly Judged[],
  { of }: Baselines,
): (result: ScenarioResult, recipe: Recipe | undefined) => ScenarioResult {
  const told = new Map<Recipe, number>();
  judged.forEach((one, index) => {
    const made = cases[index]!;
    if ('recipe' in made && one.told !== undefined) told.set(made.recipe, (told.get(made.recipe) ?? 0) + 1);
  });
  const partly = (recipe: Recipe): boolean =>
    of.has(recipe.id) && !tellsOf(of.get(recipe.id), storyOf(recipe)) && told.get(recipe) !== recipe.count;
  const refused = new Set([...told.keys()].filter(partly));
  return (result, recipe) => {
    const acceptable = ACCEPTED_BY[update].includes(result.status) && result.check === 'baseline';
    return acceptable && !(recipe && refused.has(recipe)) ? { ...result, accepted: true } : result;
  };
}

/** Files of baselines as they are to be: undefined for one that is to be taken away. */
export interface Accepted {
  readonly baselines: ReadonlyMap<Recipe, Baseline>;
  readonly removed: readonly string[];
}

/** What is to be written: of each recipe in which something was accepted, with every line that was not run. */
export function acceptedBaselines(
  cases: readonly Case[],
  judged: readonly Judged[],
  obsolete: readonly ScenarioResult[],
  { of, orphans }: Baselines,
  recipes: readonly Recipe[],
  fileOf: (recipe: Recipe) => string,
): Accepted {
  const written = new Map<Recipe, Baseline & { readonly lines: Map<number, string> }>();
  const baselineOf = (recipe: Recipe) => {
    const known = written.get(recipe);
    if (known) return known;
    const [before, story] = [of.get(recipe.id), storyOf(recipe)];
    const lines = tellsOf(before, story) ? new Map(before.lines) : new Map<number, string>();
    const baseline = { ...story, file: fileOf(recipe), recipe: recipe.id, lines };
    written.set(recipe, baseline);
    return baseline;
  };
  judged.forEach(({ result, told }, index) => {
    const one = cases[index]!;
    if ('recipe' in one && result.accepted && told !== undefined) {
      baselineOf(one.recipe).lines.set(one.draw.number, told);
    }
  });
  const byId = new Map(recipes.map((recipe) => [recipe.id, recipe]));
  const removed: string[] = [];
  for (const { id, accepted } of obsolete) {
    if (!accepted) continue;
    if (orphans.includes(id)) {
      removed.push(id);
      continue;
    }
    const slash = id.lastIndexOf('/');
    const owner = byId.get(id.slice(0, slash));
    if (owner) baselineOf(owner).lines.delete(Number(id.slice(slash + 1)));
  }
  return { baselines: written, removed };
}
