/** The tables of an impact against a slow recomputation, and laws that hold of any two worlds. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rational } from '../../src/exact/rational.ts';
import { BAND_EDGE_PERCENT, BAND_NAMES, REACHES } from '../../src/run/diff/result.ts';
import type { Part, World } from '../../src/simulation/bills.ts';
import { BANDS, EDGE } from '../../src/simulation/impact/bands.ts';
import { impactOf } from '../../src/simulation/impact/impact.ts';
import { REACH_NAMES } from '../../src/simulation/impact/reach.ts';
import type { Change, Impact } from '../../src/simulation/result.ts';
import { Fraction, sum, ZERO } from '../oracle/fraction.ts';
import { oracleImpact, type Two } from '../oracle/impact.ts';
import { COMPONENTS, type Drawn, MONTHS, populationOf, responses, rowsFor, statics } from './worlds.ts';

const RUNS = { numRuns: 200, seed: 20_260_101 };
const SHOCK = { percent: rational(20n), amount: rational(10n) };
const ASKED = { decimals: 2, shock: SHOCK, fewest: 0 };

const impact = ({ population, before, after }: Drawn): Impact => {
  const { impact: found, checks } = impactOf(before, after, { population, ...ASKED });
  expect(checks.filter(({ same }) => !same)).toEqual([]);
  return found;
};

const values = ({ before, after, change }: Omit<Change, 'percent'>): string[] =>
  [before, after, change].map((text) => Fraction.of(text).toString());
const expected = ({ before, after }: Two): string[] => [before, after, after.minus(before)].map(String);
const number = (text: string | undefined): string => Fraction.of(text ?? 'absent').toString();

function agrees(drawn: Drawn): void {
  const found = impact(drawn);
  const told = oracleImpact(drawn.before, drawn.after, drawn.population, {
    before: new Fraction(20),
    after: new Fraction(10),
  });
  expect(found.sampled).toBe(told.all.sampled);
  expect(values(found.customers)).toEqual(expected(told.all.customers));
  expect(values(found.revenue)).toEqual(expected(told.all.net));
  expect(values(found.billed)).toEqual(expected(told.all.total));
  for (const [rows, groups] of [
    [found.plans, told.plans],
    [found.segments, told.segments],
  ] as const) {
    expect(rows.map(({ name }) => name)).toEqual(
      [...groups].filter(([, { sampled }]) => sampled > 0).map(([name]) => name),
    );
    for (const row of rows) {
      const group = groups.get(row.name)!;
      expect(row.sampled).toBe(group.sampled);
      expect(values(row.customers!)).toEqual(expected(group.customers));
      expect(values(row.revenue!)).toEqual(expected(group.net));
      expect(values(row.billed!)).toEqual(expected(group.total));
      expect([row.less, row.same, row.more].map(number)).toEqual([group.less, group.same, group.more].map(String));
    }
  }
  found.months.forEach((row, index) => {
    const month = told.months[index]!;
    expect(row.month).toBe(MONTHS[index]);
    expect(values(row.customers)).toEqual(expected(month.customers));
    expect(values(row.revenue)).toEqual(expected(month.net));
    expect(values(row.billed)).toEqual(expected(month.total));
  });
  for (const row of found.bands) {
    const band = told.bands(row.band);
    expect([row.band, row.sampled, number(row.customers), number(row.change)]).toEqual([
      row.band,
      band.sampled,
      band.count.toString(),
      band.total.after.minus(band.total.before).toString(),
    ]);
  }
  for (const row of found.deciles) {
    const decile = told.deciles(row.decile);
    expect([row.decile, row.sampled]).toEqual([row.decile, decile.sampled]);
    if (decile.sampled === 0) continue;
    expect(number(row.customers)).toBe(decile.count.toString());
    expect(values(row.billed!)).toEqual(expected(decile.total));
    const sorted = [...decile.bills].sort((a, b) => a.compare(b));
    expect([row.from, row.to].map(number)).toEqual([sorted[0], sorted.at(-1)].map(String));
  }
  const unpaid = told.deciles(0);
  expect([found.unpaid!.sampled, number(found.unpaid!.customers)]).toEqual([unpaid.sampled, unpaid.count.toString()]);
  for (const step of found.waterfall) {
    const kind = COMPONENTS.find(({ id }) => id === step.component)?.kind;
    if (kind === undefined) continue;
    expect(values(step)).toEqual(
      expected({
        before: told.components(drawn.before, kind, step.component),
        after: told.components(drawn.after, kind, step.component),
      }),
    );
  }
  const inBins = sum(found.histogram.bins.map(({ customers }) => Fraction.of(customers)));
  expect(inBins.toString()).toBe(sum(told.own.map(({ count }) => count)).toString());
  for (const mover of found.movers) {
    const own = told.own.find(({ customer }) => `c${customer}` === mover.customer)!;
    expect(values(mover)).toEqual(expected({ before: own.bill, after: own.bill.plus(own.change) }));
  }
  const largest = told.own.map(({ change }) => change).reduce((a, b) => (a.compare(b) > 0 ? a : b), ZERO);
  const first = found.movers[0];
  if (largest.sign() > 0) expect(number(first!.change)).toBe(largest.toString());
  if (drawn.after.parts.length === 1) {
    expect([found.shock.bills, found.shock.customers].map(number)).toEqual(
      [told.shocks.bills, told.shocks.customers].map(String),
    );
  }
}

test('both sides as they are: every table is what a slow recomputation finds', () => {
  fc.assert(fc.property(statics, agrees), RUNS);
});

test('with responses, over a path or not: every table is what a slow recomputation finds', () => {
  fc.assert(fc.property(responses, agrees), RUNS);
});

const add = (texts: readonly (string | undefined)[]): string =>
  sum(texts.map((text) => Fraction.of(text ?? '0'))).toString();

test('steps add up to revenue and to what is billed; plans, segments, months, bands and deciles to the same', () => {
  fc.assert(
    fc.property(fc.oneof(statics, responses), (drawn) => {
      const { waterfall, revenue, billed, plans, segments, months, bands, deciles, unpaid } = impact(drawn);
      for (const side of ['before', 'after', 'change'] as const) {
        const steps = waterfall.filter(({ group }) => group !== 'tax');
        expect(add(steps.map((step) => step[side]))).toBe(number(revenue[side]));
        expect(add(waterfall.map((step) => step[side]))).toBe(number(billed[side]));
        for (const table of [plans, segments, months]) {
          expect(add(table.map((row) => row.revenue?.[side]))).toBe(number(revenue[side]));
          expect(add(table.map((row) => row.billed?.[side]))).toBe(number(billed[side]));
        }
        expect(add([...deciles, unpaid!].map((row) => row.billed?.[side]))).toBe(number(billed[side]));
      }
      expect(add(bands.map(({ change }) => change))).toBe(number(billed.change));
    }),
    RUNS,
  );
});

const weighing = (world: World, weight: (part: Part) => Float64Array): World => ({
  ...world,
  parts: world.parts.map((part) => ({ ...part, weight: weight(part) })),
});

test('twice the customers are twice the money, and the same averages, bands and deciles', () => {
  fc.assert(
    fc.property(statics, ({ population, before, after }) => {
      const double = ({ weight }: { weight: Float64Array }): Float64Array => weight.map((one) => 2 * one);
      const once = impact({ population, before, after });
      const twice = impact({
        population: { ...population, weight: double(population) },
        before: weighing(before, double),
        after: weighing(after, double),
      });
      expect(number(twice.revenue.change)).toBe(add([once.revenue.change, once.revenue.change]));
      expect(number(twice.billed.after)).toBe(add([once.billed.after, once.billed.after]));
      expect(twice.arpu).toEqual(once.arpu);
      expect(twice.revenue.percent).toBe(once.revenue.percent);
      expect(twice.deciles.map(({ sampled }) => sampled)).toEqual(once.deciles.map(({ sampled }) => sampled));
      expect(twice.movers.map(({ change }) => change)).toEqual(once.movers.map(({ change }) => change));
    }),
    RUNS,
  );
});

test('the order of customers changes no table but names', () => {
  const turned = ({ population, before, after }: Drawn): Drawn => {
    const { size, plan, segment, weight } = population;
    const back = Array.from({ length: size }, (_, index) => size - 1 - index);
    const { first, month } = before.parts[0]!.rows;
    const monthsOf = (who: number): number[] => [...month.subarray(first[who]!, first[who + 1]!)];
    const rows = rowsFor(back.map(monthsOf));
    const order = back.flatMap((who) => monthsOf(who).map((_, index) => first[who]! + index));
    const move = (column: Float64Array): Float64Array => Float64Array.from(order, (row) => column[row]!);
    const people = populationOf(
      back.map((who) => ({ plan: plan[who]!, segment: segment[who]!, weight: weight[who]! })),
      population.plans,
      population.segments,
    );
    const side = (world: World): World => ({
      ...world,
      parts: world.parts.map((part) => ({
        ...part,
        rows,
        weight: people.weight,
        bills: {
          ...part.bills,
          amounts: part.bills.amounts.map(move),
          net: move(part.bills.net),
          total: move(part.bills.total),
          invoices: Uint8Array.from(order, (row) => part.bills.invoices[row]!),
        },
      })),
    });
    return {
      population: { ...people, nameOf: (who) => population.nameOf(back[who]!) },
      before: side(before),
      after: side(after),
    };
  };
  fc.assert(
    fc.property(statics, (drawn) => {
      expect(impact(turned(drawn))).toEqual(impact(drawn));
    }),
    RUNS,
  );
});

test('no change is nothing in every table', () => {
  fc.assert(
    fc.property(statics, ({ population, before }) => {
      const found = impact({ population, before, after: before });
      for (const one of [found.customers, found.revenue, found.tax, found.billed, found.arpu, ...found.waterfall]) {
        expect(Number(one.change)).toBe(0);
        expect(one.change).toMatch(/^0(\.0+)?$/);
        expect(one.before).toBe(one.after);
      }
      expect(found.revenue.change).toBe('0.00');
      expect(found.customers.change).toBe('0');
      for (const { band, sampled, change } of found.bands) {
        expect([band, sampled, change]).toEqual([band, band === 'same' ? found.sampled : 0, '0.00']);
      }
      expect(found.movers).toEqual([]);
      expect([found.shock.sampled, found.shock.bills, found.shock.customers]).toEqual([0, '0', '0']);
      expect(found.histogram.bins.every(({ from }) => from === '0.00')).toBe(true);
    }),
    RUNS,
  );
});

test('bands and reaches are those of a comparison', () => {
  expect([EDGE, BANDS, REACH_NAMES]).toEqual([BAND_EDGE_PERCENT, BAND_NAMES, REACHES]);
});
