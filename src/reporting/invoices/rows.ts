/**
 * Invoices as a table, one row a line.
 *
 * `net`, `tax` and `total` stand on the first row of each invoice and nowhere else, so that every column adds up in a
 * spreadsheet. (`amount` does not add up to totals where prices are gross: there the tax lines are inside the others.)
 */

import type { Invoice } from '../../invoicing/invoice.ts';

export const COLUMNS = [
  'account',
  'plan',
  'date',
  'period_from',
  'period_before',
  'line',
  'kind',
  'quantity',
  'amount',
  'currency',
  'net',
  'tax',
  'total',
] as const;
export type Column = (typeof COLUMNS)[number];

export const DECIMALS: readonly Column[] = ['quantity', 'amount', 'net', 'tax', 'total'];
export const DATES: readonly Column[] = ['date', 'period_from', 'period_before'];

/** A row by COLUMNS; undefined is an empty cell. */
export type Row = readonly (string | undefined)[];

export function* rowsOf(invoice: Invoice): Generator<Row> {
  const { account, plan, date, period, currency, net, tax, total } = invoice;
  const head = [account, plan, date, period?.from, period?.before];
  let totals: Row = [net, tax, total];
  for (const { key, kind, quantity, amount } of invoice.lines) {
    yield [...head, key, kind, quantity, amount, currency, ...totals];
    totals = [undefined, undefined, undefined];
  }
}
