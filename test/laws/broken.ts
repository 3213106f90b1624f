/** Engines that are wrong on purpose: ours, with one thing done otherwise. */

import { add, decimal, formatRational } from '../../src/exact/rational.ts';
import type { Account } from '../../src/invoicing/account.ts';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import type { Engine } from '../../src/run/run-scenario.ts';
import type { AccountUsage } from '../../src/usage/batch.ts';

/** What an account is and has, for a mistake that depends on it. */
export interface Seen {
  readonly account: Account;
  readonly index: number;
  /** In quanta, in the order in which they came. */
  readonly quantities: readonly number[];
}

/** Ours, with the last invoice of every account changed. */
export const wrongly =
  (mistake: (invoice: Invoice, seen: Seen) => Invoice): Engine =>
  (plans, accounts, usage, options) => {
    const rated = rateAccounts(plans, accounts, copied(usage), options);
    const invoices = rated.invoices.map((own, index) => {
      const quantities = [...usage.quantity.slice(usage.first[index]!, usage.first[index + 1]!)];
      return own.map((invoice, at) =>
        at === own.length - 1 ? mistake(invoice, { account: accounts[index]!, index, quantities }) : invoice,
      );
    });
    return { ...rated, invoices };
  };

const copied = (usage: AccountUsage): AccountUsage => ({ ...usage, quantity: usage.quantity.slice() });

const plus = (text: string, more: string): string => formatRational(add(decimal(text), decimal(more)), 2);

/** A cent more or less in the total alone. */
export const total = (invoice: Invoice, by: string): Invoice => ({ ...invoice, total: plus(invoice.total, by) });

/** An amount that is owed too much, in every sum: the invoice still adds up. */
export const owed = (invoice: Invoice, by: string): Invoice => ({
  ...total(invoice, by),
  net: plus(invoice.net, by),
  lines: [...invoice.lines, { key: 'data surplus', kind: 'usage', amount: by }],
});

/** A cent of tax that is called net. */
export const taxed = (invoice: Invoice, by: string): Invoice => ({
  ...invoice,
  tax: plus(invoice.tax, by),
  net: plus(invoice.net, `-${by}`),
  lines: invoice.lines.map((line) => (line.kind === 'tax' ? { ...line, amount: plus(line.amount, by) } : line)),
});

/** More of an allowance is gone than there was: what is left is below nothing by so many base units. */
export const overdrawn = (invoice: Invoice, by: string): Invoice => ({
  ...invoice,
  allowances: (invoice.allowances ?? []).map((one) => ({ ...one, left: `-${by}` })),
});
