/** Tables of an impact, worked by hand. */

import { expect, test } from 'vitest';
import { rational } from '../../src/exact/rational.ts';
import type { Reach } from '../../src/run/diff/result.ts';
import type { BillTable } from '../../src/simulation/bills.ts';
import { CustomerTotals, customerRows } from '../../src/simulation/impact/customers.ts';
import { type ImpactAsked, impactOf } from '../../src/simulation/impact/impact.ts';
import { reachCounts } from '../../src/simulation/impact/reach.ts';
import { marksOf } from '../../src/simulation/impact/suppress.ts';
import { MILLION } from '../../src/simulation/population.ts';
import { type BillRow, COMPONENTS, MONTHS, partOf, populationOf, rowsFor, tableOf, worldOf } from './worlds.ts';

const place = { file: 'simulation.yaml', line: 1, column: 1 };
const SHOCK = { percent: rational(20n), amount: rational(10n) };

/** Amounts of a bill in cents: base, setup, voice, data, discount, rounding, tax. */
const net = (...amounts: number[]): BillRow => ({ amounts, gross: false });
const gross = (...amounts: number[]): BillRow => ({ amounts, gross: true });

/**
 * Four customers. Ann (s, young, stands for 2): April and May. Bob (s, old, 1.5): April. Cid (l, old, 1; prices with 19 % tax
 * in them): April. Dan (m, young, 10): nobody bills him before, and once after.
 */
const population = populationOf(
  [
    { plan: 0, segment: 0, weight: 2 * MILLION },
    { plan: 0, segment: 1, weight: 1_500_000 },
    { plan: 2, segment: 1, weight: MILLION },
    { plan: 1, segment: 0, weight: 10 * MILLION },
  ],
  ['s', 'm', 'l'],
  ['young', 'old'],
);
const rows = rowsFor([[0, 1], [0], [0], [2]]);

const BEFORE = tableOf(
  [
    net(1000, 500, 250, 0, 0, 0, 333), //   Ann April: net 17.50, tax 3.33 (3.325), total 20.83
    net(1000, 0, 100, 0, -100, 0, 190), //  Ann May: net 10.00, tax 1.90, total 11.90
    net(1000, 0, 0, 0, 0, 0, 190), //       Bob: net 10.00, tax 1.90, total 11.90
    gross(2380, 0, 0, 0, 0, 0, 380), //     Cid: total 23.80, 3.80 of it tax, net 20.00
    undefined, //                           Dan
  ],
  2,
);
const AFTER = tableOf(
  [
    net(1200, 500, 250, 2000, 0, 0, 751), // Ann April: net 39.50, tax 7.51 (7.505), total 47.01
    net(1200, 0, 50, 0, -100, 0, 219), //    Ann May: net 11.50, tax 2.19 (2.185), total 13.69
    net(1000, 0, 0, 0, 0, 0, 190), //        Bob: as before
    gross(2261, 0, 0, 0, 0, 0, 361), //      Cid: total 22.61, tax 3.61, net 19.00: 1.19 of 23.80 is 5 % less
    net(300, 0, 0, 0, 0, 0, 57), //          Dan: net 3.00, tax 0.57, total 3.57
  ],
  2,
);

const before = worldOf(partOf(BEFORE, rows, population.weight));
const after = worldOf(partOf(AFTER, rows, population.weight));
const found = (asked: Partial<ImpactAsked> = {}) =>
  impactOf(before, after, { population, decimals: 2, shock: SHOCK, fewest: 0, ...asked });
const { impact, checks } = found();

