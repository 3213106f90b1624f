/** What holds for any market and any assumptions, and the same numbers found the slow way. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRational, type Rational, rational } from '../../../src/exact/rational.ts';
import type { Assumptions, Path } from '../../../src/simulation/assumptions.ts';
import { leaving } from '../../../src/simulation/behaviour/churn.ts';
import { netRevenue } from '../../../src/simulation/behaviour/sums.ts';
import { usageFactor } from '../../../src/simulation/behaviour/usage-factor.ts';
import { scaling } from '../../../src/simulation/behaviour/weights.ts';
import type { Response } from '../../../src/simulation/behaviour/worlds.ts';
import type { World } from '../../../src/simulation/bills.ts';
import {
  type BillOf,
  ORACLE_RESPONSES,
  type OracleAssumptions,
  oracleFactor,
  oracleWorld,
} from '../../oracle/behaviour.ts';
import { Fraction, rounded } from '../../oracle/fraction.ts';
import { assume, billOf, type Lived, live, sourced, type Town } from './town.ts';

const PLANS = ['a', 'b', 'c'];
/** The candidate has a plan more. */
const OFFERED = [...PLANS, 'd'];
const SEGMENTS = ['home', 'work'];
const number = (n: number, d = 1): Rational => rational(BigInt(n), BigInt(d));
const fixed = (value: Rational) => ({ low: value, central: value, high: value });
const fraction = ({ n, d }: Rational): Fraction => new Fraction(n, d);

const priced = fc.record({ fee: fc.integer({ min: 0, max: 5000 }), price: fc.integer({ min: 0, max: 30 }) });
const plansOf = (ids: readonly string[]) =>
  fc.record(Object.fromEntries(ids.map((plan) => [plan, priced])) as Record<string, typeof priced>);
