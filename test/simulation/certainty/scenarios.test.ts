/** Sets, tornado, break-even and draws over a revenue that can be worked out by hand. */

import { describe, expect, test } from 'vitest';
import {
  add,
  decimal,
  decimalsOf,
  formatRational,
  multiply,
  type Rational,
  rational,
  ZERO,
} from '../../../src/exact/rational.ts';
import { round } from '../../../src/money/rounding.ts';
import type { AssumedNumber } from '../../../src/simulation/behaviour/values.ts';
import { findBreakEven } from '../../../src/simulation/certainty/break-even.ts';
import { type Asked, CENTRAL, type Evaluate, remembered } from '../../../src/simulation/certainty/evaluate.ts';
import { histogramOf } from '../../../src/simulation/certainty/histogram.ts';
import { drawMonteCarlo } from '../../../src/simulation/certainty/monte-carlo.ts';
import { evaluateSets } from '../../../src/simulation/certainty/sets.ts';
import { evaluateTornado } from '../../../src/simulation/certainty/tornado.ts';
import { triangular } from '../../../src/simulation/certainty/triangular.ts';
import type { BreakEvenResult } from '../../../src/simulation/result.ts';

const assumed = (name: string, low: string, central: string, high: string): AssumedNumber => ({
  name,
  words: `the ${name}`,
  range: { low: decimal(low), central: decimal(central), high: decimal(high) },
});
const CHURN = assumed('churn', '0.5', '1', '2');
const GROWTH = assumed('growth', '0', '1', '3');
const FIXED = assumed('inertia', '80', '80', '80');

/** Revenue after: 1000 - 40 churn + 10 growth, of 1000 before. Each question is noted. */
function linear(asked: Asked[] = []): Evaluate {
  return async (question) => {
    asked.push(question);
    const value = (name: string): Rational => question.values.get(name) ?? rational(1n);
    const lost = multiply(value('churn'), rational(-40n));
    const won = multiply(value('growth'), rational(10n));
    const after = formatRational(add(rational(1_000n), add(lost, won)));
    return { revenue: { before: '1000', after } };
  };
}

describe('sets', () => {
  test('hold every range at one end', async () => {
    const { sets, notes } = await evaluateSets([CHURN, GROWTH, FIXED], linear(), 2);
    // Low: -20 + 0. Central: -40 + 10. High: -80 + 30.
    expect(sets!.map(({ set, revenue }) => [set, revenue.change, revenue.percent])).toEqual([
      ['low', '-20', '-2.0000'],
      ['central', '-30', '-3.0000'],
      ['high', '-50', '-5.0000'],
    ]);
    expect(notes).toEqual([
      'The low set holds all 2 assumptions with a range at the low end, the high set at the high end; they are ends of assumptions, not the worst and the best that can happen. Revenue is lower with the high set: it falls by 50.00 there, and falls by 20.00 with the other.',
    ]);
  });

  test('are absent without a range', async () => {
    expect(await evaluateSets([FIXED], linear(), 2)).toEqual({ sets: undefined, notes: [] });
  });
});

test('the same question is asked once', async () => {
  const asked: Asked[] = [];
  const evaluate = remembered(linear(asked), [CHURN, GROWTH]);
  await evaluate(CENTRAL);
  await evaluate({ ...CENTRAL, values: new Map([['churn', decimal('1.0')]]) });
  await evaluate({ ...CENTRAL, usage: new Map([['data', rational(100n)]]) });
  await evaluate({ ...CENTRAL, values: new Map([['churn', decimal('2')]]) });
  expect(asked.length).toBe(2);
});

