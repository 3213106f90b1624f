/** Each response worked out by hand. */

import { expect, test } from 'vitest';
import { decimal, formatRational, rational } from '../../../src/exact/rational.ts';
import type { Path } from '../../../src/simulation/assumptions.ts';
import { leaving } from '../../../src/simulation/behaviour/churn.ts';
import { pathMonths, pathUsage } from '../../../src/simulation/behaviour/path.ts';
import { priceIndexes } from '../../../src/simulation/behaviour/price-index.ts';
import { billsOf } from '../../../src/simulation/behaviour/sides.ts';
import { netRevenue } from '../../../src/simulation/behaviour/sums.ts';
import { usageFactor } from '../../../src/simulation/behaviour/usage-factor.ts';
import { usageWay } from '../../../src/simulation/behaviour/usage-way.ts';
import { assumedNumbers, valuesOf } from '../../../src/simulation/behaviour/values.ts';
import { scaling, shareOf, spread } from '../../../src/simulation/behaviour/weights.ts';
import type { BillTable, World } from '../../../src/simulation/bills.ts';
import { assume, live, one, populationOf, sourced, type Town, three } from './town.ts';

const revenue = (world: World): string => formatRational(netRevenue(world), 2);
const points = (...list: readonly (readonly [string, string])[]) =>
  list.map(([bill, leave]) => ({ bill: decimal(bill), leave: decimal(leave) }));

/** Data at 10 cents a unit, 11 with the candidate. Ann stands for one customer, Bob for two. */
const SMALL: Town = {
  months: ['2026-01'],
  base: { basic: { fee: 0, price: 10 } },
  candidate: { basic: { fee: 0, price: 11 } },
  segments: ['home'],
  customers: [
    { name: 'ann', plan: 'basic', segment: 'home', weight: 1_000_000, used: [1_000_000] },
    { name: 'bob', plan: 'basic', segment: 'home', weight: 2_000_000, used: [2_000_000] },
  ],
};
const ELASTIC = { ...sourced, service: 'data', value: one('-0.5'), by: 'length' as const };

test('usage is the price to the power of the elasticity', () => {
  // 1.1 ^ -0.5 = 1 / 1.0488088482 = 0.9534625892
  expect(usageFactor(rational(11n, 10n), decimal('-0.5'))).toBe(953_463);
  // 0.5 ^ -0.4 = 2 ^ 0.4 = 1.3195079108
  expect(usageFactor(rational(1n, 2n), decimal('-0.4'))).toBe(1_319_508);
  // 2 ^ -1
  expect(usageFactor(rational(2n), decimal('-1'))).toBe(500_000);
  // 4 ^ -0.5
  expect(usageFactor(rational(4n), decimal('-0.5'))).toBe(500_000);
  expect(usageFactor(rational(1n), decimal('-3'))).toBe(1_000_000);
  expect(usageFactor(rational(7n, 3n), decimal('0'))).toBe(1_000_000);
  // (1 / 1000) ^ -1 = 1000 times, held at 10 times
  expect(usageFactor(rational(1n, 1000n), decimal('-1'))).toBe(10_000_000);
  expect(() => usageFactor(rational(0n), decimal('-1'))).toThrow(RangeError);
});

test('elasticity: the candidate is rated again with less usage, the base is not', () => {
  const lived = live(SMALL, assume({ elasticity: [ELASTIC] }));
  // 11 / 10: factor 0.953463 for the one cell; base as it is, so one side is asked for.
  expect(lived.asked.map(({ usage }) => usage)).toEqual([
    { seed: 1, services: [{ service: 'data', by: 'length' }], factors: [[953_463]] },
  ]);
  // Base: 10 c x (1e6 + 2 x 2e6) = 50,000,000 c
  expect(revenue(lived.before)).toBe('500000.00');
  // 953,463 x 11 c = 10,488,093 c; Bob 1,906,926 x 11 c = 20,976,186 c, twice: 52,440,465 c
  expect(revenue(lived.after)).toBe('524404.65');
  // Static 550,000.00; 524,404.65 - 550,000.00 = -25,595.35
  expect(lived.told().responses).toEqual([
    { response: 'elasticity', revenue: '524404.65', change: '-25595.35', customers: '3' },
  ]);
  expect(lived.told().usage).toEqual([
    {
      ...{ service: 'data', segment: 'home', plan: 'basic' },
      ...{ price: '110.0000', elasticity: '-0.5', asked: '95.3463', reached: '95.3463' },
    },
  ]);
});