const towns: fc.Arbitrary<Town> = fc
  .record({
    months: fc.integer({ min: 1, max: 3 }),
    base: plansOf(PLANS),
    candidate: plansOf(OFFERED),
    // Of the old plans, how many change.
    same: fc.subarray(PLANS),
    customers: fc.array(
      fc.record({
        plan: fc.constantFrom(...PLANS),
        segment: fc.constantFrom(...SEGMENTS),
        weight: fc.oneof(
          fc.integer({ min: 0, max: 3_000_000 }),
          fc.constant(1_000_000),
          fc.integer({ min: 0, max: 1e12 }),
        ),
        used: fc.array(fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined, freq: 8 }), {
          minLength: 3,
          maxLength: 3,
        }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ months, base, candidate, same, customers }) => ({
    months: ['2025-01', '2025-02', '2025-03'].slice(0, months),
    base,
    candidate: { ...candidate, ...Object.fromEntries(same.map((plan) => [plan, base[plan]!])) },
    segments: SEGMENTS,
    customers: customers.map((one, index) => ({ ...one, name: `c${index}`, used: one.used.slice(0, months) })),
  }));

const percent = fc.integer({ min: 0, max: 1000 }).map((tenths) => number(tenths, 10));
const whom = fc.record(
  { segment: fc.constantFrom(...SEGMENTS), plan: fc.constantFrom(...PLANS) },
  { requiredKeys: [] },
);
const elasticities = fc.integer({ min: 0, max: 20 }).map((tenths) => number(-tenths, 10));
const churns = fc
  .record({
    whom,
    start: fc.integer({ min: -30, max: 20 }),
    steps: fc.array(fc.record({ bill: fc.integer({ min: 1, max: 40 }), leave: fc.integer({ min: 0, max: 30 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    first: fc.integer({ min: 0, max: 10 }),
    scale: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ whom: about, start, steps, first, scale }) => {
    let [bill, leave] = [start, first];
    const points = [{ bill: number(bill), leave: number(leave) }];
    for (const step of steps) {
      bill += step.bill;
      leave += step.leave;
      points.push({ bill: number(bill), leave: number(leave, 2) });
    }
    return { ...sourced, ...about, points, scale: fixed(number(scale, 10)) };
  });
const paths: fc.Arbitrary<Path> = fc
  .record({
    months: fc.integer({ min: 1, max: 5 }),
    customers: fc.integer({ min: -50, max: 50 }),
    usage: fc.integer({ min: -50, max: 50 }),
  })
  .map(({ months, customers, usage }) => ({
    ...sourced,
    // No calendar month that was measured: in turn.
    ...{ months, from: '2026-05', seasonality: new Map() },
    customers: fixed(number(customers, 10)),
    usage: new Map([['data', fixed(number(usage, 10))]]),
  }));
const phases = fc.array(percent, { minLength: 1, maxLength: 4 }).map((months) => ({
  ...sourced,
  months: [...months].sort((a, b) => Number(a.n * b.d - b.n * a.d)),
}));
const assumed: fc.Arbitrary<Assumptions> = fc
  .record({
    path: fc.option(paths, { nil: undefined }),
    elasticity: fc.array(
      fc.record({ whom, value: elasticities }).map(({ whom: about, value }) => ({
        ...sourced,
        ...about,
        ...{ service: 'data', value: fixed(value), by: 'length' as const },
      })),
      { maxLength: 2 },
    ),
    churn: fc.array(churns, { maxLength: 2 }),
    migration: fc.option(
      fc
        .record({
          who: fc.constantFrom('affected', 'everybody'),
          inertia: percent,
          atLeast: fc.integer({ min: 0, max: 1000 }),
        })
        .map(({ who, inertia, atLeast }) => ({
          ...sourced,
          ...{ who, inertia: fixed(inertia), atLeast: number(atLeast, 100), to: 'all' as const },
        })),
      { nil: undefined },
    ),
    takeUp: fc.array(
      fc
        .record({ plan: fc.constantFrom(...OFFERED), of: whom, share: percent, come: fc.integer({ min: 0, max: 9 }) })
        .map(({ plan, of, share, come }) => ({
          ...sourced,
          ...{ plan, of, share: fixed(share), newCustomers: fixed(number(come)) },
        })),
      { maxLength: 2 },
    ),
    phaseIn: fc.option(phases, { nil: undefined }),
  })
  .map(({ path, ...behaviour }) => assume(behaviour, path));

const revenue = (world: World): string => formatRational(netRevenue(world));
const without = (asked: Assumptions, change: Partial<Assumptions['behaviour']>): Assumptions => ({
  ...asked,
  behaviour: { ...asked.behaviour, ...change },
});

/** `month role plan` -> by customer, in millionths. A part of all months is in each. */
function weightsOf(world: World, left: Lived['left'] = []): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const put = (at: number | undefined, name: string, weight: Float64Array): void => {
    for (const month of at === undefined ? world.months.keys() : [at]) {
      if (weight.some((by) => by !== 0)) found.set(`${month} ${name}`, [...weight]);
    }
  };
  for (const { at, role, onPlan, weight } of world.parts)
    put(at, `${role === 'all' ? 'stay' : role} ${onPlan ?? ''}`, weight);
  for (const { month, weight } of left)
    put(month === undefined ? undefined : world.months.indexOf(month), 'left ', weight);
  return found;
}

function askOracle(town: Town, { path, behaviour }: Assumptions, on: ReadonlySet<string>) {
  const bill: BillOf = (side, customer, month, onPlan, factor) => {
    const { plan, used } = town.customers[customer]!;
    const of = town[side][onPlan ?? plan]!;
    const { net, total } = billOf(of, used[month]!, Number(factor.times(new Fraction(1_000_000n)).floor()));
    return { net: new Fraction(net, 100n), total: new Fraction(total, 100n), charge: new Fraction(net - of.fee, 100n) };
  };
  const asked: OracleAssumptions = {
    path: path && {
      months: path.months,
      customers: fraction(path.customers.central),
      usage: fraction(path.usage.get('data')!.central),
    },
    elasticity: behaviour.elasticity.map((one) => ({ ...one, value: fraction(one.value.central) })),
    churn: behaviour.churn.map((one) => ({
      ...one,
      points: one.points.map(({ bill: at, leave }) => ({ bill: fraction(at), leave: fraction(leave) })),
      scale: fraction(one.scale.central),
    })),
    migration: behaviour.migration && {
      who: behaviour.migration.who,
      inertia: fraction(behaviour.migration.inertia.central),
      atLeast: fraction(behaviour.migration.atLeast),
      to: Object.keys(town.candidate),
      known: Object.keys(town.base),
    },
    takeUp: behaviour.takeUp.map((one) => ({
      ...one,
      share: fraction(one.share.central),
      newCustomers: fraction(one.newCustomers.central),
    })),
    phaseIn: behaviour.phaseIn?.months.map(fraction),
  };
  const customers = town.customers.map((one) => ({
    ...one,
    weight: new Fraction(one.weight, 1_000_000n),
    hasBill: one.used.map((units) => units !== undefined),
  }));
  return oracleWorld(customers, asked, town.months.length, bill, on);
}

test('usage factors are those found by bisection of whole powers', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom(10, 20, 7),
      (n, d, top, bottom) => {
        const factor = usageFactor(number(n, d), number(-top, bottom));
        const found = oracleFactor(new Fraction(n, d), new Fraction(-top, bottom)).times(new Fraction(1_000_000n));
        // Exact halves of a millionth (0.0625 ^ 1.5) are where the two may part.
        expect(Math.abs(factor - Number(found.floor()))).toBeLessThanOrEqual(
          factor >= 1 && (top * 10) % bottom === 0 && isHalf(n, d, top, bottom) ? 1 : 0,
        );
      },
    ),
    { numRuns: 300 },
  );
});

/** Whether 2 x 10^6 (n / d) ^ (-top / bottom) is an odd whole number. */
function isHalf(n: number, d: number, top: number, bottom: number): boolean {
  const doubled = 2_000_000 * (d / n) ** (top / bottom);
  return Math.abs(doubled - Math.round(doubled)) < 1e-6 && Math.round(doubled) % 2 === 1;
}

test('leaving in doubles is leaving in fractions', () => {
  fc.assert(
    fc.property(
      churns,
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 150_000 }),
      (one, before, after) => {
        const scale = one.scale.central;
        const share = leaving({ points: one.points, scale })(before, after);
        const town: Town = {
          months: ['2025-01'],
          base: { a: { fee: before, price: 0 } },
          candidate: { a: { fee: after, price: 0 } },
          segments: ['home'],
          customers: [{ name: 'x', plan: 'a', segment: 'home', weight: 1_000_000, used: [1] }],
        };
        const bills: BillOf = (side) => {
          const amount = new Fraction(town[side].a!.fee);
          return { net: amount, total: amount, charge: new Fraction(0n) };
        };
        const { after: world } = oracleWorld(
          [{ name: 'x', plan: 'a', segment: 'home', weight: new Fraction(1n), hasBill: [true] }],
          {
            elasticity: [],
            takeUp: [],
            churn: [
              {
                points: one.points.map(({ bill, leave }) => ({ bill: fraction(bill), leave: fraction(leave) })),
                scale: fraction(scale),
              },
            ],
          },
          1,
          bills,
          new Set(['churn']),
        );
        expect(`${share}`).toBe(`${world.weights.get('0 left ')?.[0]?.times(new Fraction(1_000_000n)) ?? 0}`);
      },
    ),
    { numRuns: 500 },
  );
});

