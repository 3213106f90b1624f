/** Small worlds for tests: written by hand, or drawn. */

import fc from 'fast-check';
import type { BillRows, BillTable, Component, Part, World } from '../../src/simulation/bills.ts';
import { MILLION, type Population } from '../../src/simulation/population.ts';

export const MONTHS = ['2026-04', '2026-05', '2026-06'];

export function populationOf(
  customers: readonly { readonly plan: number; readonly segment: number; readonly weight: number }[],
  plans: readonly string[],
  segments: readonly string[],
): Population {
  return {
    kind: 'sample',
    size: customers.length,
    nameOf: (customer) => `c${customer}`,
    plans,
    segments,
    plan: Uint16Array.from(customers, ({ plan }) => plan),
    segment: Uint16Array.from(customers, ({ segment }) => segment),
    weight: Float64Array.from(customers, ({ weight }) => weight),
    stratum: new Uint32Array(customers.length),
    strata: [{ name: 'all', whole: undefined, sampled: customers.length }],
  };
}

/** `months`: of each customer, those in which it has a row. */
export function rowsFor(months: readonly (readonly number[])[]): BillRows {
  const first = [0];
  for (const own of months) first.push(first.at(-1)! + own.length);
  return {
    months: MONTHS,
    customer: Uint32Array.from(months.flatMap((own, customer) => own.map(() => customer))),
    month: Uint16Array.from(months.flat()),
    first: Uint32Array.from(first),
  };
}

export const COMPONENTS: readonly Component[] = [
  { id: 'base', kind: 'recurring', services: [] },
  { id: 'setup', kind: 'one-time', services: [] },
  { id: 'voice', kind: 'usage', services: ['voice'] },
  { id: 'data', kind: 'usage', services: ['data'] },
  { id: 'loyal', kind: 'discount', services: [] },
  { id: 'total-rounding', kind: 'rounding', services: [] },
  { id: 'tax standard', kind: 'tax', services: [] },
];

/** A row: amounts in the order of COMPONENTS, whether prices have the tax in them; nothing: no invoice. */
export interface BillRow {
  readonly amounts: readonly number[];
  readonly gross: boolean;
}

export function tableOf(
  bills: readonly (BillRow | undefined)[],
  scale: number,
  used: readonly (readonly number[])[] = [],
): BillTable {
  const amounts = COMPONENTS.map((_, index) => Float64Array.from(bills, (bill) => bill?.amounts[index] ?? 0));
  const lines = bills.map((bill) => (bill?.amounts ?? []).slice(0, -1).reduce((a, b) => a + b, 0));
  const tax = bills.map((bill) => bill?.amounts.at(-1) ?? 0);
  return {
    components: COMPONENTS,
    scale,
    amounts,
    net: Float64Array.from(bills, (bill, row) => lines[row]! - (bill?.gross ? tax[row]! : 0)),
    total: Float64Array.from(bills, (bill, row) => lines[row]! + (bill?.gross ? 0 : tax[row]!)),
    invoices: Uint8Array.from(bills, (bill) => (bill ? 1 : 0)),
    used: used.map((column) => Float64Array.from(column)),
    perBase: used.map(() => 1),
    unrated: 0,
    screened: 0,
  };
}

export const partOf = (bills: BillTable, rows: BillRows, weight: Float64Array, rest: Partial<Part> = {}): Part => ({
  bills,
  rows,
  month: undefined,
  at: undefined,
  weight,
  onPlan: undefined,
  role: 'all',
  ...rest,
});

export const worldOf = (...parts: readonly Part[]): World => ({ months: MONTHS, parts });

export interface Drawn {
  readonly population: Population;
  readonly before: World;
  readonly after: World;
}

const weight = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((whole) => whole * MILLION),
  fc.integer({ min: 1, max: 5 * MILLION }),
  // Sums of these leave what a float holds exactly.
  fc.integer({ min: 1, max: 4 }).map((times) => times * 1_000_000_007 * 1000),
);

const bill = (gross: boolean): fc.Arbitrary<BillRow | undefined> =>
  fc.option(
    fc
      .tuple(
        fc.constantFrom(0, 1000, 1999, 2000),
        fc.constantFrom(0, 0, 500),
        fc.integer({ min: 0, max: 4000 }),
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_000_000 })),
        fc.integer({ min: -1500, max: 0 }),
        fc.integer({ min: -5, max: 5 }),
        fc.integer({ min: 0, max: 700 }),
      )
      .map((amounts) => ({ amounts, gross })),
    { nil: undefined, freq: 6 },
  );

/** Customers with rows, and a way to draw a table for them. */
const base = fc
  .array(
    fc.record({
      plan: fc.nat({ max: 2 }),
      segment: fc.nat({ max: 1 }),
      weight,
      months: fc.subarray([0, 1, 2]),
    }),
    { maxLength: 9 },
  )
  .map((customers) => ({
    population: populationOf(customers, ['s', 'm', 'l'], ['young', 'old']),
    rows: rowsFor(customers.map(({ months }) => months)),
  }));

const table = ({ rows, population }: { rows: BillRows; population: Population }): fc.Arbitrary<BillTable> =>
  fc
    .tuple(fc.constantFrom(2, 3), fc.tuple(...[...rows.customer].map((who) => bill(population.plan[who] === 2))))
    .map(([scale, bills]) => tableOf(bills, scale));

/** Both sides of the same customers: all months at once, each side one part. */
export const statics: fc.Arbitrary<Drawn> = base.chain((one) =>
  fc.tuple(table(one), table(one), fc.boolean()).map(([was, is, nothing]) => ({
    population: one.population,
    before: worldOf(partOf(was, one.rows, one.population.weight)),
    after: worldOf(partOf(nothing ? was : is, one.rows, one.population.weight)),
  })),
);

const ROLES = [
  { role: 'not-yet', onPlan: undefined },
  { role: 'stay', onPlan: undefined },
  { role: 'moved', onPlan: 'm' },
  { role: 'taken-up', onPlan: 'fresh' },
  { role: 'new', onPlan: 'fresh' },
] as const;

const weights = ({ size }: Population): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 * MILLION }), fc.integer({ min: 1, max: 2 ** 40 })), {
      minLength: size,
      maxLength: size,
    })
    .map((list) => Float64Array.from(list));

/** With responses: the world after has several parts, of a path or of all months at once. */
export const responses: fc.Arbitrary<Drawn> = base.chain((one) => {
  const { rows, population } = one;
  const tables = fc.tuple(table(one), table(one), table(one));
  const shares = fc.array(fc.tuple(...ROLES.map(() => weights(population))), { minLength: 3, maxLength: 3 });
  return fc
    .tuple(tables, shares, fc.boolean(), fc.subarray([...ROLES.keys()], { minLength: 1 }))
    .map(([[was, is, other], drawn, path, roles]) => {
      const months = path
        ? MONTHS.map((_, at) => ({ month: (at + 1) % 3, at }))
        : [{ month: undefined, at: undefined }];
      return {
        population,
        before: worldOf(...months.map((month) => partOf(was, rows, population.weight, month))),
        after: worldOf(
          ...months.flatMap((month, index) =>
            roles.map((role) =>
              partOf(role === 0 ? was : role === 1 ? is : other, rows, drawn[index]![role]!, {
                ...month,
                ...ROLES[role]!,
              }),
            ),
          ),
        ),
      };
    });
});
