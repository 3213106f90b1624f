/**
 * The interval as it is told, the whole way: customers drawn and weighed as the key `sample` has it, their bills and costs summed, the interval
 * put beside the change. 2,000 samples (seeds 1 to 2000) of 1,000 customers whose effect is known: it is added up here, over all of them.
 */

import { expect, test } from 'vitest';
import { rational } from '../../../src/exact/rational.ts';
import { withIntervals } from '../../../src/run/simulate/certainty.ts';
import type { BillTable, World } from '../../../src/simulation/bills.ts';
import type { CostsGiven } from '../../../src/simulation/impact/costs.ts';
import { impactOf } from '../../../src/simulation/impact/impact.ts';
import type { Interval } from '../../../src/simulation/result.ts';
import { populationOfColumns } from '../../../src/simulation/weights/population-of.ts';
import { asked, columns, PLACE } from '../weights/make.ts';
import { partOf, rowsFor, tableOf } from '../worlds.ts';
import { dice, normal, skewed } from './drawn-samples.ts';

const SAMPLES = 2_000;
const GROUPS = { 's/consumer': 450, 's/business': 130, 'm/consumer': 300, 'm/business': 120 };

/** Cents before and after: plans start elsewhere, businesses lose, four of ten consumers pay more the more they use. */
function bills(): (readonly [number, number])[] {
  const random = dice(2026);
  return Object.entries(GROUPS).flatMap(([group, count]) =>
    Array.from({ length: count }, (): readonly [number, number] => {
      const before = Math.round((group.startsWith('s') ? 1200 : 2600) * skewed(0.5)(random));
      const change = group.endsWith('business')
        ? -90 + 60 * normal(random)
        : random() < 0.4
          ? 150 * skewed(0.6)(random)
          : 0;
      return [before, before + Math.round(change)];
    }),
  );
}

/** Minutes before and after, at 0.03: two of ten consumers call a fifth less, businesses a few minutes more or less. */
function calls(): (readonly [number, number])[] {
  const random = dice(2027);
  return Object.entries(GROUPS).flatMap(([group, count]) =>
    Array.from({ length: count }, (): readonly [number, number] => {
      const before = Math.round(120 * skewed(0.7)(random));
      if (group.endsWith('business')) return [before, Math.max(0, before + Math.round(20 * normal(random)))];
      return [before, random() < 0.2 ? Math.round(0.8 * before) : before];
    }),
  );
}
const PER_MINUTE = 0.03;
/** Percent of revenue. */
const COMMISSION = { s: 10, m: 4 } as const;
const COSTS: CostsGiven = {
  usage: [{ measure: 0, rate: rational(3n, 100n) }],
  commission: (['s', 'm'] as const).map((plan) => ({
    ...{ percent: rational(BigInt(COMMISSION[plan])), plan, source: 'shops', place: PLACE },
  })),
  subsidy: [],
};

test('what is told of a drawn sample holds the truth between 93 % and 97 % of the time', () => {
  const all = bills();
  const minutes = calls();
  const everybody = columns(GROUPS);
  type Value = (customer: number, side: 0 | 1) => number;
  const revenue: Value = (customer, side) => all[customer]![side] / 100;
  const cost: Value = (customer, side) => {
    const plan = everybody.plans[everybody.plan[customer]!] as 's' | 'm';
    return PER_MINUTE * minutes[customer]![side] + (COMMISSION[plan] / 100) * revenue(customer, side);
  };
  const margin: Value = (customer, side) => revenue(customer, side) - cost(customer, side);
  const business = everybody.segments.indexOf('business');
  const anybody = (): boolean => true;
  const isBusiness = (customer: number): boolean => everybody.segment[customer] === business;
  const total = (value: Value, side: 0 | 1, chosen = anybody as (customer: number) => boolean): number =>
    all.reduce((sum, _, customer) => (chosen(customer) ? sum + value(customer, side) : sum), 0);
  const truth = (value: Value, chosen = anybody as (customer: number) => boolean): number =>
    total(value, 1, chosen) - total(value, 0, chosen);
  const expected = {
    ...{ all: truth(revenue), business: truth(revenue, isBusiness) },
    ...{ cost: truth(cost), margin: truth(margin), marginOfBusiness: truth(margin, isBusiness) },
    percent: (100 * truth(revenue)) / total(revenue, 0),
    percentOfMargin: (100 * truth(margin)) / total(margin, 0),
    // One month each.
    percentOfArpu: (100 * truth(revenue)) / total(revenue, 0),
  };
  const held = Object.fromEntries(Object.keys(expected).map((what) => [what, 0])) as Record<
    keyof typeof expected,
    number
  >;
  for (let seed = 1; seed <= SAMPLES; seed += 1) {
    const sample = { customers: 120, strata: ['plan', 'segment'] as const, seed, place: PLACE };
    const { population, customers } = populationOfColumns(everybody, asked({ sample })).value!;
    const rows = rowsFor([...customers!].map(() => [0]));
    const world = (side: 0 | 1): World => {
      const table: BillTable = tableOf(
        [...customers!].map((customer) => ({ amounts: [all[customer]![side], 0, 0, 0, 0, 0, 0], gross: false })),
        2,
        [[...customers!].map((customer) => minutes[customer]![side])],
      );
      return { months: ['2026-04'], parts: [partOf(table, { ...rows, months: ['2026-04'] }, population.weight)] };
    };
    const worlds = { before: world(0), after: world(1) };
    const shock = { percent: rational(20n), amount: rational(10n) };
    const found = impactOf(worlds.before, worlds.after, { population, decimals: 2, shock, fewest: 1, costs: COSTS });
    const certainty = { confidence: rational(95n), resamples: 199, seed };
    const { impact, method } = withIntervals(found.impact, worlds, population, {
      certainty,
      decimals: 2,
      costs: COSTS,
    });
    expect(method).toBe('bootstrap');
    const told = impact.segments.find(({ name }) => name === 'business')!;
    const intervals: Record<keyof typeof expected, Interval | undefined> = {
      ...{ all: impact.revenue.interval, business: told.revenue!.interval },
      ...{ cost: impact.cost!.interval, margin: impact.margin!.interval, marginOfBusiness: told.margin!.interval },
      ...{ percent: impact.revenue.percentInterval, percentOfMargin: impact.margin!.percentInterval },
      percentOfArpu: impact.arpu.percentInterval,
    };
    for (const what of Object.keys(expected) as (keyof typeof expected)[]) {
      const { low, high } = intervals[what]!;
      if (Number(low) <= expected[what] && expected[what] <= Number(high)) held[what] += 1;
    }
  }
  if (process.env.RATEPROOF_COVERAGE) console.log(JSON.stringify(held));
  for (const count of Object.values(held)) {
    expect(count / SAMPLES).toBeGreaterThanOrEqual(0.93);
    expect(count / SAMPLES).toBeLessThanOrEqual(0.97);
  }
});