test('a weight times a factor is its nearest millionth, halves to the even one', () => {
  const whole = fc.oneof(fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 2 ** 50 }));
  const parts = fc.oneof(fc.constantFrom(2n, 4n, 1000n, 2_000_000n), fc.bigInt({ min: 1n, max: 10n ** 40n }));
  fc.assert(
    fc.property(whole, fc.bigInt({ min: 0n, max: 10n ** 40n }), parts, (weight, n, d) => {
      const factor = rational(n % (2n * d), d);
      const exact = rounded(fraction(factor).times(new Fraction(weight)), {
        mode: 'half-even',
        step: new Fraction(1n),
      });
      expect(`${scaling(factor)(weight)}`).toBe(`${exact}`);
    }),
    { numRuns: 2000 },
  );
});

test('every world is the one found customer by customer in fractions: weights and revenue', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const lived = live(town, asked);
      const on = new Set<string>(lived.responses);
      const found = askOracle(town, asked, on);
      expect(revenue(lived.before)).toBe(`${found.before}`);
      expect(revenue(lived.after)).toBe(`${found.after.revenue}`);
      const weights = [...weightsOf(lived.after, lived.left)].map(([key, list]) => [key, list.map(String)]);
      const wanted = [...found.after.weights].map(([key, list]) => [
        key,
        list.map((weight) => `${weight.times(new Fraction(1_000_000n))}`),
      ]);
      expect(Object.fromEntries(weights)).toEqual(Object.fromEntries(wanted));
      // Each step too, and they add up.
      const taken = new Set<string>();
      const told = lived.told().responses;
      for (const response of ORACLE_RESPONSES) {
        if (!on.has(response)) continue;
        taken.add(response);
        const step = askOracle(town, asked, taken).after.revenue;
        expect(told.find((row) => row.response === response)!.revenue).toBe(`${step}`);
        expect(revenue(lived.upTo(response as Response))).toBe(`${step}`);
      }
    }),
    { numRuns: 150 },
  );
});