test('revenue, tax and bills of everybody, each for as many as it stands for', () => {
  // Before: 2 x (17.50 + 10.00) + 1.5 x 10.00 + 20.00 = 90.00. After: 2 x 51.00 + 15.00 + 19.00 + 10 x 3.00 = 166.00.
  // 76 / 90 = 84.4444 %.
  expect(impact.revenue).toEqual({ before: '90.00', after: '166.00', change: '76.00', percent: '84.4444' });
  // Before: 2 x 5.23 + 1.5 x 1.90 + 3.80 = 17.11. After: 2 x 9.70 + 2.85 + 3.61 + 10 x 0.57 = 31.56. 14.45 / 17.11.
  expect(impact.tax).toEqual({ before: '17.11', after: '31.56', change: '14.45', percent: '84.4535' });
  expect(impact.billed).toMatchObject({ before: '107.11', after: '197.56', change: '90.45' });
  expect(impact.sampled).toBe(4);
  expect(impact.customers).toEqual({ before: '4.5', after: '14.5', change: '10', percent: '222.2222' });
  // Months of customers: 2 x 2 + 1.5 + 1 = 6.5 before: 90 / 6.5 = 13.8462; 16.5 after: 166 / 16.5 = 10.0606.
  // 166 x 6.5 / (16.5 x 90) - 1 = 1079 / 1485 - 1 = -27.3401 %.
  expect(impact.arpu).toEqual({ before: '13.8462', after: '10.0606', change: '-3.7856', percent: '-27.3401' });
  expect(checks.length).toBeGreaterThan(15);
  expect(checks.filter(({ same }) => !same)).toEqual([]);
});

test('the waterfall: gross charges with their tax, which one step takes out again', () => {
  expect(impact.waterfall.map((step) => [step.group, step.component, step.before, step.after, step.change])).toEqual([
    // 2 x 20.00 + 1.5 x 10.00 + 23.80; 2 x 24.00 + 15.00 + 22.61 + 10 x 3.00.
    ['recurring', 'base', '78.80', '115.61', '36.81'],
    ['one-time', 'setup', '10.00', '10.00', '0.00'],
    ['usage', 'voice', '7.00', '6.00', '-1.00'],
    ['usage', 'data', '0.00', '40.00', '40.00'],
    ['discounts', 'loyal', '-2.00', '-2.00', '0.00'],
    ['rounding', 'total-rounding', '0.00', '0.00', '0.00'],
    ['tax-in-prices', 'tax-in-prices', '-3.80', '-3.61', '0.19'],
    ['tax', 'tax standard', '17.11', '31.56', '14.45'],
  ]);
});

test('what other allowances do is a step of its own; usage charges of after are without it', () => {
  // With the candidate's allowances at the prices of before Ann's voice is 1.00 in April: 2 x (1.00 - 2.50) = -3.00.
  const third = tableOf(
    [
      net(1000, 500, 100, 0, 0, 0, 304),
      net(1000, 0, 100, 0, -100, 0, 190),
      net(1000, 0, 0, 0, 0, 0, 190),
      gross(2380, 0, 0, 0, 0, 0, 380),
      undefined,
    ],
    2,
  );
  const { impact: told, checks: held } = found({ allowances: worldOf(partOf(third, rows, population.weight)) });
  const steps = told.waterfall.map((step) => [step.component, step.before, step.after, step.change]);
  expect(steps).toContainEqual(['allowances', '0.00', '-3.00', '-3.00']);
  // After 6.00 as billed, of which allowances have taken 3.00: 9.00 by its prices.
  expect(steps).toContainEqual(['voice', '7.00', '9.00', '2.00']);
  expect(steps).toContainEqual(['data', '0.00', '40.00', '40.00']);
  expect(told.revenue).toEqual(impact.revenue);
  expect(held.filter(({ same }) => !same)).toEqual([]);
});

