/** Raking against tables worked by hand, and what must hold of every one. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../src/exact/rational.ts';
import { renderProblems } from '../../../src/problems/render.ts';
import type { Control } from '../../../src/simulation/assumptions.ts';
import type { Population } from '../../../src/simulation/population.ts';
import { type ControlColumn, calibrate } from '../../../src/simulation/weights/calibrate.ts';
import { solveSymmetric, solveWhole } from '../../../src/simulation/weights/solve.ts';
import { customers, population, weightIn } from './make.ts';

const raked = (
  of: Population,
  controls: readonly Control[],
  more: { revenue?: ControlColumn; data?: ControlColumn } = {},
) =>
  calibrate({
    ...{ population: of, controls, revenue: more.revenue, currency: 'EUR' },
    usage: new Map(more.data ? [['data', more.data]] : []),
  });

/** Iterative proportional fitting as Deming and Stephan write it, rows and columns in turn: another way to the same. */
function fitted(
  table: readonly (readonly number[])[],
  rows: readonly number[],
  columns: readonly number[],
): number[][] {
  let now = table.map((row) => [...row]);
  for (let round = 0; round < 2000; round += 1) {
    now = now.map((row, i) => row.map((cell) => (cell * rows[i]!) / row.reduce((sum, one) => sum + one, 0)));
    const sums = columns.map((_, j) => now.reduce((sum, row) => sum + row[j]!, 0));
    now = now.map((row) => row.map((cell, j) => (cell * columns[j]!) / sums[j]!));
  }
  return now;
}

describe('two by two', () => {
  // Cells 40, 10 / 20, 30; rows must be 60 and 40, columns 70 and 30. Raking keeps the cross ratio 40 x 30 / (10 x 20) = 6.
  // With x in the first cell: x (x - 30) / ((60 - x)(70 - x)) = 6, so x^2 - 30 x = 6 x^2 - 780 x + 25200,
  // 5 x^2 - 750 x + 25200 = 0, x = 75 - sqrt(585) = 50.81322635...
  const x = 50.813_226_35;

  test('has the cross ratio that it had, and margins as told, exactly', () => {
    const of = population({ 'm/a': 40, 'm/b': 10, 's/a': 20, 's/b': 30 });
    const controls = [
      ...[customers(60, { plan: 'm' }), customers(40, { plan: 's' })],
      ...[customers(70, { segment: 'a' }), customers(30, { segment: 'b' })],
    ];
    const { value } = raked(of, controls);
    const after = value!.population;
    expect(weightIn(after, 'm', undefined)).toBe(60_000_000n);
    expect(weightIn(after, 's', undefined)).toBe(40_000_000n);
    expect(weightIn(after, undefined, 'a')).toBe(70_000_000n);
    expect(weightIn(after, undefined, 'b')).toBe(30_000_000n);
    expect(Number(weightIn(after, 'm', 'a')) / 1e6).toBeCloseTo(x, 4);
    // 60 - x, 70 - x, x - 30.
    expect(Number(weightIn(after, 'm', 'b')) / 1e6).toBeCloseTo(60 - x, 4);
    expect(Number(weightIn(after, 's', 'a')) / 1e6).toBeCloseTo(70 - x, 4);
    // Moved: s, b has x - 30 = 20.81 for 30 (0.6938); m, a 50.81 for 40 (1.2703), most of all; (70 - x) / 20 is 0.9593,
    // (60 - x) / 10 is 0.9187. By customer 30 have 0.6938, 10 have 0.9187, 20 have 0.9593, 40 have 1.2703: the middle is 0.9593.
    expect(value!.report.moved).toEqual(['0.6938', '0.9593', '1.2703']);
    // Kish: 100 before; after 100^2 / (x^2/40 + (60-x)^2/10 + (70-x)^2/20 + (x-30)^2/30)
    // = 10000 / (64.5496 + 8.4397 + 18.4066 + 14.4397) = 10000 / 105.8356 = 94.486.
    expect(value!.report.effective).toEqual({ before: '100.0', after: '94.5' });
    expect(value!.report.controls[0]).toEqual({
      ...{ what: 'customers on plan m', asked: '60', before: '50', after: '60', source: 'CRM' },
    });
  });
});

