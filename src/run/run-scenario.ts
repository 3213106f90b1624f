/**
 * Scenarios, rated: customers and their usage -> invoices -> one line of text each. The same code runs in workers and
 * on the main thread, and a scenario gives the same line alone or in any batch.
 */

import { teller } from '../baseline/tell.ts';
import type { Account } from '../invoicing/account.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { type Expanded, expander } from '../scenario/expand.ts';
import type { Draw, Recipe } from '../scenario/recipe.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { distributionsOf, mergeDistributions, type PlanDistribution } from './distribution.ts';
import { addPlans, type PlanSums, planSums } from './plan-sums.ts';
import type { RatedAccounts } from './rate-accounts.ts';
import { dimensionsOf, storyOf } from './story.ts';
import type { Work } from './work.ts';

/**
 * Accounts and usage in, invoices out. Ours is rateAccounts; another biller can stand in its place. Asked for `allowances`,
 * its invoices tell what is left of them.
 */
export type Engine = (
  plans: CompiledPlans,
  accounts: readonly Account[],
  usage: AccountUsage,
  options?: { readonly allowances?: boolean; readonly usage?: boolean },
) => RatedAccounts;

/** Scenarios that are rated together: written ones with their usage, or customers of a recipe still to be made. */
export type Batch = { readonly first: number; readonly size: number; readonly full: boolean } & (
  | { readonly accounts: readonly Account[]; readonly usage: AccountUsage }
  | { readonly recipe: number; readonly draws: readonly Draw[] }
);

/** What a batch comes back as: short, because most of it only has to be the same as before. */
export interface BatchResult {
  /** By customer of a recipe: its invoices on one line. Empty texts of written scenarios. */
  readonly told: readonly string[];
  /** By scenario; only of a batch that asks for them in full. */
  readonly invoices: readonly (readonly Invoice[])[] | undefined;
  readonly unrated: Uint32Array;
  readonly screened: Uint32Array;
  readonly records: number;
  readonly rated: number;
  readonly notBilled: number;
  /** By id of the plan, sorted. */
  readonly plans: PlanSums;
  /** By plan: how the totals spread, and what they are made of. */
  readonly distributions: readonly PlanDistribution[];
  /** Scenarios of the batch that could not be rated, and why. */
  readonly errors: readonly { readonly index: number; readonly reason: string }[];
}

/** Customers and usage of batches; what is made of a recipe once is kept. */
export function batchExpander(recipes: readonly Recipe[]): (batch: Batch) => Expanded {
  const expanders = recipes.map(() => undefined as ReturnType<typeof expander> | undefined);
  return (batch) => {
    if ('accounts' in batch) return batch;
    const expandRecipe = expanders[batch.recipe] ?? expander(recipes[batch.recipe]!);
    expanders[batch.recipe] = expandRecipe;
    return expandRecipe(batch.draws);
  };
}

/** What the rating of scenarios is given: the same for all batches of a run. */
export interface RatingGiven {
  readonly plans: CompiledPlans;
  readonly recipes: readonly Recipe[];
}

/** Rates batches with plans and recipes that were given once. */
export function batchRunner(engine: Engine, plans: CompiledPlans, recipes: readonly Recipe[]) {
  const tellInvoices = teller(dimensionsOf(plans));
  const dates = recipes.map((recipe) => storyOf(recipe).dates);
  const expand = batchExpander(recipes);
  const run = (batch: Batch): BatchResult => {
    const { accounts, usage } = expand(batch);
    const rated = engine(plans, accounts, usage, { allowances: batch.full });
    const told = rated.invoices.map((own, index) =>
      'recipe' in batch ? tellInvoices(accounts[index]!.plan, own, dates[batch.recipe]) : '',
    );
    return { told, ...tell(rated, accounts, usage, batch.full) };
  };

  return eachAlone(run, RATING);
}

export const RATING: Work<RatingGiven, BatchResult> = {
  name: 'rating',
  begin: ({ plans, recipes }, engine) => batchRunner(engine, plans, recipes),
  part: partOf,
  failed,
  joined,
  pack: (result) => ({ ...result, invoices: result.invoices && JSON.stringify(result.invoices) }),
  unpack: (sent) => {
    const { invoices, ...rest } = sent as Omit<BatchResult, 'invoices'> & { readonly invoices: string | undefined };
    return { ...rest, invoices: invoices === undefined ? undefined : (JSON.parse(invoices) as Invoice[][]) };
  },
};