test('a service that was free, becomes free or is not charged has no price to compare: told, and no response', () => {
  const priced = (before: number, after: number): Town => ({
    ...SMALL,
    base: { basic: { fee: 100, price: before } },
    candidate: { basic: { fee: 100, price: after } },
  });
  for (const [before, after, words] of [
    [0, 5, 'it was free and is charged now'],
    [5, 0, 'it was charged and is free now'],
    [0, 0, 'no usage charge bills anything'],
  ] as const) {
    const lived = live(priced(before, after), assume({ elasticity: [ELASTIC] }));
    expect(lived.asked).toEqual([]);
    expect(lived.notes).toEqual([expect.stringContaining(words)]);
    expect(lived.told().usage[0]).toMatchObject({ price: null, asked: '100.0000' });
  }
});

test('a price index is of all charges of a service together: one that is new or gone counts, from nothing or to nothing', () => {
  const rows = {
    months: ['2026-01'],
    customer: Uint32Array.of(0, 1),
    month: Uint16Array.of(0, 0),
    first: Uint32Array.of(0, 1, 2),
  };
  const table = (columns: Readonly<Record<string, readonly [number, number]>>): BillTable => ({
    components: Object.keys(columns).map((id) => ({ id, kind: 'usage', services: ['data'] })),
    scale: 2,
    amounts: Object.values(columns).map((amounts) => Float64Array.from(amounts)),
    ...{ net: new Float64Array(2), total: new Float64Array(2), invoices: new Uint8Array(2).fill(1) },
    ...{ used: [], perBase: [], unrated: 0, screened: 0 },
  });
  const index = (before: BillTable, after: BillTable): unknown =>
    priceIndexes('data', populationOf(SMALL), { rows, bills: before }, { rows, bills: after })[0];
  // Ann 1.00, Bob 3.00 and there are two of him: 7.00. A new charge of 0.50 for Ann and 1.50 for Bob: 3.50 more
  const old = table({ overage: [100, 300] });
  const more = table({ overage: [100, 300], roaming: [50, 150] });
  expect(index(old, more)).toEqual({ index: rational(3n, 2n) });
  expect(index(more, old)).toEqual({ index: rational(2n, 3n) });
  // Another name for the same money is no change of price.
  expect(index(old, table({ beyond: [100, 300] }))).toEqual({ index: rational(1n) });
  expect(index(old, table({}))).toEqual({ none: 'becomes-free' });
  expect(index(table({}), old)).toEqual({ none: 'was-free' });
  expect(index(old, table({ overage: [100, -300] }))).toEqual({ none: 'negative' });
});

const TABLE = points(['-10', '0.5'], ['0', '1'], ['10', '3'], ['20', '11']);

test.each([
  // +5 % is half way from 1 to 3: 2; less the 1 who leave anyway: 1 %
  [100, 105, 10_000],
  // +15 %: 7 - 1 = 6 %
  [200, 230, 60_000],
  // beyond the last point as at it: 11 - 1 = 10 %
  [100, 500, 100_000],
  [100, 100, 0],
  // Fewer leave than anyway: nobody comes back for that
  [100, 95, 0],
  // Nothing before: a rise is the last point
  [0, 1, 100_000],
  [0, 0, 0],
  [-5, -9, 0],
  // +1/3 %: 1 + 2 x (1/30) = 1.0666...; 0.0666... % = 666.67 millionths
  [300, 301, 667],
  // +0.0025 %: 0.0005 % = 5 millionths
  [40_000, 40_001, 5],
])('churn: a bill of %d that becomes %d makes %d millionths leave', (before, after, share) => {
  expect(leaving({ points: TABLE, scale: decimal('1') })(before, after)).toBe(share);
});

