/** Populations of recipes on several sides: against the engine, with one worker or two, sampled, on one plan, with responses. */

import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { add, decimal, formatRational, rational, ZERO } from '../../../src/exact/rational.ts';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { reacher } from '../../../src/run/diff/meaning.ts';
import { REACHES } from '../../../src/run/diff/result.ts';
import { load } from '../../../src/run/load.ts';
import { WorkerPool } from '../../../src/run/pool.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../../src/run/rate-accounts.ts';
import { PopulationError, populationRater } from '../../../src/run/simulate/rate-population.ts';
import { drawCustomers } from '../../../src/scenario/draw.ts';
import { expander } from '../../../src/scenario/expand.ts';
import type { Recipe } from '../../../src/scenario/recipe.ts';
import type { Measure, RatedPopulation, UsageResponse } from '../../../src/simulation/bills.ts';
import type { AccountUsage } from '../../../src/usage/batch.ts';
import { columnsOf, populationOf, sumsOfInvoices, sumsOfTable } from './columns.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const pool = new WorkerPool(2);
afterAll(() => pool.destroy());

const loaded = load({ root: ROOT, plans: 'plans', scenarios: 'scenarios' }, undefined);
if (!loaded.value) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { planFiles, entries, plans } = loaded.value;
const base: CompiledPlans = plans.compiled;
const recipeOf = (id: string): Recipe => {
  const found = entries.find((entry) => 'recipe' in entry && entry.recipe.id === id);
  if (!found || !('recipe' in found)) throw new Error(`no recipe ${id}`);
  return { ...found.recipe, count: 150 };
};

/** The same plans with some text otherwise. */
function plansWith(from: RegExp, to: string): CompiledPlans {
  const files = planFiles.map(({ file, text }) => ({ file, text: text.replace(from, to) }));
  expect(files.map(({ text }) => text)).not.toEqual(planFiles.map(({ text }) => text));
  const { value, problems } = preparePlans(files);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value.compiled;
}
const head = plansWith(/amount: (\d+)\.99/g, 'amount: $1.49');

const recipes = entries.flatMap((entry) => ('recipe' in entry ? [entry.recipe.id] : []));
const sourceOf = (ids: readonly string[]) =>
  ids.map((id) => {
    const recipe = recipeOf(id);
    return { recipe, draws: drawCustomers(recipe) };
  });
const peopleOf = (source: ReturnType<typeof sourceOf>) => source.map(({ recipe, draws }) => expander(recipe)(draws));

const measures: readonly Measure[] = ['voice', 'data', 'sms'].map((service) => ({
  id: service,
  match: { services: [service], directions: undefined, to: undefined, in: undefined },
  group: service,
}));

/** All bytes of a result, column by column. */
const bytesOf = ({ rows, sides, reach, ...counts }: RatedPopulation): string =>
  JSON.stringify([
    ...[rows.months, [...rows.customer], [...rows.month], [...rows.first], reach && [...reach], counts],
    sides.map(({ amounts, net, total, invoices, used, ...rest }) => [
      rest,
      [...amounts, net, total, invoices, ...used].map((column) => [...column]),
    ]),
  ]);

test('recipes of the portfolio, with changes of plan and terminations: the amounts, usage and reach of the engine', async () => {
  const source = sourceOf(recipes);
  const people = peopleOf(source);
  const accounts = people.flatMap((one) => one.accounts);
  expect(accounts.some(({ changes }) => changes)).toBe(true);
  expect(accounts.some(({ terminated }) => terminated !== undefined)).toBe(true);
  const rate = populationRater(
    { recipes: source },
    { population: populationOf(accounts), invoices: undefined, pool: undefined },
  );
  const result = await rate({ sides: [{ plans: base }, { plans: head }], measures });
  for (const [side, of] of [base, head].entries()) {
    const rated = people.map((one) => rateAccounts(of, one.accounts, one.usage, { usage: true }));
    expect(sumsOfTable(result, result.sides[side]!)).toEqual(sumsOfInvoices(rated.flatMap(({ invoices }) => invoices)));
    expect(result.sides[side]!.unrated).toBe(rated.reduce((sum, { unrated }) => sum + unrated.length, 0));
    expect(result.sides[side]!.screened).toBe(rated.reduce((sum, { screened }) => sum + screened.length, 0));
    for (const [index, { id }] of measures.entries()) {
      const { used, perBase } = result.sides[side]!;
      const sum = [...used[index]!].reduce((all, one) => all + BigInt(one), 0n);
      const expected = rated
        .flatMap(({ usage = [] }) => usage.filter(({ service }) => service === id))
        .reduce((all, { quantity }) => add(all, decimal(quantity)), ZERO);
      expect(formatRational(rational(sum, BigInt(perBase[index]!)))).toBe(formatRational(expected));
    }
  }
  expect(result.records).toBe(people.reduce((sum, { usage }) => sum + usage.start.length, 0));
  const reach = reacher(base, head);
  expect(Array.from(result.reach!, (one) => REACHES[one])).toEqual(accounts.map((account) => reach(account).reach));
});

