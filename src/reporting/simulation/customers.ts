/**
 * Customers of a simulation as files, one row a customer: its own bills of both sides, not weighted. Amounts are exact decimals:
 * text in CSV, DECIMAL in Parquet. Each amount times its weight adds up to the totals of the simulation.
 */

import { existsSync, rmSync } from 'node:fs';
import { Database, pathLiteral, textLiteral } from '../../database/database.ts';
import { formatUnits } from '../../exact/rational.ts';
import type { CustomerRow } from '../../simulation/impact/customers.ts';
import { csvCell, noFormula } from '../csv-cell.ts';

const AMOUNTS = [
  ...['net_before', 'net_after', 'tax_before', 'tax_after', 'total_before', 'total_after', 'change'],
  ...['cost_before', 'cost_after', 'margin_before', 'margin_after'],
] as const;
const COLUMNS = ['customer', 'plan', 'segment', 'weight', 'reach', 'months', ...AMOUNTS] as const;

const numbersOf = ({ before, after, change }: CustomerRow): string =>
  `${before.net},${after.net},${before.tax},${after.tax},${before.total},${after.total},${change},${before.cost ?? ''},` +
  `${after.cost ?? ''},${before.margin ?? ''},${after.margin ?? ''}\n`;

/** Rows that are one piece of text. */
const BLOCK = 1000;

/** What somebody who adds the file up finds: each amount times its weight, in exact decimals; and how many rows there are. */
export interface CustomerSums {
  readonly rows: number;
  readonly customers: string;
  readonly revenue: { readonly before: string; readonly after: string };
  readonly tax: { readonly before: string; readonly after: string };
  readonly billed: { readonly before: string; readonly after: string; readonly change: string };
}

/** Lines, many at a time: a file is written in pieces that are worth it. */
function* inBlocks(lines: Iterable<string>): Generator<string> {
  let text = '';
  let left = BLOCK;
  for (const line of lines) {
    text += line;
    left -= 1;
    if (left > 0) continue;
    yield text;
    text = '';
    left = BLOCK;
  }
  yield text;
}

/** The same rows, added up as they pass. */
export function* adding(rows: Iterable<CustomerRow>, adder: CustomerAdder): Generator<CustomerRow> {
  for (const row of rows) {
    adder.add(row);
    yield row;
  }
}

/** The CSV file for a spreadsheet: names of customers, plans and segments are never a formula. Adds up what it writes. */
export const customersCsv = (
  rows: Iterable<CustomerRow>,
  adder = new CustomerAdder(),
  seen?: SeenRows,
): Generator<string> => inBlocks(csvLines(rows, adder, seen));

