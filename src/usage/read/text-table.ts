/**
 * Any file as a table of text: one column a role, every digit as it was written. Rows are numbered from 1 in the order
 * of the file, without the header.
 *
 * Besides the roles, a row has `flaw` and `flaw_text`: set when the reader already knows that it cannot be rated.
 */

import { type Database, textLiteral } from '../../database/database.ts';
import type { Outcome } from '../../problems/problem.ts';
import type { DataFile, Field, Fields } from '../mapping/mapping.ts';
import { csvTable } from './csv.ts';
import { ndjsonTable } from './ndjson.ts';
import { parquetTable } from './parquet.ts';

/** What a format offers: a select with `row`, `flaw`, `flaw_text`, and the mapped columns as `column_0`, `column_1`… */
export interface ColumnTable {
  readonly sql: string;
  readonly rejects?: Rejects;
}

/** Where the database notes the lines that it could not read at all. */
export interface Rejects {
  readonly table: string;
  readonly headerLines: 0 | 1;
}

/** Name of a table with a column `row`: of a Parquet file only these rows are wanted. */
export type RowsTable = string;

/** A column that is mapped, and what is asked of it. */
export interface WantedColumn {
  readonly field: { readonly column: string } & Pick<Field, 'place'>;
  /** Set for a quantity: binary numbers are read with this many decimals. */
  readonly quantity: boolean;
  readonly decimals: number | undefined;
}

/**
 * A select that gives the file as text: `row`, `flaw`, `flaw_text`, and for each role its value (`account`) and what is
 * written (`account_raw`). They differ when the mapping translates values; a value without translation is NULL.
 */
export async function textTable<Role extends string>(
  database: Database,
  data: DataFile,
  fields: Fields<Role>,
  roles: readonly Role[],
  decimals: number | undefined,
  number: number,
  rows?: RowsTable,
): Promise<Outcome<ColumnTable>> {
  const wanted: WantedColumn[] = [];
  const columns: string[] = [];
  for (const role of roles) {
    const field: Field | undefined = fields[role];
    let raw = 'NULL::VARCHAR';
    let value = raw;
    if (field && 'constant' in field) raw = value = textLiteral(field.constant);
    else if (field) {
      raw = value = `column_${wanted.length}`;
      if (field.values) value = translated(raw, field.values);
      wanted.push({ field, quantity: role === 'quantity', decimals });
    }
    columns.push(`${value} AS "${role}"`, `${raw} AS "${role}_raw"`);
  }
  const table = await FORMATS[data.format](database, data, wanted, number, rows);
  if (!table.value) return table;
  const sql = `SELECT "row", flaw, flaw_text, ${columns.join(', ')} FROM (${table.value.sql})`;
  return { value: { ...table.value, sql }, problems: table.problems };
}

const FORMATS = { csv: csvTable, ndjson: ndjsonTable, parquet: parquetTable } as const;

function translated(sql: string, values: ReadonlyMap<string, string>): string {
  const pairs = [...values].map(([from, to]) => `${textLiteral(from)}: ${textLiteral(to)}`);
  return `MAP {${pairs.join(', ')}}[coalesce(${sql}, '')]`;
}
