/**
 * Cells of a workbook: what a sheet holds, before any library writes it. Formulas are made here, from addresses alone: no text
 * that came from outside is ever part of one.
 */

import type { Rational } from '../../exact/rational.ts';
import { roundQuotient, roundTogether } from '../../money/rounding.ts';
import { visible } from '../../problems/visible.ts';
import { exact } from '../amounts.ts';
import { noFormula } from '../csv-cell.ts';

/** head: over text; over: over numbers, at their right; beside, head-beside: of text that follows a number. */
export type Look =
  | 'title'
  | 'note'
  | 'heading'
  | 'head'
  | 'over'
  | 'head-beside'
  | 'beside'
  | 'body'
  | 'total'
  | 'muted'
  | 'good'
  | 'bad'
  | 'alarm';

/** A value as it is shown: `format` is that of spreadsheets (`#,##0.00`). */
export type Cell =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly look: Look;
      readonly wrap?: boolean;
      readonly span?: number;
      /** Lines that the row is high, where text of one cell breaks: no spreadsheet must have to find out. */
      readonly lines?: number;
    }
  | { readonly kind: 'number'; readonly value: number; readonly format: string; readonly look: Look }
  /** `value`: what it comes to, for readers that do not compute. */
  | {
      readonly kind: 'formula';
      readonly formula: string;
      readonly value: number | boolean;
      readonly format: string | undefined;
      readonly look: Look;
    }
  | undefined;

export type Row = readonly Cell[];

export interface Sheet {
  readonly name: string;
  /** In characters. */
  readonly widths: readonly number[];
  readonly rows: readonly Row[];
  /** That stay when one scrolls, and stand on each page that is printed. */
  readonly frozenRows: number;
  readonly frozenColumns: number;
}

/** Characters of a cell (ECMA-376; what is longer makes a file that spreadsheets call broken). */
const MOST_CHARACTERS = 32_767;
const CUT = '… (cut)';

/** What spreadsheets read as one character (`_x0041_` is A): the mark itself is written so. */
const ESCAPED_CHARACTER = /_(?=x[0-9A-Fa-f]{4}_)/g;

/**
 * Text of anybody as it stands in a cell. Characters that no XML may hold, and those that hide or reorder others, are shown as pictures
 * or codes. A text cell is never a formula; saved as CSV it would be one when that is opened, so it has the apostrophe of
 * the CSV files here already.
 */
export function cellText(text: string): string {
  const safe = noFormula(visible(text.slice(0, MOST_CHARACTERS)))
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll(ESCAPED_CHARACTER, '_x005F_');
  if (safe.length <= MOST_CHARACTERS && text.length <= MOST_CHARACTERS) return safe;
  const end = safe.slice(0, MOST_CHARACTERS - CUT.length);
  // Half of a character or of its code is none.
  return `${end.replace(/[\ud800-\udbff]$|_(?:x[0-9A-Fa-f]{0,4})?$/, '')}${CUT}`;
}

export const text = (value: string, look: Look = 'body'): Cell => ({ kind: 'text', text: cellText(value), look });

/** Over several columns, on as many lines as it takes. */
export const words = (value: string, look: Look, span: number): Cell => ({
  ...{ kind: 'text', text: cellText(value), look, wrap: true, span },
});

/** Cells of one row whose text breaks at the width of its column, in characters. `beside`: the one that may follow a number. */
export function broken(values: readonly string[], widths: readonly number[], beside?: number): Cell[] {
  const lines = Math.min(MOST_LINES, Math.max(1, ...values.map((value, at) => linesOf(value, widths[at]!))));
  const looks: readonly Look[] = values.map((_, at) => (at === beside ? 'beside' : 'body'));
  return values.map((value, at) => ({ kind: 'text', text: cellText(value), look: looks[at]!, wrap: true, lines }));
}

const MOST_LINES = 20;

/** Words are not cut: a line holds fewer than its column is wide. */
const linesOf = (value: string, width: number): number => Math.ceil((value.length * 1.15) / width);

