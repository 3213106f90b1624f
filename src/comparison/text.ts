/** Invoices as text for people, and what changes from one to the other, line by line. */

import { diffLines } from 'diff';
import type { InvoiceCells, LineCells } from './difference.ts';
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