test('by plan, segment and month', () => {
  expect(impact.plans.map(({ name, sampled, less, same, more }) => [name, sampled, less, same, more])).toEqual([
    ['s', 2, '0', '1.5', '2'],
    ['m', 1, '0', '0', '10'],
    ['l', 1, '1', '0', '0'],
  ]);
  expect(impact.plans[1]!.revenue).toEqual({ before: '0.00', after: '30.00', change: '30.00', percent: null });
  expect(impact.segments.map(({ name, revenue }) => [name, revenue!.before, revenue!.after])).toEqual([
    ['young', '55.00', '132.00'],
    ['old', '35.00', '34.00'],
  ]);
  expect(impact.months.map(({ month, customers, revenue }) => [month, customers.after, revenue.change])).toEqual([
    // 2 x 22.00 - 1.00; 2 x 1.50; 10 x 3.00.
    ['2026-04', '4.5', '43.00'],
    ['2026-05', '2', '3.00'],
    ['2026-06', '10', '30.00'],
  ]);
});

test('winners and losers: the edge of 5 % belongs to the middle; without a bill before any change is a large one', () => {
  expect(impact.bands).toEqual([
    { band: 'much-better', sampled: 0, mark: undefined, customers: '0', change: '0.00' },
    { band: 'better', sampled: 1, mark: undefined, customers: '1', change: '-1.19' },
    { band: 'same', sampled: 1, mark: undefined, customers: '1.5', change: '0.00' },
    { band: 'worse', sampled: 0, mark: undefined, customers: '0', change: '0.00' },
    // Ann 2 x (60.70 - 32.73) = 55.94; Dan 10 x 3.57.
    { band: 'much-worse', sampled: 2, mark: undefined, customers: '12', change: '91.64' },
  ]);
});

test('deciles of the bills of before, by how many customers pay less', () => {
  // Bob 11.90 (1.5), Cid 23.80 (1), Ann 32.73 (2); 4.5 in all. Middles: 0.75, 2, 3.5: 1.67, 4.44, 7.78 tenths.
  expect(impact.deciles.map(({ decile, sampled, from }) => [decile, sampled, from])).toEqual([
    [1, 0, undefined],
    [2, 1, '11.90'],
    [3, 0, undefined],
    [4, 0, undefined],
    [5, 1, '23.80'],
    [6, 0, undefined],
    [7, 0, undefined],
    [8, 1, '32.73'],
    [9, 0, undefined],
    [10, 0, undefined],
  ]);
  expect(impact.deciles[0]).toEqual({ decile: 1, sampled: 0, mark: undefined });
  expect(impact.unpaid).toMatchObject({ sampled: 1, negative: 0, customers: '10' });
  expect(impact.unpaid!.billed).toEqual({ before: '0.00', after: '35.70', change: '35.70', percent: null });
});

test('bill shock: more than both limits; a first bill is none', () => {
  // Ann's April rises by 26.18 of 20.83, her May by 1.79 of 11.90 only; Dan had no bill before.
  expect(impact.shock).toEqual({ percent: '20', amount: '10.00', sampled: 1, bills: '2', customers: '2' });
  const of = (percent: bigint, amount: string) =>
    found({ shock: { percent: rational(percent), amount: rational(BigInt(amount.replace('.', '')), 100n) } }).impact
      .shock;
  // Both of hers rise by more than 15 % (1.79 / 11.90 = 15.04 %) and 1.78; by 1.79 exactly is not more.
  expect(of(15n, '1.78')).toMatchObject({ bills: '4', customers: '2', amount: '1.78' });
  expect(of(15n, '1.79')).toMatchObject({ bills: '2' });
  expect(of(16n, '1.78')).toMatchObject({ bills: '2' });
});

test('the largest rises, then the largest falls, with why', () => {
  const { impact: told } = found({ why: (customer) => `because of ${customer}` });
  expect(told.movers).toEqual([
    ...[
      { customer: 'c0', plan: 's', segment: 'young', before: '32.73', after: '60.70', change: '27.97', weight: '2' },
      { customer: 'c3', plan: 'm', segment: 'young', before: '0.00', after: '3.57', change: '3.57', weight: '10' },
      { customer: 'c2', plan: 'l', segment: 'old', before: '23.80', after: '22.61', change: '-1.19', weight: '1' },
    ].map((mover) => ({ ...mover, why: `because of ${mover.customer.slice(1)}` })),
  ]);
});

