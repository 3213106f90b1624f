/** Invoices as CSV for a spreadsheet (RFC 4180 with line feeds). */

import type { Invoice } from '../../invoicing/invoice.ts';
import { csvCell } from '../csv-cell.ts';
import { COLUMNS, rowsOf } from './rows.ts';

export async function* csvText(invoices: AsyncIterable<readonly Invoice[]>): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for await (const some of invoices) {
    let text = '';
    for (const invoice of some) {
      for (const row of rowsOf(invoice)) text += `${row.map(csvCell).join(',')}\n`;
    }
    yield text;
  }
}
