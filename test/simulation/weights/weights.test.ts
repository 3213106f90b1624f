/** Weights and samples: every sum of weights is exact, and the same seed draws the same. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderProblems } from '../../../src/problems/render.ts';
import { allocate } from '../../../src/simulation/weights/draw-sample.ts';
import { populationOfColumns, populationOfRecipes } from '../../../src/simulation/weights/population-of.ts';
import { shareOut } from '../../../src/simulation/weights/share-out.ts';
import { asked, columns, PLACE, shares, weightIn } from './make.ts';

const sample = (customers: number, strata: ('plan' | 'segment')[] = ['plan', 'segment'], seed = 7) => ({
  sample: { customers, strata, seed, place: { ...PLACE, line: 7 } },
});

describe('shares of whole units', () => {
  test.each<[string, bigint, number[], number[]]>([
    // 10 x 1/3 = 3.33: the first has the unit that is left.
    ['equal parts', 10n, [1, 1, 1], [4, 3, 3]],
    // 7 x (3, 2, 1) / 6 = 3.5, 2.33, 1.17: the largest remainder is that of the first.
    ['a larger remainder', 7n, [3, 2, 1], [4, 2, 1]],
    // 100 x (2, 3) / 7 and 2 / 7: 28.57, 42.86, 28.57: two units are left, for the second and then the first.
    ['two units', 100n, [2, 3, 2], [29, 43, 28]],
    ['nothing to those of no part', 5n, [0, 1, 0], [0, 5, 0]],
    ['no units', 0n, [0, 0], [0, 0]],
  ])('%s', (_, total, parts, given) => {
    expect([...shareOut(total, parts)]).toEqual(given);
  });

  test('add up to what there is, and none is a unit away from its part', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), parts, (total, of) => {
        const sum = of.reduce((all, part) => all + BigInt(part), 0n);
        fc.pre(sum > 0n);
        const given = shareOut(total, of);
        expect(given.reduce((all, one) => all + BigInt(one), 0n)).toBe(total);
        given.forEach((one, index) => {
          const off = BigInt(one) * sum - total * BigInt(of[index]!);
          expect(off < sum && off > -sum).toBe(true);
        });
      }),
    );
  });
});

describe('how many of each stratum are drawn', () => {
  test.each<[string, number[], number, number[] | undefined]>([
    // 100 of 1000: 10 % of each.
    ['in proportion', [600, 300, 100], 100, [60, 30, 10]],
    // 10 of 1000: 5.97, 3.98, 0.05. The small one has two; the other eight are shared 600 : 400 -> 4.8, 3.2 -> 5, 3.
    ['at least two', [600, 400, 5], 10, [5, 3, 2]],
    ['all there are where there is one', [600, 1], 10, [9, 1]],
    ['everybody', [3, 4], 7, [3, 4]],
    ['more than there are', [3, 4], 50, [3, 4]],
    ['too few for two of each', [3, 4, 5], 5, undefined],
    // 7 x (1, 1, 1) / 3: 2.33 each.
    ['by largest remainder', [10, 10, 10], 7, [3, 2, 2]],
  ])('%s', (_, sizes, count, given) => {
    expect(allocate(sizes, count)).toEqual(given);
  });

  test('all are drawn that were asked for, never more than a stratum has', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 20_000 }), (of, count) => {
        const given = allocate(of, count);
        const least = of.reduce((sum, size) => sum + Math.min(2, size), 0);
        const whole = of.reduce((sum, size) => sum + size, 0);
        if (count < Math.min(least, whole)) {
          expect(given).toBeUndefined();
          return;
        }
        expect(given!.reduce((sum, one) => sum + one, 0)).toBe(Math.min(count, whole));
        given!.forEach((one, stratum) => {
          expect(one).toBeGreaterThanOrEqual(Math.min(2, of[stratum]!));
          expect(one).toBeLessThanOrEqual(of[stratum]!);
        });
      }),
    );
  });
});

describe('customers of usage', () => {
  test('everybody, each for one', () => {
    const { value } = populationOfColumns(columns({ 'm/consumer': 3, 's/business': 2 }), asked({}));
    expect(value!.customers).toBeUndefined();
    expect(value!.population).toMatchObject({ kind: 'full', size: 5, strata: [{ name: 'all', whole: 5, sampled: 5 }] });
    expect([...value!.population.weight]).toEqual([1, 1, 1, 1, 1].map((one) => one * 1_000_000));
  });

  test('a sample: each stratum weighs as many as it has, to the millionth', () => {
    // 7, 4 and 3 of 14, six drawn: 3, 1.71 and 1.29. The last two are below two and have two; the first has what is left.
    const { value } = populationOfColumns(
      columns({ 'm/consumer': 7, 'm/business': 4, 's/consumer': 3 }),
      asked(sample(6)),
    );
    const { population, customers } = value!;
    expect(population.kind).toBe('sample');
    expect(population.strata).toEqual([
      { name: 'm, business', whole: 4, sampled: 2 },
      { name: 'm, consumer', whole: 7, sampled: 2 },
      { name: 's, consumer', whole: 3, sampled: 2 },
    ]);
    expect(weightIn(population, 'm', 'consumer')).toBe(7_000_000n);
    expect(weightIn(population, 'm', 'business')).toBe(4_000_000n);
    expect(weightIn(population, 's', undefined)).toBe(3_000_000n);
    expect(population.nameOf(0)).toBe(`c${customers![0]}`);
    // Those drawn are where they were: their plan is that of the customer drawn.
    customers!.forEach((customer, index) => {
      expect(population.plans[population.plan[index]!]).toBe(customer < 11 ? 'm' : 's');
    });
  });

  test('the same seed draws the same, another one others; all are as likely', () => {
    const all = columns({ 'm/consumer': 40, 's/consumer': 60 });
    const drawn = (seed: number) => [...populationOfColumns(all, asked(sample(20, ['plan'], seed))).value!.customers!];
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    const times = new Array<number>(100).fill(0);
    for (let seed = 1; seed <= 2000; seed += 1) for (const customer of drawn(seed)) times[customer]! += 1;
    // Each is drawn 2000 x 20 % = 400 times, standard deviation 17.9; 4.5 of them are 80.
    expect(Math.min(...times)).toBeGreaterThan(320);
    expect(Math.max(...times)).toBeLessThan(480);
  });

  test('numbers of plans and segments do not matter: the same customers, the same sample', () => {
    const one = columns({ 'm/consumer': 40, 's/consumer': 60 });
    const other = { ...one, plans: ['s', 'm'], plan: one.plan.map((index) => 1 - index) };
    const drawn = (of: typeof one) => [...populationOfColumns(of, asked(sample(20, ['plan']))).value!.customers!];
    expect(drawn(other)).toEqual(drawn(one));
  });

  test('weights add up exactly, whatever is asked', () => {
    const groups = fc.record({
      'm/a': fc.integer({ min: 1, max: 30 }),
      'm/b': fc.integer({ min: 1, max: 30 }),
      's/a': fc.integer({ min: 1, max: 30 }),
    });
    const count = fc.integer({ min: 6, max: 90 });
    fc.assert(
      fc.property(
        groups,
        fc.integer({ min: 1, max: 10 ** 8 }),
        fc.integer({ min: 0, max: 1000 }),
        count,
        (of, standsFor, tenths, drawn) => {
          const share = (tenths / 10).toFixed(1);
          const rest = ((1000 - tenths) / 10).toFixed(1);
          const more = { standsFor, segments: shares({ a: share, b: rest }), ...sample(drawn) };
          const { population } = populationOfColumns(columns(of), asked(more)).value!;
          expect(weightIn(population, undefined, undefined)).toBe(BigInt(standsFor) * 1_000_000n);
          // Whole millionths: a tenth of a percent of a customer is 1000 of them.
          expect(weightIn(population, undefined, 'a')).toBe(BigInt(standsFor) * BigInt(tenths) * 1000n);
        },
      ),
    );
  });

  test('weights of a file that do not add up are told at `stands_for`', async () => {
    const of = columns({ 'm/consumer': 2 }, [1_500_000, 2_000_000]);
    const { value, problems } = populationOfColumns(of, asked({ standsFor: 5 }));
    expect(value).toBeUndefined();
    await expect(renderProblems(problems)).toMatchFileSnapshot('goldens/weights.txt');
    expect(populationOfColumns(columns({ 'm/c': 1 }, [5_000_000]), asked({ standsFor: 5 })).value).toBeDefined();
  });

  test('shares of segments that nobody is in, or that somebody is left out of', () => {
    const of = columns({ 'm/consumer': 2, 'm/business': 2 });
    const { problems } = populationOfColumns(of, asked({ segments: shares({ consumers: '100' }) }));
    expect(renderProblems(problems)).toContain('nobody in the population is in segment `consumers`');
    expect(renderProblems(problems)).toContain('fix: write `consumer`');
    expect(renderProblems(problems)).toContain('the population has customers of segment business, without a share');
  });

  test('a sample of too few is told with how many it needs', async () => {
    const { problems } = populationOfColumns(columns({ 'm/a': 9, 's/a': 9, 'l/a': 1 }), asked(sample(4)));
    await expect(renderProblems(problems)).toMatchFileSnapshot('goldens/sample.txt');
  });
});

test('customers of recipes stand for what their recipe does, and for as many as are asked for together', () => {
  const recipe = (id: string, standsFor: number | undefined, count: number) => ({
    ...{ id, standsFor, plans: ['m'], segments: [id] },
    draws: Array.from({ length: count }, (_, index) => ({ number: index + 1, plan: 0, segment: 0 })),
  });
  // 1000 for three: 333.333333 each, and the millionth that is left for the first.
  const recipes = [recipe('a', 1000, 3), recipe('b', undefined, 2)];
  const { population } = populationOfRecipes(recipes, asked({})).value!;
  expect([...population.weight]).toEqual([333_333_334, 333_333_333, 333_333_333, 1_000_000, 1_000_000]);
  expect(population).toMatchObject({
    kind: 'model',
    strata: [
      { name: 'a', whole: undefined, sampled: 3 },
      { name: 'b', whole: undefined, sampled: 2 },
    ],
  });
  expect([...population.stratum]).toEqual([0, 0, 0, 1, 1]);
  expect(population.nameOf(4)).toBe('b/2');
  // 501 of 1002: half of it.
  const half = populationOfRecipes(recipes, asked({ standsFor: 501 })).value!.population;
  expect(weightIn(half, undefined, 'b')).toBe(1_000_000n);
  expect(weightIn(half, undefined, undefined)).toBe(501_000_000n);
  const split = asked({ standsFor: 100, segments: shares({ a: '12.5', b: '87.5' }) });
  expect(weightIn(populationOfRecipes(recipes, split).value!.population, undefined, 'a')).toBe(12_500_000n);
});
