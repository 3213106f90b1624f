/**
 * Simulations against the oracle: random plans, a random change of them, random customers with weights that are fractions. All
 * are rated by the product, through its columns and tables; every table is found a second time from the oracle's invoices.
 * RATEPROOF_SIMULATIONS says how many, RATEPROOF_SEED which.
 */

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { rational } from '../../src/exact/rational.ts';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { WorkerPool } from '../../src/run/pool.ts';
import { PopulationError, populationRater } from '../../src/run/simulate/rate-population.ts';
import { withAllowancesOf } from '../../src/run/simulate/with-allowances.ts';
import type { Part, RatedPopulation, RatingAsked, World } from '../../src/simulation/bills.ts';
import { CustomerTotals, customerRows } from '../../src/simulation/impact/customers.ts';
import { impactOf } from '../../src/simulation/impact/impact.ts';
import { MILLION, type Population } from '../../src/simulation/population.ts';
import type { Impact } from '../../src/simulation/result.ts';
import { columnsOf, mergeUsage } from '../run/simulate/columns.ts';
import { type ChangeCase, changeCase, type Swap } from './arbitrary-change.ts';
import { inDays, plansOf, unitsOf, usageOf } from './engine.ts';
import { Fraction } from './fraction.ts';
import type { Account, OracleInvoice, PlainRecord } from './oracle.ts';
import { rate } from './recount.ts';
import { type Side, type TableCustomer, type TableInvoice, tables } from './tables.ts';
import { list, map, type PlainDocument } from './text.ts';
import { toYaml } from './yaml.ts';

const SIMULATIONS = Number(process.env.RATEPROOF_SIMULATIONS ?? 40);
const SEED = Number(process.env.RATEPROOF_SEED ?? 20_261_121);

const pool = new WorkerPool(2);
afterAll(() => pool.destroy());

const isValid = (documents: readonly PlainDocument[]): boolean => {
  const { value, problems } = validatePlans([{ file: 'p.yaml', text: toYaml(documents) }]);
  return value !== undefined && problems.every(({ severity }) => severity !== 'error');
};
const applied = (documents: readonly PlainDocument[], swaps: readonly Swap[]): readonly PlainDocument[] =>
  swaps.reduce((all, { apply }) => apply(all), documents);

interface Person {
  readonly account: Account;
  readonly records: readonly PlainRecord[];
  readonly segment: string;
  readonly weight: number;
}

const draws = fc.record({
  change: changeCase,
  weights: fc.array(
    fc.oneof(
      fc.integer({ min: 1, max: 3 * MILLION }),
      fc.constantFrom(MILLION, 2 * MILLION, 500_000),
      fc.integer({ min: 1, max: 2 ** 42 }),
    ),
    { minLength: 8, maxLength: 8 },
  ),
  fewest: fc.constantFrom(0, 0, 1, 2, 3),
  percent: fc.nat({ max: 30 }),
  amount: fc.nat({ max: 300 }),
  costs: fc.boolean(),
});
type Drawn = typeof draws extends fc.Arbitrary<infer T> ? T : never;

/** Everybody twice: as drawn, and on the other plan; so there are ties, and customers of a plan that one side lacks. */
function peopleOf({ base, customers }: ChangeCase, weights: readonly number[]): Person[] {
  const plans = [...new Set(base.flatMap(({ plan }) => (plan === undefined ? [] : [String(plan)])))];
  const { from, before } = customers[0]!.account.invoices;
  return [0, 1].flatMap((turn) =>
    customers.map(({ account: { changes: _, ...stays }, records, segment = '' }, at): Person => {
      const plan = turn === 0 ? stays.plan : plans[(plans.indexOf(stays.plan) + 1) % plans.length]!;
      const id = `c${turn * 4 + at}`;
      return {
        account: { ...stays, id, plan, invoices: { from, before } },
        records,
        segment,
        weight: weights[turn * 4 + at]!,
      };
    }),
  );
}

const componentOf = (kind: string, key: string): string =>
  kind === 'tax' ? key.split(' ').slice(0, 2).join(' ') : key.split(' ')[0]!.replace(/\/credit$/, '');

const tableInvoice = ({ date, lines, net, total }: OracleInvoice): TableInvoice => ({
  month: date.slice(0, 7),
  lines: lines.map(({ kind, key, amount }) => ({
    kind,
    component: componentOf(kind, key),
    amount: Fraction.of(amount),
  })),
  net: Fraction.of(net),
  total: Fraction.of(total),
});

/** The oracle's invoices of everybody; of a customer whose plan is not there, none. */
function sideOf(documents: readonly PlainDocument[], people: readonly Person[]): Side {
  return new Map(
    people.flatMap(({ account, records }) => {
      const invoices = rate(documents, account, records)?.invoices ?? [];
      return invoices.length === 0 ? [] : [[account.id, invoices.map(tableInvoice)] as const];
    }),
  );
}

