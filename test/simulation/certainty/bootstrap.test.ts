/** The bootstrap against textbook formulas and by hand; its laws. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rational } from '../../../src/exact/rational.ts';
import { bootstrap, type Column, type Spread } from '../../../src/simulation/certainty/bootstrap.ts';
import { intervalsOf } from '../../../src/simulation/certainty/intervals.ts';
import { LIBRARY, mean, quantile, sampleVariance } from '../../../src/simulation/certainty/statistics.ts';
import { resamplingDesign } from '../../../src/simulation/certainty/strata.ts';
import type { Interval } from '../../../src/simulation/result.ts';
import { dice, normal, sampleOf, stratumOf } from './drawn-samples.ts';

const column = (values: readonly number[], groups?: Column['groups']): Column => ({
  values: Float64Array.from(values),
  moves: (customer) => values[customer] !== 0,
  groups,
});
const oneStratum = (size: number, whole: number | undefined) =>
  resamplingDesign({ size, stratum: new Uint32Array(size), strata: [{ name: 'all', whole, sampled: size }] });
const certainty = (resamples: number, seed = 1) => ({ confidence: rational(95n), resamples, seed });

describe('the standard error', () => {
  // 1..5: s^2 = 2.5; of a total of n = 5 without an end to the whole, n s^2 = 12.5.
  test('of a total, by hand', () => {
    const asked = { columns: [column([1, 2, 3, 4, 5])], confidence: 0.95, resamples: 10, seed: 1 };
    const open = bootstrap({ ...asked, design: oneStratum(5, undefined) })[0]![0]!;
    expect(open.standardError).toBeCloseTo(Math.sqrt(12.5), 12);
    // 5 of 20: a quarter is known, (1 - 5/20) 12.5 = 9.375.
    const some = bootstrap({ ...asked, design: oneStratum(5, 20) })[0]![0]!;
    expect(some.standardError).toBeCloseTo(Math.sqrt(9.375), 12);
    const all = bootstrap({ ...asked, design: oneStratum(5, 5) })[0]![0]!;
    expect(all).toMatchObject({ standardError: 0, offsets: { below: 0, above: 0 } });
  });

  // 20,000 values of 10 and one of 10.30: mean 10 + 0.30 / n, squares around it 0.09 (1 - 1/n); n s^2 = 0.09 n (1 - 1/n) / (n - 1) = 0.09.
  test('of many values that are nearly alike, by hand', () => {
    const n = 20_000;
    const values = [10.3, ...new Array<number>(n - 1).fill(10)];
    const asked = { design: oneStratum(n, undefined), confidence: 0.95, resamples: 50, seed: 1 };
    const [[spread]] = bootstrap({ ...asked, columns: [column(values)] }) as [[Spread]];
    expect(spread.standardError).toBeCloseTo(0.3, 6);
    // In a third of the draws nobody is drawn who differs: one customer gives no interval, least of all one without width.
    expect(spread.offsets).toBeUndefined();
    const alike = bootstrap({ ...asked, columns: [column(new Array<number>(n).fill(10))] });
    expect(alike[0]![0]).toMatchObject({ standardError: 0, offsets: { below: 0, above: 0 } });
  });

  // Values 2, 4 | 1, 5 in two strata, 2 of 10 and 2 of 4; group A has 2, 4, 1: in the second stratum (1, 0).
  // A: (1 - 0.2) 2 x 2 + (1 - 0.5) 2 x 0.5 = 3.2 + 0.5 = 3.7. B: (1 - 0.5) 2 x 12.5 = 12.5.
  test('of groups within strata, by hand', () => {
    const design = resamplingDesign({
      size: 4,
      stratum: Uint32Array.of(0, 0, 1, 1),
      strata: [
        { name: 'a', whole: 10, sampled: 2 },
        { name: 'b', whole: 4, sampled: 2 },
      ],
    });
    const groups = { of: Uint16Array.of(0, 0, 0, 1), count: 2 };
    const [found] = bootstrap({
      design,
      columns: [column([2, 4, 1, 5], groups)],
      confidence: 0.95,
      resamples: 10,
      seed: 1,
    });
    expect(found!.map(({ standardError, moved }) => [standardError ** 2, moved])).toEqual([
      [expect.closeTo(3.7, 12), 3],
      [expect.closeTo(12.5, 12), 1],
    ]);
  });
});

/**
 * A total of normal values: the studentised interval is that of Student's t, n = 101: quantile 1.9840 of 100 degrees of
 * freedom (tables). The quantile of 40,000 draws has a standard deviation of sqrt(0.025 x 0.975 / 40,000) / 0.0587 = 0.013
 * of a standard error (0.0587: density of t there); the sample itself is not exactly normal: 0.1 is allowed.
 */
