/** Intervals against a bootstrap of their own kind, written a second time: of totals, of ARPU, of plans that customers change, of cost and margin. */

import { expect, test } from 'vitest';
import { rational } from '../../src/exact/rational.ts';
import { withIntervals } from '../../src/run/simulate/certainty.ts';
import type { CostsGiven } from '../../src/simulation/impact/costs.ts';
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

/** What comes first in an interval of a percent is the percent. */
const ofPercent = ({ percent, percentInterval, ...change }: Change): Change => ({
  ...change,
  ...{ percent, change: percent! },
  ...(percentInterval && { interval: percentInterval }),
});

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

/** Minutes of each bill; after the change a fifth of the customers calls much less, the others the same. */
const minutes = dice(7_654_321);
const CALLS = PEOPLE.map(({ months }) => {
  const before = months.map(() => minutes(200));
  const part = minutes(5) === 0 ? 0.5 : 1;
  return { before, after: before.map((own) => Math.round(own * part)) };
});
/** 0.03 a minute; who is on m brings shops a twentieth, everybody else a tenth; who comes gets 40.00. */
const SOURCE = { source: 'shops', place: { file: 'simulation.yaml', line: 1, column: 1 } };
const COSTS: CostsGiven = {
  usage: [{ measure: 0, rate: rational(3n, 100n) }],
  commission: [
    { percent: rational(5n), plan: 'm', ...SOURCE },
    { percent: rational(10n), ...SOURCE },
  ],
  subsidy: [{ amount: rational(40n), ...SOURCE }],
};
type Person = (typeof PEOPLE)[number];
const costOf = (one: Person, of: 'before' | 'after' | 'moved', plan: number): number => {
  const calls = CALLS[PEOPLE.indexOf(one)]![of === 'before' ? 'before' : 'after'];
  return 0.03 * calls.reduce((a, b) => a + b, 0) + (plan === 1 ? 0.05 : 0.1) * cents(one[of]);
};
const marginOf = (one: Person, of: 'before' | 'after' | 'moved', plan: number): number =>
  cents(one[of]) - costOf(one, of, plan);

const calling = (of: 'before' | 'after' | 'moved') => {
  const used = CALLS.flatMap((one) => one[of === 'before' ? 'before' : 'after']);
  return { ...side(of), used: [Float64Array.from(used)], perBase: [1] };
};
const all = (value: (one: Person) => number): number =>
  PEOPLE.reduce((sum, one) => sum + value(one) * WEIGHT[one.stratum]!, 0);

test('of cost and margin, of a segment, and of their percents', () => {
  const was = worldOf(partOf(calling('before'), rows, population.weight));
  const after = worldOf(partOf(calling('after'), rows, population.weight));
  const { impact } = impactOf(was, after, { ...asked, costs: COSTS });
  const told = { certainty, decimals: 2, costs: COSTS };
  const found = withIntervals(impact, { before: was, after }, population, told).impact;
  const cost = (one: Person): number => costOf(one, 'after', one.plan) - costOf(one, 'before', one.plan);
  const margin = (one: Person): number => marginOf(one, 'after', one.plan) - marginOf(one, 'before', one.plan);
  expect(Number(found.cost!.change)).toBeCloseTo(all(cost), 6);
  expect(Number(found.margin!.change)).toBeCloseTo(all(margin), 6);
  agree(found.cost!, strataOf(cost));
  agree(found.margin!, strataOf(margin));
  const young = (one: Person): number => (one.segment === 0 ? 1 : 0);
  agree(
    found.segments[0]!.margin!,
    strataOf((one) => young(one) * margin(one)),
  );
  agree(
    found.plans[1]!.margin!,
    strataOf((one) => one.plan * margin(one)),
  );
  // Of a percent: a customer moves 100 D / B by 100 (d - D/B b) / B.
  const base = (one: Person): number => marginOf(one, 'before', one.plan);
  const [change, whole] = [all(margin), all(base)];
  expect(Number(found.margin!.percent)).toBeCloseTo((100 * change) / whole, 3);
  agree(
    ofPercent(found.margin!),
    strataOf((one) => (100 * (margin(one) - (change / whole) * base(one))) / whole),
  );
  const ofYoung = [all((one) => young(one) * margin(one)), all((one) => young(one) * base(one))] as const;
  agree(
    ofPercent(found.segments[0]!.margin!),
    strataOf((one) => (100 * young(one) * (margin(one) - (ofYoung[0] / ofYoung[1]) * base(one))) / ofYoung[1]),
  );
});

