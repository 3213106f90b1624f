/** Cases in batches: neighbours of one kind, about as much work each, and the same batches for any number of workers. */

import { columnsOf } from '../scenario/columns.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { meanOf } from '../scenario/table.ts';
import type { Case, MadeCase, WrittenCase } from './cases.ts';
import type { Batch } from './run-scenario.ts';

/** Rough cost of an invoice and of a record, ms; only sizes of batches and the choice of a pool follow from them. */
const CASE_MS = 0.05;
const RECORD_MS = 0.0005;
const BATCH_MS = 20;

export interface Batches {
  readonly batches: readonly Batch[];
  /** What they are expected to take on one thread. */
  readonly estimateMs: number;
}

export function batchesOf(cases: readonly Case[], recipes: readonly Recipe[]): Batches {
  const batches: Batch[] = [];
  const perCase = new Map(recipes.map((recipe) => [recipe, recordsOf(recipe)]));
  let estimateMs = 0;
  for (let first = 0; first < cases.length; ) {
    const recipe = recipeOf(cases[first]!);
    let end = first;
    let cost = 0;
    while (end < cases.length && cost < BATCH_MS && recipeOf(cases[end]!) === recipe) {
      const one = cases[end]!;
      cost += CASE_MS + RECORD_MS * ('scenario' in one ? one.scenario.records.length : perCase.get(one.recipe)!);
      end += 1;
    }
    batches.push(batchOf(cases.slice(first, end), first, recipes, !recipe));
    estimateMs += cost;
    first = end;
  }
  return { batches, estimateMs };
}

/** Neighbours of one kind as a batch; `full` asks for whole invoices. */
export function batchOf(cases: readonly Case[], first: number, recipes: readonly Recipe[], full: boolean): Batch {
  const size = cases.length;
  const recipe = recipeOf(cases[0]!);
  if (!recipe) {
    const scenarios = (cases as readonly WrittenCase[]).map(({ scenario }) => scenario);
    return { first, size, full, ...columnsOf(scenarios) };
  }
  const draws = (cases as readonly MadeCase[]).map(({ draw }) => draw);
  return { first, size, full, recipe: recipes.indexOf(recipe), draws };
}

export const recipeOf = (one: Case): Recipe | undefined => ('recipe' in one ? one.recipe : undefined);

/** Records that a customer of a recipe has on average, roughly. */
function recordsOf({ streams, months }: Recipe): number {
  return (months.length - 1) * streams.reduce((sum, { records }) => sum + meanOf(records), 0);
}
