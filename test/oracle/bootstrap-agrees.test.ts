/** Intervals against a bootstrap of their own kind, written a second time: of totals, of ARPU, of plans that customers change. */

import { expect, test } from 'vitest';
import { rational } from '../../src/exact/rational.ts';
import { withIntervals } from '../../src/run/simulate/certainty.ts';
import { impactOf } from '../../src/simulation/impact/impact.ts';
import { MILLION, type Population } from '../../src/simulation/population.ts';
import type { Change } from '../../src/simulation/result.ts';
import { partOf, rowsFor, tableOf, worldOf } from '../simulation/worlds.ts';
import { type BootstrapStratum, dice, interval, standardError } from './bootstrap.ts';

const RESAMPLES = 3999;

/** 80 customers of 400 in one stratum, 60 of 90 in another; each bills one or two months. Cents. */
const roll = dice(20_261_121);
const PEOPLE = Array.from({ length: 140 }, (_, at) => {
  const stratum = at < 80 ? 0 : 1;
  const months = roll(3) === 0 ? [0, 1] : [0];
  // Skewed: of every eight one pays much more afterwards.
  const before = months.map(() => 1000 + roll(3000) + 4000 * stratum);
  const rise = roll(8) === 0 ? 3000 + roll(4000) : roll(2) === 0 ? 100 + roll(300) : 0;
  const after = before.map((bill) => bill + rise);
  const moved = before.map((bill) => Math.round(bill * 0.8));
  return { stratum, plan: roll(2), segment: roll(3) === 0 ? 1 : 0, months, before, after, moved, moves: roll(4) };
});
const WHOLE = [400, 90];
const SAMPLED = [80, 60];
// 400 / 80 = 5 and 90 / 60 = 1.5 customers each.
const WEIGHT = [5, 1.5];

const population: Population = {
  kind: 'sample',
  size: PEOPLE.length,
  nameOf: (customer) => `c${customer}`,
  plans: ['s', 'm'],
  segments: ['young', 'old'],
  plan: Uint16Array.from(PEOPLE, ({ plan }) => plan),
  segment: Uint16Array.from(PEOPLE, ({ segment }) => segment),
  weight: Float64Array.from(PEOPLE, ({ stratum }) => WEIGHT[stratum]! * MILLION),
  stratum: Uint32Array.from(PEOPLE, ({ stratum }) => stratum),
  strata: WHOLE.map((whole, at) => ({ name: `s${at}`, whole, sampled: SAMPLED[at]! })),
};
const rows = rowsFor(PEOPLE.map(({ months }) => months));
const side = (of: 'before' | 'after' | 'moved') =>
  tableOf(
    PEOPLE.flatMap((one) => one[of].map((cents) => ({ amounts: [cents, 0, 0, 0, 0, 0, 0], gross: false }))),
    2,
  );
const certainty = { confidence: rational(95n), resamples: RESAMPLES, seed: 3 };
const asked = { population, decimals: 2, shock: { percent: rational(20n), amount: rational(10n) }, fewest: 0 };

const cents = (bills: readonly number[]): number => bills.reduce((a, b) => a + b, 0) / 100;
const strataOf = (value: (one: (typeof PEOPLE)[number]) => number): BootstrapStratum[] =>
  WHOLE.map((whole, stratum) => ({
    whole,
    values: PEOPLE.filter((one) => one.stratum === stratum).map((one) => value(one) * WEIGHT[stratum]!),
  }));

/**
 * Draws against other draws. How much an end differs from one set of draws to another is seen from five sets; a sixth may lie
 * five standard deviations from their mean, and where the five happen to agree a tenth of a standard error of the estimate.
 */
