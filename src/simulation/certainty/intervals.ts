/** Intervals of everything a report shows for a sample: totals, percents, ARPU; of all, by segment, by plan. One resampling. */

import { formatRational, type Rational } from '../../exact/rational.ts';
import { shownCount } from '../../problems/shown.ts';
import type { Certainty } from '../assumptions.ts';
import type { Population } from '../population.ts';
import type { Interval } from '../result.ts';
import { bootstrap, type Column, type Spread, standardErrors } from './bootstrap.ts';
import { type ResamplingDesign, resamplingDesign } from './strata.ts';

/** An effect that rests on fewer customers is told to. Their interval is an indication, not a measurement. */
const FEWEST_MOVED = 30;

/**
 * A standard error of what a percent divides by, as a part of it, up to which the ratio is told to the first order. Beyond, an interval
 * misses on one side (README.md has what came out); Cochran, Sampling Techniques, chapter 6, draws such a line at a tenth.
 */
const LARGEST_ERROR = 0.2;

/** Of two sums of the same things, added in another order, only the last bits differ. */
const LAST_BITS = 1e-12;

/** Something that is summed over customers: by customer, weighted, in the currency. */
export interface Measured {
  readonly id: string;
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Divides: the months of ARPU. The change is then one of ratios, in the same unit. */
  readonly by?: Sides;
  /** Asked of all, not by group. */
  readonly isWhole?: boolean;
  /** In which its change is told; without: those of the currency. */
  readonly decimals?: number;
}

