/** Two tellings of the same invoices, both whole: every cell that differs. */

import { decimal, equal, formatRational, subtract } from '../exact/rational.ts';
import { type Cell, chargeOf, type Difference, type InvoiceCells, type LineCells, linesByKey } from './difference.ts';
import { type DiscountOn, withFollowers } from './follow.ts';
import { decimalsIn, value } from './values.ts';

/** Differences by date; on an invoice lines as expected, then lines too many, then its sums. */
export function compareInvoices(
  expected: readonly InvoiceCells[],
  actual: readonly InvoiceCells[],
  discountOn: DiscountOn = () => undefined,
): Difference[] {
  const differences: Difference[] = [];
  const dates = new Set([...expected, ...actual].map(({ date }) => date));
  for (const date of [...dates].sort()) {
    const [before, after] = [expected, actual].map((all) => all.find((invoice) => invoice.date === date));
    if (before && after) differences.push(...withFollowers(compareInvoice(before, after), before, after, discountOn));
    else if (before) differences.push(missingInvoice(date, before.total));
    else if (after) differences.push(extraInvoice(date, after.total));
  }
  return differences;
}

export const missingInvoice = (invoice: string, expected?: string): Difference => ({
  ...{ invoice, cell: 'missing invoice', cause: 'invoice' },
  ...(expected !== undefined && { expected, by: formatRational(subtract(decimal('0'), decimal(expected)), 2) }),
});

export const extraInvoice = (invoice: string, actual: string): Difference => ({
  ...{ invoice, cell: 'extra invoice', actual, by: actual, cause: 'invoice' },
});

function compareInvoice(expected: InvoiceCells, actual: InvoiceCells): Difference[] {
  const differences: Difference[] = [];
  const invoice = expected.date;
  const lines = linesByKey(actual.lines);
  for (const [key, line] of linesByKey(expected.lines)) {
    const found = lines.get(key);
    lines.delete(key);
    if (found) differences.push(...compareLine(invoice, key, line, found));
    else differences.push(missingLine(invoice, key, line.amount));
  }
  for (const [key, line] of lines) differences.push(extraLine(invoice, key, line));
  for (const cell of ['net', 'tax', 'total'] as const) {
    if (!same(expected[cell], actual[cell])) {
      differences.push(cellDifference({ invoice, cell, cause: cell }, expected[cell], actual[cell]));
    }
  }
  if (expected.currency !== actual.currency) {
    const { currency = '' } = expected;
    differences.push({
      invoice,
      cell: 'currency',
      expected: currency,
      actual: actual.currency ?? '',
      cause: 'currency',
    });
  }
  return differences;
}

function compareLine(invoice: string, line: string, expected: LineCells, actual: LineCells): Difference[] {
  const differences: Difference[] = [];
  const cause = chargeOf(line);
  if (!same(expected.amount, actual.amount)) {
    differences.push(cellDifference({ invoice, line, cell: 'amount', cause }, expected.amount, actual.amount));
  }
  const [before, after] = [expected.quantity ?? '0', actual.quantity ?? '0'];
  if (!same(before, after)) {
    differences.push(cellDifference({ invoice, line, cell: 'quantity', cause }, before, after));
  }
  return differences;
}

const missingLine = (invoice: string, line: string, expected: string): Difference => ({
  ...{ invoice, line, cell: 'missing line', expected },
  ...{ by: formatRational(subtract(decimal('0'), decimal(expected)), decimalsIn(expected)), cause: chargeOf(line) },
});

export const extraLine = (invoice: string, line: string, { amount }: LineCells): Difference => ({
  ...{ invoice, line, cell: 'extra line', actual: amount, by: amount, cause: chargeOf(line) },
});

type Where = Pick<Difference, 'invoice' | 'cause' | 'line'> & { readonly cell: Cell };

function cellDifference(where: Where, expected: string, actual: string): Difference {
  const least = Math.max(decimalsIn(expected), decimalsIn(actual));
  const { cause, ...cell } = where;
  return { ...cell, expected, actual, by: formatRational(subtract(value(actual), value(expected)), least), cause };
}

/** The same value, however it is written: 19.9 is 19.90. */
const same = (a: string, b: string): boolean => a === b || equal(value(a), value(b));
