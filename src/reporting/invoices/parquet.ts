/** Invoices as Parquet, one row a line: dates as DATE, amounts as DECIMAL with all the decimals that there are. */

import { Database, textLiteral } from '../../database/database.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import { COLUMNS, type Column, DATES, DECIMALS, rowsOf } from './rows.ts';

/** Digits of the widest DECIMAL; a column with more stays text rather than losing any. */
const MOST_DIGITS = 38;

export async function writeParquet(path: string, invoices: AsyncIterable<readonly Invoice[]>): Promise<void> {
  const database = await Database.open({ files: [path] });
  try {
    await database.run(`CREATE TABLE lines (${COLUMNS.map((column) => `"${column}" VARCHAR`).join(', ')})`);
    for await (const some of invoices) await database.append('lines', rowsOfAll(some));
    const columns: string[] = [];
    for (const column of COLUMNS) columns.push(`"${column}"::${await typeOf(database, column)} AS "${column}"`);
    await database.run(
      `COPY (SELECT ${columns.join(', ')} FROM lines) TO ${textLiteral(path)} (FORMAT parquet, USE_TMP_FILE false)`,
    );
  } finally {
    database.close();
  }
}

function* rowsOfAll(invoices: readonly Invoice[]): Generator<readonly (string | undefined)[]> {
  for (const invoice of invoices) yield* rowsOf(invoice);
}

async function typeOf(database: Database, column: Column): Promise<string> {
  if (DATES.includes(column)) return 'DATE';
  if (!DECIMALS.includes(column)) return 'VARCHAR';
  const [[plain, whole, decimals] = []] = await database.rows(`
    SELECT coalesce(bool_and(regexp_full_match("${column}", '-?[0-9]+([.][0-9]+)?')), true),
      coalesce(max(length(ltrim(split_part("${column}", '.', 1), '-'))), 1),
      coalesce(max(length(split_part("${column}", '.', 2))), 0)
    FROM lines`);
  const fits = plain === 'true' && Number(whole) + Number(decimals) <= MOST_DIGITS;
  return fits ? `DECIMAL(${MOST_DIGITS}, ${decimals})` : 'VARCHAR';
}
