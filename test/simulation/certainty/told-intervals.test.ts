/**
 * The interval as it is told, the whole way: customers drawn and weighed as the key `sample` has it, their bills summed, the interval put
 * beside the change. 2,000 samples (seeds 1 to 2000) of 1,000 customers whose effect is known: it is added up here, over all of them.
 */

import { expect, test } from 'vitest';
import { rational } from '../../../src/exact/rational.ts';
import { withIntervals } from '../../../src/run/simulate/certainty.ts';
import type { BillTable, World } from '../../../src/simulation/bills.ts';
import { impactOf } from '../../../src/simulation/impact/impact.ts';
import type { Change } from '../../../src/simulation/result.ts';
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

test('what is told of a drawn sample holds the truth between 93 % and 97 % of the time', () => {
  const all = bills();
  const everybody = columns(GROUPS);
  const truth = (chosen: (customer: number) => boolean): number =>
    all.reduce((sum, [before, after], customer) => (chosen(customer) ? sum + after - before : sum), 0) / 100;
  const business = everybody.segments.indexOf('business');
  const expected = { all: truth(() => true), business: truth((customer) => everybody.segment[customer] === business) };
  const held = { all: 0, business: 0 };
  for (let seed = 1; seed <= SAMPLES; seed += 1) {
    const sample = { customers: 120, strata: ['plan', 'segment'] as const, seed, place: PLACE };
    const { population, customers } = populationOfColumns(everybody, asked({ sample })).value!;
    const rows = rowsFor([...customers!].map(() => [0]));
    const world = (side: 0 | 1): World => {
      const table: BillTable = tableOf(
        [...customers!].map((customer) => ({ amounts: [all[customer]![side], 0, 0, 0, 0, 0, 0], gross: false })),
        2,
      );
      return { months: ['2026-04'], parts: [partOf(table, { ...rows, months: ['2026-04'] }, population.weight)] };
    };
    const worlds = { before: world(0), after: world(1) };
    const shock = { percent: rational(20n), amount: rational(10n) };
    const found = impactOf(worlds.before, worlds.after, { population, decimals: 2, shock, fewest: 1 });
    const certainty = { confidence: rational(95n), resamples: 199, seed };
    const { impact, method } = withIntervals(found.impact, worlds, population, { certainty, decimals: 2 });
    expect(method).toBe('bootstrap');
    const holds = ({ interval }: Change, of: number): number =>
      Number(interval!.low) <= of && of <= Number(interval!.high) ? 1 : 0;
    held.all += holds(impact.revenue, expected.all);
    held.business += holds(impact.segments.find(({ name }) => name === 'business')!.revenue!, expected.business);
  }
  if (process.env.RATEPROOF_COVERAGE) console.log(JSON.stringify(held));
  for (const count of Object.values(held)) {
    expect(count / SAMPLES).toBeGreaterThanOrEqual(0.93);
    expect(count / SAMPLES).toBeLessThanOrEqual(0.97);
  }
});