test('how changes spread: bins that start at multiples of their width', () => {
  // From -1.19 to 27.97: 29.16 / 30 = 0.972: the next of 1, 2, 5 is 1.00.
  expect(impact.histogram).toEqual({
    width: '1.00',
    bins: [
      { from: '-2.00', customers: '1' },
      { from: '0.00', customers: '1.5' },
      { from: '3.00', customers: '10' },
      { from: '27.00', customers: '2' },
    ],
  });
});

test('costs: usage by its rate, a share of revenue, money for those who come', () => {
  // Seconds: Ann 60 and 30, Bob 100, Cid 0, Dan 7. 0.02 a minute is 0.000333... a second: rounded once a bill, six decimals:
  // 60 s 0.02, 30 s 0.01, 100 s 0.033333, 7 s 0.002333. After: all of it twice as long: 0.04, 0.02, 0.066667, 0, 0.004667.
  const withUsage = (bills: BillTable, seconds: readonly number[]): BillTable => ({
    ...bills,
    used: [Float64Array.from(seconds)],
    perBase: [1],
  });
  const [was, is] = [withUsage(BEFORE, [60, 30, 100, 0, 7]), withUsage(AFTER, [120, 60, 200, 0, 14])];
  const fresh = new Float64Array([0, 3 * MILLION, 0, 0]);
  const { impact: told, checks: held } = impactOf(
    worldOf(partOf(was, rows, population.weight)),
    worldOf(partOf(is, rows, population.weight), partOf(is, rows, fresh, { role: 'new', onPlan: 'm' })),
    {
      ...{ population, decimals: 2, shock: SHOCK, fewest: 0 },
      costs: {
        usage: [{ measure: 0, rate: rational(2n, 6000n) }],
        commission: [
          { segment: 'old', percent: rational(10n), source: 'contract', place },
          { percent: rational(1n), source: 'contract', place },
        ],
        subsidy: [
          { plan: 's', amount: rational(99n), source: 'finance', place },
          { plan: 'm', amount: rational(50n), source: 'finance', place },
        ],
      },
    },
  );
  // Before: usage 2 x 0.03 + 1.5 x 0.033333 + 10 x 0.002333 = 0.1333295; commission 1 % of 55.00, 10 % of 35.00: 4.05.
  expect(told.cost!.before).toBe('4.1833295');
  // After: usage 2 x 0.06 + 1.5 x 0.066667 + 10 x 0.004667 + 3 x 0.066667 = 0.4666715; commission 1.32 + 10 % of
  // (34.00 + 3 x 10.00) = 6.40; three come to plan m: 150.00.
  expect(told.cost!.after).toBe('158.1866715');
  // Revenue 166.00 + 30.00.
  expect(told.margin!.after).toBe('37.8133285');
  expect(told.plans.find(({ name }) => name === 'm')!.margin!.after).toBe(
    // 30.00 + 30.00 less 150.00, usage 0.04667 + 0.200001, commission 0.30 + 3.00.
    '-93.546671',
  );
  expect(held.filter(({ same }) => !same)).toEqual([]);
});

test('who would be better off elsewhere: the cheapest of all bills together, own plan where it is the same', () => {
  const total = (...cents: number[]): BillTable =>
    tableOf(
      cents.map((one) => net(one, 0, 0, 0, 0, 0, 0)),
      2,
    );
  // Own totals: Ann 60.70, Bob 11.90, Cid 22.61, Dan 3.57.
  const { impact: told } = found({
    otherPlans: [
      { plan: 'm', bills: total(3000, 1000, 1190, 2000, 100) }, //  Ann 40.00, Bob 11.90, Cid 20.00, Dan is on it
      { plan: 'l', bills: total(2000, 1000, 1200, 100, 357) }, //   Ann 30.00, Bob 12.00, Cid is on it, Dan 3.57
    ],
  });
  expect(told.betterOff).toEqual({
    sampled: 2,
    customers: '3',
    // 2 x 30.70 + 2.61.
    saving: '64.01',
    moves: [
      { from: 's', to: 'l', sampled: 1, mark: undefined, customers: '2', saving: '61.40' },
      { from: 'l', to: 'm', sampled: 1, mark: undefined, customers: '1', saving: '2.61' },
    ],
  });
});