/** By customer, weighted. */
interface Sides {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** A division of the customers, such as by segment. */
export interface Partition {
  readonly id: string;
  readonly of: Uint16Array;
  readonly count: number;
}

export interface IntervalsAsked {
  readonly population: Pick<Population, 'kind' | 'size' | 'stratum' | 'strata'>;
  readonly measures: readonly Measured[];
  readonly partitions: readonly Partition[];
  readonly certainty: Certainty;
  /** Decimals of the currency. */
  readonly decimals: number;
}

export interface Estimated {
  /** Sampled customers whose bill changes. */
  readonly moved: number;
  /** Of the change; undefined where nobody moves it, or too few for any interval. */
  readonly interval: Interval | undefined;
  /** Of the change in percent of before, with four decimals; undefined too where before is not known well enough to divide by. */
  readonly percent: Interval | undefined;
}

export interface Intervals {
  readonly method: 'none' | 'bootstrap';
  /** Of all, or of one group of a partition. `around`: the exact change, as the report tells it. */
  readonly of: (
    measure: string,
    around: Around,
    group?: { readonly partition: string; readonly index: number },
  ) => Estimated;
  /** What a reader must know about them, in sentences; empty where nobody was left out. */
  readonly notes: readonly string[];
}

/** Exact decimal text of the change, and of it in percent of before. */
export interface Around {
  readonly change: string;
  readonly percent: string | null;
}

const NOTHING: Estimated = { moved: 0, interval: undefined, percent: undefined };

/** Nothing is resampled for a full population: its totals are what they are. */
export function intervalsOf(asked: IntervalsAsked): Intervals {
  const { population, measures, partitions, certainty, decimals } = asked;
  if (population.kind === 'full') return { method: 'none', of: () => NOTHING, notes: [] };
  const design = resamplingDesign(population);
  const columns: Column[] = [];
  const places = new Map<string, Place>();
  for (const measured of measures) {
    const { by } = measured;
    const difference = differenceOf(measured);
    const moved = by && differenceOf(by);
    const moves = (customer: number): boolean => difference[customer] !== 0 || (moved ? moved[customer] !== 0 : false);
    // Over the same months on both sides the percent of the ratio is that of the total: the months cancel out.
    const same = moved?.every((own) => own === 0) ? measures.find((one) => !one.by && alike(one, measured)) : undefined;
    for (const partition of measured.isWhole ? [undefined] : [undefined, ...partitions]) {
      const groups = partition && { of: partition.of, count: partition.count };
      const told = by ? ofRatios(measured, by, partition) : ofTotals(measured, difference, partition);
      const known = same && places.get(keyOf(same.id, partition?.id));
      places.set(keyOf(measured.id, partition?.id), {
        change: columns.length,
        percent: known?.percent ?? columns.length + 1,
        dividable: dividable(design, told, groups),
        decimals: measured.decimals ?? decimals,
      });
      columns.push({ values: told.change, moves, groups });
      if (!known) columns.push({ values: told.percent, moves, groups });
    }
  }
  const confidence = numberOf(certainty.confidence) / 100;
  const spreads = bootstrap({ ...certainty, design, columns, confidence });
  const shown = formatRational(certainty.confidence);
  return {
    method: 'bootstrap',
    of: (measure, around, group) => {
      const place = places.get(keyOf(measure, group?.partition));
      if (!place) throw new RangeError(`nothing was resampled for ${measure} by ${group?.partition ?? 'nothing'}`);
      const index = group?.index ?? 0;
      const spread = spreads[place.change]![index]!;
      const percent = spreads[place.percent]![index]!;
      return {
        moved: spread.moved,
        interval: intervalAround(around.change, spread, place.decimals, shown),
        percent:
          around.percent === null || !place.dividable[index]
            ? undefined
            : intervalAround(around.percent, percent, 4, shown),
      };
    },
    notes: notesOf(population, design, spreads[0]?.[0]),
  };
}

const alike = (one: Sides, other: Sides): boolean => one.before === other.before && one.after === other.after;

const keyOf = (measure: string, partition: string | undefined): string => `${measure}\n${partition ?? ''}`;

interface Place {
  /** Columns. */
  readonly change: number;
  readonly percent: number;
  /** By group: whether before is known well enough to tell a percent of it. */
  readonly dividable: readonly boolean[];
  readonly decimals: number;
}

/** a - b; nothing where only the last bits differ. */
function less(a: number, b: number): number {
  const difference = a - b;
  return Math.abs(difference) <= LAST_BITS * (Math.abs(a) + Math.abs(b)) ? 0 : difference;
}

const differenceOf = ({ before, after }: Sides): Float64Array =>
  after.map((own, customer) => less(own, before[customer]!));

/** By group of the partition, or of all. */
function sumsOf(values: Float64Array, partition: Partition | undefined): number[] {
  const sums = new Array<number>(partition?.count ?? 1).fill(0);
  values.forEach((value, customer) => {
    const group = partition?.of[customer] ?? 0;
    sums[group] = sums[group]! + value;
  });
  return sums;
}

/** What each customer does, to the first order, to the change, to its percent and to what the percent divides by. */
interface Effects {
  readonly change: Float64Array;
  readonly percent: Float64Array;
  readonly base: Float64Array;
  /** By group: what the percent divides by. */
  readonly bases: readonly number[];
}

/**
 * What each customer does to the ratio D / B of two totals, to the first order: (d - D/B b) / B. A ratio of estimates is
 * resampled as the total of these (Taylor linearisation: Wolter, Introduction to Variance Estimation, 6.5).
 */
function ofTotals({ before }: Measured, difference: Float64Array, partition: Partition | undefined): Effects {
  const [changes, bases] = [sumsOf(difference, partition), sumsOf(before, partition)];
  const percent = difference.map((own, customer) => {
    const group = partition?.of[customer] ?? 0;
    const base = bases[group]!;
    return base === 0 ? 0 : (100 * less(own, (changes[group]! / base) * before[customer]!)) / base;
  });
  return { change: difference, percent, base: before, bases };
}

/** As ofTotals, for two ratios: after / months after - before / months before, and the quotient of both. */
function ofRatios({ before, after }: Measured, by: Sides, partition: Partition | undefined): Effects {
  const [sumBefore, sumAfter] = [sumsOf(before, partition), sumsOf(after, partition)];
  const [byBefore, byAfter] = [sumsOf(by.before, partition), sumsOf(by.after, partition)];
  const share = (own: number, per: number, sum: number, sumBy: number): number =>
    sumBy === 0 ? 0 : less(own, (sum / sumBy) * per) / sumBy;
  const bases = sumBefore.map((sum, group) => (byBefore[group] === 0 ? 0 : sum / byBefore[group]!));
  const of = (one: (was: number, is: number, group: number) => number): Float64Array =>
    before.map((own, customer) => {
      const group = partition?.of[customer] ?? 0;
      const was = share(own, by.before[customer]!, sumBefore[group]!, byBefore[group]!);
      const is = share(after[customer]!, by.after[customer]!, sumAfter[group]!, byAfter[group]!);
      return one(was, is, group);
    });
  const percentOf = (was: number, is: number, group: number): number => {
    const base = bases[group]!;
    if (base === 0 || byAfter[group] === 0) return 0;
    return (100 * less(is, (sumAfter[group]! / byAfter[group]! / base) * was)) / base;
  };
  return { change: of((was, is) => less(is, was)), percent: of(percentOf), base: of((was) => was), bases };
}

/** By group: whether what is divided by is known well enough. */
function dividable(design: ResamplingDesign, { base, bases }: Effects, groups: Column['groups']): boolean[] {
  const errors = standardErrors(design, { values: base, moves: () => true, groups });
  return bases.map((own, group) => errors[group]! <= LARGEST_ERROR * own);
}

function intervalAround(
  around: string,
  { offsets }: Spread,
  decimals: number,
  confidence: string,
): Interval | undefined {
  if (!offsets) return undefined;
  const center = Number(around);
  return { low: textOf(center + offsets.below, decimals), high: textOf(center + offsets.above, decimals), confidence };
}

/** An estimate as decimal text. */
export function textOf(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

const numberOf = ({ n, d }: Rational): number => Number(n) / Number(d);

function notesOf(
  { kind, size }: IntervalsAsked['population'],
  { joined, alone }: ReturnType<typeof resamplingDesign>,
  change: Spread | undefined,
): string[] {
  const moved = change?.moved ?? 0;
  const notes = [
    kind === 'model'
      ? 'Intervals tell how much the result would differ had other customers been drawn from the same recipes. They do not tell whether the recipes are like the real customers.'
      : 'Intervals tell how far the sample may be from all customers. They do not tell whether usage, weights or assumptions are right.',
  ];
  if (alone) notes.push('There is no interval: from a single customer nobody can tell how much customers differ.');
  else if (moved === 0)
    notes.push(
      `None of the ${shownCount(size)} sampled customers pays anything else: there is nothing to give an interval of.`,
    );
  else if (!change?.offsets)
    notes.push(
      `There is no interval: too few of the ${shownCount(size)} sampled customers tell how much changes differ${moved < FEWEST_MOVED ? `, as the change rests on ${moved} of them. Draw at least ${FEWEST_MOVED} whose bills change.` : ', as nearly all of them change by the same.'}`,
    );
  else if (moved < FEWEST_MOVED)
    notes.push(
      `The change rests on ${moved} sampled ${moved === 1 ? 'customer whose bill changes' : 'customers whose bills change'}: its interval is an indication only, draw at least ${FEWEST_MOVED} of them.`,
    );
  if (joined.length > 0)
    notes.push(
      `${joined.length === 1 ? 'A stratum has' : `${joined.length} strata have`} one sampled customer (${joined.slice(0, 5).join(', ')}${joined.length > 5 ? ', …' : ''}): resampled together with others, which makes intervals a little wider.`,
    );
  return notes;
}