test('of the margin of a plan that customers change to and new ones come to, with what each of those gets', () => {
  const share = (of: (one: Person) => number): Float64Array =>
    Float64Array.from(PEOPLE, (one) => WEIGHT[one.stratum]! * MILLION * of(one));
  const moving = (one: Person): number => (one.plan === 0 ? one.moves / 4 : 0);
  const coming = (one: Person): number => (one.moves === 3 ? 0.5 : 0);
  const was = worldOf(partOf(calling('before'), rows, population.weight));
  const after = worldOf(
    partOf(
      calling('after'),
      rows,
      share((one) => 1 - moving(one)),
      { role: 'stay' },
    ),
    partOf(calling('moved'), rows, share(moving), { role: 'moved', onPlan: 'm' }),
    partOf(calling('moved'), rows, share(coming), { role: 'new', onPlan: 'm' }),
  );
  const { impact } = impactOf(was, after, { ...asked, costs: COSTS });
  const told = { certainty, decimals: 2, costs: COSTS };
  const found = withIntervals(impact, { before: was, after }, population, told).impact;
  const stays = (one: Person): number =>
    (1 - moving(one)) * marginOf(one, 'after', one.plan) - marginOf(one, 'before', one.plan);
  const comes = (one: Person): number => (moving(one) + coming(one)) * marginOf(one, 'moved', 1) - 40 * coming(one);
  expect(Number(found.margin!.change)).toBeCloseTo(
    all((one) => stays(one) + comes(one)),
    5,
  );
  agree(
    found.margin!,
    strataOf((one) => stays(one) + comes(one)),
  );
  agree(
    found.plans[1]!.margin!,
    strataOf((one) => one.plan * stays(one) + comes(one)),
  );
});

test('of ARPU where customers come, so that months are others: in amounts and in percent', () => {
  const share = (of: (one: Person) => number): Float64Array =>
    Float64Array.from(PEOPLE, (one) => WEIGHT[one.stratum]! * MILLION * of(one));
  const coming = (one: Person): number => (one.moves === 3 ? 0.5 : 0);
  const after = worldOf(
    partOf(side('after'), rows, population.weight, { role: 'stay' }),
    partOf(side('moved'), rows, share(coming), { role: 'new', onPlan: 'm' }),
  );
  const { impact } = impactOf(before, after, asked);
  const { arpu } = withIntervals(impact, { before, after }, population, { certainty, decimals: 2 }).impact;
  const was = { money: (one: Person) => cents(one.before), months: (one: Person) => one.months.length };
  const is = {
    money: (one: Person) => cents(one.after) + coming(one) * cents(one.moved),
    months: (one: Person) => (1 + coming(one)) * one.months.length,
  };
  // Means and what a customer moves them by: (money - mean x months) / all months.
  const mean = (of: typeof was): number => all(of.money) / all(of.months);
  const moves = (of: typeof was, one: Person): number => (of.money(one) - mean(of) * of.months(one)) / all(of.months);
  const change = mean(is) - mean(was);
  expect(Number(arpu.change)).toBeCloseTo(change, 3);
  agree(
    { ...arpu, change: String(change) },
    strataOf((one) => moves(is, one) - moves(was, one)),
  );
  // 100 (is / was - 1): by the product rule 100 (d is - is / was d was) / was.
  const ratio = mean(is) / mean(was);
  expect(Number(arpu.percent)).toBeCloseTo(100 * (ratio - 1), 3);
  agree(
    ofPercent(arpu),
    strataOf((one) => (100 * (moves(is, one) - ratio * moves(was, one))) / mean(was)),
  );
});
