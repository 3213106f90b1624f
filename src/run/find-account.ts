/** One account of a usage file with its records, for explaining its invoices. */

import type { Account } from '../invoicing/account.ts';
import type { Outcome } from '../problems/problem.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { openUsage } from '../usage/open-usage.ts';

/** Its invoices of ten years, up to two cycles after its last record. */
const MOST_DAYS = 3660;
const AFTER_DAYS = 62;
const DAY_MS = 86_400_000;

export async function findAccount(
  mapping: string,
  file: string,
  dataFolder: string,
  id: string,
): Promise<Outcome<{ account: Account; usage: AccountUsage }>> {
  const source = await openUsage(mapping, file, dataFolder);
  if (!source.value) return source;
  try {
    const customer = source.value.customers.find((one) => one.account === id);
    for await (const chunk of source.value.chunks()) {
      const index = chunk.accounts.indexOf(id);
      if (!customer || index < 0) continue;
      const usage = only(chunk, index);
      const last = usage.start.at(-1) ?? customer.activated * DAY_MS;
      const { plan, activated, terminated } = customer;
      const before = Math.ceil(last / DAY_MS) + AFTER_DAYS;
      const invoices = { from: Math.max(activated, before - MOST_DAYS), before };
      return { value: { account: { id, plan, activated, terminated, invoices }, usage }, problems: [] };
    }
    return { problems: [{ code: 'USAGE-CUSTOMER', severity: 'error', message: `no customer has the account ${id}` }] };
  } finally {
    source.value.close();
  }
}

function only({ coding, local, first, start, quantity, kind, row, id }: AccountUsage, account: number): AccountUsage {
  const [from, before] = [first[account]!, first[account + 1]!];
  return {
    ...{ coding, local, accounts: ['explained'], first: Uint32Array.of(0, before - from) },
    start: start.slice(from, before),
    quantity: quantity.slice(from, before),
    kind: kind.slice(from, before),
    row: row.slice(from, before),
    ...(id ? { id: id.slice(from, before) } : {}),
  };
}