test('nobody weighs less than nothing, and roles with those who left add up to the base, month by month', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const lived = live(town, asked);
      const base = weightsOf(lived.before);
      const sums = new Map<string, number[]>();
      for (const [key, list] of weightsOf(lived.after, lived.left)) {
        expect(list.every((by) => by >= 0 && Number.isSafeInteger(by))).toBe(true);
        const [month, role] = key.split(' ');
        if (role === 'new') continue;
        sums.set(
          month!,
          list.map((by, customer) => by + (sums.get(month!)?.[customer] ?? 0)),
        );
      }
      for (const [key, list] of base) expect(sums.get(key.split(' ')[0]!)).toEqual(list);
      expect(sums.size).toBe(base.size);
    }),
    { numRuns: 200 },
  );
});

test('customers who leave a plan are those who come to another: each once, and never to their own', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const lived = live(town, asked);
      const { migration, takeUp } = lived.told();
      const base = weightsOf(lived.before);
      const lastMonth = `${lived.after.months.length - 1}`;
      const [goes, comes] = [new Map<string, number>(), new Map<string, number>()];
      const add = (to: Map<string, number>, plan: string, by: number) => to.set(plan, (to.get(plan) ?? 0) + by);
      const movedTo = new Map<number, string>();
      let changed = 0;
      for (const [key, list] of weightsOf(lived.after, lived.left)) {
        const [month, role, onPlan] = key.split(' ');
        list.forEach((by, customer) => {
          const own = town.customers[customer]!.plan;
          if (by === 0 || (role !== 'moved' && role !== 'taken-up')) return;
          expect(onPlan).not.toBe(own);
          if (role === 'moved') {
            // One goal for all months.
            expect(movedTo.get(customer) ?? onPlan).toBe(onPlan);
            movedTo.set(customer, onPlan!);
          }
          if (month !== lastMonth || town.customers[customer]!.used.every((units) => units === undefined)) return;
          add(goes, own, by);
          add(comes, onPlan!, by);
          changed += by;
        });
      }
      const told = (text: string | undefined): number => Math.round(Number(text ?? 0) * 1e6);
      const sumOf = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((all, by) => all + by, 0);
      expect(sumOf(goes)).toBe(sumOf(comes));
      const ours = takeUp.reduce((all, { fromOurs }) => all + told(fromOurs), 0);
      if (changed < 2 ** 40) expect(told(migration?.customers) + ours).toBe(changed);
      // Nobody of a plan is more than there are.
      for (const [plan, by] of goes) {
        const all = base.get(`${lastMonth} stay `)!;
        const there = all.reduce(
          (sum, one, customer) => (town.customers[customer]!.plan === plan ? sum + one : sum),
          0,
        );
        expect(by).toBeLessThanOrEqual(there);
      }
    }),
    { numRuns: 150 },
  );
});

test('parts of a phase-in add up: those who have the candidate and those who have not', () => {
  fc.assert(
    fc.property(towns, assumed, fc.integer({ min: 0, max: 1000 }), fc.boolean(), (town, asked, tenths, inert) => {
      // Thousandths of whole thousands of millionths: nothing is rounded.
      const whole = {
        ...town,
        customers: town.customers.map((one) => ({ ...one, weight: (one.weight % 3000) * 1000 })),
      };
      const { migration } = asked.behaviour;
      const at = (percent: Rational) =>
        live(whole, {
          ...without(asked, {
            ...{ churn: [], takeUp: [], phaseIn: { ...sourced, months: [percent] } },
            migration: migration && { ...migration, inertia: fixed(number(inert ? 100 : 0)) },
          }),
          path: undefined,
        });
      const share = new Fraction(BigInt(tenths), 1000n);
      const [none, all, part] = [number(0), number(100), number(tenths, 10)].map((one) => netRevenue(at(one).after));
      expect(netRevenue(at(number(0)).before)).toEqual(none);
      const mixed = fraction(all!)
        .times(share)
        .plus(fraction(none!).times(new Fraction(1n).minus(share)));
      expect(`${fraction(part!)}`).toBe(`${mixed}`);
    }),
    { numRuns: 150 },
  );
});