/** The plans of before with the allowances of after, where that is a matter of putting a list in the place of another. */
function withAllowances(
  base: readonly PlainDocument[],
  head: readonly PlainDocument[],
): readonly PlainDocument[] | undefined {
  const keyOf = ({ plan, effective }: PlainDocument): string => `${String(plan)} ${String(map(effective)?.new ?? '')}`;
  const plans = (all: readonly PlainDocument[]) => all.filter(({ plan }) => plan !== undefined);
  const names = new Set(plans(head).map(({ plan }) => String(plan)));
  const there = plans(base).filter(({ plan }) => names.has(String(plan)));
  const others = new Map(plans(head).map((one) => [keyOf(one), one]));
  if (there.some((one) => JSON.stringify(others.get(keyOf(one))?.effective) !== JSON.stringify(one.effective)))
    return undefined;
  if (
    others.size !==
    new Set([
      ...there.map(keyOf),
      ...plans(head)
        .filter(({ plan }) => !base.some((one) => one.plan === plan))
        .map(keyOf),
    ]).size
  )
    return undefined;
  return base.map((one) => {
    const other = one.plan === undefined ? undefined : others.get(keyOf(one));
    if (!other) return one;
    const { allowances: _, ...rest } = one;
    return list(other.allowances).length > 0 ? { ...rest, allowances: other.allowances! } : rest;
  });
}

function populationOf(people: readonly Person[]): Population {
  const plans = [...new Set(people.map(({ account }) => account.plan))];
  const segments = [...new Set(people.map(({ segment }) => segment))];
  return {
    kind: 'full',
    ...{ size: people.length, plans, segments, strata: [{ name: '', whole: people.length, sampled: people.length }] },
    nameOf: (customer) => people[customer]!.account.id,
    plan: Uint16Array.from(people, ({ account }) => plans.indexOf(account.plan)),
    segment: Uint16Array.from(people, ({ segment }) => segments.indexOf(segment)),
    weight: Float64Array.from(people, ({ weight }) => weight),
    stratum: new Uint32Array(people.length),
  };
}

const worldOf = ({ rows, sides }: RatedPopulation, side: number, { weight }: Population): World => {
  const part: Part = {
    bills: sides[side]!,
    rows,
    weight,
    month: undefined,
    at: undefined,
    onPlan: undefined,
    role: 'all',
  };
  return { months: rows.months, parts: [part] };
};

const met = {
  simulations: 0,
  refused: 0,
  changed: 0,
  oneSided: 0,
  gross: 0,
  allowances: 0,
  better: 0,
  suppressed: 0,
  several: 0,
  negative: 0,
  shocks: 0,
};

/** What is too large to be exact is refused, never rounded. */
function refusing<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError) || !/beyond what can be added exactly/.test(error.message)) throw error;
    return undefined;
  }
}

/** Steps of nothing are left out: the product tells every component that plans have, invoices only tell what they charge. */
const steps = (waterfall: Impact['waterfall']): Impact['waterfall'] =>
  waterfall
    .filter(({ before, after }) => !/^[-0.]*$/.test(before) || !/^[-0.]*$/.test(after))
    .map((step, at) => ({ step, at }))
    .sort((a, b) => (a.step.group === b.step.group ? (a.step.component < b.step.component ? -1 : 1) : a.at - b.at))
    .map(({ step }) => step);

