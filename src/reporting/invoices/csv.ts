/** Invoices as CSV for a spreadsheet (RFC 4180 with line feeds). */

import type { Invoice } from '../../invoicing/invoice.ts';
import { COLUMNS, rowsOf } from './rows.ts';

export async function* csvText(invoices: AsyncIterable<readonly Invoice[]>): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for await (const some of invoices) {
    let text = '';
    for (const invoice of some) {
      for (const row of rowsOf(invoice)) text += `${row.map(cell).join(',')}\n`;
    }
    yield text;
  }
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const FORMULA = /^[=+\-@\t\r\n]/;

/** One cell. What a spreadsheet would run as a formula gets an apostrophe in front; numbers, negative ones too, do not. */
function cell(text: string | undefined): string {
  if (text === undefined) return '';
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
