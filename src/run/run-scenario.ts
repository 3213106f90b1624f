/**
 * Scenarios, rated: customers and their usage -> invoices -> one line of text each. The same code runs in workers and
 * on the main thread, and a scenario gives the same line alone or in any batch.
 */

import { tellInvoices } from '../baseline/line.ts';
import { add, decimal, formatRational, type Rational, ZERO } from '../exact/rational.ts';
import type { Account } from '../invoicing/account.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import { type Expanded, expander } from '../scenario/expand.ts';
import type { Draw, Recipe } from '../scenario/recipe.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { distributionsOf, mergeDistributions, type PlanDistribution } from './distribution.ts';
import type { RatedAccounts } from './rate-accounts.ts';

/** Accounts and usage in, invoices out. Ours is rateAccounts; another biller can stand in its place. */
export type Engine = (plans: CompiledPlans, accounts: readonly Account[], usage: AccountUsage) => RatedAccounts;

/** Scenarios that are rated together: written ones with their usage, or customers of a recipe still to be made. */
export type Batch = { readonly first: number; readonly size: number; readonly full: boolean } & (
  | { readonly accounts: readonly Account[]; readonly usage: AccountUsage }
  | { readonly recipe: number; readonly draws: readonly Draw[] }
);

/** What a batch comes back as: short, because most of it only has to be the same as before. */
export interface BatchResult {
  /** By scenario: its invoices on one line. */
  readonly told: readonly string[];
  /** By scenario, as JSON; only of a batch that asks for it in full. */
  readonly invoices: string | undefined;
  readonly unrated: Uint32Array;
  readonly screened: Uint32Array;
  readonly records: number;
  readonly rated: number;
  readonly notBilled: number;
  readonly invoiceCount: number;
  /** Sum of the totals, exact, by currency. */
  readonly money: ReadonlyMap<string, string>;
  /** By plan: how the totals spread, and what they are made of. */
  readonly distributions: readonly PlanDistribution[];
  /** Scenarios of the batch that could not be rated, and why. */
  readonly errors: readonly { readonly index: number; readonly reason: string }[];
}

/** Rates batches with plans and recipes that were given once. */
export function batchRunner(engine: Engine, plans: CompiledPlans, recipes: readonly Recipe[]) {
  const expanders = recipes.map(() => undefined as ReturnType<typeof expander> | undefined);
  const expand = (batch: Batch, from: number, before: number): Expanded => {
    if ('accounts' in batch) return slice(batch, from, before);
    const expandRecipe = expanders[batch.recipe] ?? expander(recipes[batch.recipe]!);
    expanders[batch.recipe] = expandRecipe;
    return expandRecipe(batch.draws.slice(from, before));
  };
  const run = (batch: Batch, from: number, before: number): BatchResult => {
    const { accounts, usage } = expand(batch, from, before);
    return tell(engine(plans, accounts, usage), accounts, usage, batch.full);
  };

  return (batch: Batch): BatchResult => {
    try {
      return run(batch, 0, batch.size);
    } catch {
      // One of them cannot be rated. Which one is found by rating each alone; the others are none the worse for it.
      return joined(Array.from({ length: batch.size }, (_, index) => attempt(() => run(batch, index, index + 1))));
    }
  };
}

function tell(
  { invoices, records, rated, screened, unrated, notBilled }: RatedAccounts,
  accounts: readonly Account[],
  usage: AccountUsage,
  full: boolean,
): BatchResult {
  return {
    told: invoices.map((own, index) => tellInvoices(accounts[index]!.plan, own)),
    invoices: full ? JSON.stringify(invoices) : undefined,
    unrated: byAccount(unrated, usage.first),
    screened: byAccount(screened, usage.first),
    ...{ records, rated, notBilled },
    invoiceCount: invoices.reduce((sum, own) => sum + own.length, 0),
    money: sumsOf(invoices),
    distributions: distributionsOf(invoices),
    errors: [],
  };
}

/** How many of the records with these indexes each account has. */
function byAccount(indexes: readonly number[], first: Uint32Array): Uint32Array {
  const counts = new Uint32Array(first.length - 1);
  let account = 0;
  for (const index of Float64Array.from(indexes).sort()) {
    while (first[account + 1]! <= index) account += 1;
    counts[account]! += 1;
  }
  return counts;
}

const sumsOf = (invoices: readonly (readonly Invoice[])[]): Map<string, string> =>
  sumByCurrency(invoices.flatMap((own) => own.map(({ currency, total }) => [currency, total] as const)));

/** The written scenarios `[from, before)` of a batch, in columns of their own: the engine may write into them. */
function slice(batch: Extract<Batch, { accounts: unknown }>, from: number, before: number): Expanded {
  const { accounts, usage } = batch;
  const [start, end] = [usage.first[from]!, usage.first[before]!];
  return {
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

function attempt(run: () => BatchResult): BatchResult {
  try {
    return run();
  } catch (error) {
    return failed(1, error instanceof Error ? error.message : String(error));
  }
}

/** A batch of which nothing came back. */
export function failed(size: number, reason: string): BatchResult {
  return {
    told: Array.from({ length: size }, () => ''),
    invoices: undefined,
    unrated: new Uint32Array(size),
    screened: new Uint32Array(size),
    ...{ records: 0, rated: 0, notBilled: 0, invoiceCount: 0 },
    money: new Map(),
    distributions: [],
    errors: Array.from({ length: size }, (_, index) => ({ index, reason })),
  };
}

function joined(parts: readonly BatchResult[]): BatchResult {
  const sum = (of: (part: BatchResult) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const invoices = parts.map((part) => part.invoices?.slice(1, -1) ?? '[]');
  return {
    told: parts.flatMap((part) => part.told),
    invoices: parts.some((part) => part.invoices) ? `[${invoices.join(',')}]` : undefined,
    unrated: Uint32Array.from(parts, (part) => part.unrated[0]!),
    screened: Uint32Array.from(parts, (part) => part.screened[0]!),
    records: sum((part) => part.records),
    rated: sum((part) => part.rated),
    notBilled: sum((part) => part.notBilled),
    invoiceCount: sum((part) => part.invoiceCount),
    money: addMoney(parts.map((part) => part.money)),
    distributions: mergeDistributions(parts.map((part) => part.distributions)),
    errors: parts.flatMap((part, index) => part.errors.map(({ reason }) => ({ index, reason }))),
  };
}

/** Sums of sums. */
export const addMoney = (sums: readonly ReadonlyMap<string, string>[]): Map<string, string> =>
  sumByCurrency(sums.flatMap((sum) => [...sum]));

/** Exact, in the order of the currencies' codes, with as many decimals as the longest amount. */
function sumByCurrency(amounts: readonly (readonly [string, string])[]): Map<string, string> {
  const sums = new Map<string, { sum: Rational; decimals: number }>();
  for (const [currency, text] of amounts) {
    const { sum, decimals } = sums.get(currency) ?? { sum: ZERO, decimals: 0 };
    const own = text.split('.')[1]?.length ?? 0;
    sums.set(currency, { sum: add(sum, decimal(text)), decimals: Math.max(decimals, own) });
  }
  const codes = [...sums.keys()].sort();
  return new Map(codes.map((code) => [code, formatRational(sums.get(code)!.sum, sums.get(code)!.decimals)]));
}