const less = (plansThere: number, factor: number): UsageResponse => ({
  seed: 7,
  services: [
    { service: 'voice', by: 'length' },
    { service: 'data', by: 'records' },
  ],
  factors: Array.from({ length: plansThere }, () => [factor, factor - 50_000]),
});

test('one worker, two, and none give the same bytes', async () => {
  const source = sourceOf(recipes.slice(0, 3));
  const accounts = peopleOf(source).flatMap((one) => one.accounts);
  const population = populationOf(accounts);
  const usage = less(population.plans.length, 900_000);
  const asked = { sides: [{ plans: base }, { plans: head }, { plans: head, usage }], measures };
  const alone = new WorkerPool(1);
  const results = await Promise.all(
    [undefined, alone, pool].map((one) =>
      populationRater({ recipes: source }, { population, invoices: undefined, pool: one })(asked),
    ),
  );
  await alone.destroy();
  const [first, ...others] = results.map(bytesOf);
  for (const other of others) expect(other === first).toBe(true);
  // A third side takes nothing from what was there: used less, and not by a byte otherwise.
  const [before, after] = [results[0]!.sides[1]!, results[0]!.sides[2]!];
  const sum = (column: Float64Array): number => column.reduce((all, one) => all + one, 0);
  expect(sum(after.used[0]!) / sum(before.used[0]!)).toBeCloseTo(0.9, 2);
  expect(after.used[2]).toEqual(before.used[2]);
});

/** Customers of a recipe without changes of plan, as usage files have them. */
function fileOf(id: string) {
  const recipe = recipeOf(id);
  const { accounts, usage } = expander(recipe)(drawCustomers(recipe));
  expect(accounts.some(({ changes }) => changes)).toBe(false);
  return { recipe, accounts, usage, columns: columnsOf(accounts, usage as AccountUsage, 40) };
}
const PLAIN = recipes.find((id) => recipeOf(id).lifecycle === undefined)!;

test('the same customers from blocks of columns as from their recipe; a sample has the rows of the whole', async () => {
  const { recipe, accounts, columns } = fileOf(PLAIN);
  const rating = { population: populationOf(accounts), invoices: recipe.invoices, pool };
  const asked = { sides: [{ plans: base }, { plans: head }], measures };
  const whole = await populationRater({ usage: columns }, rating)(asked);
  const made = await populationRater({ recipes: [{ recipe, draws: drawCustomers(recipe) }] }, rating)(asked);
  expect(bytesOf(whole)).toBe(bytesOf(made));

  const chosen = Uint32Array.of(3, 39, 40, 41, 119, 149);
  const some = [...chosen].map((place) => accounts[place]!);
  const sample = await populationRater(
    { usage: columns, chosen },
    { ...rating, population: populationOf(some) },
  )(asked);
  const expected = sumsOfInvoices(
    rateAccounts(head, accounts, fileOf(PLAIN).usage).invoices.filter((_, at) => chosen.includes(at)),
  );
  expect(sumsOfTable(sample, sample.sides[1]!)).toEqual(expected);
});

