/**
 * Tables: every distribution of a recipe, as the workers draw from it. One number of 32 bits, each as likely, picks a
 * row and the place within it, so that a larger number never gives a smaller value.
 */

import type { Continuous, Counts } from './distributions/distribution.ts';

/** How many numbers of 32 bits there are: the weights of a table add up to it. */
export const ALL = 0x1_0000_0000;

/** Rows in rising order of value, in columns: plain numbers, which travel to workers as they are. */
export interface Table {
  /** Row r holds the drawn numbers from below[r - 1] up to below[r]; the last is ALL. */
  readonly below: readonly number[];
  /** Whole numbers from floor(from[r]) on, evenly over `span[r]`: floor(from + place * span), 0 < place < 1. */
  readonly from: readonly number[];
  readonly span: readonly number[];
}

interface Row {
  readonly weight: number;
  readonly from: number;
  readonly span: number;
}

/** Rows with weights of any size. Each weight is within 1 of its share of ALL; rows left with nothing go. */
function tableOf(rows: readonly Row[]): Table {
  const sum = rows.reduce((all, { weight }) => all + weight, 0);
  const table = { below: [] as number[], from: [] as number[], span: [] as number[] };
  let sofar = 0;
  rows.forEach(({ weight, from, span }, index) => {
    sofar += weight;
    const end = index === rows.length - 1 ? ALL : Math.min(ALL, Math.floor((sofar / sum) * ALL + 0.5));
    if (end === (table.below.at(-1) ?? 0)) return;
    table.below.push(end);
    table.from.push(from);
    table.span.push(span);
  });
  return table;
}

/** Whole numbers `from` to `to`, both included, each as likely. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ranges with weights. */
export const rangeTable = (ranges: readonly (readonly [Range, number])[]): Table =>
  tableOf(ranges.map(([{ from, to }, weight]) => ({ weight, from, span: to - from + 1 })));

/** Indexes 0, 1, 2, ... with weights. */
export const indexTable = (weights: readonly number[]): Table =>
  rangeTable(weights.map((weight, index) => [{ from: index, to: index }, weight]));

/** Outside of it a distribution is cut off, and what is left is scaled up to a whole. */
export interface Bounds {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Whole numbers with weights, those within the bounds. Undefined: they are left with less than one number in ALL. */
export function countTable(counts: Counts, { atLeast, atMost }: Bounds): Table | undefined {
  const sum = (all: number, { weight }: { readonly weight: number }): number => all + weight;
  const inside = counts.filter(({ value }) => value >= atLeast && value <= atMost);
  if (inside.reduce(sum, 0) * ALL < counts.reduce(sum, 0)) return undefined;
  return tableOf(inside.map(({ value, weight }) => ({ weight, from: value, span: 1 })));
}

/** Pieces that an octave of chances has. */
const PIECES = 16;

/**
 * Chances of being below, in ALL: sixteen pieces to an octave from both ends, down to one in ALL. Between two of them
 * the numbers are evenly spread.
 */
const KNOTS: readonly number[] = (() => {
  const lower: number[] = [];
  for (let octave = 1; octave < ALL / 2; octave *= 2) {
    const step = octave < PIECES ? 1 : octave / PIECES;
    for (let knot = octave; knot < octave * 2; knot += step) lower.push(knot);
  }
  return [...lower, ALL / 2, ...lower.map((knot) => ALL - knot).reverse()];
})();

/** A continuous distribution, rounded to whole numbers; the numbers that these are within the bounds. */
export function sizeTable(distribution: Continuous, { atLeast, atMost }: Bounds): Table | undefined {
  const first = distribution.chances(atLeast - 0.5);
  const last = distribution.chances(atMost + 0.5);
  const inside = first.below < 0.5 ? last.below - first.below : first.above - last.above;
  if (inside * ALL < 1) return undefined;
  // The last knots stand for the tails: half of one in ALL lies farther out.
  const values = [0.5, ...KNOTS, ALL - 0.5].map((knot) => {
    const share = knot / ALL;
    const value = distribution.quantile({
      below: first.below + share * inside,
      above: last.above + (1 - share) * inside,
    });
    return Math.max(atLeast, Math.min(value + 0.5, atMost + 1));
  });
  const edges = [0, ...KNOTS, ALL];
  return tableOf(
    values.slice(1).map((value, index) => ({
      weight: edges[index + 1]! - edges[index]!,
      from: values[index]!,
      span: Math.max(0, Math.min(value, atMost + 1) - values[index]!),
    })),
  );
}

/** The mean of the values of a table, nearly. */
export function meanOf({ below, from, span }: Table): number {
  return below.reduce((sum, end, row) => {
    const weight = end - (below[row - 1] ?? 0);
    const middle = span[row]! === 1 ? Math.floor(from[row]!) : from[row]! + span[row]! / 2 - 0.5;
    return sum + (weight / ALL) * middle;
  }, 0);
}

/** The largest value of a table. */
export function mostOf({ from, span }: Table): number {
  return from.reduce((most, value, row) => Math.max(most, Math.ceil(value + span[row]!) - 1), 0);
}
