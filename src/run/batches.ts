/**
 * Cases in batches: neighbours of one kind, about as long to rate each. How long that is, is measured as the run goes:
 * the first batches are small. What comes out of a case does not depend on its batch.
 */

import { columnsOf } from '../scenario/columns.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { meanOf } from '../scenario/table.ts';
import type { Case, MadeCase, WrittenCase } from './cases.ts';
import type { Batch } from './run-scenario.ts';

/** Rough cost of an invoice and of a record, ms: a first guess, until batches have been measured. */
const CASE_MS = 0.05;
const RECORD_MS = 0.0005;
/** Of what a written scenario costs, part that is left when it and its whole invoices have travelled. */
const WRITTEN_SHARE = 0.2;
/** Long enough that handing it out costs little, short enough that the last ones end together. */
const BATCH_MS = 30;
/** Before anything was measured. */
const FIRST_BATCH_MS = 5;
/** Most cases of a batch: what one takes in memory stays small. */
const MOST_CASES = 2000;

export class Batches {
  /** How much of what all of it is expected to take other threads could take over. */
  readonly shareableMs: number;
  readonly #cases: readonly Case[];
  readonly #recipes: readonly Recipe[];
  readonly #threads: number;
  readonly #batchMs: number | undefined;
  readonly #fullWritten: boolean;
  readonly #costs: CostModel;
  /** By recipe, and under undefined of what is written: how many times the guess it really takes. */
  readonly #measured = new Map<Recipe | undefined, { guessMs: number; tookMs: number }>();
  #next = 0;
  #leftMs: number;

  /**
   * `batchMs`: how long a batch should take, instead of what is best. `fullWritten`: written scenarios are asked for in
   * full; they are unless told.
   */
  constructor(
    cases: readonly Case[],
    recipes: readonly Recipe[],
    {
      threads = 1,
      batchMs,
      fullWritten = true,
    }: { readonly threads?: number; readonly batchMs?: number | undefined; readonly fullWritten?: boolean } = {},
  ) {
    this.#fullWritten = fullWritten;
    this.#cases = cases;
    this.#recipes = recipes;
    this.#threads = threads;
    this.#batchMs = batchMs;
    this.#costs = costModel(recipes);
    const costs = cases.map(this.#costs);
    this.shareableMs = costs.reduce((sum, ms, at) => sum + ('scenario' in cases[at]! ? ms * WRITTEN_SHARE : ms), 0);
    this.#leftMs = costs.reduce((sum, ms) => sum + ms, 0);
  }

  /** The next neighbours; undefined when there are no more. */
  next(): Batch | undefined {
    const first = this.#next;
    if (first >= this.#cases.length) return undefined;
    const recipe = recipeOf(this.#cases[first]!);
    const scale = this.#scaleOf(recipe);
    const most = this.#batchMs ?? this.#sizeMs(recipe);
    let guessMs = 0;
    let end = first;
    while (end < this.#cases.length && end - first < MOST_CASES && recipeOf(this.#cases[end]!) === recipe) {
      const costMs = this.#costs(this.#cases[end]!);
      if (end > first && (guessMs + costMs) * scale > most) break;
      guessMs += costMs;
      end += 1;
    }
    this.#next = end;
    this.#leftMs -= guessMs;
    return batchOf(this.#cases.slice(first, end), first, this.#recipes, !recipe && this.#fullWritten);
  }

  /** Hands out no more. */
  stop(): void {
    this.#next = this.#cases.length;
  }

  /** Tells how long a batch took. */
  took({ first, size }: Batch, ms: number): void {
    const recipe = recipeOf(this.#cases[first]!);
    const known = this.#measured.get(recipe) ?? { guessMs: 0, tookMs: 0 };
    known.tookMs += ms;
    for (const one of this.#cases.slice(first, first + size)) known.guessMs += this.#costs(one);
    this.#measured.set(recipe, known);
  }

  #scaleOf(recipe: Recipe | undefined): number {
    const { guessMs, tookMs } = this.#measured.get(recipe) ?? { guessMs: 1, tookMs: 1 };
    return Math.max(0.01, tookMs / guessMs);
  }

  /** Small ones while nothing was measured, and again at the end, so that no thread waits long for the last. */
  #sizeMs(recipe: Recipe | undefined): number {
    if (!this.#measured.has(recipe)) return FIRST_BATCH_MS;
    const share = (this.#leftMs * this.#scaleOf(recipe)) / (2 * this.#threads);
    return Math.max(FIRST_BATCH_MS, Math.min(BATCH_MS, share));
  }
}

/** What a case is guessed to cost, ms. */
export type CostModel = (one: Case) => number;

export function costModel(recipes: readonly Recipe[]): CostModel {
  const made = new Map(recipes.map((recipe) => [recipe, CASE_MS + RECORD_MS * recordsOf(recipe)]));
  return (one) => ('scenario' in one ? CASE_MS + RECORD_MS * one.scenario.records.length : made.get(one.recipe)!);
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
export function recordsOf({ streams, months }: Recipe): number {
  return (months.length - 1) * streams.reduce((sum, { records }) => sum + meanOf(records), 0);
}