/** Of a decimal in text: the nearest double. */
const double = (units: bigint, decimals: number): number => Number(`${units}e-${decimals}`);

const COUNT = '#,##0';
/** Customers that weights make: millionths are kept in the cell, two decimals are shown. */
const CUSTOMERS = '#,##0.00';
const PERCENT = '0.00%';
const SMALL_PERCENT = '0.0000%';

export const count = (value: number, look: Look = 'body'): Cell => ({ kind: 'number', value, format: COUNT, look });

/** A decimal with all its digits (those of a double). */
export function customers(value: string | undefined, look: Look = 'body'): Cell {
  if (value === undefined) return undefined;
  return { kind: 'number', value: Number(value), format: /^-?\d+(?:\.0*)?$/.test(value) ? COUNT : CUSTOMERS, look };
}

/** `4.2` percent is the number 0.042, shown as 4.20%. */
export function percent(value: string | null | undefined, look: Look = 'body'): Cell {
  if (value === undefined) return undefined;
  if (value === null) return text('n/a', look === 'total' ? 'total' : 'muted');
  const number = Number(value);
  // What is little is not called nothing.
  const format = number !== 0 && Math.abs(number) < 0.005 ? SMALL_PERCENT : PERCENT;
  return { kind: 'number', value: Number(`${value}e-2`), format, look };
}

/** Digits that a spreadsheet keeps of a number. */
const DIGITS = 15;

/** Amounts of one currency, in its minor unit. Remembers those that have more digits than a spreadsheet keeps. */
export class Money {
  readonly decimals: number;
  readonly format: string;
  /** Told in full on the sheet of controls. */
  readonly tooLong: { readonly what: string; readonly exact: string }[] = [];
  readonly #step: Rational;

  constructor(decimals: number) {
    this.decimals = decimals;
    const zeros = decimals > 0 ? `.${'0'.repeat(decimals)}` : '';
    // Spreadsheets differ in the colours that they number; this one all have, and the sign says it too.
    this.format = `#,##0${zeros};[Red]-#,##0${zeros}`;
    this.#step = { n: 1n, d: 10n ** BigInt(decimals) };
  }

  /** In minor units, half to even. */
  units(value: string): bigint {
    const { n, d } = amountOf(value);
    return roundQuotient(n * this.#step.d, d, 'half-even');
  }

  /** In minor units, so that they add up to their sum, rounded. */
  together(values: readonly string[]): bigint[] {
    return roundTogether(values.map(amountOf), this.#step.d);
  }

  double(units: bigint): number {
    return double(units, this.decimals);
  }

  /** `what`: how the amount is called where it is told in full. */
  amount(value: string | undefined, what: string, look: Look = 'body'): Cell {
    return value === undefined ? undefined : this.cell(this.units(value), value, what, look);
  }

  cell(units: bigint, exactly: string, what: string, look: Look = 'body'): Cell {
    if (isTooLong(units)) this.tooLong.push({ what, exact: exactly });
    return { kind: 'number', value: this.double(units), format: this.format, look };
  }

  /** A sum or difference that the sheet makes itself. */
  formula(formula: string, units: bigint, look: Look = 'total'): Cell {
    return { kind: 'formula', formula, value: this.double(units), format: this.format, look };
  }
}

export const isTooLong = (units: bigint): boolean => `${units < 0n ? -units : units}`.length > DIGITS;

function amountOf(value: string): Rational {
  const found = exact(value);
  if (!found) throw new RangeError(`not a decimal: ${value}`);
  return found;
}

/** `A`, `Z`, `AA`: of a column from 0. */
export function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}

/** `B5`: of a row and a column from 0. */
export const address = (row: number, column: number): string => `${columnName(column)}${row + 1}`;

/** Of a column of cells under each other, both ends in it: `SUM(B5:B9)`; 0 of none. */
export const sumOver = (column: number, from: number, to: number): string =>
  to < from ? '0' : `SUM(${address(from, column)}:${address(to, column)})`;