/**
 * Does a batch whole. When one of its scenarios cannot be rated, which one is found by doing each alone; the others are
 * none the worse for it.
 */
export function eachAlone<Result>(
  run: (batch: Batch) => Result,
  work: Pick<Work<never, Result>, 'failed' | 'joined'>,
): (batch: Batch) => Result {
  const attempt = (batch: Batch): Result => {
    try {
      return run(batch);
    } catch (error) {
      return work.failed(1, error instanceof Error ? error.message : String(error));
    }
  };
  return (batch) => {
    try {
      return run(partOf(batch, 0, batch.size));
    } catch {
      return work.joined(Array.from({ length: batch.size }, (_, index) => attempt(partOf(batch, index, index + 1))));
    }
  };
}

function tell(
  { invoices, records, rated, screened, unrated, notBilled }: RatedAccounts,
  accounts: readonly Account[],
  usage: AccountUsage,
  full: boolean,
): Omit<BatchResult, 'told'> {
  return {
    invoices: full ? invoices : undefined,
    unrated: byAccount(unrated, usage.first),
    screened: byAccount(screened, usage.first),
    ...{ records, rated, notBilled },
    plans: planSums(accounts, invoices),
    distributions: distributionsOf(invoices),
    errors: [],
  };
}

/** How many of the records with these indexes each account has. */
export function byAccount(indexes: readonly number[], first: Uint32Array): Uint32Array {
  const counts = new Uint32Array(first.length - 1);
  let account = 0;
  for (const index of Float64Array.from(indexes).sort()) {
    while (first[account + 1]! <= index) account += 1;
    counts[account]! += 1;
  }
  return counts;
}

/** The scenarios `[from, before)` of a batch as a batch; written ones in columns of their own: the engine may write into them. */
export function partOf(batch: Batch, from: number, before: number): Batch {
  const about = { first: batch.first + from, size: before - from, full: batch.full };
  if ('recipe' in batch) return { ...about, recipe: batch.recipe, draws: batch.draws.slice(from, before) };
  const { accounts, usage } = batch;
  const [start, end] = [usage.first[from]!, usage.first[before]!];
  return {
    ...about,
    accounts: accounts.slice(from, before),
    usage: {
      ...usage,
      accounts: usage.accounts.slice(from, before),
      first: usage.first.slice(from, before + 1).map((index) => index - start),
      start: usage.start.slice(start, end),
      quantity: usage.quantity.slice(start, end),
      kind: usage.kind.slice(start, end),
      row: usage.row.slice(start, end),
    },
  };
}

/** A batch of which nothing came back. */
function failed(size: number, reason: string): BatchResult {
  return {
    told: Array.from({ length: size }, () => ''),
    invoices: undefined,
    unrated: new Uint32Array(size),
    screened: new Uint32Array(size),
    ...{ records: 0, rated: 0, notBilled: 0 },
    plans: new Map(),
    distributions: [],
    errors: Array.from({ length: size }, (_, index) => ({ index, reason })),
  };
}

/** The results of the parts of a batch as the result of the batch. */
function joined(parts: readonly BatchResult[]): BatchResult {
  const sum = (of: (part: BatchResult) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const counts = (of: (part: BatchResult) => Uint32Array) => Uint32Array.from(parts.flatMap((part) => [...of(part)]));
  const firsts = parts.map((_, index) => parts.slice(0, index).reduce((total, { told }) => total + told.length, 0));
  return {
    told: parts.flatMap((part) => part.told),
    invoices: parts.some((part) => part.invoices)
      ? parts.flatMap((part) => part.invoices ?? part.told.map(() => []))
      : undefined,
    unrated: counts((part) => part.unrated),
    screened: counts((part) => part.screened),
    records: sum((part) => part.records),
    rated: sum((part) => part.rated),
    notBilled: sum((part) => part.notBilled),
    plans: addPlans(parts.map((part) => part.plans)),
    distributions: mergeDistributions(parts.map((part) => part.distributions)),
    errors: parts.flatMap((part, place) =>
      part.errors.map(({ index, reason }) => ({ index: firsts[place]! + index, reason })),
    ),
  };
}
