/** Why the bills of a few customers move from one side to the other: their whole invoices, line by line. */

import {
  absolute,
  add,
  compare,
  decimal,
  formatRational,
  type Rational,
  subtract,
  ZERO,
} from '../../exact/rational.ts';
import type { Account } from '../../invoicing/account.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import { expander } from '../../scenario/expand.ts';
import type { SideAsked } from '../../simulation/bills.ts';
import type { AccountUsage, UsageCoding } from '../../usage/batch.ts';
import { NEVER } from '../../usage/columns.ts';
import { readBlock } from '../../usage/read-block.ts';
import { type RespondingColumns, responder } from '../../usage/respond.ts';
import { rateAccounts } from '../rate-accounts.ts';
import { accountOn, keyOfDraw } from './rate-batch.ts';
import type { PopulationRating, PopulationSource } from './rate-population.ts';

/** Lines that a sentence tells; it counts the others. */
const TOLD = 3;

/** One customer with its records. */
interface Found {
  readonly account: Account;
  readonly columns: RespondingColumns;
  readonly base: number;
  readonly unit: number;
  readonly local: boolean;
  readonly coding: UsageCoding;
  readonly key: number;
}

/**
 * By customer of the population: one sentence of the lines that make the difference, the largest first
 * (`data-overage +7.50 (12.00 to 19.50), monthly-fee -2.00 (10.00 to 8.00) and 2 more lines`), over all invoices. Text of
 * plans is as it was written: who shows it makes it safe.
 */
export async function explainMovers(
  source: PopulationSource,
  { population, invoices }: Pick<PopulationRating, 'population' | 'invoices'>,
  sides: readonly [SideAsked, SideAsked],
  customers: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const why = new Map<number, string>();
  for await (const [customer, found] of find(source, invoices, customers)) {
    const row = population.segment[customer]! * population.plans.length + population.plan[customer]!;
    const [before, after] = sides.map((side) => invoicesOf(side, sides, found, row));
    why.set(customer, sentence(before!, after!));
  }
  return why;
}

async function* find(
  source: PopulationSource,
  invoices: PopulationRating['invoices'],
  customers: readonly number[],
): AsyncGenerator<readonly [number, Found]> {
  if ('recipes' in source) {
    let first = 0;
    for (const { recipe, draws } of source.recipes) {
      const own = customers.filter((customer) => customer >= first && customer < first + draws.length);
      const expand = own.length > 0 ? expander(recipe) : undefined;
      for (const customer of own) {
        const draw = draws[customer - first]!;
        const { accounts, usage } = expand!([draw]);
        const { start, quantity, kind, coding, local } = usage;
        const account = invoices ? { ...accounts[0]!, invoices } : accounts[0]!;
        const columns = { start, quantity, kind, first: Uint32Array.of(0), end: Uint32Array.of(start.length) };
        yield [customer, { account, columns, base: 0, unit: 1, local, coding, key: keyOfDraw(draw) }];
      }
      first += draws.length;
    }
    return;
  }
  const { usage, chosen } = source;
  const places = new Map(customers.map((customer) => [chosen ? chosen[customer]! : customer, customer]));
  for await (const block of usage.blocks()) {
    const own = [...places].filter(([place]) => place >= block.first && place < block.first + block.size);
    if (own.length === 0) continue;
    const { first, base, unit, start, quantity, kind } = readBlock(block);
    for (const [place, customer] of own) {
      const [from, end] = [first[place - block.first]!, first[place - block.first + 1]!];
      const { plans, plan, activated, terminated } = usage.customers;
      const account: Account = {
        id: usage.customers.nameOf(place),
        plan: plans[plan[place]!]!,
        activated: activated[place]!,
        terminated: terminated[place] === NEVER ? undefined : terminated[place]!,
        invoices: invoices!,
      };
      const cut = { start: start.slice(from, end), quantity: quantity.slice(from, end), kind: kind.slice(from, end) };
      const columns = { ...cut, first: Uint32Array.of(0), end: Uint32Array.of(end - from) };
      yield [customer, { account, columns, base, unit, local: usage.local, coding: usage.coding, key: place }];
      places.delete(place);
    }
    if (places.size === 0) return;
  }
}

function invoicesOf(side: SideAsked, sides: readonly SideAsked[], found: Found, row: number): readonly Invoice[] {
  const account = accountOn(side, sides, found.account);
  if (!account) return [];
  const { base, unit, coding, local, key } = found;
  const changed = side.usage ? responder(side.usage, coding)(found.columns, { row: [row], key: [key] }) : found.columns;
  const records = changed.start.length;
  const usage: AccountUsage = {
    ...{ coding, local, accounts: [account.id] },
    first: Uint32Array.of(0, records),
    start: Float64Array.from(changed.start, (at) => base + unit * at),
    quantity: Float64Array.from(changed.quantity),
    kind: Uint16Array.from(changed.kind),
    row: Float64Array.from({ length: records }, (_, index) => index + 1),
  };
  return rateAccounts(side.plans, [account], usage).invoices[0]!;
}

interface Sum {
  sum: Rational;
  decimals: number;
}

/** By key of the line, over all invoices; a tax that is inside prices is no part of what is paid beside them. */
function sumsOf(invoices: readonly Invoice[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const { lines } of invoices) {
    for (const { key, amount } of lines) {
      const known = sums.get(key) ?? { sum: ZERO, decimals: 0 };
      const decimals = Math.max(known.decimals, amount.split('.')[1]?.length ?? 0);
      sums.set(key, { sum: add(known.sum, decimal(amount)), decimals });
    }
  }
  return sums;
}

function sentence(before: readonly Invoice[], after: readonly Invoice[]): string {
  if (before.length === 0 && after.length > 0) return 'no invoice before';
  if (after.length === 0 && before.length > 0) return 'no invoice after';
  const [was, is] = [sumsOf(before), sumsOf(after)];
  const lines = [...new Set([...was.keys(), ...is.keys()])]
    .map((key) => {
      const [a, b] = [was.get(key), is.get(key)];
      const [old, now] = [a?.sum ?? ZERO, b?.sum ?? ZERO];
      const decimals = Math.max(a?.decimals ?? 0, b?.decimals ?? 0);
      return { key, old, now, by: subtract(now, old), decimals };
    })
    .filter(({ by }) => by.n !== 0n)
    .sort((a, b) => compare(absolute(b.by), absolute(a.by)) || (a.key < b.key ? -1 : 1));
  if (lines.length === 0) return 'no line differs';
  const told = lines.slice(0, TOLD).map(({ key, old, now, by, decimals }) => {
    const write = (amount: Rational): string => formatRational(amount, decimals);
    return `${key} ${by.n > 0n ? '+' : ''}${write(by)} (${write(old)} to ${write(now)})`;
  });
  const rest = lines.length - told.length;
  return rest > 0 ? `${told.join(', ')} and ${rest} more ${rest === 1 ? 'line' : 'lines'}` : told.join(', ');
}
