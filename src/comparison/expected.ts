/** What was expected, in the shape of what is. */

import { type Difference, type InvoiceCells, linesByKey } from './difference.ts';

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
