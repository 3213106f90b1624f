/** Text in columns and paragraphs, for a terminal of a given width. Takes text that is already safe to print. */

import { cell } from '../problems/visible.ts';

/** Columns that a text takes. */
export const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + cell(character).width, 0);

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - widthOf(text))) + text;

/** At most `width` columns; what is cut away in the middle becomes one `…`, since ids differ at their ends. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text];
  const tail = takeFits(characters.slice(-width).reverse(), Math.floor((width - 1) / 2));
  const head = takeFits(characters, width - 1 - widthOf(tail));
  return `${head}…${[...tail].reverse().join('')}`;
}

function takeFits(characters: readonly string[], width: number): string {
  let taken = '';
  let used = 0;
  for (const character of characters) {
    used += cell(character).width;
    if (used > width) break;
    taken += character;
  }
  return taken;
}

/** Lines of at most `width` columns, broken at spaces; a word that is wider is broken where it must be. */
export function wrap(text: string, width: number, indent: { first?: string; rest?: string } = {}): string[] {
  const { first = '', rest = first } = indent;
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const close = (): void => {
    lines.push(line);
    line = rest;
    empty = true;
  };
  for (let word of text.split(' ').filter(Boolean)) {
    if (!empty && widthOf(line) + 1 + widthOf(word) > width) close();
    while (empty && widthOf(line) + widthOf(word) > width) {
      const part = takeFits([...word], width - widthOf(line)) || [...word][0]!;
      line += part;
      word = word.slice(part.length);
      close();
    }
    if (word === '') continue;
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  if (!empty) lines.push(line);
  return lines;
}

/** Rows with the columns padded; `right` says which are aligned to the right. Two spaces between. */
export function columns(rows: readonly (readonly string[])[], right: (column: number) => boolean): string[] {
  const most = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: most }, (_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((text, at) => (right(at) ? padStart(text, widths[at]!) : padEnd(text, widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
}
