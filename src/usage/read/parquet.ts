/** Parquet as text. Whole numbers, decimals, dates and text have an exact text; a binary number only with declared decimals. */

import { type Database, nameLiteral, pathLiteral } from '../../database/database.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import type { DataFile } from '../mapping/mapping.ts';
import { shown } from '../shown.ts';
import { columnIndexes, unreadableFile } from './refusals.ts';
import type { ColumnTable, RowsTable, WantedColumn } from './text-table.ts';

const BINARY = /^(DOUBLE|FLOAT)$/;
const EXACT =
  /^(VARCHAR|U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DECIMAL\(.*\)|DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE|ENUM\(.*\))$/;

export async function parquetTable(
  database: Database,
  data: DataFile,
  wanted: readonly WantedColumn[],
  _number: number,
  rows?: RowsTable,
): Promise<Outcome<ColumnTable>> {
  const file = pathLiteral(data.path);
  let described: readonly (readonly (string | null)[])[];
  try {
    described = await database.rows(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`,
    );
  } catch (error) {
    return { problems: [unreadableFile(data, error)] };
  }
  const names = described.map(([name]) => name!);
  const found = columnIndexes(data, names, wanted);
  if (!found.value) return found;

  const problems: Problem[] = [];
  const columns: string[] = [];
  const flaws: string[] = [];
  for (const [position, want] of wanted.entries()) {
    const type = described[found.value[position]!]![1]!;
    const name = `source.${nameLiteral(want.field.column)}`;
    const problem = typeProblem(data, want, type);
    if (problem) problems.push(problem);
    if (BINARY.test(type) && want.decimals !== undefined) {
      const exact = `TRY_CAST(${name} AS DECIMAL(38, ${want.decimals}))`;
      columns.push(`coalesce(${exact}::VARCHAR, ${name}::VARCHAR, '') AS column_${position}`);
      flaws.push(`${name} IS NOT NULL AND isfinite(${name}) AND ${exact}::${type} IS DISTINCT FROM ${name}`);
      flaws.push(`${name}::VARCHAR`);
    } else {
      columns.push(`coalesce(${name}::VARCHAR, '') AS column_${position}`);
    }
  }
  if (problems.length > 0) return { problems };
  const [flawed = 'false', flawText = 'NULL'] = flaws;
  const sql = `
    SELECT source.file_row_number + 1 AS "row", ${columns.join(', ')},
      CASE WHEN ${flawed} THEN 'inexact-number' END AS flaw,
      CASE WHEN ${flawed} THEN ${flawText} END AS flaw_text
    FROM read_parquet(${file}, file_row_number = true) source
    ${rows ? `WHERE source.file_row_number + 1 IN (SELECT "row" FROM ${rows})` : ''}`;
  return { value: { sql }, problems };
}

function typeProblem(data: DataFile, { field, quantity, decimals }: WantedColumn, type: string): Problem | undefined {
  const { column, place } = field;
  if (EXACT.test(type) || (quantity && BINARY.test(type) && decimals !== undefined)) return undefined;
  if (quantity && BINARY.test(type)) {
    const message = `column ${shown(column)} of ${shown(data.name, 200)} holds binary numbers (${type})`;
    const fix = 'say how many decimals they have: "decimals: 2"';
    return { code: 'USAGE-DECIMALS', severity: 'error', message, place, fix };
  }
  const message = `column ${shown(column)} of ${shown(data.name, 200)} is of the type ${type.slice(0, 60)}, which cannot be read here`;
  return { code: 'USAGE-COLUMN', severity: 'error', message, place };
}
