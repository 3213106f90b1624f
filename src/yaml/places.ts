/** From an offset in a text to the line and column that a person sees. */

import type { Place } from '../problems/problem.ts';

/** Finds places in one text by binary search: a line of 200,000 characters costs no more than a short one. */
export class Places {
  readonly #file: string;
  readonly #text: string;
  readonly #lineStarts: number[] = [0];
  /** Offsets of the second halves of characters outside the basic plane: they take no column of their own. */
  readonly #secondHalves: number[] = [];

  constructor(text: string, file: string) {
    this.#file = file;
    this.#text = text;
    for (let offset = text.indexOf('\n'); offset >= 0; offset = text.indexOf('\n', offset + 1)) {
      this.#lineStarts.push(offset + 1);
    }
    for (const pair of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) this.#secondHalves.push(pair.index + 1);
  }

  /** The place of `[from, to)`, as much of it as is on the line where it begins; at least one character. */
  at(from: number, to = from + 1): Place {
    const line = countUpTo(this.#lineStarts, from);
    const next = this.#lineStarts[line];
    const lineEnd = next === undefined ? this.#text.length : next - 1;
    const column = this.#characters(this.#lineStarts[line - 1]!, from) + 1;
    const length = this.#characters(from, Math.min(to, lineEnd));
    return { file: this.#file, line, column, ...(length > 1 && { length }) };
  }

  /** Where the value of a block begins and ends without the blank space behind it. */
  trimmed(from: number, to: number): Place {
    let end = to;
    while (end > from + 1 && /\s/.test(this.#text[end - 1]!)) end -= 1;
    return this.at(from, end);
  }

  #characters(from: number, to: number): number {
    const halves = countUpTo(this.#secondHalves, to - 1) - countUpTo(this.#secondHalves, from - 1);
    return to - from - halves;
  }
}

/** How many numbers of a rising list are at most `limit`. */
function countUpTo(rising: readonly number[], limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