function* csvLines(rows: Iterable<CustomerRow>, adder: CustomerAdder, seen: SeenRows | undefined): Generator<string> {
  yield `${COLUMNS.join(',')}\n`;
  let names = { plan: '', segment: '', cells: ',' };
  for (const row of rows) {
    adder.add(row);
    const { customer, plan, segment, weight, reach = '', months } = row;
    // Neighbours often have them in common.
    if (plan !== names.plan || segment !== names.segment) {
      names = { plan, segment, cells: `${csvCell(plan)},${csvCell(segment)}` };
      seen?.words(plan, segment);
    }
    const numbers = numbersOf(row);
    seen?.row(customer, weight, numbers);
    yield `${csvCell(customer)},${names.cells},${weight},${reach},${months},${numbers}`;
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** As customersCsv, without a head and with every text as it is: what the database reads. */
const plainRows = (rows: Iterable<CustomerRow>, digits: Digits): Generator<string> =>
  inBlocks(plainLines(rows, digits));

function* plainLines(rows: Iterable<CustomerRow>, digits: Digits): Generator<string> {
  for (const row of rows) {
    const { customer, plan, segment, weight, reach, months } = row;
    const numbers = numbersOf(row);
    digits.see(weight, numbers);
    const words = `${quoted(customer)},${quoted(plan)},${quoted(segment)}`;
    yield `${words},${weight},${reach === undefined ? '' : quoted(reach)},${months},${numbers}`;
  }
}

/** Digits of the widest DECIMAL. */
const MOST_DIGITS = 38;
/** Of one that fits into 64 bits. */
const QUICK_DIGITS = 18;

/** How many digits amounts have before and after the point, at most. */
class Digits {
  whole = 1;
  decimals = 0;

  see(weight: string, numbers: string): void {
    this.#one(weight, 0, weight.length);
    for (let from = 0; from < numbers.length; ) {
      const comma = numbers.indexOf(',', from);
      const end = comma < 0 ? numbers.length - 1 : comma;
      this.#one(numbers, from, end);
      from = end + 1;
    }
  }

  #one(text: string, from: number, end: number): void {
    const point = text.indexOf('.', from);
    const hasPoint = point >= 0 && point < end;
    const whole = (hasPoint ? point : end) - from;
    if (whole > this.whole) this.whole = whole;
    if (hasPoint && end - point - 1 > this.decimals) this.decimals = end - point - 1;
  }

  get type(): string {
    const digits = this.whole + this.decimals;
    if (digits > MOST_DIGITS) return 'VARCHAR';
    // Read sixteen times as fast; sums of it are as wide as they need to be.
    return `DECIMAL(${digits <= QUICK_DIGITS ? QUICK_DIGITS : MOST_DIGITS}, ${this.decimals})`;
  }
}

/** What is learned while customers.csv is written, so that a Parquet file can be made of it. */
export class SeenRows {
  readonly digits = new Digits();
  /** Whether every name stands in the CSV file as it is, with nothing put before it for a spreadsheet. */
  plain = true;

  words(...texts: readonly string[]): void {
    for (const text of texts) if (noFormula(text) !== text) this.plain = false;
  }

  row(customer: string, weight: string, numbers: string): void {
    if (noFormula(customer) !== customer) this.plain = false;
    this.digits.see(weight, numbers);
  }
}

/**
 * The Parquet file at `path`. It is made of a file of rows beside it, which `write` makes (whole or not at all) and which is taken
 * away. Amounts that are too long for a DECIMAL stay text rather than losing a digit.
 */
export async function writeCustomersParquet(
  path: string,
  rows: Iterable<CustomerRow>,
  write: (path: string, pieces: Iterable<string>) => void,
): Promise<void> {
  const plain = `${path}.${process.pid}.rows`;
  const digits = new Digits();
  try {
    write(plain, plainRows(rows, digits));
    await parquetOf({ rows: plain, head: 0, digits }, path);
  } finally {
    if (existsSync(plain)) rmSync(plain, { force: true });
  }
}

/** The Parquet file at `path`, made of customers.csv in whose names nothing was changed. */
export const parquetOfCsv = (csv: string, { digits }: SeenRows, path: string): Promise<void> =>
  parquetOf({ rows: csv, head: 1, digits }, path);

interface RowsFile {
  readonly rows: string;
  /** Lines before the first row. */
  readonly head: number;
  readonly digits: Digits;
}

async function parquetOf({ rows, head, digits }: RowsFile, path: string): Promise<void> {
  const database = await Database.open({ files: [rows, path] });
  try {
    const { type } = digits;
    const typeOf = (column: (typeof COLUMNS)[number]): string => {
      if (column === 'months') return 'INTEGER';
      return column === 'weight' || AMOUNTS.some((name) => name === column) ? type : 'VARCHAR';
    };
    const columns = COLUMNS.map((column) => `'${column}': '${typeOf(column)}'`).join(', ');
    // A name that is empty is a text all the same.
    const words = ['customer', 'plan', 'segment'].map((name) => `coalesce(${name}, '') AS ${name}`).join(', ');
    const source = `read_csv(${pathLiteral(rows)}, auto_detect = false, header = false, skip = ${head}, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, max_line_size = 16777216, columns = {${columns}})`;
    await database.run(
      `COPY (SELECT * REPLACE (${words}) FROM ${source}) TO ${textLiteral(path)} (FORMAT parquet, USE_TMP_FILE false)`,
    );
  } finally {
    database.close();
  }
}

const SUMMED = [
  'one',
  'netBefore',
  'netAfter',
  'taxBefore',
  'taxAfter',
  'totalBefore',
  'totalAfter',
  'change',
] as const;
/** Decimals that an amount is added with while numbers are whole. */
const PLACES = 13;
/** As long as the sum of two stays below 2^53. */
const FULL = 2 ** 52;

/**
 * Adds rows up again from their text. Fast because most customers share a weight and most amounts are small: sums of one weight
 * and one number of decimals are whole numbers below 2^53, and only their totals are BigInt.
 */
export class CustomerAdder {
  #rows = 0;
  readonly #weights = new Map<string, { readonly small: Float64Array; readonly large: bigint[] }>();

  add({ weight, before, after, change }: CustomerRow): void {
    this.#rows += 1;
    let sums = this.#weights.get(weight);
    if (!sums) {
      const slots = SUMMED.length * PLACES;
      sums = { small: new Float64Array(slots), large: Array.from({ length: slots }, () => 0n) };
      this.#weights.set(weight, sums);
    }
    const { small, large } = sums;
    small[0]! += 1;
    put(small, large, 1, before.net);
    put(small, large, 2, after.net);
    put(small, large, 3, before.tax);
    put(small, large, 4, after.tax);
    put(small, large, 5, before.total);
    put(small, large, 6, after.total);
    put(small, large, 7, change);
  }

  /** `decimals`: the least that amounts have. */
  told(decimals: number): CustomerSums {
    const sums = SUMMED.map(() => 0n);
    for (const [weight, { small, large }] of this.#weights) {
      const [, digits, places] = unitsOf(weight);
      for (const index of SUMMED.keys()) {
        for (let place = 0; place < PLACES; place += 1) {
          const slot = index * PLACES + place;
          const sum = large[slot]! + BigInt(small[slot]!);
          if (sum !== 0n) sums[index]! += sum * digits * 10n ** BigInt(2 * PLACES - place - places);
        }
      }
    }
    const [one, netBefore, netAfter, taxBefore, taxAfter, totalBefore, totalAfter, change] = sums.map((sum, index) =>
      shortest(sum, 2 * PLACES, index === 0 ? 0 : decimals),
    ) as [string, string, string, string, string, string, string, string];
    return {
      ...{ rows: this.#rows, customers: one },
      ...{ revenue: { before: netBefore, after: netAfter }, tax: { before: taxBefore, after: taxAfter } },
      billed: { before: totalBefore, after: totalAfter, change },
    };
  }
}

/** Without zeros at the end, but for the `least` decimals. */
function shortest(units: bigint, decimals: number, least: number): string {
  let [left, places] = [units, decimals];
  while (places > least && left % 10n === 0n) {
    left /= 10n;
    places -= 1;
  }
  return formatUnits(left, places);
}

/** A decimal as a whole number of 10^-places: as a number where it has at most 15 digits. */
function unitsOf(text: string): readonly [number | undefined, bigint, number] {
  const point = text.indexOf('.');
  const places = point < 0 ? 0 : text.length - point - 1;
  if (places >= PLACES || !/^-?\d+(?:\.\d+)?$/.test(text)) throw new RangeError(`not an amount: ${text}`);
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
  return [digits.length <= 15 ? Number(digits) : undefined, BigInt(digits), places];
}

const [ZERO, NINE, POINT, MINUS] = [48, 57, 46, 45];

/** Adds an amount to the sum of its number of decimals. */
function put(small: Float64Array, large: bigint[], index: number, text: string): void {
  const { length } = text;
  const isNegative = text.charCodeAt(0) === MINUS;
  let value = 0;
  let places = -1;
  for (let at = isNegative ? 1 : 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO);
    else if (code === POINT && places < 0) places = length - at - 1;
    else return void unitsOf(text);
  }
  const decimals = Math.max(places, 0);
  const slot = index * PLACES + decimals;
  if (length > 15 || length === 0 || decimals >= PLACES) {
    large[slot]! += unitsOf(text)[1];
    return;
  }
  small[slot]! += isNegative ? -value : value;
  if (Math.abs(small[slot]!) < FULL) return;
  large[slot]! += BigInt(small[slot]!);
  small[slot] = 0;
}
