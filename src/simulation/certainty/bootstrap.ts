/**
 * The bootstrap of a stratified sample: how far an estimate from these customers may be from what all of them would give.
 *
 * Customers are drawn again, with replacement, as many from each stratum as it has, a customer always with its bills of
 * both sides (paired). What a draw moves is rescaled by sqrt((1 - n/N) n/(n - 1)) in each stratum, so that its variance is
 * that of a sample without replacement from a whole of N: Rao and Wu, Resampling inference with complex survey data, JASA 83
 * (1988), with m = n; Rao, Wu and Yue, Survey Methodology 18 (1992).
 *
 * The interval is the studentised one (bootstrap-t; Efron and Tibshirani, An Introduction to the Bootstrap, 12.5, and
 * section 3 of Rao and Wu): each draw's deviation is divided by its own standard error, and the estimate's standard error
 * is multiplied by the quantiles of that. Bills are skewed, and where few are affected percentiles of the draws cover
 * too seldom: measured side by side in README.md.
 */

import { randomOf } from './random.ts';
import { quantile, sampleVariance } from './statistics.ts';
import type { ResamplingDesign } from './strata.ts';

/** A value for each customer, weighted, whose total over a group is what is estimated. */
export interface Column {
  readonly values: Float64Array;
  /** Customers that say something about the estimate: others are a certain zero. */
  readonly moves: (customer: number) => boolean;
  /** By customer; undefined: all in one group. */
  readonly groups: { readonly of: Uint16Array; readonly count: number } | undefined;
}

/** How far the total of a group may be from the true one; the estimate lies between estimate + below and estimate + above. */
export interface Spread {
  /** Sampled customers that move the total. */
  readonly moved: number;
  readonly standardError: number;
  /** Never positive, never negative; undefined where the sample says too little for an interval. */
  readonly offsets: { readonly below: number; readonly above: number } | undefined;
}

export interface BootstrapAsked {
  readonly design: ResamplingDesign;
  readonly columns: readonly Column[];
  /** 0.95. */
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}

/**
 * From fewer customers that move a total no interval is told: of three, one resample in twenty holds none of them, and that two are alike
 * says nothing of others. Those of strata that were drawn whole are known.
 */
const FEWEST = 4;

/** Less of the squares than this, around their mean, is nothing but the last bits of the sums. */
const LAST_BITS = 1e-11;

/** [column][group]. All columns in the same resamples: 20,000 customers and 2,000 resamples of 8 columns take a second. */
export function bootstrap({ design, columns, confidence, resamples, seed }: BootstrapAsked): Spread[][] {
  const layout = layOut(design, columns);
  const found = columns.map((column, index) => ({
    ...varianceOf(design, column),
    totals: totalsOf(layout.columns[index]!),
  }));
  const ratios = found.map(({ sizes }) => sizes.map(() => new Float64Array(resamples)));
  const counts = new Float64Array(layout.customers);
  const random = randomOf(seed);
  for (let resample = 0; resample < resamples; resample += 1) {
    counts.fill(0);
    for (const { first, size } of layout.strata) {
      // The share of an index differs from 1/n by less than n / 2^32 of it.
      for (let n = 0; n < size; n += 1) {
        const drawn = first + Math.floor((random.next() >>> 0) * (size / 4_294_967_296));
        counts[drawn] = counts[drawn]! + 1;
      }
    }
    for (let column = 0; column < columns.length; column += 1) {
      resampleColumn(layout, layout.columns[column]!, counts, found[column]!, ratios[column]!, resample);
    }
  }
  const tail = (1 - confidence) / 2;
  return found.map(({ sizes, variance, moved, drawn }, column) =>
    sizes.map((_, group) => {
      const standardError = Math.sqrt(variance[group]!);
      const offsets =
        moved[group] === 0 || design.alone || (drawn[group]! > 0 && drawn[group]! < FEWEST)
          ? undefined
          : offsetsOf(standardError, Array.from(ratios[column]![group]!.sort()), tail);
      return { moved: moved[group]!, standardError, offsets };
    }),
  );
}