test('churn: halves go to the even millionth, and the scale multiplies', () => {
  // 0 at 0, 1 % at 100 %: +0.015 % is 0.00015 % = 1.5 millionths -> 2; +0.005 % is 0.5 -> 0; +0.025 % is 2.5 -> 2
  const leave = leaving({ points: points(['0', '0'], ['100', '1']), scale: decimal('1') });
  expect([15, 5, 25].map((more) => leave(100_000, 100_000 + more))).toEqual([2, 0, 2]);
  // Twice: 3, 1, 5
  const twice = leaving({ points: points(['0', '0'], ['100', '1']), scale: decimal('2') });
  expect([15, 5, 25].map((more) => twice(100_000, 100_000 + more))).toEqual([3, 1, 5]);
});

test('churn without a path: one step over the measured months', () => {
  const churn = [{ ...sourced, points: points(['0', '0'], ['20', '4']), scale: one('1') }];
  const lived = live(SMALL, assume({ churn }));
  // Both bills +10 %: 2 % leave. 550,000.00 x 0.98
  expect(revenue(lived.after)).toBe('539000.00');
  expect(revenue(lived.before)).toBe('500000.00');
  // 2 % of 3 customers; 2 % of 550,000.00
  expect(lived.told().churn).toEqual({ customers: '0.06', revenue: '11000' });
  expect(lived.told().responses).toEqual([
    { response: 'churn', revenue: '539000', change: '-11000', customers: '2.94' },
  ]);
});

const path = (months: number, more: Partial<Path> = {}): Path => ({
  ...sourced,
  ...{ months, from: '2026-07', customers: one('0'), usage: new Map(), seasonality: new Map(), ...more },
});

test('churn along a path: who leaves after a bill has none later', () => {
  const churn = [{ ...sourced, points: points(['0', '0'], ['20', '20']), scale: one('1') }];
  const lived = live(SMALL, assume({ churn }, path(3)));
  // +10 %: a tenth leaves each month. 1, 0.9, 0.81 of 550,000.00 = 2.71 x 550,000.00
  expect(revenue(lived.after)).toBe('1490500.00');
  expect(lived.after.months).toEqual(['2026-07', '2026-08', '2026-09']);
  expect(lived.left.map(({ weight }) => [...weight])).toEqual([
    [0, 0],
    [100_000, 200_000],
    [190_000, 380_000],
  ]);
  // Static 550,000; the path is three of it; 1,490,500 - 1,650,000 = -159,500
  expect(lived.told().responses).toEqual([
    { response: 'growth', revenue: '1650000', change: '1100000', customers: '3' },
    { response: 'churn', revenue: '1490500', change: '-159500', customers: '2.43' },
  ]);
});

test('a phase-in gives the candidate to more customers month by month, and only they leave because of it', () => {
  const churn = [{ ...sourced, points: points(['0', '0'], ['20', '20']), scale: one('1') }];
  const phaseIn = { ...sourced, months: [decimal('50'), decimal('100')] };
  const lived = live(SMALL, assume({ churn, phaseIn }, path(3)));
  // Month 1: half on the base (250,000), half on the candidate (275,000).
  // Month 2: a tenth of the first half has left: 0.45 + 0.5 = 0.95 of 550,000. Month 3: 0.95 x 0.9 = 0.855.
  // 525,000 + 522,500 + 470,250
  expect(revenue(lived.after)).toBe('1517750.00');
  expect(lived.after.parts.map(({ role, at, weight }) => [role, at, ...weight])).toEqual([
    ['not-yet', 0, 500_000, 1_000_000],
    ['stay', 0, 500_000, 1_000_000],
    ['stay', 1, 950_000, 1_900_000],
    ['stay', 2, 855_000, 1_710_000],
  ]);
});