test('an interval for normal values is that of the t distribution', () => {
  const random = dice(12);
  const values = Array.from({ length: 101 }, () => normal(random));
  const asked = { design: oneStratum(101, undefined), columns: [column(values)], confidence: 0.95, seed: 3 };
  const spread = bootstrap({ ...asked, resamples: 40_000 })[0]![0]!;
  const { below, above } = spread.offsets!;
  expect((above - below) / spread.standardError / 2).toBeGreaterThan(1.984 - 0.1);
  expect((above - below) / spread.standardError / 2).toBeLessThan(1.984 + 0.1);
  expect(Math.abs(above + below) / spread.standardError).toBeLessThan(0.3);
});

// 39 draws have 2.5 % on either side of the outermost two: 1 / 40. With 38 the ends would lie beyond them.
test('no end is told that lies beyond all draws', () => {
  const random = dice(13);
  const values = Array.from({ length: 60 }, () => normal(random));
  const asked = { design: oneStratum(60, undefined), columns: [column(values)], seed: 3 };
  const told = (confidence: number, resamples: number): boolean =>
    bootstrap({ ...asked, confidence, resamples })[0]![0]!.offsets !== undefined;
  expect([told(0.95, 38), told(0.95, 39), told(0.999, 1998), told(0.999, 1999)]).toEqual([false, true, false, true]);
});

describe('from two or three customers no interval is told', () => {
  const offsets = (values: readonly number[], whole: number | undefined, seed = 1) =>
    bootstrap({
      design: oneStratum(values.length, whole),
      columns: [column(values)],
      confidence: 0.95,
      resamples: 199,
      seed,
    })[0]![0]!.offsets;
  const among100 = (...values: readonly number[]) => [...values, ...new Array<number>(100 - values.length).fill(0)];

  // (1 - 3/100)^100 = 4.8 % of resamples hold none of three: in some sets of them both ends are numbers, by chance.
  test('whatever the draws', () => {
    const told = Array.from({ length: 100 }, (_, seed) => offsets(among100(1, 2, 3), undefined, seed) !== undefined);
    expect(told).not.toContain(true);
    expect(offsets(among100(1, 2, 3, 4, 5, 6), undefined)).toBeDefined();
  });

  test('two that are alike say nothing of others, unless there are none', () => {
    expect(offsets([1, 1], 1000)).toBeUndefined();
    expect(offsets([1, 1, 1], undefined)).toBeUndefined();
    expect(offsets([1, 1], 2)).toEqual({ below: 0, above: 0 });
    expect(offsets([1, 1, 1, 1], 1000)).toEqual({ below: 0, above: 0 });
  });
});

/** 100 customers of one stratum. */
const asOne = (before: readonly number[], after: readonly number[], certain = certainty(500)) => {
  const [was, is] = [Float64Array.from(before), Float64Array.from(after)];
  const all = { name: 'all', whole: undefined, sampled: was.length };
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
  const intervals = intervalsOf({
    population: { kind: 'sample', size: was.length, stratum: new Uint32Array(was.length), strata: [all] },
    measures: [{ id: 'margin', before: was, after: is }],
    partitions: [],
    certainty: certain,
    decimals: 2,
  });
  const [base, change] = [sum(was), sum(is) - sum(was)];
  const percent = base > 0 ? ((100 * change) / base).toFixed(4) : null;
  return { ...intervals.of('margin', { change: change.toFixed(2), percent }), notes: intervals.notes };
};

