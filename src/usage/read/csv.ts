/** CSV as text. The dialect is declared, never guessed: a guess could read the same file differently tomorrow. */

import { type Database, pathLiteral, textLiteral } from '../../database/database.ts';
import type { Outcome } from '../../problems/problem.ts';
import type { DataFile } from '../mapping/mapping.ts';
import { columnIndexes, unreadableFile } from './refusals.ts';
import type { ColumnTable, WantedColumn } from './text-table.ts';

export async function csvTable(
  database: Database,
  data: DataFile,
  wanted: readonly WantedColumn[],
  number: number,
): Promise<Outcome<ColumnTable>> {
  let line: string | null | undefined;
  try {
    const first = await database.rows(`SELECT line FROM ${linesOf(data, ', ignore_errors = true')} LIMIT 1`);
    line = first[0]?.[0];
  } catch (error) {
    return { problems: [unreadableFile(data, error)] };
  }
  const names = line ? splitHeader(line, data.delimiter) : undefined;
  if (!names) return { problems: [unreadableFile(data, 'it has no first line with the names of the columns')] };
  const found = columnIndexes(data, names, wanted);
  if (!found.value) return found;

  const rejects = `rejects_${number}`;
  const types = names.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const columns = found.value.map((index, position) => `coalesce(c${index}, '') AS column_${position}`);
  const sql = `
    SELECT row_number() OVER () AS "row", NULL::VARCHAR AS flaw, NULL::VARCHAR AS flaw_text, ${columns.join(', ')}
    FROM read_csv(${pathLiteral(data.path)}, auto_detect = false, header = true, columns = {${types}},
      delim = ${textLiteral(data.delimiter)}, quote = '"', escape = '"', compression = '${data.gzip ? 'gzip' : 'none'}',
      store_rejects = true, rejects_limit = 0, rejects_table = '${rejects}', rejects_scan = 'scans_${number}')`;
  return { value: { sql, rejects: { table: rejects, headerLines: 1 } }, problems: [] };
}

/** Reads the lines of a text file as they are, one column `line`. */
export function linesOf(data: DataFile, rejects = ''): string {
  return `read_csv(${pathLiteral(data.path)}, auto_detect = false, header = false, columns = {'line': 'VARCHAR'},
    delim = '\u0001', quote = '', escape = '', compression = '${data.gzip ? 'gzip' : 'none'}'${rejects})`;
}

/** The names of the first line; undefined when its quotes do not close. */
function splitHeader(line: string, delimiter: string): readonly string[] | undefined {
  const text = line.replace(/^\ufeff/, '').replace(/\r$/, '');
  const names: string[] = [];
  const unquoted = `[^"${delimiter === '|' ? '\\|' : delimiter}]*`;
  const cell = new RegExp(`"((?:[^"]|"")*)"|(${unquoted})`, 'y');
  for (let position = 0; ; position += 1) {
    cell.lastIndex = position;
    const match = cell.exec(text);
    if (!match) return undefined;
    names.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    position = cell.lastIndex;
    if (position === text.length) return names;
    if (text[position] !== delimiter) return undefined;
  }
}