test('everybody on one plan, where currency, clock and prices allow', async () => {
  const { recipe, accounts, usage, columns } = fileOf(PLAIN);
  const rating = { population: populationOf(accounts), invoices: recipe.invoices, pool: undefined };
  const [own] = accounts.map(({ plan }) => plan);
  const currency = base.get(own!)![0]!.currency.code;
  const foreign = [...base.values()].find(([version]) => version!.currency.code !== currency)![0]!.id;
  const result = await populationRater(
    { usage: columns },
    rating,
  )({
    sides: [
      { plans: base, onPlan: own! },
      { plans: base, onPlan: foreign },
    ],
    measures: [],
  });
  // Calendar cycles: who was there before the first cycle that is billed, changes to the plan on its first day.
  const eve = new Date((recipe.invoices.from - 1) * 86_400_000);
  const begins = Date.UTC(eve.getUTCFullYear(), eve.getUTCMonth()) / 86_400_000;
  const moved = accounts.map((account) =>
    account.activated < begins ? { ...account, changes: [{ on: begins, plan: own! }] } : { ...account, plan: own! },
  );
  expect(sumsOfTable(result, result.sides[0]!)).toEqual(sumsOfInvoices(rateAccounts(base, moved, usage).invoices));
  expect(result.sides[1]!.invoices.every((count) => count === 0)).toBe(true);
});

const FEE = (amount: string, rounding = ''): CompiledPlans => {
  const text = `
plan: fee
name: Fee
currency: EUR
timezone: UTC
prices: net
effective: { new: 2025-01-01 }
bill_cycle: { anchor: activation }
${rounding}
recurring: [{ id: monthly-fee, amount: ${amount}, charged: in-arrears, prorate: { termination: actual } }]
usage: [{ id: voice, match: { service: voice }, increment: 60 s, rate: 0.10 / min }]
`;
  const { value, problems } = preparePlans([{ file: 'fee.yaml', text }]);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value.compiled;
};

const DAY = (text: string): number => Date.parse(text) / 86_400_000;
const account = (id: string, activated: string, terminated?: string) => ({
  ...{ id, plan: 'fee', activated: DAY(activated), terminated: terminated === undefined ? undefined : DAY(terminated) },
  invoices: { from: DAY('2026-03-01'), before: DAY('2026-05-01') },
});
const calls = (accounts: readonly { readonly id: string }[], quantity: number): AccountUsage => ({
  coding: {
    kinds: [{ service: 'voice', direction: '', to: '', in: '' }],
    quanta: new Map([['voice', rational(1n)]]),
  },
  accounts: accounts.map(({ id }) => id),
  first: Uint32Array.from({ length: accounts.length + 1 }, (_, index) => index),
  start: new Float64Array(accounts.length).fill(DAY('2026-03-05') * 86_400_000),
  local: true,
  quantity: new Float64Array(accounts.length).fill(quantity),
  kind: new Uint16Array(accounts.length),
  row: new Float64Array(accounts.length),
});

test('cycles that begin on one day of February and end on several of March are kept apart', () => {
  // From 28 February: to 30 March for whoever came on the 30th, to 31 March after the 31st. Nine days of service, to
  // 9 March: 9/30 of 31.00 are 9.30, 9/31 are 9.00; and 0.10 for the call of a minute.
  const both = [account('a', '2026-01-30', '2026-03-09'), account('b', '2026-01-31', '2026-03-09')];
  const { invoices } = rateAccounts(FEE('31.00'), both, calls(both, 60));
  expect(invoices.map((own) => own.map(({ date, total }) => `${date} ${total}`))).toEqual([
    ['2026-03-30 9.40'],
    ['2026-03-31 9.10'],
  ]);
});

test('an amount that no column holds, names the customer', async () => {
  const one = [account('somebody', '2026-01-01')];
  const plansOfBillions = FEE('99999999999999.00');
  const rate = populationRater(
    { usage: columnsOf(one, calls(one, 60)) },
    { population: populationOf(one), invoices: one[0]!.invoices, pool: undefined },
  );
  const refused = rate({ sides: [{ plans: plansOfBillions }], measures: [] });
  await expect(refused).rejects.toThrow(PopulationError);
  await expect(refused).rejects.toThrow('customer somebody cannot be rated: an amount is too large');
});
