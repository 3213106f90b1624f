/** What a run tests, one by one: written scenarios and the customers that recipes make, in order, less the filtered. */

import { customerId } from '../scenario/expand.ts';
import type { Entry } from '../scenario/read.ts';
import type { Draw, Recipe } from '../scenario/recipe.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface WrittenCase {
  readonly id: string;
  readonly plan: string;
  readonly scenario: Scenario;
}

/** A customer of a recipe. */
export interface MadeCase {
  readonly id: string;
  readonly plan: string;
  readonly recipe: Recipe;
  readonly draw: Draw;
}

export type Case = WrittenCase | MadeCase;

/** Only cases for which all of these hold that are given. */
export interface Filters {
  /** Somewhere in the id. */
  readonly grep?: RegExp | undefined;
  /** One of these plans; one of these tags. */
  readonly plans?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** One of these scenarios; or a customer of a recipe, or a scenario, of one of these documents. */
  readonly ids?: ReadonlySet<string> | undefined;
  readonly documents?: ReadonlySet<string> | undefined;
}

/** A recipe that is run again has the same customers. */
const drawn = new WeakMap<Recipe, readonly Draw[]>();

export async function casesOf(entries: readonly Entry[], filters: Filters): Promise<Case[]> {
  const cases: Case[] = [];
  for (const entry of entries) {
    if ('scenario' in entry) {
      const { scenario } = entry;
      const { id, plan } = scenario;
      if (chosen(filters, { id, plan, tags: scenario.tags })) cases.push({ id, plan, scenario });
      continue;
    }
    const { recipe } = entry;
    if (filters.documents && !filters.documents.has(recipe.id)) continue;
    // Drawing is for the main thread only, and only where there is something to draw: it loads fast-check.
    const { drawCustomers } = await import('../scenario/draw.ts');
    const draws = drawn.get(recipe) ?? drawCustomers(recipe);
    drawn.set(recipe, draws);
    for (const draw of draws) {
      const id = customerId(recipe, draw.number);
      const plan = recipe.plans.choices[draw.plan]!;
      if (chosen(filters, { id, plan, tags: recipe.tags })) cases.push({ id, plan, recipe, draw });
    }
  }
  return cases;
}

/** How many there are without filters. */
export const countOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, entry) => sum + ('recipe' in entry ? entry.recipe.count : 1), 0);

export function chosen(
  { grep, plans, tags, ids, documents }: Filters,
  one: { readonly id: string; readonly plan: string; readonly tags: readonly string[] },
): boolean {
  if (grep && one.id.search(grep) < 0) return false;
  if (ids && !ids.has(one.id)) return false;
  if (documents && !beginnings(one.id).some((id) => documents.has(id))) return false;
  if (plans && !plans.includes(one.plan)) return false;
  return !tags || one.tags.some((tag) => tags.includes(tag));
}

/** An id, and the ids of documents that it may be a part of: `people` of `people/7`, `table` of `table.row`. */
const beginnings = (id: string): string[] => [...id.matchAll(/[./]|$/g)].map(({ index }) => id.slice(0, index));