describe('a percent of what is hardly more than nothing', () => {
  /*
   * Half of the customers bring `gain` and half cost 10.00: mean (gain - 10) / 2, s = 10 + mean nearly (half the distance, times
   * sqrt(100 / 99)); the standard error of the total of 100 is 10 s, so that of the mean is s / 10.
   * gain 30: mean 10, s 20.1: 0.201 of it. gain 31: mean 10.5, s 20.6: 0.196.
   */
  const margins = (gain: number) => Array.from({ length: 100 }, (_, at) => (at % 2 === 0 ? gain : -10));
  const rises = (own: number, at: number): number => own + (at % 7) / 10;
  const of = (before: readonly number[]) => asOne(before, before.map(rises));

  test('has no interval, though the amounts have', () => {
    expect(of(margins(31)).percent).toBeDefined();
    for (const before of [margins(30), margins(10.5), margins(10), margins(9), margins(10.5).map((own) => -own)]) {
      const { interval, percent } = of(before);
      expect([interval !== undefined, percent]).toEqual([true, undefined]);
    }
  });
});

test('who pays the same in parts pays the same: the last bits of a sum are no change', () => {
  // 0.1 + 0.2 is not 0.3 in doubles; 40 customers change by 1.00, so that there is an interval, and the others by nothing.
  const before = Array.from({ length: 100 }, () => 0.3);
  const after = before.map((_, at) => (at < 40 ? 1.3 : 0.1 + 0.2));
  expect(asOne(before, after).moved).toBe(40);
  const none = asOne(
    before,
    before.map(() => 0.1 + 0.2),
  );
  expect(none).toMatchObject({ moved: 0, interval: undefined, percent: undefined });
});

describe('laws', () => {
  const population = [stratumOf(1, 500, 40, normal), stratumOf(2, 900, 60, normal)];
  const { before, after, ...sample } = sampleOf(population, 5);
  const segments = Uint16Array.from(before, (_, customer) => customer % 3);
  const intervals = (seed: number, own = after, kind: 'full' | 'sample' | 'model' = 'sample') =>
    intervalsOf({
      population: { ...sample, kind },
      measures: [{ id: 'revenue', before, after: own }],
      partitions: [{ id: 'segment', of: segments, count: 3 }],
      certainty: certainty(500, seed),
      decimals: 2,
    });
  const around = { change: '10.00', percent: '1.0000' };
  const shown = (made: ReturnType<typeof intervals>) => [
    made.of('revenue', around),
    ...[0, 1, 2].map((index) => made.of('revenue', around, { partition: 'segment', index })),
  ];

  test('one seed gives the same intervals, another seed others', () => {
    expect(shown(intervals(1))).toEqual(shown(intervals(1)));
    expect(shown(intervals(1))).not.toEqual(shown(intervals(2)));
  });

  test('a measure beside others, and groups, leave the intervals of all as they are', () => {
    const alone = intervalsOf({
      population: { ...sample, kind: 'sample' },
      measures: [{ id: 'revenue', before, after }],
      partitions: [],
      certainty: certainty(500, 1),
      decimals: 2,
    }).of('revenue', around);
    const beside = intervals(1).of('revenue', around);
    expect(beside).toEqual(alone);
  });

  test('everybody twice as much: twice as wide', () => {
    const twice = before.map((own, customer) => own + 2 * (after[customer]! - own));
    const [one, two] = [intervals(1).of('revenue', around), intervals(1, twice).of('revenue', around)];
    const width = ({ interval }: typeof one) => Number(interval!.high) - Number(interval!.low);
    expect(width(two)).toBeCloseTo(2 * width(one), 1);
  });

  test('no change gives no interval, a full population none at all', () => {
    expect(intervals(1, before).of('revenue', { change: '0', percent: '0' })).toEqual({
      moved: 0,
      interval: undefined,
      percent: undefined,
    });
    expect(intervals(1, before).notes.at(-1)).toBe(
      'None of the 100 sampled customers pays anything else: there is nothing to give an interval of.',
    );
    expect(intervals(1, after, 'full')).toMatchObject({ method: 'none', notes: [] });
    expect(intervals(1, after, 'full').of('revenue', around).interval).toBeUndefined();
  });

  test('what rests on few customers is told, and on two or three has no interval', () => {
    const few = (count: number) => before.map((own, customer) => (customer < count ? own + customer + 1 : own));
    const said = (count: number) => {
      const made = intervals(1, few(count));
      return [made.of('revenue', around).interval !== undefined, made.notes.length];
    };
    expect([said(2), said(29), said(30)]).toEqual([
      [false, 2],
      [true, 2],
      [true, 1],
    ]);
    expect(intervals(1, few(2)).notes[1]).toBe(
      'There is no interval: too few of the 100 sampled customers tell how much changes differ, as the change rests on 2 of them. Draw at least 30 whose bills change.',
    );
    // All but one by the same: from that one nobody can tell.
    const same = asOne(
      new Array<number>(100).fill(20),
      Array.from({ length: 100 }, (_, at) => (at === 0 ? 22 : 21)),
    );
    expect([same.interval, same.notes[1]]).toEqual([
      undefined,
      'There is no interval: too few of the 100 sampled customers tell how much changes differ, as nearly all of them change by the same.',
    ]);
    expect(intervals(1, few(29)).notes[1]).toBe(
      'The change rests on 29 sampled customers whose bills change: its interval is an indication only, draw at least 30 of them.',
    );
    expect(intervals(1, after, 'model').notes[0]).toContain('drawn from the same recipes');
  });
});