test('phase-in, churn and growth: of those who have the candidate some leave, and what is left grows', () => {
  const churn = [{ ...sourced, points: points(['0', '0'], ['20', '20']), scale: one('1') }];
  const phaseIn = { ...sourced, months: [decimal('50'), decimal('100')] };
  const lived = live(SMALL, assume({ churn, phaseIn }, path(2, { customers: one('50') })));
  // Month 1, nobody has grown: half on the base (250,000), half on the candidate (275,000). After it a tenth of that half leaves.
  // Month 2: 0.5 x 0.9 + 0.5 = 0.95 have the candidate and are there; times 1.5: 1.425 x 550,000 = 783,750
  expect(lived.after.parts.map(({ role, at, weight }) => [role, at, ...weight])).toEqual([
    ['not-yet', 0, 500_000, 1_000_000],
    ['stay', 0, 500_000, 1_000_000],
    ['stay', 1, 1_425_000, 2_850_000],
  ]);
  // Who left would have grown too: 0.05 x 1.5
  expect(lived.left.map(({ weight }) => [...weight])).toEqual([
    [0, 0],
    [75_000, 150_000],
  ]);
  expect(revenue(lived.after)).toBe('1308750.00');
  // 500,000 + 1.5 x 500,000
  expect(revenue(lived.before)).toBe('1250000.00');
  // 550,000 + 825,000, from 550,000; 550,000 + 0.9 x 825,000; and as above
  expect(lived.told().responses.map(({ response, revenue: after, change }) => [response, after, change])).toEqual([
    ['growth', '1375000', '825000'],
    ['churn', '1292500', '-82500'],
    ['phase-in', '1308750', '16250'],
  ]);
});

test('elasticity and phase-in: who has no candidate yet uses what they used', () => {
  const lived = live(SMALL, assume({ elasticity: [ELASTIC], phaseIn: { ...sourced, months: [decimal('50')] } }));
  // Half of 500,000.00 and half of 524,404.65 (above): the index is that of the whole change, not of half of it
  expect(formatRational(netRevenue(lived.after))).toBe('512202.325');
});

