/**
 * Where a value stands in a text file: line and column of a row's cell. Only for what is refused, which is little: the file is
 * read once more, as text.
 */

import { readFileSync, realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Place } from '../../problems/problem.ts';
import { MAX_FILE_BYTES } from '../../yaml/read.ts';
import type { DataFile } from '../mapping/mapping.ts';

/** Of a CSV file that stands, not compressed, under the folder in which the command runs; nothing is said of others. */
export class PlacesInText {
  readonly #data: DataFile;
  #found: { readonly file: string; readonly rows: readonly Row[] } | undefined;
  #looked = false;

  constructor(data: DataFile) {
    this.#data = data;
  }

  /**
   * Where `written` stands: the cell of `column` in a row (from 1, without the header), or the row as a whole. Undefined: nobody can say.
   */
  of(row: number, column: string | undefined, written: string): Place | undefined {
    if (!this.#looked) this.#found = read(this.#data);
    this.#looked = true;
    const found = this.#found;
    if (!found) return undefined;
    const own = found.rows[row];
    if (!own) return undefined;
    // Rows are counted here in another way than where they were read: what is not there shows that the two differ.
    if (column === undefined)
      return own.text === written.trim() ? { file: found.file, line: own.line, column: 1 } : undefined;
    const cell = own.cells[found.rows[0]!.cells.findIndex(({ text }) => text === column)];
    if (cell?.text !== written) return undefined;
    const { line, column: at, length } = cell;
    return { file: found.file, line, column: at, ...(length > 0 && { length }) };
  }
}

interface Cell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** As it is written, with quotes; of one on several lines what stands on the first. */
  readonly length: number;
}

interface Row {
  readonly text: string;
  readonly line: number;
  readonly cells: readonly Cell[];
}

function read({
  path,
  format,
  gzip,
  delimiter,
}: DataFile): { readonly file: string; readonly rows: Row[] } | undefined {
  const file = relative(realpathSync('.'), path).split(sep).join('/');
  // Of a larger file the row is told alone: its lines are not shown either.
  const isReadable = format === 'csv' && !gzip && !/^(?:\.\.(?:\/|$)|[A-Za-z]:|\/)/.test(file);
  if (!isReadable || statSync(path).size > MAX_FILE_BYTES) return undefined;
  return { file, rows: rowsOf(readFileSync(path, 'utf8').replace(/^\ufeff/, ''), delimiter) };
}

/** Rows with something in them, the header among them; a quoted cell may have several lines. */
function rowsOf(text: string, delimiter: string): Row[] {
  const rows: Row[] = [];
  const cell = new RegExp(`"((?:[^"]|"")*)"|[^${delimiter === '|' ? '\\|' : delimiter}\\r\\n]*`, 'y');
  let [line, lineAt, at] = [1, 0, 0];
  while (at < text.length) {
    const cells: Cell[] = [];
    const [first, start] = [line, at];
    for (;;) {
      cell.lastIndex = at;
      const [written, quoted] = cell.exec(text) ?? [''];
      const own = written.split('\n', 1)[0]!;
      const before = [...text.slice(lineAt, at)].length;
      const value = quoted?.replaceAll('""', '"') ?? written;
      cells.push({ text: value, line, column: before + 1, length: [...own].length });
      for (let next = written.indexOf('\n'); next >= 0; next = written.indexOf('\n', next + 1)) {
        line += 1;
        lineAt = at + next + 1;
      }
      at += written.length;
      if (text[at] !== delimiter) break;
      at += 1;
    }
    // What stands behind a closing quote belongs to no cell: the line is one that cannot be read.
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    if (cells.length > 1 || cells[0]!.length > 0)
      rows.push({ line: first, text: text.slice(start, end).trim(), cells });
    at = end + 1;
    line += 1;
    lineAt = at;
  }
  return rows;
}