async function check({ change, weights, fewest, percent, amount, costs }: Drawn, workers?: WorkerPool): Promise<void> {
  const head = applied(change.base, change.swaps);
  if (!isValid(change.base) || !isValid(head)) return;
  // Other plans are stood for by bills that are there: of the base, and of some of the change.
  const some = applied(change.base, change.swaps.slice(0, 1));
  const half = isValid(some) ? some : change.base;
  const people = peopleOf(change, weights);
  const [baseText, headText] = [toYaml(change.base), toYaml(head)];
  const [base, candidate] = [plansOf(baseText), plansOf(headText)];
  const units = unitsOf(baseText);
  const usage = mergeUsage(people.map(({ account, records }) => usageOf(units, account, records).usage));
  const accounts = people.map(({ account }) => inDays(account));
  const population = populationOf(people);
  const third = withAllowancesOf(base, candidate);
  const thirdDocuments = third && withAllowances(change.base, head);
  const withThird = third !== undefined && thirdDocuments !== undefined;
  const rater = populationRater(
    { usage: columnsOf(accounts, usage) },
    { population, invoices: accounts[0]!.invoices, pool: workers },
  );
  const asked: RatingAsked = {
    sides: [
      ...[{ plans: base }, { plans: candidate }, ...(withThird ? [{ plans: third }] : [])],
      { plans: plansOf(toYaml(half)) },
    ],
    measures: [],
  };
  const rated = await rater(asked).catch((error: unknown) => {
    // Amounts of very many decimals do not fit the columns: refused, never rounded.
    if (!(error instanceof PopulationError) || !/an amount is too large/.test(error.message)) throw error;
    return undefined;
  });
  if (!rated) {
    met.refused += 1;
    return;
  }

  const customers = people.map(
    ({ account, segment, weight }): TableCustomer => ({
      ...{ name: account.id, plan: account.plan, segment },
      weight: new Fraction(BigInt(weight), BigInt(MILLION)),
    }),
  );
  const before = sideOf(change.base, people);
  const after = sideOf(head, people);
  const allowances = withThird ? sideOf(thirdDocuments, people) : undefined;
  const others = [
    { plan: 'p', side: before },
    { plan: 'q', side: sideOf(half, people) },
    { plan: 'fresh', side: sideOf(half, people) },
  ];
  const months = [before, after, ...(allowances ? [allowances] : []), ...others.map(({ side }) => side)].flatMap(
    (side) => [...side.values()].flatMap((invoices) => invoices.map(({ month }) => month)),
  );
  const scale = rated.sides[0]!.scale;
  const segments = population.segments;
  const told = tables({
    ...{
      customers,
      plans: population.plans,
      segments,
      months: [...new Set(months)].sort(),
      before,
      after,
      allowances,
      others,
    },
    ...{ decimals: 2, costDecimals: Math.max(6, scale), fewest },
    shock: { percent: new Fraction(percent), amount: new Fraction(amount, 100) },
    commission: costs
      ? new Map(segments.map((name, at) => [name, new Fraction([7, 10, 1][at]!, [3, 1, 8][at]!)]))
      : undefined,
  });

  const place = { file: 's.yaml', line: 1, column: 1 };
  const costsGiven = {
    usage: [],
    commission: segments.map((segment, at) => ({
      ...{ segment, source: 'contract', place },
      percent: rational([7n, 10n, 1n][at]!, [3n, 1n, 8n][at]!),
    })),
    subsidy: [],
  };
  const last = rated.sides.at(-1)!;
  const impactFound = () =>
    impactOf(worldOf(rated, 0, population), worldOf(rated, 1, population), {
      ...{ population, decimals: 2, fewest },
      shock: { percent: rational(BigInt(percent)), amount: rational(BigInt(amount), 100n) },
      costs: costs ? costsGiven : undefined,
      allowances: withThird ? worldOf(rated, 2, population) : undefined,
      otherPlans: [
        { plan: 'p', bills: rated.sides[0]! },
        { plan: 'q', bills: last },
        { plan: 'fresh', bills: last },
      ],
    });
  const found = refusing(impactFound);
  if (!found) {
    met.refused += 1;
    return;
  }
  expect(found.checks.filter(({ same }) => !same)).toEqual([]);

  const { histogram, ...impact } = found.impact;
  const { inBin, ...rest } = told;
  expect({ ...impact, waterfall: steps(impact.waterfall) }).toEqual(rest);
  expect(histogram.bins).toEqual(histogram.bins.map(({ from }) => ({ from, customers: inBin(from, histogram.width) })));
  expect(histogram.width).toMatch(/^[0.]*[125]0*(\.0+)?$/);

  // The file of customers, added up from its text.
  const totals = refusing(() => {
    const all = new CustomerTotals();
    for (const row of customerRows({ population, rated, before: 0, after: 1, decimals: 2 })) all.add(row);
    return all.told(2);
  });
  const { revenue, billed } = impact;
  if (totals) {
    expect(totals).toEqual({
      ...{ before: billed.before, after: billed.after, change: billed.change },
      ...{ beforeNet: revenue.before, afterNet: revenue.after },
    });
  } else met.refused += 1;

  met.simulations += 1;
  if (impact.movers.length > 0) met.changed += 1;
  if (people.some(({ account: { id } }) => before.has(id) !== after.has(id))) met.oneSided += 1;
  if (impact.waterfall.some(({ group }) => group === 'tax-in-prices')) met.gross += 1;
  if (impact.waterfall.some(({ group, after: one }) => group === 'allowances' && !/^[-0.]*$/.test(one)))
    met.allowances += 1;
  if ((impact.betterOff?.moves.length ?? 0) > 0) met.better += 1;
  if (impact.plans.some(({ mark }) => mark === 'suppressed')) met.suppressed += 1;
  if (Math.max(0, ...rated.sides[0]!.invoices) > 1) met.several += 1;
  if ((impact.unpaid?.negative ?? 0) > 0) met.negative += 1;
  if (impact.shock.sampled > 0) met.shocks += 1;
}

test(
  `every table of ${SIMULATIONS} simulations is what the oracle's invoices add up to, seed ${SEED}`,
  async () => {
    await fc.assert(
      fc.asyncProperty(draws, (drawn) => check(drawn)),
      { numRuns: SIMULATIONS, seed: SEED, endOnFailure: true },
    );
    // What a run of this size must have met, or it compares nothing.
    const { refused, ...must } = met;
    expect(refused).toBeLessThan(SIMULATIONS / 10);
    for (const [what, times] of Object.entries(must)) expect([what, times > 0]).toEqual([what, true]);
  },
  15 * 60_000,
);

test('the same through workers', async () => {
  await fc.assert(
    fc.asyncProperty(draws, (drawn) => check(drawn, pool)),
    { numRuns: 10, seed: SEED + 1, endOnFailure: true },
  );
}, 120_000);