test('cells on few customers tell nothing, nor what their total would tell of them', () => {
  expect(marksOf([0, 4, 5, 14, 15], 5)).toEqual([undefined, 'suppressed', 'suppressed', 'few', undefined]);
  // Two that hold five together hide each other; two that do not take a third.
  expect(marksOf([3, 2, 20, 30], 5)).toEqual(['suppressed', 'suppressed', undefined, undefined]);
  expect(marksOf([1, 2, 30, 20], 5)).toEqual(['suppressed', 'suppressed', undefined, 'suppressed']);
  expect(marksOf([4], 5)).toEqual(['suppressed']);
  expect(marksOf([100, 0], 5)).toEqual([undefined, undefined]);
  expect(found({ fewest: 2 }).impact.segments.map(({ name, mark }) => [name, mark])).toEqual([
    ['young', 'few'],
    ['old', 'few'],
  ]);
  // Of the plans two have one customer each: together enough.
  expect(found({ fewest: 2 }).impact.plans).toEqual([
    expect.objectContaining({ name: 's', mark: 'few' }),
    { name: 'm', sampled: 1, mark: 'suppressed' },
    { name: 'l', sampled: 1, mark: 'suppressed' },
  ]);
  // Checks are of what was found, not of what is shown.
  expect(found({ fewest: 9 }).checks.every(({ same }) => same)).toBe(true);
});

test('a customer who leaves or has not changed yet changes no bill; money says so', () => {
  // Half of each Bob have left; of Ann one in two is not there yet.
  const stay = new Float64Array([MILLION, 750_000, MILLION, 10 * MILLION]);
  const wait = new Float64Array([MILLION, 0, 0, 0]);
  const { impact: told } = impactOf(
    before,
    worldOf(partOf(AFTER, rows, stay, { role: 'stay' }), partOf(BEFORE, rows, wait, { role: 'not-yet' })),
    { population, decimals: 2, shock: SHOCK, fewest: 0 },
  );
  expect(told.bands.find(({ band }) => band === 'same')).toMatchObject({
    sampled: 1,
    customers: '1.5',
    change: '-8.925',
  });
  // The mean of 27.97 and nothing: 13.985, to the cent away from zero.
  expect(told.movers[0]).toMatchObject({ customer: 'c0', change: '13.99' });
  expect(told.shock).toMatchObject({ bills: '1', customers: '1' });
});

test('sides with other rows are held against each other by customer and month', () => {
  const other = rowsFor([[1], [0], [0, 2], []]);
  const table = tableOf(
    [net(1290, 0, 0, 0, 0, 0, 0), undefined, gross(2380, 0, 0, 0, 0, 0, 380), net(100, 0, 0, 0, 0, 0, 0)],
    2,
  );
  const { impact: told } = impactOf(before, worldOf(partOf(table, other, population.weight)), {
    ...{ population, decimals: 2, shock: { percent: rational(1n), amount: rational(0n) }, fewest: 0 },
  });
  // Ann May 11.90 to 12.90; Cid the same, and a first bill of 1.00.
  expect(told.movers.map(({ customer, change }) => [customer, change])).toContainEqual(['c2', '1.00']);
  expect(told.shock).toMatchObject({ bills: '2', customers: '2' });
});

