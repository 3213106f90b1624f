/** Tables of a sheet, one under the other, and what their sums must come to. */

import { add, decimal, formatRational, subtract, ZERO } from '../../exact/rational.ts';
import {
  address,
  type Cell,
  customers,
  isTooLong,
  type Money,
  type Row,
  type Sheet,
  sumOver,
  text,
  words,
} from './cells.ts';

/** A sum that a sheet makes of its rows, and the total told that it must be. */
export interface Readded {
  readonly what: string;
  /** Of the sum: `Waterfall!E12`. */
  readonly at: string;
  readonly told: string;
  /** What the formula comes to: exactly, of customers; in minor units, of money. */
  readonly sum: string | bigint;
  readonly unit: 'money' | 'customers';
  /** More digits than a spreadsheet keeps are in it: its own sum proves nothing. */
  readonly tooLong: boolean;
}

/** Rows of one table at most: the rest are told together. A sheet holds 1,048,576. */
export const MOST_ROWS = 10_000;

/** Title of the column of how many were rated: a number among names. */
export const RATED = 'Rated';

/** What is shown in the place of a number that is not. */
const NOT_SHOWN: Cell = { kind: 'text', text: '–', look: 'muted' };

/** One column of a table that adds up. */
export interface Column {
  readonly head: string;
  readonly unit: 'money' | 'customers';
  /** By row; undefined where it is suppressed. */
  readonly values: readonly (string | undefined)[];
  /** What all rows come to, those that are not shown too; undefined: only what is shown is summed. */
  readonly total: string | undefined;
  /** Of the check, where there is one. */
  readonly what?: string;
}

/** Cells of a column beside its rows. */
interface Filled {
  readonly cells: readonly Cell[];
  readonly rest: Cell;
  readonly hasRest: boolean;
  /** What its formula comes to. */
  readonly sum: string | bigint;
  readonly tooLong: boolean;
}

/** Anything beside the sums: one cell a row, and one in the row of the total. */
export interface Beside {
  readonly head: string;
  readonly cells: readonly Cell[];
  readonly total?: Cell;
  /** What it has is text. */
  readonly over?: 'text';
}

interface TableWords {
  /** Of the row of what is not shown. */
  readonly rest: string;
  readonly total?: string;
  /** False under a table of the same columns. */
  readonly isHeaded?: boolean;
}

export class SheetMaker {
  readonly #rows: Row[] = [];
  readonly readded: Readded[] = [];
  readonly #name: string;
  readonly #money: Money;

  constructor(name: string, money: Money) {
    this.#name = name;
    this.#money = money;
  }

  get next(): number {
    return this.#rows.length;
  }

  row(...cells: Cell[]): number {
    return this.#rows.push(cells) - 1;
  }

  heading(title: string, note?: string, span = 8): void {
    this.row();
    this.row(text(title, 'heading'));
    if (note !== undefined) this.row(words(note, 'note', span));
  }

  /** Titles over text, then those over numbers, then those over text that follows. */
  head(texts: readonly string[], numbers: readonly string[] = [], after: readonly string[] = []): number {
    return this.row(
      ...texts.map((title) => text(title, 'head')),
      ...numbers.map((title) => text(title, 'over')),
      ...after.map((title) => text(title, 'head-beside')),
    );
  }

  at(row: number, column: number): string {
    return `${this.#name}!${address(row, column)}`;
  }

  sheet(widths: readonly number[], frozenRows: number, frozenColumns = 0): Sheet {
    return { ...{ name: this.#name, widths, frozenRows, frozenColumns }, rows: this.#rows };
  }

  /**
   * A table whose columns add up: the rows, one for what is left to the total, and the sum as a formula. Amounts of
   * a column are rounded together, so that the sum is the total told to the minor unit.
   */
  table(
    names: readonly Row[],
    heads: readonly string[],
    columns: readonly (Column | Beside)[],
    { rest, total = 'Total', isHeaded = true }: TableWords,
  ): void {
    if (isHeaded) {
      this.row(
        ...heads.map((head, at) =>
          text(head, head === RATED ? 'over' : heads[at - 1] === RATED ? 'head-beside' : 'head'),
        ),
        ...columns.map(({ head, ...column }) => text(head, 'over' in column ? 'head-beside' : 'over')),
      );
    }
    const shown = Math.min(names.length, MOST_ROWS);
    const first = this.next;
    const filled = columns.map((column) => ('values' in column ? this.#fill(column, shown) : undefined));
    for (let index = 0; index < shown; index += 1) {
      const cells = columns.map((column, at) => ('values' in column ? filled[at]!.cells[index] : column.cells[index]));
      this.row(...names[index]!, ...cells);
    }
    const blanks = Array.from({ length: heads.length - 1 }, () => text('', 'muted'));
    if (filled.some((one) => one?.hasRest)) {
      this.row(text(rest, 'note'), ...blanks, ...filled.map((one) => one?.rest));
    }
    const last = this.next - 1;
    const sums = columns.map((column, at): Cell => {
      if (!('values' in column)) return column.total ?? text('', 'total');
      const place = heads.length + at;
      const { sum: own, tooLong } = filled[at]!;
      const formula = sumOver(place, first, last);
      if (column.what !== undefined && column.total !== undefined) {
        const { what, total: told, unit } = column;
        this.readded.push({ what, told, unit, tooLong, sum: own, at: this.at(last + 1, place) });
      }
      if (typeof own === 'bigint') return this.#money.formula(formula, own);
      const plain = customers(own, 'total');
      return plain?.kind === 'number' ? { ...plain, kind: 'formula', formula } : plain;
    });
    this.row(text(total, 'total'), ...blanks.map(() => text('', 'total')), ...sums);
  }

  #fill({ values, total, unit, head }: Column, shown: number): Filled {
    const own = values.slice(0, shown);
    const told = own.filter((value) => value !== undefined);
    // With nothing left out, what does not add up is an error and must be seen.
    const isWhole = told.length === values.length;
    const left = total === undefined || isWhole ? '0' : formatRational(subtract(decimal(total), decimal(sum(told))));
    const hasRest = decimal(left).n !== 0n;
    if (unit === 'customers') {
      const cells = own.map((value) => (value === undefined ? NOT_SHOWN : customers(value)));
      const rest = hasRest ? customers(left, 'muted') : undefined;
      return { cells, rest, hasRest, sum: sum([...told, left]), tooLong: false };
    }
    const units = this.#money.together([...told, left]);
    const rest = units.pop()!;
    let at = 0;
    const cells = own.map((value, row) => {
      if (value === undefined) return NOT_SHOWN;
      at += 1;
      return this.#money.cell(units[at - 1]!, value, `${this.#name}, ${head}, row ${row + 1}`);
    });
    const whole = units.reduce((all, one) => all + one, rest);
    if (isTooLong(whole))
      this.#money.tooLong.push({ what: `${this.#name}, ${head}, total`, exact: sum([...told, left]) });
    return {
      ...{ cells, hasRest, sum: whole },
      rest: hasRest ? this.#money.cell(rest, left, `${this.#name}, ${head}, rest`, 'muted') : undefined,
      tooLong: [...units, rest, whole].some(isTooLong),
    };
  }
}

/** Exact, of decimals. */
const sum = (values: readonly string[]): string =>
  formatRational(values.reduce((all, value) => add(all, decimal(value)), ZERO));
