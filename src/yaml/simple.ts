/**
 * The short way to read YAML: most files of a project are mappings, lists and words on one line, and a loop over their
 * characters reads these some thirteen times as fast as the library. Whatever it does not know for certain, and every
 * mistake, it leaves to the library: it gives the same documents as that or none.
 */

import type { MapEntry, Node } from './document.ts';

/** So long that no limit of the library's way is reached before it. */
const MAX_LENGTH = 300_000;
const MAX_DEPTH = 32;

/** Tabs, other line ends and spaces, halves of characters: all that takes more than one column, or none. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u167f\u2010-\u2027\u2030-\u205e\u20a0-\u2fff\u3001-\ud7ff]/;
/** A key, up to its colon. */
const KEY = /(?:[A-Za-z0-9_](?:[A-Za-z0-9_./=%+-]| (?=[A-Za-z0-9]))*|"[^"\\\n]+"|'[^'\n]+')(?=:(?:[ \n]|$))/y;
const LONGEST_KEY = 1000;
/** Words that are no key, up to a comment or the end of the line. */
const WORDS = /(?:[A-Za-z0-9_./+<=$(~\u00a1-\ud7ff]|-[0-9A-Za-z.])(?:[^\n:#]|:(?=[^ \n])|(?<=[^ ])#)*/y;
/** As above, within brackets. */
const WORDS_IN_FLOW = /(?:[A-Za-z0-9_./+<=$(~\u00a1-\ud7ff]|-[0-9A-Za-z.])(?:[^\n,[\]{}:#]|:(?=[0-9A-Za-z]))*/y;
/** The head of a text on lines of its own: as they are, or as one line. */
const BLOCK_HEAD = /[|>]-?(?=\n)/y;
const QUOTED = /"[^"\\\n]*"|'[^'\n]*'(?!')/y;
const SEPARATOR = /---(?=\n|$)/y;

/** The documents of a text; undefined when the library is to read it. */
export function readSimple(text: string, file: string): Node[] | undefined {
  if (text.length > MAX_LENGTH || UNUSUAL.test(text)) return undefined;
  try {
    return new Reader(text, file).documents();
  } catch (error) {
    if (error === NOT_SIMPLE) return undefined;
    throw error;
  }
}

/** Thrown, not made anew: a stack trace would cost more than the reading. */
const NOT_SIMPLE = new Error('not simple');

class Reader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  documents(): Node[] {
    const nodes: Node[] = [];
    this.#skip();
    while (this.#at < this.#text.length) {
      if (this.#startsSeparator()) this.#endLine();
      if (this.#column() !== 0) throw NOT_SIMPLE;
      nodes.push(this.#block(0, 0));
      if (this.#at < this.#text.length && !this.#startsSeparator()) throw NOT_SIMPLE;
    }
    if (nodes.length === 0) throw NOT_SIMPLE;
    return nodes;
  }

  /** A mapping or list whose entries begin in this column; ends at the first thing that is further left. */
  #block(column: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw NOT_SIMPLE;
    return this.#isItem() ? this.#list(column, depth) : this.#map(column, depth);
  }

  #list(column: number, depth: number): Node {
    const place = this.#place(this.#at, this.#at);
    const items: Node[] = [];
    do {
      this.#at += 2;
      this.#spaces();
      const inside = this.#at - this.#lineStart;
      if (this.#isItem()) throw NOT_SIMPLE;
      items.push(this.#isKey() ? this.#map(inside, depth + 1) : this.#value(column, depth + 1));
    } while (this.#goesOn(column) && this.#isItem());
    return { kind: 'list', place, items };
  }

  #map(column: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw NOT_SIMPLE;
    const place = this.#place(this.#at, this.#at);
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    do {
      const { key, keyPlace } = this.#key(seen);
      const value = this.#endsLine() ? this.#below(column, depth + 1) : this.#value(column, depth + 1);
      entries.push({ key, keyPlace, value });
    } while (this.#goesOn(column) && !this.#isItem());
    return { kind: 'map', place, entries };
  }

  /** A key with its colon and the spaces behind it. */
  #key(seen: Set<string>): { key: string; keyPlace: Node['place'] } {
    const start = this.#at;
    const written = this.#match(KEY);
    if (written === undefined || written.length > LONGEST_KEY) throw NOT_SIMPLE;
    const key = /^["']/.test(written) ? written.slice(1, -1) : written;
    if (seen.has(key)) throw NOT_SIMPLE;
    seen.add(key);
    const keyPlace = this.#place(start, this.#at);
    this.#at += 1;
    this.#spaces();
    return { key, keyPlace };
  }

  /** What stands on the lines under a key: further right, or a list in the same column. */
  #below(column: number, depth: number): Node {
    this.#endLine();
    const own = this.#column();
    if (this.#at >= this.#text.length || this.#startsSeparator()) throw NOT_SIMPLE;
    if (own < column || (own === column && !this.#isItem())) throw NOT_SIMPLE;
    return this.#block(own, depth);
  }

  /** What stands on the rest of a line, or from it on: in brackets, or further right. */
  #value(column: number, depth: number): Node {
    const node = this.#lines(column) ?? this.#inLine(column, depth);
    // What follows further right would belong to the value.
    if (this.#at < this.#text.length && this.#column() > column) throw NOT_SIMPLE;
    return node;
  }

  #inLine(column: number, depth: number): Node {
    const start = this.#at;
    const first = this.#text[start];
    const node =
      first === '[' || first === '{' ? this.#flow(column, depth) : (this.#quoted() ?? this.#words(WORDS, start));
    if (!this.#endsLine()) throw NOT_SIMPLE;
    this.#endLine();
    return node;
  }

  /** A text on lines of its own that all begin in one column, with nothing between them. */
  #lines(column: number): Node | undefined {
    const start = this.#at;
    const head = this.#match(BLOCK_HEAD);
    if (head === undefined) return undefined;
    const place = this.#place(start, this.#at);
    const lines: string[] = [];
    this.#newLine();
    this.#spaces();
    const own = this.#column();
    while (this.#column() === own && this.#at < this.#text.length && this.#text[this.#at] !== '\n') {
      const end = this.#text.indexOf('\n', this.#at);
      if (end < 0 || this.#text[end - 1] === ' ') throw NOT_SIMPLE;
      lines.push(this.#text.slice(this.#at, end));
      this.#at = end;
      this.#newLine();
      this.#spaces();
    }
    // Where spaces stand on a blank line they may belong to the text.
    while (this.#text[this.#at] === '\n' && this.#column() === 0) {
      this.#newLine();
      this.#spaces();
    }
    const next = this.#text[this.#at];
    const ends = next === undefined ? this.#column() === 0 : next !== '\n' && this.#column() < own;
    if (own <= column || lines.length === 0 || !ends) throw NOT_SIMPLE;
    this.#skip();
    const text = lines.join(head[0] === '>' ? ' ' : '\n') + (head.length > 1 ? '' : '\n');
    return { kind: 'scalar', place, text, quoted: true };
  }

  #quoted(): Node | undefined {
    const start = this.#at;
    const quoted = this.#match(QUOTED);
    if (quoted === undefined) return undefined;
    return { kind: 'scalar', place: this.#place(start, this.#at), text: quoted.slice(1, -1), quoted: true };
  }

  #words(pattern: RegExp, start: number): Node {
    const words = this.#match(pattern)?.trimEnd();
    if (words === undefined) throw NOT_SIMPLE;
    const place = this.#place(start, start + words.length);
    return { kind: 'scalar', place, text: words, quoted: false };
  }

  /** Something in brackets, further right than the column on each of its lines. */
  #flow(column: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw NOT_SIMPLE;
    const place = this.#place(this.#at, this.#at);
    const isMap = this.#text[this.#at] === '{';
    const close = isMap ? '}' : ']';
    const entries: MapEntry[] = [];
    const items: Node[] = [];
    const seen = new Set<string>();
    this.#at += 1;
    this.#spacesAndLines(column);
    if (this.#text[this.#at] === close) this.#at += 1;
    else
      for (;;) {
        if (isMap) entries.push({ ...this.#key(seen), value: this.#inFlow(column, depth) });
        else items.push(this.#inFlow(column, depth));
        const next = this.#text[this.#at];
        this.#at += 1;
        if (next === close) break;
        if (next !== ',') throw NOT_SIMPLE;
        this.#spacesAndLines(column);
      }
    return isMap ? { kind: 'map', place, entries } : { kind: 'list', place, items };
  }

  #inFlow(column: number, depth: number): Node {
    const start = this.#at;
    const first = this.#text[start];
    const isFlow = first === '[' || first === '{';
    const node = isFlow ? this.#flow(column, depth + 1) : (this.#quoted() ?? this.#words(WORDS_IN_FLOW, start));
    // Words and quotes that go on in the next line are left to the library.
    if (isFlow) this.#spacesAndLines(column);
    else this.#spaces();
    return node;
  }

  /** Whether the line has no more but a comment. */
  #endsLine(): boolean {
    this.#spaces();
    const next = this.#text[this.#at];
    return next === undefined || next === '\n' || (next === '#' && this.#text[this.#at - 1] === ' ');
  }

  /** From the end of what a line says to the next thing that is said. */
  #endLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
    this.#skip();
  }

  /** To the next thing that is said: blank lines and comments are passed over. */
  #skip(): void {
    for (;;) {
      this.#spaces();
      const next = this.#text[this.#at];
      if (next === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else if (next === '\n') this.#newLine();
      else return;
    }
  }

  #spacesAndLines(column: number): void {
    this.#spaces();
    while (this.#text[this.#at] === '\n') {
      this.#newLine();
      this.#spaces();
      if (this.#column() <= column) throw NOT_SIMPLE;
    }
  }

  #newLine(): void {
    this.#at += 1;
    this.#line += 1;
    this.#lineStart = this.#at;
  }

  #spaces(): void {
    while (this.#text.charCodeAt(this.#at) === 32) this.#at += 1;
  }

  /** Whether another entry follows in the column. */
  #goesOn(column: number): boolean {
    return this.#at < this.#text.length && this.#column() === column && !this.#startsSeparator();
  }

  #column(): number {
    return this.#at - this.#lineStart;
  }

  #isItem(): boolean {
    return this.#text[this.#at] === '-' && this.#text[this.#at + 1] === ' ';
  }

  #isKey(): boolean {
    KEY.lastIndex = this.#at;
    return KEY.test(this.#text);
  }

  #startsSeparator(): boolean {
    SEPARATOR.lastIndex = this.#at;
    return this.#at === this.#lineStart && SEPARATOR.test(this.#text);
  }

  /** What stands here, if it is of the kind; then it is behind. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return undefined;
    const matched = this.#text.slice(this.#at, pattern.lastIndex);
    this.#at = pattern.lastIndex;
    return matched;
  }

  #place(from: number, to: number): Node['place'] {
    const [file, line, column] = [this.#file, this.#line, from - this.#lineStart + 1];
    return to - from > 1 ? { file, line, column, length: to - from } : { file, line, column };
  }
}