function offsetsOf(standardError: number, ascending: readonly number[], tail: number): Spread['offsets'] {
  if (standardError === 0) return { below: 0, above: 0 };
  // The k-th of n draws is the quantile k / (n + 1): Davison and Hinkley, Bootstrap Methods and their Application, 5.2.
  const first = (ascending.length + 1) * tail;
  // The tail lies beyond the outermost draw: what is told would have a lower confidence than it says.
  if (first < 1 - LAST_BITS) return undefined;
  const part = Math.max(0, (first - 1) / (ascending.length - 1));
  const [low, high] = [quantile(ascending, part), quantile(ascending, 1 - part)];
  // In more draws than the tail holds nobody was drawn who moves the total: it could be anything.
  if (!Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  return { below: Math.min(0, -high * standardError), above: Math.max(0, -low * standardError) };
}

/**
 * Customers are drawn in their own order within each stratum, so that what is drawn does not depend on what is asked; they are
 * summed in another, by groups, so that each cell is a run.
 */
interface Layout {
  readonly customers: number;
  readonly strata: readonly {
    readonly first: number;
    readonly size: number;
    readonly firstCell: number;
    readonly endCell: number;
    /** What a draw's deviation is multiplied by, squared. */
    readonly rescaled: number;
  }[];
  readonly columns: readonly {
    /** Values that are not zero, as they are summed, and their places in the draw: most customers often pay what they paid. */
    readonly values: Float64Array;
    readonly places: Uint32Array;
    /** Where the values of each cell begin; one more at the end. */
    readonly cells: Uint32Array;
    /** By cell. */
    readonly group: Uint16Array;
    /** Sums of a stratum by group, emptied after each. */
    readonly sums: Float64Array;
    readonly squares: Float64Array;
    /** Over all strata. */
    readonly deviation: Float64Array;
    readonly variance: Float64Array;
  }[];
}

function layOut({ strata }: ResamplingDesign, columns: readonly Column[]): Layout {
  const partitions = [...new Set(columns.flatMap(({ groups }) => (groups ? [groups.of] : [])))];
  const drawn = strata.flatMap(({ customers }) => customers);
  const byGroups = (a: number, b: number): number => {
    const [one, other] = [drawn[a]!, drawn[b]!];
    for (const of of partitions) if (of[one] !== of[other]) return of[one]! - of[other]!;
    return a - b;
  };
  /** Places among the drawn, as they are summed. */
  const order: number[] = [];
  const cells: number[] = [];
  const laid = strata.map(({ customers, unseen }) => {
    const size = customers.length;
    const [first, firstCell] = [order.length, cells.length];
    const sorted = customers.map((_, index) => first + index).sort(byGroups);
    sorted.forEach((place, index) => {
      const before = sorted[index - 1];
      if (before === undefined || partitions.some((of) => of[drawn[before]!] !== of[drawn[place]!])) {
        cells.push(order.length);
      }
      order.push(place);
    });
    const rescaled = size > 1 ? (unseen * size) / (size - 1) : 0;
    return { first, size, firstCell, endCell: cells.length, rescaled };
  });
  return {
    customers: drawn.length,
    strata: laid,
    columns: columns.map(({ values, groups }) => {
      const count = groups?.count ?? 1;
      const filled = order.flatMap((place, at) => (values[drawn[place]!] === 0 ? [] : [at]));
      return {
        values: Float64Array.from(filled, (at) => values[drawn[order[at]!]!]!),
        places: Uint32Array.from(filled, (at) => order[at]!),
        cells: startsAmong(filled, cells, order.length),
        group: Uint16Array.from(cells, (start) => (groups ? groups.of[drawn[order[start]!]!]! : 0)),
        sums: new Float64Array(count),
        squares: new Float64Array(count),
        deviation: new Float64Array(count),
        variance: new Float64Array(count),
      };
    }),
  };
}

/** How many of the ascending places lie before each of the starts, and before the end. */
function startsAmong(places: readonly number[], starts: readonly number[], end: number): Uint32Array {
  let before = 0;
  return Uint32Array.from([...starts, end], (start) => {
    while (before < places.length && places[before]! < start) before += 1;
    return before;
  });
}

/** By group. */
interface Variance {
  /** Customers. */
  readonly sizes: readonly number[];
  readonly moved: readonly number[];
  /** Those of them who stand for others too. */
  readonly drawn: readonly number[];
  readonly variance: readonly number[];
}

/** Standard error of each group's total; nothing is drawn. */
export const standardErrors = (design: ResamplingDesign, column: Column): number[] =>
  varianceOf(design, column).variance.map(Math.sqrt);

/** sum over strata of (1 - n/N) n s^2, s^2 the variance of the stratum's values with zeros for those of other groups. */
function varianceOf({ strata }: ResamplingDesign, column: Column): Variance {
  const count = column.groups?.count ?? 1;
  const groupOf = (customer: number): number => column.groups?.of[customer] ?? 0;
  const sizes = new Array<number>(count).fill(0);
  const moved = new Array<number>(count).fill(0);
  const drawn = new Array<number>(count).fill(0);
  const variance = new Array<number>(count).fill(0);
  for (const { customers, unseen } of strata) {
    const own = new Map<number, number[]>();
    for (const customer of customers) {
      const group = groupOf(customer);
      sizes[group] = sizes[group]! + 1;
      if (column.moves(customer)) {
        moved[group] = moved[group]! + 1;
        if (unseen > 0) drawn[group] = drawn[group]! + 1;
      }
      if (!own.has(group)) own.set(group, []);
      own.get(group)!.push(column.values[customer]!);
    }
    const n = customers.length;
    if (n < 2 || unseen === 0) continue;
    for (const [group, values] of own) {
      const filled = [...values, ...new Array<number>(n - values.length).fill(0)];
      const squares = sampleVariance(filled);
      const size = values.reduce((sum, value) => sum + value * value, 0);
      if ((n - 1) * squares > LAST_BITS * size) variance[group] = variance[group]! + unseen * n * squares;
    }
  }
  return { sizes, moved, drawn, variance };
}

/** By cell: the total as it is. */
const totalsOf = ({ values, cells }: Layout['columns'][number]): Float64Array =>
  Float64Array.from({ length: cells.length - 1 }, (_, cell) =>
    values.subarray(cells[cell]!, cells[cell + 1]!).reduce((sum, value) => sum + value, 0),
  );

/** Writes each group's deviation / standard error of this resample into its ratios. */
function resampleColumn(
  layout: Layout,
  column: Layout['columns'][number],
  counts: Float64Array,
  { totals }: { readonly totals: Float64Array },
  ratios: readonly Float64Array[],
  resample: number,
): void {
  const { values, places, cells, group, sums, squares, deviation, variance } = column;
  deviation.fill(0);
  variance.fill(0);
  for (const { size, firstCell, endCell, rescaled } of layout.strata) {
    if (rescaled === 0) continue;
    const scale = Math.sqrt(rescaled);
    for (let cell = firstCell; cell < endCell; cell += 1) {
      let sum = 0;
      let square = 0;
      let otherSum = 0;
      let otherSquare = 0;
      const end = cells[cell + 1]!;
      let at = cells[cell]!;
      // Two sums side by side: an addition need not wait for the one before it.
      for (; at < end - 1; at += 2) {
        const value = values[at]!;
        const times = counts[places[at]!]! * value;
        sum += times;
        square += times * value;
        const other = values[at + 1]!;
        const otherTimes = counts[places[at + 1]!]! * other;
        otherSum += otherTimes;
        otherSquare += otherTimes * other;
      }
      if (at < end) {
        const value = values[at]!;
        const times = counts[places[at]!]! * value;
        sum += times;
        square += times * value;
      }
      sum += otherSum;
      square += otherSquare;
      const own = group[cell]!;
      sums[own] = sums[own]! + sum;
      squares[own] = squares[own]! + square;
      deviation[own] = deviation[own]! + scale * (sum - totals[cell]!);
    }
    for (let cell = firstCell; cell < endCell; cell += 1) {
      const own = group[cell]!;
      const square = squares[own]!;
      if (square === 0) continue;
      const around = square - (sums[own]! * sums[own]!) / size;
      if (around > LAST_BITS * square) variance[own] = variance[own]! + (rescaled * size * around) / (size - 1);
      sums[own] = 0;
      squares[own] = 0;
    }
  }
  for (let own = 0; own < ratios.length; own += 1) {
    const [moved, around] = [deviation[own]!, variance[own]!];
    ratios[own]![resample] =
      around > 0 ? moved / Math.sqrt(around) : moved === 0 ? 0 : Math.sign(moved) * Number.POSITIVE_INFINITY;
  }
}