test('a phase-in without a path runs over the measured months, and the base has the same months', () => {
  const town: Town = {
    ...SMALL,
    months: ['2026-01', '2026-02'],
    customers: SMALL.customers.map((one) => ({ ...one, used: [1000, 1000] })),
  };
  const lived = live(town, assume({ phaseIn: { ...sourced, months: [decimal('0'), decimal('25')] } }));
  // A month is 3 x 100.00 with the base, 3 x 110.00 with the candidate: 300 + (0.75 x 300 + 0.25 x 330)
  expect(revenue(lived.after)).toBe('607.50');
  expect(lived.before.parts.map(({ at, month }) => [at, month])).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

/** Light is cheap to have and dear to use. Both plans stay as they are. */
const TWO: Town = {
  months: ['2026-01', '2026-02'],
  base: { big: { fee: 3000, price: 0 }, light: { fee: 500, price: 10 } },
  candidate: { big: { fee: 3000, price: 0 }, light: { fee: 500, price: 10 } },
  segments: ['home', 'work'],
  customers: [
    // On light: 5 + 10 a month against 30: saves 15.00 a month, with tax 18.00
    { name: 'ann', plan: 'big', segment: 'home', weight: 1_000_000, used: [100, 100] },
    // On light: 5 + 25, the same: stays
    { name: 'bob', plan: 'big', segment: 'home', weight: 1_000_000, used: [250, 250] },
    // On big: 30 against 5 + 50: saves 25.00, with tax 30.00
    { name: 'eve', plan: 'light', segment: 'work', weight: 1_000_001, used: [500, 500] },
    // Saves 0.50 a month on light, with tax 0.60: below what is asked
    { name: 'joe', plan: 'big', segment: 'work', weight: 1_000_000, used: [245, 245] },
  ],
};

test('migration: those who are not inert move to the cheapest plan if it saves enough', () => {
  const migration = {
    ...sourced,
    who: 'everybody' as const,
    inertia: one('70'),
    atLeast: decimal('18'),
    to: 'all' as const,
  };
  const lived = live(TWO, assume({ migration }));
  // 30 % of Ann; 30 % of 1,000,001 = 300,000.3 -> 300,000 of Eve
  expect(lived.after.parts.map(({ role, onPlan, weight }) => [role, onPlan, ...weight])).toEqual([
    ['stay', undefined, 700_000, 1_000_000, 700_001, 1_000_000],
    ['moved', 'big', 0, 0, 300_000, 0],
    ['moved', 'light', 300_000, 0, 0, 0],
  ]);
  // Two months: Ann 0.3 x 18.00 x 2 = 10.80; Eve 0.3 x 30.00 x 2 = 18.00
  expect(lived.told().migration).toMatchObject({
    ...{ sampled: 2, customers: '0.6', saving: '28.8' },
    moves: [
      { from: 'big', to: 'light', customers: '0.3', saving: '10.8' },
      { from: 'light', to: 'big', customers: '0.3', saving: '18' },
    ],
  });
  // Net: 0.3 x 15 x 2 + 0.3 x 25 x 2 = 9 + 15
  expect(lived.told().responses[0]).toMatchObject({ response: 'migration', change: '-24' });
  // One cent more is asked than Ann saves
  const more = live(TWO, assume({ migration: { ...migration, atLeast: decimal('18.01') } }));
  expect(more.told().migration).toMatchObject({ sampled: 1, moves: [{ from: 'light' }] });
});

test('migration: who would pay the same stays, and of two plans that save the same the earlier id is taken', () => {
  const migration = {
    ...sourced,
    who: 'everybody' as const,
    inertia: one('0'),
    atLeast: decimal('0'),
    to: ['twin', 'light', 'big'],
  };
  const twins: Town = {
    ...TWO,
    base: { ...TWO.base, twin: { fee: 500, price: 10 } },
    candidate: { ...TWO.candidate, twin: { fee: 500, price: 10 } },
  };
  const lived = live(twins, assume({ migration }));
  expect(lived.after.parts.map(({ role, onPlan, weight }) => [role, onPlan, ...weight])).toEqual([
    ['stay', undefined, 0, 1_000_000, 0, 0],
    ['moved', 'big', 0, 0, 1_000_001, 0],
    ['moved', 'light', 1_000_000, 0, 0, 1_000_000],
  ]);
});

/** As TWO with a plan between; with the candidate there is another, lite. */
const LAUNCHED: Town = {
  ...TWO,
  base: { ...TWO.base, small: { fee: 1000, price: 6 } },
  candidate: {
    big: { fee: 3000, price: 0 },
    light: { fee: 500, price: 10 },
    small: { fee: 1000, price: 6 },
    lite: { fee: 1200, price: 5 },
  },
};

test('migration: a change that changes nothing moves nobody, although Ann, Eve and Joe would be better off elsewhere', () => {
  const migration = {
    ...sourced,
    who: 'affected' as const,
    inertia: one('0'),
    atLeast: decimal('0'),
    to: 'all' as const,
  };
  const lived = live(TWO, assume({ migration }));
  expect(lived.told().migration).toEqual({ sampled: 0, customers: '0', saving: '0', moves: [] });
  expect(revenue(lived.after)).toBe(revenue(lived.before));
  expect(lived.notes).toEqual([]);
  const everybody = live(TWO, assume({ migration: { ...migration, who: 'everybody' } }));
  expect(everybody.told().migration).toMatchObject({ sampled: 3 });
  expect(everybody.notes).toEqual([expect.stringContaining('not only what the change does')]);
});

test('migration: a bill that rises by the change sets customers moving; others stay where they were', () => {
  const migration = {
    ...sourced,
    who: 'affected' as const,
    inertia: one('60'),
    atLeast: decimal('0.60'),
    to: 'all' as const,
  };
  // Big from 30 to 31. Ann: 31 against 15 on light. Bob: 31 against 30. Joe: 31 against 29.50. Eve is on light, which stays as
  // it is; big, 30 before, would have been cheaper than her 55 all along: she stays.
  const dearer = { ...TWO, candidate: { ...TWO.candidate, big: { fee: 3100, price: 0 } } };
  const lived = live(dearer, assume({ migration }));
  expect(lived.after.parts.map(({ role, onPlan, weight }) => [role, onPlan, ...weight])).toEqual([
    ['stay', undefined, 600_000, 600_000, 1_000_001, 600_000],
    ['moved', 'light', 400_000, 400_000, 0, 400_000],
  ]);
  // Two months: 0.4 x (31 - 15) + 0.4 x (31 - 30) + 0.4 x (31 - 29.5) = 6.4 + 0.4 + 0.6 = 7.4; twice
  expect(lived.told().responses).toMatchObject([{ response: 'migration', change: '-14.8' }]);
});

test('cannibalisation: who goes to a launched plan is who had no reason to go before', () => {
  const migration = {
    ...sourced,
    who: 'affected' as const,
    inertia: one('50'),
    atLeast: decimal('1.20'),
    to: 'all' as const,
  };
  const town: Town = {
    ...LAUNCHED,
    customers: [
      // 100 units: 15 on light, 16 on small, 17 on lite, 30 on big
      { name: 'ann', plan: 'big', segment: 'home', weight: 1_000_000, used: [100, 100] },
      // 220: 27, 23.20, 23; on small he would have saved 6.80 all along, but not yet on lite
      { name: 'bob', plan: 'big', segment: 'home', weight: 2_000_000, used: [220, 220] },
      // 300: 35, 28, 27; 8 less than now on lite; small would have saved 7 all along
      { name: 'eve', plan: 'light', segment: 'work', weight: 1_000_000, used: [300, 300] },
      // 300 on small: 28 against 27, saves 1.00, with tax 1.20
      { name: 'joe', plan: 'small', segment: 'work', weight: 1_000_000, used: [300, 300] },
      // 200: 25, 22, 22. Small is as cheap as lite, and was so before: stays
      { name: 'ian', plan: 'big', segment: 'work', weight: 1_000_000, used: [200, 200] },
      // 220 on small: 23.20 against 23.00: too little
      { name: 'kim', plan: 'small', segment: 'work', weight: 1_000_000, used: [220, 220] },
    ],
  };
  const lived = live(town, assume({ migration }));
  expect(lived.after.parts.map(({ role, onPlan, weight }) => [role, onPlan, ...weight])).toEqual([
    ['stay', undefined, 1_000_000, 1_000_000, 500_000, 500_000, 1_000_000, 1_000_000],
    ['moved', 'lite', 0, 1_000_000, 500_000, 500_000, 0, 0],
  ]);
  // With tax, two months: Bob 1 x 7 x 1.2 x 2, Eve 0.5 x 8 x 1.2 x 2, Joe 0.5 x 1 x 1.2 x 2
  expect(lived.told().migration).toMatchObject({
    customers: '2',
    saving: '27.6',
    moves: [
      { from: 'big', to: 'lite', customers: '1', saving: '16.8' },
      { from: 'light', to: 'lite', customers: '0.5', saving: '9.6' },
      { from: 'small', to: 'lite', customers: '0.5', saving: '1.2' },
    ],
  });
  // Net: -(7 + 4 + 0.5) x 2
  expect(lived.told().responses).toMatchObject([{ response: 'migration', change: '-23' }]);
});

test('bills are compared in one unit, whatever decimals a side has, and weights beyond 2^53 are refused', () => {
  expect(() => scaling(rational(9_000_000n))(2_000_000_000)).toThrow(RangeError);
  // 10^11 x 333,333 / 10^6 = 33,333,300,000 beyond what a product of doubles holds
  expect(shareOf(100_000_000_000, 333_333)).toBe(33_333_300_000);
  // 0.5, 1.5 and 2.5 millionths
  expect([1, 3, 5].map((weight) => shareOf(weight, 500_000))).toEqual([0, 2, 2]);
  const rows = {
    months: ['2026-01'],
    customer: Uint32Array.of(0),
    month: Uint16Array.of(0),
    first: Uint32Array.of(0, 1),
  };
  const bills = { scale: 2, total: Float64Array.of(1234), invoices: Uint8Array.of(1) } as unknown as BillTable;
  expect(billsOf({ rows, bills }, undefined, 4).paid(0)).toBe(123_400);
});

test('take-up: a share changes to the plan, new customers are like ours, and what is cannibalised is told', () => {
  const takeUp = [{ ...sourced, plan: 'light', of: { segment: 'home' }, share: one('10'), newCustomers: one('5') }];
  const lived = live(TWO, assume({ takeUp }));
  expect(lived.after.parts.map(({ role, onPlan, weight }) => [role, onPlan, ...weight])).toEqual([
    ['stay', undefined, 900_000, 900_000, 1_000_001, 1_000_000],
    ['taken-up', 'light', 100_000, 100_000, 0, 0],
    ['new', 'light', 2_500_000, 2_500_000, 0, 0],
  ]);
  // Two months of 15 and of 30: (0.1 + 2.5) x 2 x 45 = 234. Those who changed paid 0.1 x 2 x (30 + 30) = 12
  expect(lived.told().takeUp).toEqual([
    { plan: 'light', fromOurs: '0.2', newCustomers: '5', revenue: '234', cannibalised: '12' },
  ]);
  // Changed: 0.1 x 2 x (15 - 30 + 30 - 30) = -3; new: 2.5 x 2 x 45 = 225
  expect(lived.told().responses.map(({ response, change, customers }) => [response, change, customers])).toEqual([
    ['take-up', '-3', '4.000001'],
    ['new-customers', '225', '9.000001'],
  ]);
});

test('take-ups of more than everybody: the later has what is left', () => {
  const takeUp = ['60', '70'].map((share) => ({
    ...sourced,
    ...{ plan: 'light', of: { plan: 'big' }, share: one(share), newCustomers: one('0') },
  }));
  const lived = live(TWO, assume({ takeUp }));
  expect(lived.after.parts.map(({ role, weight }) => [role, ...weight])).toEqual([
    ['stay', 0, 0, 1_000_001, 0],
    ['taken-up', 1_000_000, 1_000_000, 0, 1_000_000],
  ]);
});

test('new customers add up to their number, whatever the weights; equal remainders go by name', () => {
  const town: Town = {
    ...SMALL,
    customers: ['c', 'a', 'b'].map((name) => ({ ...SMALL.customers[0]!, name })),
  };
  // 1,000,000 / 3 = 333,333 and a millionth more for a
  expect([...spread(1_000_000n, new Float64Array([7, 7, 7]), populationOf(town))]).toEqual([333_333, 333_334, 333_333]);
  // 10 in proportion 1 : 2 : 4 = 1.43, 2.86, 5.71 -> 1, 3, 6
  expect([...spread(10n, new Float64Array([1, 2, 4]), populationOf(town))]).toEqual([1, 3, 6]);
  expect([...spread(10n, new Float64Array(3), populationOf(town))]).toEqual([0, 0, 0]);
});

test('a path takes the same calendar month where it was measured, else the measured months in turn', () => {
  const measured = (labels: readonly string[], from: string, months: number) =>
    pathMonths(path(months, { from }), labels).map((at) => `${at.month} ${at.measured}`);
  expect(measured(['2026-01', '2026-02', '2026-03'], '2026-12', 5)).toEqual([
    '2026-12 2026-01',
    '2027-01 2026-01',
    '2027-02 2026-02',
    '2027-03 2026-03',
    // month 4, of three: the second
    '2027-04 2026-02',
  ]);
  // The later of two Januaries
  expect(measured(['2025-01', '2026-01'], '2027-01', 1)).toEqual(['2027-01 2026-01']);
});

test('growth is exact, and a season counts against the season that was measured', () => {
  const factors = [1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 3].map((factor) => rational(BigInt(factor), 2n));
  const asked = path(12, { usage: new Map([['data', one('10')]]), seasonality: new Map([['data', factors]]) });
  const values = valuesOf(assume({}, asked), 'central');
  const at = (month: string, measured: string, growth: number): string =>
    formatRational(pathUsage(asked, values, 'data', { month, measured, growth }));
  // July over January: 2
  expect(at('2026-07', '2026-01', 0)).toBe('2');
  // 1.1 ^ 2
  expect(at('2026-09', '2026-01', 2)).toBe('1.21');
  // December over July: 3 / 2, and 1.1 ^ 5 = 1.61051
  expect(at('2026-12', '2026-07', 5)).toBe('2.415765');
  expect(at('2026-07', '2025-07', 0)).toBe('1');
  // Only their ratios count: whether the twelve are 1 on average is all the same.
  const twice = { ...asked, seasonality: new Map([['data', factors.map(({ n, d }) => rational(2n * n, d))]]) };
  expect(pathUsage(twice, values, 'data', { month: '2026-12', measured: '2026-07', growth: 5 })).toEqual(
    pathUsage(asked, values, 'data', { month: '2026-12', measured: '2026-07', growth: 5 }),
  );
});

test('usage of a service changes in one way: as its elasticity says, else data by length, calls and messages by number', () => {
  const asked = path(2, { usage: new Map(['voice', 'data', 'sms'].map((service) => [service, one('10')])) });
  const ways = (by: 'records' | 'length') =>
    live(SMALL, assume({ elasticity: [{ ...ELASTIC, by }] }, asked)).asked[0]!.usage!.services;
  expect(ways('records')).toEqual([
    { service: 'data', by: 'records' },
    { service: 'sms', by: 'records' },
    { service: 'voice', by: 'records' },
  ]);
  expect(ways('length')[0]).toEqual({ service: 'data', by: 'length' });
  expect(['data', 'video', 'mms', 'event'].map((service) => usageWay(service, []))).toEqual([
    ...['length', 'records', 'records', 'records'],
  ]);
});

test('growth is on both sides: usage and customers', () => {
  const lived = live(SMALL, assume({}, path(2, { customers: one('50'), usage: new Map([['data', one('20')]]) })));
  // Base: 500,000 + 500,000 x 1.2 x 1.5; the candidate a tenth more
  expect(revenue(lived.before)).toBe('1400000.00');
  expect(revenue(lived.after)).toBe('1540000.00');
  expect(lived.asked).toHaveLength(2);
  expect(lived.told().responses).toEqual([
    { response: 'growth', revenue: '1540000', change: '990000', customers: '4.5' },
  ]);
});

test('each side is asked for once, however many months want it', () => {
  const migration = {
    ...sourced,
    who: 'everybody' as const,
    inertia: one('70'),
    atLeast: decimal('1'),
    to: 'all' as const,
  };
  const seasonality = new Map([['data', [1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1].map((by) => rational(BigInt(by)))]]);
  const lived = live(TWO, assume({ migration }, path(12, { seasonality })));
  // As they are: the two plans (base and candidate are given). July: base, candidate, two plans.
  expect(lived.asked.map(({ onPlan, usage }) => `${onPlan ?? 'own'} ${usage ? 'July' : 'as it is'}`).sort()).toEqual([
    'big July',
    'big as it is',
    'light July',
    'light as it is',
    'own July',
    'own July',
  ]);
});

test('numbers that are assumed have names of what they are about, and can be held', () => {
  const asked = assume(
    {
      elasticity: [
        { ...ELASTIC, segment: 'home', value: three('-0.8', '-0.5', '-0.2') },
        { ...ELASTIC, segment: 'home', value: one('-1') },
      ],
      takeUp: [{ ...sourced, plan: 'light', of: { plan: 'big' }, share: one('1'), newCustomers: one('7') }],
    },
    path(1, { usage: new Map([['data', one('2')]]) }),
  );
  expect(assumedNumbers(asked).map(({ name }) => name)).toEqual([
    'growth customers',
    'growth data',
    'elasticity data segment=home',
    'elasticity data segment=home #2',
    'take-up light plan=big',
    'new customers light plan=big',
  ]);
  expect(assumedNumbers(asked)[2]!.words).toBe('elasticity of data, segment home');
  expect(valuesOf(asked, 'low').elasticity[0]!.chosen).toEqual(decimal('-0.8'));
  const held = valuesOf(asked, 'high', new Map([['elasticity data segment=home', decimal('-0.3')]]));
  expect(held.elasticity.map(({ chosen }) => formatRational(chosen))).toEqual(['-0.3', '-1']);
  expect(() => valuesOf(asked, 'low', new Map([['elasticity', decimal('0')]]))).toThrow('no assumption is called');
});

test('the first assumption of the file that is about a customer counts', () => {
  const churn = [
    { ...sourced, segment: 'away', points: points(['0', '0'], ['1', '90']), scale: one('1') },
    { ...sourced, plan: 'basic', points: points(['0', '0'], ['20', '4']), scale: one('1') },
    { ...sourced, points: points(['0', '0'], ['1', '50']), scale: one('1') },
  ];
  expect(revenue(live(SMALL, assume({ churn })).after)).toBe('539000.00');
});