test('a world in one part is held against one in a part a month, and against one without that month', () => {
  const monthly = (bills: BillTable, months: readonly number[]) =>
    worldOf(...months.map((month) => partOf(bills, rows, population.weight, { month, at: month })));
  const asked = { population, decimals: 2, shock: SHOCK, fewest: 0 };
  const split = impactOf(before, monthly(AFTER, [0, 1, 2]), asked);
  expect(split.checks.every(({ same }) => same)).toBe(true);
  expect([split.impact.billed, split.impact.movers, split.impact.months]).toEqual([
    impact.billed,
    impact.movers,
    impact.months,
  ]);
  // Nothing is billed in June before: Dan's first bill is a change of nothing to 3.57, and no shock.
  const first = impactOf(monthly(BEFORE, [0, 1]), monthly(AFTER, [0, 1, 2]), asked);
  expect([first.impact.movers, first.impact.shock]).toEqual([impact.movers, impact.shock]);
});

test('a control that does not agree says so', () => {
  const broken = { ...AFTER, total: AFTER.total.map((total, row) => (row === 2 ? total + 1 : total)) };
  const { checks: held } = impactOf(before, worldOf(partOf(broken, rows, population.weight)), {
    ...{ population, decimals: 2, shock: SHOCK, fewest: 0 },
  });
  expect(held.filter(({ same }) => !same).map(({ what, one, other }) => [what, one, other])).toEqual([
    // 1.5 cents of Bob.
    ['tax after: bills less revenue, tax by tax', '31.575', '31.56'],
    ['billed after: bills, components and taxes', '197.575', '197.56'],
  ]);
});

test('rows of customers are their own bills, and add up to the impact', () => {
  const reach = Uint8Array.from([0, 3, 0, 2]);
  const rated = { rows, sides: [BEFORE, AFTER], reach, records: 0, notBilled: 0 };
  const list = [...customerRows({ population, rated, before: 0, after: 1, decimals: 2 })];
  expect(list.map(({ reach: name }) => name)).toEqual([
    'repriced',
    'untouched',
    'repriced',
    'new-only',
  ] satisfies Reach[]);
  expect(list[0]).toEqual({
    ...{ customer: 'c0', plan: 's', segment: 'young', weight: '2', reach: 'repriced', months: 2 },
    before: { net: '27.50', tax: '5.23', total: '32.73' },
    after: { net: '51.00', tax: '9.70', total: '60.70' },
    change: '27.97',
  });
  const totals = new CustomerTotals();
  for (const row of list) totals.add(row);
  expect(totals.told(2)).toEqual({
    ...{ before: impact.billed.before, after: impact.billed.after, change: impact.billed.change },
    ...{ beforeNet: impact.revenue.before, afterNet: impact.revenue.after },
  });
  expect(reachCounts(population, rated)).toEqual({
    repriced: { sampled: 2, customers: '3' },
    keeps: { sampled: 0, customers: '0' },
    'new-only': { sampled: 1, customers: '10' },
    untouched: { sampled: 1, customers: '1.5' },
  });
});

test('nobody at all', () => {
  const nobody = populationOf([], ['s'], ['young']);
  const empty = rowsFor([]);
  const world = worldOf(partOf(tableOf([], 2), empty, nobody.weight));
  const { impact: told, checks: held } = impactOf(world, world, {
    ...{ population: nobody, decimals: 2, shock: SHOCK, fewest: 5 },
  });
  expect(told.sampled).toBe(0);
  expect(told.revenue).toEqual({ before: '0.00', after: '0.00', change: '0.00', percent: null });
  expect([told.plans, told.movers, told.histogram.bins]).toEqual([[], [], []]);
  expect(told.months.map(({ month }) => month)).toEqual(MONTHS);
  expect(told.waterfall).toHaveLength(COMPONENTS.length);
  expect(held.every(({ same }) => same)).toBe(true);
  expect(JSON.stringify(told)).not.toMatch(/NaN|Infinity|undefined/);
});
