/** Invoices as text for people, and what changes from one to the other, line by line. */

import { diffLines } from 'diff';
import type { Difference, InvoiceCells, LineCells } from './difference.ts';
import { linesByKey } from './difference.ts';

/** One line of a text diff: `-` stands only in the first text, `+` only in the second. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** An invoice with its amounts in a column. */
export function invoiceText(invoice: InvoiceCells): string {
  const rows = [
    ...[...linesByKey(invoice.lines)].map(([key, line]) => [nameOf(key, line), line.amount]),
    ...(['net', 'tax', 'total'] as const).map((cell) => [cell, invoice[cell]]),
  ] as [string, string][];
  const [left, right] = [0, 1].map((side) => rows.reduce((width, row) => Math.max(width, row[side]!.length), 0));
  const table = rows.map(([name, amount]) => `${name.padEnd(left!)}  ${amount.padStart(right!)}`);
  return [`invoice ${invoice.date}`, ...table].map((row) => `${row}\n`).join('');
}

const nameOf = (key: string, { quantity }: LineCells): string => (quantity ? `${key} (${quantity})` : key);

export function diffInvoices(expected: InvoiceCells, actual: InvoiceCells): DiffLine[] {
  return diffLines(invoiceText(expected), invoiceText(actual)).flatMap(({ value, added, removed }) =>
    value
      .split('\n')
      .slice(0, -1)
      .map((text): DiffLine => ({ sign: added ? '+' : removed ? '-' : ' ', text })),
  );
}

/** The invoice as it would be without its differences: what was expected, in the shape of what is. */
export function asExpected(actual: InvoiceCells, differences: readonly Difference[]): InvoiceCells {
  const cells = { net: actual.net, tax: actual.tax, total: actual.total };
  const lines = linesByKey(actual.lines);
  for (const { invoice, line, cell, expected = '' } of differences) {
    // What is left of allowances is not in the text.
    if (invoice !== actual.date || cell === 'allowance') continue;
    if (cell === 'net' || cell === 'tax' || cell === 'total') cells[cell] = expected;
    else if (cell === 'missing line') lines.set(line!, { key: line!, amount: expected });
    else if (cell === 'extra line') lines.delete(line!);
    else if (line !== undefined) lines.set(line, { ...lines.get(line)!, [cell]: expected });
  }
  return { ...actual, lines: [...lines].map(([key, line]) => ({ ...line, key })), ...cells };
}
