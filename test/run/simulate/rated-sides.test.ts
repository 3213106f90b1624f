/** Sides that are asked for again are not rated again; whatever else is asked is. */

import { expect, test } from 'vitest';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { RatedSides } from '../../../src/run/simulate/rated-sides.ts';
import type { BillTable, RatedPopulation, RatingAsked, SideAsked } from '../../../src/simulation/bills.ts';

const base: CompiledPlans = new Map();
const candidate: CompiledPlans = new Map();
const usage = (factor: number) => ({
  seed: 1,
  services: [{ service: 'data', by: 'records' as const }],
  factors: [[factor]],
});

/** A rater of one customer that says what it was asked; the rows are those of the months given, the bill is 100, 101, ... */
function rater(monthsOf: (side: SideAsked) => number = () => 1): {
  readonly asked: SideAsked[][];
  readonly rate: (asked: RatingAsked) => Promise<RatedPopulation>;
} {
  const asked: SideAsked[][] = [];
  let next = 100;
  return {
    asked,
    rate: async ({ sides }) => {
      asked.push([...sides]);
      const months = Math.max(...sides.map(monthsOf));
      const bills = (): BillTable => {
        const net = new Float64Array(months).fill(next);
        next += 1;
        const shape = { components: [], scale: 2, amounts: [], used: [], perBase: [], unrated: 0, screened: 0 };
        return { ...shape, net, total: net, invoices: new Uint8Array(months).fill(1) };
      };
      return {
        rows: {
          months: ['2026-04', '2026-05', '2026-06'].slice(0, months),
          customer: new Uint32Array(months),
          month: Uint16Array.from({ length: months }, (_, month) => month),
          first: Uint32Array.of(0, months),
        },
        sides: sides.map(bills),
        ...{ reach: undefined, records: 1, notBilled: 0 },
      };
    },
  };
}
const firstOf = (sides: readonly { readonly bills: BillTable }[]): number[] => sides.map(({ bills }) => bills.net[0]!);

test('a side is known by its plans, what everybody is on, and its usage', async () => {
  const { asked, rate } = rater();
  const known = new RatedSides(rate, []);
  expect(firstOf(await known.sides([{ plans: base }, { plans: candidate }]))).toEqual([100, 101]);
  expect(firstOf(await known.sides([{ plans: candidate }, { plans: base }]))).toEqual([101, 100]);
  expect(asked).toHaveLength(1);
  const others: SideAsked[] = [
    { plans: candidate, usage: usage(900_000) },
    { plans: candidate, onPlan: 'a' },
    { plans: candidate, onPlan: 'b' },
    { plans: candidate, usage: usage(800_000) },
  ];
  expect(firstOf(await known.sides([{ plans: base }, ...others]))).toEqual([100, 102, 103, 104, 105]);
  expect(asked[1]).toEqual(others);
  expect(firstOf(await known.sides([{ plans: candidate, usage: usage(900_000) }]))).toEqual([102]);
  expect(asked).toHaveLength(2);
});

test('plans with the same text are other plans, unless they are the same object', async () => {
  const { asked, rate } = rater();
  const known = new RatedSides(rate, []);
  await known.sides([{ plans: base }]);
  await known.sides([{ plans: new Map(base) }]);
  expect(asked).toHaveLength(2);
});

test('a pair of which one is known rates the other alone, and both where they differ in rows', async () => {
  const { asked, rate } = rater(({ plans }) => (plans === candidate ? 2 : 1));
  const known = new RatedSides(rate, []);
  await known.sides([{ plans: base }]);
  const other: CompiledPlans = new Map();
  const alike = await known.pair({ plans: base }, { plans: other });
  expect([asked.length, asked[1], alike.sides.map(({ net }) => net[0])]).toEqual([2, [{ plans: other }], [100, 101]]);
  const longer = await known.pair({ plans: base }, { plans: candidate });
  expect(asked[3]).toEqual([{ plans: base }, { plans: candidate }]);
  expect(longer.rows.months).toHaveLength(2);
  expect(longer.sides.map(({ net }) => net.length)).toEqual([2, 2]);
});

test('what is known has a limit; what was asked for longest ago goes first', async () => {
  const { asked, rate } = rater();
  // A side of one row is 2 amounts of 8 bytes and 1 of invoices: 17.
  const known = new RatedSides(rate, [], 40);
  const sides = ['a', 'b', 'c'].map((onPlan): SideAsked => ({ plans: base, onPlan }));
  await known.sides([sides[0]!]);
  await known.sides([sides[1]!]);
  await known.sides([sides[0]!]);
  await known.sides([sides[2]!]);
  expect(asked).toHaveLength(3);
  await known.sides([sides[0]!]);
  expect(asked).toHaveLength(3);
  await known.sides([sides[1]!]);
  expect(asked).toHaveLength(4);
});