test('three by three is what iterative proportional fitting comes to', () => {
  const table = [
    [30, 12, 5],
    [8, 25, 9],
    [4, 6, 11],
  ];
  const rows = [60, 45, 35];
  const columns = [50, 55, 35];
  const groups = Object.fromEntries(table.flatMap((row, i) => row.map((cell, j) => [`p${i}/s${j}`, cell] as const)));
  const controls = [
    ...rows.map((total, i) => customers(total, { plan: `p${i}` })),
    ...columns.map((total, j) => customers(total, { segment: `s${j}` })),
  ];
  const { value } = raked(population(groups), controls);
  fitted(table, rows, columns).forEach((row, i) => {
    row.forEach((cell, j) => {
      expect(Number(weightIn(value!.population, `p${i}`, `s${j}`)) / 1e6).toBeCloseTo(cell, 4);
    });
  });
});

test('a total of money: weights by a factor for each euro, as worked by hand', () => {
  // Two customers with 1 and 2 euro, who must be 3 customers with 5 euro: weights 1 and 2, whatever the distance.
  const of = population({ 'm/a': 2 });
  const revenue: Control = { ...customers(5), of: { measure: 'revenue' } };
  const cents: ControlColumn = { values: Float64Array.of(100, 200), unit: decimal('0.01') };
  const { value } = raked(of, [customers(3), revenue], { revenue: cents });
  expect([...value!.population.weight]).toEqual([1_000_000, 2_000_000]);
  expect(value!.report.controls[1]).toMatchObject({ asked: '5.00', before: '3.00', after: '5.00' });
  // Alone: 1 e^z + 2 e^2z = 5 with z = λ: e^z = (-1 + sqrt(41)) / 4 = 1.3507810594; squared 1.8246094703.
  const alone = raked(of, [revenue], { revenue: cents }).value!;
  expect([...alone.population.weight]).toEqual([1_350_781, 1_824_609]);
});

test('usage, in the unit in which it is written', () => {
  const data: Control = {
    ...customers(0),
    of: { measure: 'usage', service: 'data', unit: 'GB' },
    total: decimal('9000000000'),
  };
  const column: ControlColumn = { values: Float64Array.of(1, 2), unit: decimal('1500000000') };
  // 1.5 and 3 GB for one customer each are 4.5 GB: both twice would be 9, and raking moves the heavier one more.
  const { value } = raked(population({ 'm/a': 2 }), [data], { data: column });
  expect(value!.report.controls[0]).toMatchObject({ what: 'use of data, GB', asked: '9', before: '4.5' });
  // e^z + 2 e^2z = 6: e^z = 1.5, squared 2.25.
  expect([...value!.population.weight]).toEqual([1_500_000, 2_250_000]);
});

const SIZES = fc.record({
  ...{ 'm/a': fc.integer({ min: 1, max: 40 }), 'm/b': fc.integer({ min: 1, max: 40 }) },
  ...{ 's/a': fc.integer({ min: 1, max: 40 }), 's/b': fc.integer({ min: 1, max: 40 }) },
});

test('what is met already moves nothing', () => {
  fc.assert(
    fc.property(SIZES, (groups) => {
      const of = population(groups);
      const controls = [
        customers(groups['m/a'] + groups['m/b'], { plan: 'm' }),
        customers(groups['m/a'] + groups['s/a'], { segment: 'a' }),
        customers(of.size),
      ];
      const { value } = raked(of, controls);
      expect(value!.population.weight).toEqual(of.weight);
      expect(value!.report.moved).toEqual(['1.0000', '1.0000', '1.0000']);
    }),
  );
});

test('everybody, no longer each for one, is a sample; of another number nobody knows which part was drawn', () => {
  const everybody = population({ 's/a': 3, 'm/b': 5 });
  expect(everybody.kind).toBe('full');
  const more = raked(everybody, [customers(800)]).value!.population;
  expect([more.kind, more.strata[0]!.whole, more.weight[0]]).toEqual(['sample', undefined, 100_000_000]);
  const same = raked(everybody, [customers(8)]).value!.population;
  expect([same.kind, same.strata[0]!.whole]).toEqual(['full', 8]);
  // 8 drawn of 80: of as many customers as before, otherwise divided, it is known which part they are; of 90 it is not.
  const drawn: Population = {
    ...population({ 's/a': 3, 'm/b': 5 }, new Array(8).fill(10_000_000)),
    kind: 'sample',
    strata: [{ name: 'all', whole: 80, sampled: 8 }],
  };
  const divided = raked(drawn, [customers(35, { plan: 's' }), customers(45, { plan: 'm' })]).value!.population;
  expect([divided.kind, divided.strata[0]!.whole]).toEqual(['sample', 80]);
  const grown = raked(drawn, [customers(90)]).value!.population;
  expect([grown.kind, grown.strata[0]!.whole]).toEqual(['sample', undefined]);
});

