/** Intervals of everything a report shows for a sample: totals, shares, ARPU; of all, by segment, by plan. One resampling. */

import { formatRational, type Rational } from '../../exact/rational.ts';
import { shownCount } from '../../problems/shown.ts';
import type { Certainty } from '../assumptions.ts';
import type { Population } from '../population.ts';
import type { Interval } from '../result.ts';
import { bootstrap, type Column, type Spread } from './bootstrap.ts';
import { resamplingDesign } from './strata.ts';

/** An effect that rests on fewer customers is told to. Their interval is an indication, not a measurement. */
const FEWEST_MOVED = 30;

/** Something that is summed over customers: by customer, weighted, in the currency. */
export interface Measured {
  readonly id: string;
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Divides: the months of ARPU. The change is then one of ratios, in the same unit. */
  readonly by?: { readonly before: Float64Array; readonly after: Float64Array };
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
  /** Of the change in percent of before, with four decimals. */
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
  const divisions = [undefined, ...partitions];
  const columns: Column[] = [];
  const places = new Map<string, { readonly change: number; readonly percent: number }>();
  for (const measured of measures) {
    const moves = (customer: number): boolean => movesOf(measured, customer);
    const difference = measured.after.map((after, customer) => after - measured.before[customer]!);
    for (const partition of divisions) {
      const groups = partition && { of: partition.of, count: partition.count };
      const change = measured.by ? ratioChange(measured, measured.by, partition) : difference;
      const percent = measured.by ? undefined : percentChange(measured, difference, partition);
      columns.push({ values: change, moves, groups });
      if (percent) columns.push({ values: percent, moves, groups });
      const last = columns.length - 1;
      places.set(keyOf(measured.id, partition?.id), {
        change: percent ? last - 1 : last,
        percent: percent ? last : -1,
      });
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
      const spread = spreads[place.change]![group?.index ?? 0]!;
      const percent = spreads[place.percent]?.[group?.index ?? 0];
      return {
        moved: spread.moved,
        interval: intervalAround(around.change, spread, decimals, shown),
        percent: around.percent === null || !percent ? undefined : intervalAround(around.percent, percent, 4, shown),
      };
    },
    notes: notesOf(population, design, spreads[0]?.[0]?.moved ?? 0),
  };
}

const keyOf = (measure: string, partition: string | undefined): string => `${measure}\n${partition ?? ''}`;

const movesOf = ({ before, after, by }: Measured, customer: number): boolean =>
  before[customer] !== after[customer] || (by !== undefined && by.before[customer] !== by.after[customer]);

/** By group of the partition, or of all. */
function sumsOf(values: Float64Array, partition: Partition | undefined): number[] {
  const sums = new Array<number>(partition?.count ?? 1).fill(0);
  values.forEach((value, customer) => {
    const group = partition?.of[customer] ?? 0;
    sums[group] = sums[group]! + value;
  });
  return sums;
}

/**
 * What each customer does to the ratio D / B of two totals, to the first order: (d - D/B b) / B. A ratio of estimates is
 * resampled as the total of these (Taylor linearisation: Wolter, Introduction to Variance Estimation, 6.5).
 */
function percentChange({ before }: Measured, difference: Float64Array, partition: Partition | undefined): Float64Array {
  const [changes, bases] = [sumsOf(difference, partition), sumsOf(before, partition)];
  return difference.map((own, customer) => {
    const group = partition?.of[customer] ?? 0;
    const base = bases[group]!;
    return base === 0 ? 0 : (100 * (own - (changes[group]! / base) * before[customer]!)) / base;
  });
}

/** As percentChange, for the difference of two ratios: after / months after - before / months before. */
function ratioChange(
  { before, after }: Measured,
  by: NonNullable<Measured['by']>,
  partition: Partition | undefined,
): Float64Array {
  const [sumBefore, sumAfter] = [sumsOf(before, partition), sumsOf(after, partition)];
  const [byBefore, byAfter] = [sumsOf(by.before, partition), sumsOf(by.after, partition)];
  const share = (own: number, per: number, sum: number, sumBy: number): number =>
    sumBy === 0 ? 0 : (own - (sum / sumBy) * per) / sumBy;
  return before.map((own, customer) => {
    const group = partition?.of[customer] ?? 0;
    return (
      share(after[customer]!, by.after[customer]!, sumAfter[group]!, byAfter[group]!) -
      share(own, by.before[customer]!, sumBefore[group]!, byBefore[group]!)
    );
  });
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
  moved: number,
): string[] {
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