function agree({ change, interval: told }: Change, strata: readonly BootstrapStratum[]): void {
  const own = standardError(strata);
  const sets = [1_234_567, 777_777, 99_991, 424_242, 31_337].map((seed) => interval(strata, RESAMPLES, seed));
  const ends = [Number(told?.low) - Number(change), Number(told?.high) - Number(change)];
  for (const [end, found] of ends.entries()) {
    const values = sets.map((set) => set[end]!);
    const mean = values.reduce((a, b) => a + b, 0) / 5;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
    expect(Math.abs(found - mean)).toBeLessThan(Math.max(5 * Math.sqrt(1 + 1 / 5) * spread, 0.1 * own));
    // No end is so uncertain that this would say nothing.
    expect(spread).toBeLessThan(0.35 * own);
  }
}

const before = worldOf(partOf(side('before'), rows, population.weight));

test('of a total, of a segment and of a plan', () => {
  const after = worldOf(partOf(side('after'), rows, population.weight));
  const { impact } = impactOf(before, after, asked);
  const found = withIntervals(impact, { before, after }, population, { certainty, decimals: 2 }).impact;
  const change = (one: (typeof PEOPLE)[number]): number => cents(one.after) - cents(one.before);
  agree(found.revenue, strataOf(change));
  // A customer of another segment is a certain nothing in the sum of this one.
  agree(
    found.segments[1]!.revenue!,
    strataOf((one) => (one.segment === 1 ? change(one) : 0)),
  );
  agree(
    found.plans[0]!.revenue!,
    strataOf((one) => (one.plan === 0 ? change(one) : 0)),
  );
});

test('of ARPU: what a customer does to both quotients', () => {
  const after = worldOf(partOf(side('after'), rows, population.weight));
  const { impact } = impactOf(before, after, asked);
  const found = withIntervals(impact, { before, after }, population, { certainty, decimals: 2 }).impact;
  const all = (value: (one: (typeof PEOPLE)[number]) => number): number =>
    PEOPLE.reduce((sum, one) => sum + value(one) * WEIGHT[one.stratum]!, 0);
  const months = all((one) => one.months.length);
  // Months are alike on both sides, so the change is one quotient, D / M; a customer moves it by (d - D/M m) / M.
  const mean = all((one) => cents(one.after) - cents(one.before)) / months;
  expect(Number(found.arpu.change)).toBeCloseTo(mean, 3);
  const exact = { ...found.arpu, change: String(mean) };
  // Ends are told in cents: of a standard error of some 15 cents that is a thirtieth.
  agree(
    exact,
    strataOf((one) => (cents(one.after) - cents(one.before) - mean * one.months.length) / months),
  );
});

test('of a plan that customers leave for another: what is billed on it before and after', () => {
  // A quarter times `moves` of each customer of s goes to m and pays a fifth less there.
  const part = (share: (one: (typeof PEOPLE)[number]) => number): Float64Array =>
    Float64Array.from(PEOPLE, (one) => WEIGHT[one.stratum]! * MILLION * share(one));
  const moving = (one: (typeof PEOPLE)[number]): number => (one.plan === 0 ? one.moves / 4 : 0);
  const after = worldOf(
    partOf(
      side('after'),
      rows,
      part((one) => 1 - moving(one)),
      { role: 'stay' },
    ),
    partOf(side('moved'), rows, part(moving), { role: 'moved', onPlan: 'm' }),
  );
  const { impact } = impactOf(before, after, asked);
  const found = withIntervals(impact, { before, after }, population, { certainty, decimals: 2 }).impact;
  const [s, m] = found.plans;
  const stays = (one: (typeof PEOPLE)[number]): number => (1 - moving(one)) * cents(one.after) - cents(one.before);
  const comes = (one: (typeof PEOPLE)[number]): number => moving(one) * cents(one.moved);
  agree(
    s!.revenue!,
    strataOf((one) => (one.plan === 0 ? stays(one) : 0)),
  );
  agree(
    m!.revenue!,
    strataOf((one) => (one.plan === 1 ? stays(one) : comes(one))),
  );
  agree(
    found.revenue,
    strataOf((one) => stays(one) + comes(one)),
  );
});