test('totals of customers are exact, and no weight is negative', () => {
  const total = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(SIZES, total, total, total, (groups, m, s, part) => {
      const a = Math.max(1, Math.floor(((m + s) * part) / 1_000_001));
      const of = population(groups);
      const controls = [customers(m, { plan: 'm' }), customers(s, { plan: 's' }), customers(a, { segment: 'a' })];
      const { value } = raked(of, controls);
      expect(weightIn(value!.population, 'm', undefined)).toBe(BigInt(m) * 1_000_000n);
      expect(weightIn(value!.population, 's', undefined)).toBe(BigInt(s) * 1_000_000n);
      expect(weightIn(value!.population, undefined, 'a')).toBe(BigInt(a) * 1_000_000n);
      expect(Math.min(...value!.population.weight)).toBeGreaterThanOrEqual(0);
    }),
  );
});

describe('what cannot be', () => {
  const of = population({ 'm/consumer': 3, 's/business': 2 });
  const revenue: ControlColumn = { values: Float64Array.of(500, 1000, 2000, 1500, 1000), unit: decimal('0.01') };
  const money = (total: string, line: number, more = {}): Control => ({
    ...customers(0, more, line),
    ...{ of: { measure: 'revenue' }, total: decimal(total) },
  });

  test.each<[string, readonly Control[]]>([
    ['nobody', [customers(10, { segment: 'consumers' }), customers(3, { plan: 's', segment: 'consumer' }, 11)]],
    ['no-customers', [customers(0, { segment: 'consumer' })]],
    ['too-much-each', [customers(40, { segment: 'consumer' }), money('1000', 11, { segment: 'consumer' })]],
    ['no-usage', [{ ...customers(0), of: { measure: 'usage', service: 'data', unit: 'GB' }, total: decimal('5') }]],
    ['contradiction', [customers(10), customers(4, { plan: 'm' }, 11), customers(7, { plan: 's' }, 12)]],
    [
      'together',
      [money('100', 10), customers(2, { segment: 'consumer' }, 11), customers(2, { segment: 'business' }, 12)],
    ],
  ])('%s', async (name, controls) => {
    const data: ControlColumn = { values: new Float64Array(5), unit: decimal('1') };
    const { value, problems } = raked(of, controls, { revenue, data });
    expect(value).toBeUndefined();
    await expect(renderProblems(problems)).toMatchFileSnapshot(`goldens/${name}.txt`);
  });

  test('a control of nothing that nobody adds to is met', () => {
    const weightless = population({ 'm/a': 1, 's/b': 1 }, [1_000_000, 0]);
    const { value } = raked(weightless, [customers(0, { segment: 'b' }), customers(5, { segment: 'a' })]);
    expect([...value!.population.weight]).toEqual([5_000_000, 0]);
  });
});

describe('small systems', () => {
  test('solved by hand', () => {
    // 4 x + 2 y = 10, 2 x + 3 y = 7: x = 2, y = 1.
    const solution = solveSymmetric([Float64Array.of(4, 2), Float64Array.of(2, 3)], Float64Array.of(10, 7));
    expect(solution[0]).toBeCloseTo(2, 12);
    expect(solution[1]).toBeCloseTo(1, 12);
  });

  test('an equation that follows from another is left out', () => {
    // 2 x + 2 y = 4 twice: one of the two is 2, the other nothing.
    const solution = solveSymmetric([Float64Array.of(2, 2), Float64Array.of(2, 2)], Float64Array.of(4, 4));
    expect([...solution]).toEqual([2, 0]);
  });

  test('in whole numbers', () => {
    // a + b = 3, b + c = 5: a = 3, b = 0 would leave c = 5; a and b come first: b = 5, a = -2.
    expect(
      solveWhole(
        [
          [true, true, false],
          [false, true, true],
        ],
        [3n, 5n],
      ),
    ).toEqual([-2n, 5n, 0n]);
    expect(solveWhole([[true], [true]], [1n, 2n])).toBeUndefined();
  });
});