describe('the tornado', () => {
  const none = { prices: undefined, usage: undefined, behaviour: true };

  test('moves one assumption at a time, widest first', async () => {
    const asked = { tornado: none, changed: [], services: [], numbers: [GROWTH, FIXED, CHURN] };
    // Churn from 0.5 to 2 with growth at 1: -10 to -70. Growth from 0 to 3 with churn at 1: -40 to -10.
    expect(await evaluateTornado(asked, linear())).toEqual({
      bars: [
        { what: 'the churn', low: { at: '0.5', change: '-10' }, high: { at: '2', change: '-70' } },
        { what: 'the growth', low: { at: '0', change: '-40' }, high: { at: '3', change: '-10' } },
      ],
      notes: [],
    });
  });

  test('prices and usage by percent; at most twelve prices are shown', async () => {
    // Charge number c brings 10 c: at 90 % it is c less.
    const changed = Array.from({ length: 14 }, (_, index) => ({
      words: `charge ${index + 1}`,
      prices: { plan: 'p', charge: String(index + 1), cells: new Map([[0, [0]]]) },
    }));
    const evaluate: Evaluate = async ({ prices, usage }) => {
      const [first] = prices;
      const moved = first && 'prices' in first ? (Number(first.percent.n) - 100) * Number(first.prices.charge) : 0;
      const used = Number(usage.get('data')?.n ?? 100n) - 100;
      return { revenue: { before: String(1_000 + used), after: String(1_000 + moved / 10 + 3 * used) } };
    };
    const tornado = { prices: rational(10n), usage: rational(10n), behaviour: true };
    const { bars, notes } = await evaluateTornado({ tornado, changed, services: ['data'], numbers: [] }, evaluate);
    expect(bars.map(({ what }) => what)).toEqual([
      'usage of data',
      ...Array.from({ length: 12 }, (_, index) => `price of charge ${14 - index}`),
    ]);
    expect(bars[0]).toEqual({
      what: 'usage of data',
      low: { at: '-10 %', change: '-20' },
      high: { at: '+10 %', change: '20' },
    });
    expect(bars[1]).toMatchObject({ low: { change: '-14' }, high: { change: '14' } });
    expect(notes).toEqual([
      'The tornado has no behaviour: no assumption has a range.',
      'The tornado shows the 12 prices with the largest effect; 2 move revenue less.',
    ]);
  });
});

