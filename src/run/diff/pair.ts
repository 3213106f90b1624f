/**
 * Scenarios rated with two sets of plans at once: customers and usage are made once, rated with both, and compared where they
 * stand. What comes back of a scenario is short; most of them did not change.
 */

import { compareInvoices } from '../../comparison/compare.ts';
import type { Difference } from '../../comparison/difference.ts';
import type { DiscountOn } from '../../comparison/follow.ts';
import { type Account, plansOfAccount } from '../../invoicing/account.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Recipe } from '../../scenario/recipe.ts';
import type { AccountUsage } from '../../usage/batch.ts';
import { distributionsOf, mergeDistributions, type PlanDistribution } from '../distribution.ts';
import type { RatedAccounts } from '../rate-accounts.ts';
import { type Batch, batchExpander, byAccount, type Engine, eachAlone, partOf } from '../run-scenario.ts';
import type { Work } from '../work.ts';
import { exerciser } from './exercise.ts';
import { reacher } from './meaning.ts';
import type { Reach, UsageSum } from './result.ts';
import { addUsage } from './usage.ts';

export interface PairGiven {
  readonly base: CompiledPlans;
  readonly head: CompiledPlans;
  readonly recipes: readonly Recipe[];
  /** Of scenarios that cannot touch what changed: rate them like the others; say so of them; or leave them out. */
  readonly untouched: 'rate' | 'mark' | 'leave';
}

/** What became of one scenario. */
export interface PairRow {
  readonly reach: Reach;
  /** All plans that it is ever on, where they are several. */
  readonly plans?: readonly string[];
  /** Which sides have its plans. */
  readonly on: 'both' | 'base' | 'head' | 'none';
  /** Whether it can touch what changed; only where that was asked. */
  readonly touched?: boolean;
  /** Not rated, because it cannot. */
  readonly left?: true;
  readonly currency?: string;
  /** Of its invoices on either side; the totals of the base, and of the head where one is another. */
  readonly dates: readonly string[];
  readonly before: readonly (string | null)[];
  readonly after?: readonly (string | null)[];
  readonly differences: readonly Difference[];
  /** Records, of the base and of the head. */
  readonly unrated: readonly [number, number];
  readonly screened: readonly [number, number];
  readonly negativeLines: number;
  /** It could not be rated or compared, and why. */
  readonly error?: string;
}

interface BothInvoices {
  readonly before: readonly Invoice[];
  readonly after: readonly Invoice[];
}

export interface PairResult {
  readonly rows: readonly PairRow[];
  /** By scenario; only of a batch that asks for them in full. */
  readonly invoices?: readonly BothInvoices[];
  /** With the head; with the base of what only it has. */
  readonly records: { readonly all: number; readonly rated: number };
  readonly distributions: {
    readonly before: readonly PlanDistribution[];
    readonly after: readonly PlanDistribution[];
  };
  readonly usage: readonly UsageSum[];
}

/** One side of some scenarios, by their index in the batch. */
interface RatedSide {
  readonly invoices: ReadonlyMap<number, readonly Invoice[]>;
  readonly unrated: ReadonlyMap<number, number>;
  readonly screened: ReadonlyMap<number, number>;
  readonly rated: RatedAccounts | undefined;
}

const FAULT = 'its plans mean the same on both sides, and its invoices differ: this is a fault of the engine';

function pairRunner({ base, head, recipes, untouched }: PairGiven, engine: Engine): (batch: Batch) => PairResult {
  const expand = batchExpander(recipes);
  const reachOf = reacher(base, head);
  const exercised = exerciser();
  const discounts = discountsOfBoth(base, head);
  const has = (plans: CompiledPlans, account: Account): boolean =>
    plansOfAccount(account).every((plan) => plans.has(plan));

  return eachAlone((batch) => {
    const { accounts, usage } = expand(batch);
    const reached = accounts.map((account) => reachOf(account));
    const touched = untouched === 'rate' ? [] : reached.map((one, index) => exercised(index, one, usage));
    const isLeft = (index: number): boolean => untouched === 'leave' && touched[index] === false;
    const indexes = accounts.map((_, index) => index).filter((index) => !isLeft(index));
    const of = (plans: CompiledPlans): number[] => indexes.filter((index) => has(plans, accounts[index]!));
    const rate = (side: string, plans: CompiledPlans, own: readonly number[]): RatedSide =>
      rateSide(
        side,
        () => {
          const chosen = chosenOf(accounts, usage, own);
          return engine(plans, chosen.accounts, chosen.usage, { allowances: batch.full, usage: plans === head });
        },
        { own, usage },
      );
    const [onBase, onHead] = [of(base), of(head)];
    const [before, after] = [rate('the base', base, onBase), rate('the head', head, onHead)];
    const rows = accounts.map((account, index): PairRow => {
      const { reach } = reached[index]!;
      // One object for each of everybody: copying its parts together takes longer than finding them.
      const row: Draft = isLeft(index)
        ? { reach, on: 'both', left: true, ...NOTHING }
        : rowOf(index, before, after, discounts(account), reach);
      if (account.changes) row.plans = plansOfAccount(account);
      if (untouched !== 'rate') row.touched = touched[index]!;
      return row;
    });
    const [first, second] = [before, after].map(({ invoices }) => [...invoices.values()]);
    const counted = after.rated ?? before.rated;
    return {
      rows,
      ...(batch.full && {
        invoices: accounts.map((_, index) => ({
          before: before.invoices.get(index) ?? [],
          after: after.invoices.get(index) ?? [],
        })),
      }),
      records: { all: counted?.records ?? 0, rated: counted?.rated ?? 0 },
      distributions: { before: distributionsOf(first!), after: distributionsOf(second!) },
      usage: after.rated?.usage ?? [],
    };
  }, PAIR);
}