/** ARPU: revenue by month. A sample of 2 with months 1 and 3 before and after: by hand, the linearised values. */
test('a change of ARPU is one of two ratios', () => {
  // Before 10 and 30 over 1 and 3 months: 10 each. After 12 and 30 over the same: 42 / 4 = 10.5.
  // Linearised: ((12 - 10.5) / 4 - 0, (30 - 31.5) / 4 - 0) = (0.375, -0.375); variance n s^2 = 2 x 0.28125 = 0.5625.
  const by = { before: Float64Array.of(1, 3), after: Float64Array.of(1, 3) };
  const asked = {
    population: {
      ...{ kind: 'sample' as const, size: 2, stratum: new Uint32Array(2) },
      strata: [{ name: 'all', whole: undefined, sampled: 2 }],
    },
    measures: [{ id: 'arpu', before: Float64Array.of(10, 30), after: Float64Array.of(12, 30), by }],
    partitions: [],
    certainty: certainty(200),
    decimals: 2,
  };
  const { moved, interval } = intervalsOf(asked).of('arpu', { change: '0.50', percent: '5.0000' });
  // Half of the draws are one customer twice: no interval could be told from two.
  expect([moved, interval]).toEqual([1, undefined]);
});

/**
 * Of 40 customers half pay 12.00 more over one month and half nothing more over three: what the interval is of, worked by hand.
 * Before 40.00 over one and 60.00 over three months: (20 x 40 + 20 x 60) / (20 + 60) = 25.00. After (20 x 52 + 20 x 60) / 80 = 28.00: 12 %.
 * Linearised, a month of the one moves ARPU by ((52 - 28) - (40 - 25)) / 80 = 9 / 80, of the other by ((60 - 84) - (60 - 75)) / 80
 * = -9 / 80; s^2 of 40 such values (20 each way) is (9 / 80)^2 x 40 / 39, n s^2 = 0.5192: standard error 0.7206.
 * In percent: 100 ((24 - 1.12 x 15) / 80) / 25 = 0.36 and 100 ((-24 + 1.12 x 15) / 80) / 25 = -0.36: sqrt(40 x 0.36^2 x 40 / 39) = 2.3058.
 * Student's t with 39 degrees of freedom is 2.0227; values of two kinds and 4,000 draws: within a tenth.
 */