describe('break-even', () => {
  const lever = { plan: 'small', charge: 'data', place: { file: 's.yaml', line: 1, column: 1 } };
  const now = { least: decimal('0.10'), most: decimal('0.10'), per: 'GB', decimals: 2 };
  const search = async (low: string, high: string, revenue: (price: Rational) => Rational, own = now) => {
    const prices: string[] = [];
    const evaluate: Evaluate = async ({ prices: [setting] }) => {
      if (!setting || !('lever' in setting) || !('amount' in setting.price)) throw new Error('no price');
      prices.push(formatRational(setting.price.amount));
      return { revenue: { before: '100', after: formatRational(revenue(setting.price.amount)) } };
    };
    const between = [decimal(low), decimal(high)] as const;
    return { found: await findBreakEven({ lever, between }, own, evaluate, { digits: 2 }), prices };
  };

  test('a straight line, exactly on the grid', async () => {
    // 500 GB: 100 = 500 x 0.2.
    const { found, prices } = await search('0', '1', (price) => multiply(price, rational(500n)));
    expect(found).toEqual({
      ...{ what: 'data of small', between: ['0', '1'], per: 'GB', ends: ['-100', '400'], price: '0.2000' },
      why: 'At 0.2000 revenue is exactly what it is with the base.',
    });
    expect(prices).toEqual(['0', '1', '0.2']);
  });

  test('prices with fewer digits, where amounts of finer ones are too long to be added', async () => {
    const lined = { lever, between: [decimal('0'), decimal('1')] as const };
    const upTo = (digits: number): Promise<BreakEvenResult> => {
      const evaluate: Evaluate = async ({ prices: [setting] }) => {
        if (!setting || !('lever' in setting) || !('amount' in setting.price)) throw new Error('no price');
        const { amount } = setting.price;
        if (decimalsOf(amount)! > digits) throw new RangeError('too long');
        return { revenue: { before: '100', after: formatRational(multiply(amount, rational(300n))) } };
      };
      return findBreakEven(lined, now, evaluate, { digits: 2, isTooLong: (error) => error instanceof RangeError });
    };
    // 300 x 0.33 = 99, 300 x 0.34 = 102.
    expect(await upTo(2)).toMatchObject({
      price: '0.33',
      why: 'At 0.33 revenue falls by 1.00, at 0.34 it rises by 2.00: amounts of finer prices have too many digits to be added exactly.',
    });
    // 300 x 0.3333 = 99.99: four digits are enough, none is left out.
    expect(await upTo(4)).toMatchObject({ price: '0.3333', why: expect.stringMatching(/no finer step\.$/) });
    // The plan itself has two.
    await expect(upTo(1)).rejects.toThrow('too long');
  });

  test('between two steps: the nearer, with what both do', async () => {
    // 700 GB: 100 / 700 = 0.142857; 0.1429 x 700 = 100.03, 0.1428 x 700 = 99.96.
    const { found } = await search('0.05', '0.50', (price) => multiply(price, rational(700n)));
    expect([found.price, found.why]).toEqual([
      '0.1429',
      'At 0.1429 revenue rises by 0.03, at 0.1428 it falls by 0.04: the price has no finer step.',
    ]);
  });

  test('bills that are rounded are steps; it is found all the same', async () => {
    // Each of 100 customers pays 7 GB x price, rounded to a cent: at 0.1428 0.9996 is 1.00.
    const cents = { mode: 'half-up', step: decimal('0.01') } as const;
    const { found, prices } = await search('0', '2', (price) =>
      multiply(round(multiply(price, rational(7n)), cents), rational(100n)),
    );
    expect(found.ends).toEqual(['-100', '1300']);
    const price = decimal(found.price!);
    expect(formatRational(round(multiply(price, rational(7n)), cents), 2)).toBe('1.00');
    // 20,000 steps: bisection takes 15.
    expect(prices.length).toBeLessThanOrEqual(2 + 2 * 15);
  });

  test('a jump is told', async () => {
    const { found } = await search('0', '1', (price) =>
      add(multiply(price, rational(10n)), price.n * 3n < price.d ? ZERO : rational(500n)),
    );
    expect([found.price, found.why]).toEqual([
      '0.3333',
      'At 0.3333 revenue falls by 96.67, at 0.3334 it rises by 403.33: the price has no finer step. Revenue jumps between the two: no price in between can be expected to keep it flat.',
    ]);
  });

  test('none where both ends and what is between are on one side', async () => {
    const { found, prices } = await search('0.5', '1', (price) => multiply(price, rational(500n)));
    expect([found.price, found.ends, found.why]).toEqual([
      null,
      ['150', '400'],
      'There is none between 0.5000 and 1.0000: revenue rises at both ends, by 150.00 and by 400.00, and at 3 prices between them.',
    ]);
    expect(prices.length).toBe(5);
  });

  test('none where nobody pays the price', async () => {
    const { found } = await search('0', '1', () => rational(90n));
    expect([found.price, found.why]).toEqual([
      null,
      'There is none: revenue falls by 10.00 whatever this price is, so nobody pays it.',
    ]);
  });

  test('alike at both ends is not alike whatever the price is', async () => {
    // 110 + p (1 - p): 110 at 0 and 1, more between.
    const { found } = await search('0', '1', (price) =>
      add(rational(110n), multiply(price, add(rational(1n), multiply(price, rational(-1n))))),
    );
    expect(found.price).toBe(null);
    expect(found.why).toMatch(/^There is none between 0.0000 and 1.0000: revenue rises at both ends, by 10/);
  });

  test('revenue that turns between the ends', async () => {
    // 100 + (p - 0.2)(0.9 - p): falls at 0 and 1, rises between 0.2 and 0.9.
    const { found } = await search('0', '1', (price) =>
      add(rational(100n), multiply(add(price, decimal('-0.2')), add(decimal('0.9'), multiply(price, rational(-1n))))),
    );
    expect([found.price, found.why]).toEqual([
      '0.2000',
      'At 0.2000 revenue is exactly what it is with the base. Revenue falls at both ends of what was searched, so there is one more such price at least.',
    ]);
  });

  test('a large price has fewer decimals', async () => {
    // 100 = 7 x 14.2857...: 3 decimals up to 20, 2 up to 200.
    expect((await search('5', '20', (price) => multiply(price, rational(7n)))).found.price).toBe('14.286');
    expect((await search('5', '200', (price) => multiply(price, rational(7n)))).found.price).toBe('14.29');
  });

  test('finer prices where the plan has them', async () => {
    const own = { ...now, decimals: 6 };
    const { found } = await search('0', '1', (price) => multiply(price, rational(700n)), own);
    expect(found.price).toBe('0.142857');
  });
});