type Draft = { -readonly [Key in keyof PairRow]: PairRow[Key] };

const NOTHING = {
  ...{ dates: [], before: [], differences: [], negativeLines: 0 },
  ...{ unrated: [0, 0] as const, screened: [0, 0] as const },
};

function rateSide(
  side: string,
  run: () => RatedAccounts,
  { own, usage }: { readonly own: readonly number[]; readonly usage: AccountUsage },
): RatedSide {
  if (own.length === 0) return { invoices: new Map(), unrated: new Map(), screened: new Map(), rated: undefined };
  let rated: RatedAccounts;
  try {
    rated = run();
  } catch (error) {
    throw new Error(`${side}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const first = new Uint32Array(own.length + 1);
  own.forEach((account, place) => {
    first[place + 1] = first[place]! + usage.first[account + 1]! - usage.first[account]!;
  });
  const counts = (indexes: readonly number[]): Map<number, number> => {
    const by = byAccount(indexes, first);
    return new Map(own.map((account, place) => [account, by[place]!]));
  };
  return {
    invoices: new Map(own.map((account, place) => [account, rated.invoices[place]!])),
    unrated: counts(rated.unrated),
    screened: counts(rated.screened),
    rated,
  };
}

function rowOf(index: number, before: RatedSide, after: RatedSide, discountOn: DiscountOn, reach: Reach): PairRow {
  const [was, is] = [before.invoices.get(index), after.invoices.get(index)];
  const on: PairRow['on'] = was ? (is ? 'both' : 'base') : is ? 'head' : 'none';
  const count = (side: 'unrated' | 'screened'): readonly [number, number] => [
    before[side].get(index) ?? 0,
    after[side].get(index) ?? 0,
  ];
  const [unrated, screened] = [count('unrated'), count('screened')];
  const currency = (is?.[0] ?? was?.[0])?.currency;
  const counted = { reach, on, unrated, screened, negativeLines: negativeIn(is ?? []) };
  const row = currency === undefined ? counted : { ...counted, currency };
  if (on === 'none') return { ...row, ...NOTHING, error: 'no side has all of its plans' };
  const same = was && is && sameInvoices(was, is);
  const counts = [...countDifference('unrated', unrated), ...countDifference('screened', screened)];
  if (same) {
    return { ...row, dates: was.map(({ date }) => date), before: was.map(({ total }) => total), differences: counts };
  }
  const dates = [...new Set([...(was ?? []), ...(is ?? [])].map(({ date }) => date))].sort();
  const totals = (all: readonly Invoice[] = []): (string | null)[] =>
    dates.map((date) => all.find((invoice) => invoice.date === date)?.total ?? null);
  const told = { ...row, dates, before: totals(was), after: totals(is) };
  if (!was || !is) return { ...told, differences: [] };
  const [a, b] = [was[0]?.currency, is[0]?.currency];
  if (a !== undefined && b !== undefined && a !== b) {
    return { ...told, differences: [], error: `billed in ${a} by the base and in ${b} by the head: not comparable` };
  }
  const differences = compareInvoices(was, is, discountOn);
  const fault = differences.length > 0 && (reach === 'untouched' || reach === 'keeps');
  return { ...told, differences: [...counts, ...differences], ...(fault && { error: FAULT }) };
}

function countDifference(cell: 'unrated' | 'screened', [was, is]: readonly [number, number]): Difference[] {
  if (was === is) return [];
  return [{ invoice: '', cell, expected: `${was}`, actual: `${is}`, by: `${is - was}`, cause: cell }];
}

/** Discounts, credits and what comes of them (tax, rounding) may be below zero. */
const negativeIn = (invoices: readonly Invoice[]): number =>
  invoices.reduce(
    (sum, { lines }) =>
      sum +
      lines.filter(
        ({ key, kind, amount }) =>
          amount.startsWith('-') &&
          (kind === 'usage' || ((kind === 'recurring' || kind === 'one-time') && !key.endsWith('/credit'))),
      ).length,
    0,
  );

/** Text by text; what is written otherwise is taken apart to see whether it is worth the same. */
function sameInvoices(a: readonly Invoice[], b: readonly Invoice[]): boolean {
  return a.length === b.length && a.every((invoice, index) => sameInvoice(invoice, b[index]!));
}

function sameInvoice(a: Invoice, b: Invoice): boolean {
  if (a.date !== b.date || a.total !== b.total || a.tax !== b.tax || a.net !== b.net || a.currency !== b.currency) {
    return false;
  }
  if (a.lines.length !== b.lines.length) return false;
  for (let index = 0; index < a.lines.length; index += 1) {
    const [line, other] = [a.lines[index]!, b.lines[index]!];
    if (line.amount !== other.amount || line.key !== other.key || line.quantity !== other.quantity) return false;
  }
  return true;
}

/** By account: the charges that a discount of one of its plans is taken off, on either side. */
function discountsOfBoth(base: CompiledPlans, head: CompiledPlans): (account: Account) => DiscountOn {
  const known = new Map<string, DiscountOn>();
  return (account) => {
    const plans = plansOfAccount(account);
    const key = plans.join(' ');
    const found = known.get(key);
    if (found) return found;
    const on = new Map<string, readonly string[]>();
    for (const plan of plans) {
      for (const version of [...(base.get(plan) ?? []), ...(head.get(plan) ?? [])]) {
        for (const { id, on: charges } of version.discounts) on.set(id, [...(on.get(id) ?? []), ...charges]);
      }
    }
    const discountOn: DiscountOn = (id) => on.get(id);
    known.set(key, discountOn);
    return discountOn;
  };
}

/** Some of the accounts with their records, in columns of their own: an engine may write into them. */
function chosenOf(
  accounts: readonly Account[],
  usage: AccountUsage,
  own: readonly number[],
): { readonly accounts: readonly Account[]; readonly usage: AccountUsage } {
  const all = own.length === accounts.length;
  if (all) {
    const { start, quantity, kind, row } = usage;
    const copies = { start: start.slice(), quantity: quantity.slice(), kind: kind.slice(), row: row.slice() };
    return { accounts, usage: { ...usage, ...copies } };
  }
  const first = new Uint32Array(own.length + 1);
  const records: number[] = [];
  own.forEach((account, place) => {
    for (let record = usage.first[account]!; record < usage.first[account + 1]!; record += 1) records.push(record);
    first[place + 1] = records.length;
  });
  const { coding, local, id } = usage;
  return {
    accounts: own.map((account) => accounts[account]!),
    usage: {
      ...{ coding, local, first },
      accounts: own.map((account) => usage.accounts[account]!),
      start: Float64Array.from(records, (record) => usage.start[record]!),
      quantity: Float64Array.from(records, (record) => usage.quantity[record]!),
      kind: Uint16Array.from(records, (record) => usage.kind[record]!),
      row: Float64Array.from(records, (record) => usage.row[record]!),
      ...(id && { id: records.map((record) => id[record]!) }),
    },
  };
}

export const PAIR: Work<PairGiven, PairResult> = {
  name: 'pair',
  begin: pairRunner,
  part: partOf,
  failed: (size, error) => ({
    rows: Array.from({ length: size }, () => ({ reach: 'untouched', on: 'none', ...NOTHING, error }) as const),
    records: { all: 0, rated: 0 },
    distributions: { before: [], after: [] },
    usage: [],
  }),
  joined: (parts) => ({
    rows: parts.flatMap(({ rows }) => rows),
    ...(parts.some(({ invoices }) => invoices) && {
      invoices: parts.flatMap(({ invoices, rows }) => invoices ?? rows.map(() => ({ before: [], after: [] }))),
    }),
    records: {
      all: parts.reduce((sum, { records }) => sum + records.all, 0),
      rated: parts.reduce((sum, { records }) => sum + records.rated, 0),
    },
    distributions: {
      before: mergeDistributions(parts.map(({ distributions }) => distributions.before)),
      after: mergeDistributions(parts.map(({ distributions }) => distributions.after)),
    },
    usage: addUsage(parts.map(({ usage }) => usage)),
  }),
  pack: (result) => JSON.stringify(result),
  unpack: (sent) => JSON.parse(sent as string) as PairResult,
};