const NONE = fixed(number(0));
const silent = (asked: Assumptions): Assumptions => {
  const { elasticity, churn, migration, takeUp, phaseIn } = asked.behaviour;
  return without(asked, {
    elasticity: elasticity.map((one) => ({ ...one, value: NONE })),
    churn: churn.map((one) => ({ ...one, scale: NONE })),
    migration: migration && { ...migration, inertia: fixed(number(100)) },
    takeUp: takeUp.map((one) => ({ ...one, share: NONE, newCustomers: NONE })),
    phaseIn: phaseIn && { ...phaseIn, months: [number(100)] },
  });
};
const nothing = (asked: Assumptions): Assumptions => assume({}, asked.path);

test('responses that are all zero are none: the same revenue to the last digit, the same weights', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const [lived, still] = [live(town, silent(asked)), live(town, nothing(asked))];
      expect(revenue(lived.after)).toBe(revenue(still.after));
      expect(revenue(lived.before)).toBe(revenue(still.before));
      expect(weightsOf(lived.after)).toEqual(weightsOf(still.after));
      expect(lived.told().responses.every(({ response, change }) => response === 'growth' || change === '0')).toBe(
        true,
      );
    }),
    { numRuns: 150 },
  );
});

test('no change of plans is no change at all, whatever usage, churn and migration would respond', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const same = { ...town, candidate: town.base };
      const { migration } = asked.behaviour;
      const lived = live(
        same,
        without(asked, { migration: migration && { ...migration, who: 'affected' }, takeUp: [] }),
      );
      expect(revenue(lived.after)).toBe(revenue(lived.before));
      const told = lived.told();
      expect(told.responses.every(({ response, change }) => response === 'growth' || change === '0')).toBe(true);
      expect(told.churn?.customers ?? '0').toBe('0');
      expect(told.migration?.moves ?? []).toEqual([]);
      expect(lived.after.parts.every(({ role }) => ['all', 'stay', 'not-yet'].includes(role))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('more inertia never moves more', () => {
  fc.assert(
    fc.property(towns, assumed, percent, percent, (town, asked, one, other) => {
      const [less, more] = one.n * other.d < other.n * one.d ? [one, other] : [other, one];
      const moved = (inertia: Rational): number => {
        const migration = {
          ...sourced,
          who: 'everybody' as const,
          inertia: fixed(inertia),
          atLeast: number(1),
          to: 'all' as const,
        };
        const { after } = live(town, without(asked, { migration }));
        return after.parts.reduce(
          (all, { role, weight }) => (role === 'moved' ? weight.reduce((sum, by) => sum + by, all) : all),
          0,
        );
      };
      expect(moved(more)).toBeLessThanOrEqual(moved(less));
    }),
    { numRuns: 150 },
  );
});

test('a phase-in of all at once is none', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const at = live(town, without(asked, { phaseIn: { ...sourced, months: [number(100)] } }));
      const never = live(town, without(asked, { phaseIn: undefined }));
      expect(revenue(at.after)).toBe(revenue(never.after));
      expect(weightsOf(at.after, at.left)).toEqual(weightsOf(never.after, never.left));
    }),
    { numRuns: 150 },
  );
});

test('the order of the customers does not matter', () => {
  fc.assert(
    fc.property(towns, assumed, (town, asked) => {
      const turned = { ...town, customers: town.customers.toReversed() };
      const [one, other] = [live(town, asked), live(turned, asked)];
      expect(one.told()).toEqual(other.told());
      expect(revenue(one.after)).toBe(revenue(other.after));
    }),
    { numRuns: 150 },
  );
});