describe('draws', () => {
  const asked = (draws: number, seed = 7) => ({
    monteCarlo: { draws, seed },
    numbers: [CHURN, FIXED, GROWTH],
    confidence: rational(95n),
    decimals: 2,
  });

  test('the inverse of the triangular distribution', () => {
    // 0 to 4, likeliest 1: a quarter lies below 1. Below: sqrt(4 x 1 x u), at 1/16 half of it. Above: 4 - sqrt((1 - u) 12).
    const range = { low: decimal('0'), central: decimal('1'), high: decimal('4') };
    expect([1 / 16, 0.25, 13 / 16].map((u) => formatRational(triangular(range, u)))).toEqual(['0.5', '1', '2.5']);
  });

  test('mean, interval and share are those of the draws', async () => {
    const { monteCarlo } = await drawMonteCarlo(asked(2_000), linear());
    // Means of the triangles: churn 3.5 / 3, growth 4 / 3: -40 x 3.5 / 3 + 10 x 4 / 3 = -33.33. Variances (a2 + b2 + c2 - ab - ac
    // - bc) / 18: churn 1.75 / 18, growth 7 / 18; of revenue 1600 x 0.0972 + 100 x 0.3889 = 194.4, deviation 13.9; of the
    // mean of 2,000 draws 0.31: four of them.
    expect(Math.abs(Number(monteCarlo!.mean) + 33.333)).toBeLessThan(1.25);
    const { low, high } = monteCarlo!.interval;
    expect(Number(high) - Number(low)).toBeGreaterThan(3.3 * 13.9);
    expect(Number(high) - Number(low)).toBeLessThan(4.4 * 13.9);
    const { bins } = monteCarlo!.histogram;
    expect(bins.reduce((sum, { draws }) => sum + draws, 0)).toBe(2_000);
    // Revenue falls whatever is drawn but when growth is high and churn low: 10 x 3 - 40 x 0.5 = +10 at most.
    expect(Number(monteCarlo!.falls)).toBeGreaterThan(97);
    expect(Number(monteCarlo!.falls)).toBeLessThan(100);
  });

  test('draw k is the same however many there are; another seed gives others', async () => {
    const drawn = async (draws: number, seed: number) => {
      const questions: Asked[] = [];
      await drawMonteCarlo(asked(draws, seed), linear(questions));
      return questions.map(({ values }) => [...values].map(([name, value]) => [name, formatRational(value)]));
    };
    const ten = await drawn(10, 7);
    expect((await drawn(25, 7)).slice(0, 10)).toEqual(ten);
    expect(await drawn(10, 8)).not.toEqual(ten);
    expect(new Set(ten.map((values) => JSON.stringify(values))).size).toBe(10);
    expect(ten[0]!.map(([name]) => name)).toEqual(['churn', 'growth']);
  });

  test('are not made without ranges', async () => {
    expect(await drawMonteCarlo({ ...asked(10), numbers: [FIXED] }, linear())).toEqual({
      monteCarlo: undefined,
      notes: ['No draws were made: no assumption has a range to draw from.'],
    });
  });
});

test('bins have a width that a person would choose', () => {
  // From -7.3 to 61: 68.3 in at most 25 needs 2.73: 5. -7.3 lies in [-10, -5).
  const { width, bins } = histogramOf(['61', '-7.3', '-5', '0', '4.99'].map(decimal), 2);
  expect([width, bins]).toEqual([
    '5',
    [
      { from: '-10', count: 1 },
      { from: '-5', count: 1 },
      { from: '0', count: 2 },
      { from: '60', count: 1 },
    ],
  ]);
  expect(histogramOf([decimal('3.17')], 2)).toEqual({ width: '0.01', bins: [{ from: '3.17', count: 1 }] });
});
