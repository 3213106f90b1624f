/**
 * NDJSON as text: one object a line.
 *
 * The database reads JSON numbers as binary doubles, so a number of more than 15 significant digits may already have lost
 * some: such numbers are found in the text of the line, and refused unless they are written in quotes. Up to 15 digits
 * every decimal survives the way to a double and back.
 */

import { type Database, textLiteral } from '../../database/database.ts';
import type { Outcome } from '../../problems/problem.ts';
import type { DataFile } from '../mapping/mapping.ts';
import { linesOf } from './csv.ts';
import type { ColumnTable, WantedColumn } from './text-table.ts';

export async function ndjsonTable(
  _database: Database,
  data: DataFile,
  wanted: readonly WantedColumn[],
  number: number,
): Promise<Outcome<ColumnTable>> {
  const rejects = `rejects_${number}`;
  const lines = linesOf(
    data,
    `, store_rejects = true, rejects_limit = 0, rejects_table = '${rejects}', rejects_scan = 'scans_${number}'`,
  );
  const pointers = wanted.map(({ field }) =>
    textLiteral(`/${field.column.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  const list = `[${pointers.join(', ')}]`;
  const lossy = wanted.map(({ field }, position) => {
    const key = JSON.stringify(field.column).replace(/[^\w"\u0080-\uffff]/g, '\\$&');
    const long = `${key}\\s*:\\s*-?[0.]*[1-9]\\.?(?:[0-9]\\.?){15}`;
    // A key written with escapes is not found in the line: its number cannot be judged.
    const found = `${key}\\s*:`;
    return `(types[${position + 1}] IN ('DOUBLE', 'BIGINT', 'UBIGINT', 'HUGEINT') AND (
      regexp_matches(line, ${textLiteral(long)}) OR NOT regexp_matches(line, ${textLiteral(found)})))`;
  });
  const columns = wanted.map((_, position) => `coalesce(texts[${position + 1}], '') AS column_${position}`);
  const lossyTexts = lossy.map((condition, position) => `WHEN ${condition} THEN texts[${position + 1}]`);
  const sql = `
    SELECT "row",
      CASE WHEN NOT is_object THEN 'unreadable' WHEN ${lossy.join(' OR ')} THEN 'inexact-number' END AS flaw,
      CASE WHEN NOT is_object THEN left(line, 200) ${lossyTexts.join(' ')} END AS flaw_text,
      ${columns.join(', ')}
    FROM (
      SELECT "row", line, is_object,
        CASE WHEN is_object THEN json_type(line, ${list}) END AS types,
        CASE WHEN is_object THEN json_extract_string(line, ${list}) END AS texts
      FROM (
        SELECT "row", line, CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS is_object
        FROM (SELECT row_number() OVER () AS "row", line FROM ${lines})
        WHERE line IS NOT NULL AND trim(line, E' \\t\\r') <> ''))`;
  return { value: { sql, rejects: { table: rejects, headerLines: 0 } }, problems: [] };
}