test('of ARPU in amounts, with the digits in which it is told, and in percent', () => {
  const alternate = (one: number, other: number) =>
    Float64Array.from({ length: 40 }, (_, at) => (at % 2 ? other : one));
  const months = alternate(1, 3);
  const found = intervalsOf({
    population: {
      ...{ kind: 'sample', size: 40, stratum: new Uint32Array(40) },
      strata: [{ name: 'all', whole: undefined, sampled: 40 }],
    },
    measures: [
      {
        ...{ id: 'arpu', before: alternate(40, 60), after: alternate(52, 60), decimals: 4 },
        by: { before: months, after: months },
      },
    ],
    ...{ partitions: [], certainty: certainty(4_000), decimals: 2 },
  }).of('arpu', { change: '3.0000', percent: '12.0000' });
  const halfOf = ({ low, high }: Interval): number => (Number(high) - Number(low)) / 2;
  expect(halfOf(found.interval!) / (0.7206 * 2.0227)).toBeGreaterThan(0.9);
  expect(halfOf(found.interval!) / (0.7206 * 2.0227)).toBeLessThan(1.1);
  expect(halfOf(found.percent!) / halfOf(found.interval!)).toBeCloseTo(2.3058 / 0.7206, 2);
  expect(found.interval!.low).toMatch(/^\d\.\d{4}$/);
});

describe('strata of one customer', () => {
  const design = (sizes: readonly (readonly [number, number | undefined])[]) => {
    const stratum = sizes.flatMap(([drawn], index) => new Array<number>(drawn).fill(index));
    const strata = sizes.map(([sampled, whole], index) => ({ name: `s${index}`, whole, sampled }));
    const { strata: made, ...rest } = resamplingDesign({
      size: stratum.length,
      stratum: Uint32Array.from(stratum),
      strata,
    });
    return { ...rest, strata: made.map(({ customers, unseen }) => [customers.length, unseen]) };
  };

  test('are put together', () => {
    const joined = design([
      [1, 10],
      [4, 8],
      [1, 30],
    ]);
    // 1 of 10 and 1 of 30: 2 of 40.
    expect(joined).toEqual({
      strata: [
        [4, 0.5],
        [2, 0.95],
      ],
      joined: ['s0', 's2'],
      alone: false,
    });
  });

  test('a single one goes to the smallest other', () => {
    const joined = design([
      [1, 7],
      [4, 8],
      [2, 20],
    ]);
    // 1 of 7 and 2 of 20: 3 of 27.
    expect(joined).toEqual({
      strata: [
        [4, 0.5],
        [3, 1 - 3 / 27],
      ],
      joined: ['s0'],
      alone: false,
    });
  });

  test('one customer alone gives no interval; one that is its whole stratum is known', () => {
    expect(design([[1, 5]])).toMatchObject({ alone: true });
    expect(
      design([
        [1, 1],
        [3, 6],
      ]),
    ).toEqual({
      strata: [
        [1, 0],
        [3, 0.5],
      ],
      joined: [],
      alone: false,
    });
  });
});

describe('the library', () => {
  test('is the one that is installed', () => {
    const path = new URL('../../../node_modules/simple-statistics/package.json', import.meta.url);
    const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
    expect(LIBRARY).toBe(`${name} ${version}`);
  });

  test('is precise: values of which only the last digits differ', () => {
    // NIST StRD NumAcc4: 1,001 values around 10,000,000.2, mean 10000000.2 and standard deviation 0.1, certified.
    const values = [
      10_000_000.2,
      ...Array.from({ length: 1_000 }, (_, at) => (at % 2 === 0 ? 10_000_000.1 : 10_000_000.3)),
    ];
    expect(mean(values)).toBeCloseTo(10_000_000.2, 7);
    expect(Math.sqrt(sampleVariance(values))).toBeCloseTo(0.1, 7);
  });

  test('quantiles are those of type 7 of Hyndman and Fan', () => {
    // (4 - 1) x 0.25 = 0.75 from the first: 1 + 0.75 x (2 - 1).
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75);
    expect([quantile([1, 2, 4, 8], 0), quantile([1, 2, 4, 8], 1)]).toEqual([1, 8]);
  });
});
