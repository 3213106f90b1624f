/** Laws of a simulation that hold for any population and any plans, end to end: files in, simulation and customers out. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CustomerRow } from '../../src/simulation/impact/customers.ts';
import type { Change, Impact, Simulation } from '../../src/simulation/result.ts';
import { writeParquet } from '../usage/usage-folder.ts';
import { difference, folderOf, plain, product, type Simulated, simulated, sumText } from './simulated.ts';
import {
  lehmer,
  mappingOf,
  plansOf,
  RECIPE,
  type Side,
  type TownCustomer,
  town,
  USAGE_POPULATION,
  usageOf,
} from './town.ts';

const TOWN = town(180);

interface Asked {
  readonly base?: Side;
  readonly candidate?: Side;
  readonly customers?: readonly TownCustomer[];
  readonly weight?: (index: number) => string;
  readonly population?: string;
  readonly more?: string;
  /** Files in the place of those of the town. */
  readonly files?: Record<string, string | Uint8Array>;
}

/** From side A to B for all of the town, unless otherwise asked. */
function simulate(asked: Asked = {}): Promise<Simulated> {
  const { base = 'a', candidate = 'b', customers = TOWN, weight, population = USAGE_POPULATION, more = '' } = asked;
  const root = folderOf({
    ...{ ...plansOf(base, 'plans'), ...plansOf(candidate, 'candidate'), 'scenarios/people.yaml': RECIPE },
    ...{ 'usage.yaml': mappingOf(weight !== undefined), ...usageOf(customers, 'data', weight) },
    'scenarios/sim.yaml': `simulation: law\ncandidate: { plans: ../candidate }\n${population}\n${more}`,
    ...asked.files,
  });
  return simulated(root, 'scenarios/sim.yaml');
}

type Sums = Readonly<Record<string, readonly [string, string]>>;

/** Before and after of everything that is a sum over customers. Bundles and the usage that they cover count together. */
function sumsOf({ customers, revenue, tax, billed, waterfall, plans, segments, months }: Impact): Sums {
  const sums = new Map<string, [string, string]>();
  const add = (name: string, { before, after }: { readonly before: string; readonly after: string }): void => {
    const [one, other] = sums.get(name) ?? ['0', '0'];
    sums.set(name, [sumText([one, before]), sumText([other, after])]);
  };
  const totals: [string, Change][] = [
    ['customers', customers],
    ['revenue', revenue],
    ['tax', tax],
    ['billed', billed],
  ];
  for (const [name, change] of totals) add(name, change);
  for (const { group, component, ...step } of waterfall) {
    add(group === 'usage' || group === 'allowances' ? 'step usage' : `step ${group} ${component}`, step);
  }
  for (const { name, revenue: own } of plans) if (own) add(`plan ${name}`, own);
  for (const { name, revenue: own } of segments) if (own) add(`segment ${name}`, own);
  for (const { month, revenue: own } of months) add(`month ${month}`, own);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const mapped = (sums: Sums, one: (before: string, after: string, name: string) => readonly [string, string]): Sums =>
  Object.fromEntries(Object.entries(sums).map(([name, [before, after]]) => [name, one(before, after, name)]));

/** Before, after and change of the bill, by customer. */
const billsOf = (rows: readonly CustomerRow[]) =>
  new Map(
    rows.map(({ customer, before, after, change }) => [customer, [before.total, after.total, change].map(plain)]),
  );

const without = (simulation: Simulation): unknown => ({ ...simulation, header: undefined });

/** Lines of a file of usage in another order. */
function shuffled(text: string): string {
  const random = lehmer(99);
  const [head, ...lines] = text.trimEnd().split('\n');
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }
  return `${head}\n${lines.join('\n')}\n`;
}

const USAGE_FILES = usageOf(TOWN, 'data');
const MIXED = Object.fromEntries(
  ['data/calls.csv', 'data/data.csv'].map((name) => [name, shuffled(USAGE_FILES[name]!)]),
);

test('the order of records in the files does not matter', async () => {
  const [one, mixed] = [await simulate(), await simulate({ files: MIXED })];
  expect(mixed.simulation).toEqual(one.simulation);
  expect(mixed.customers).toEqual(one.customers);
});

/** The same files as Parquet with typed columns, which are read another way than texts: all of them as numbers, put in order in memory. */
async function asParquet(files: Readonly<Record<string, string>>): Promise<Record<string, Uint8Array | string>> {
  const folder = folderOf(files);
  const columns = (name: string): string => (name === 'calls' ? 's::BIGINT AS s' : 'mb::DECIMAL(12, 1) AS mb');
  const typed: Record<string, Uint8Array | string> = {
    'usage.yaml': mappingOf().replaceAll(/(calls|data)\.csv/g, '$1.parquet'),
  };
  for (const name of ['calls', 'data']) {
    const path = join(folder, `${name}.parquet`);
    const from = `read_csv('${folder}/data/${name}.csv', all_varchar = true)`;
    await writeParquet(path, `SELECT account, "at"::TIMESTAMP AS "at", ${columns(name)} FROM ${from}`);
    typed[`data/${name}.parquet`] = readFileSync(path);
  }
  return typed;
}

test('nor does it in Parquet files, and they are as the same records in text', async () => {
  const text = await simulate();
  const bills = (rows: readonly CustomerRow[]): unknown[] =>
    rows.map(({ customer, before, after }) => [customer, before, after]);
  for (const files of [USAGE_FILES, { ...USAGE_FILES, ...MIXED }]) {
    const typed = await simulate({ files: await asParquet(files) });
    expect(bills(typed.customers)).toEqual(bills(text.customers));
    expect(typed.simulation.static).toEqual(text.simulation.static);
  }
  const mixed = Object.keys(MIXED).map((name) => MIXED[name] === USAGE_FILES[name]);
  expect(mixed).toEqual([false, false]);
});

test('a population in two parts adds up to the whole, component by component', async () => {
  const [whole, first, second] = await Promise.all([
    simulate(),
    simulate({ customers: TOWN.slice(0, 77) }),
    simulate({ customers: TOWN.slice(77) }),
  ]);
  const [one, other] = [sumsOf(first.simulation.static), sumsOf(second.simulation.static)];
  const sums = sumsOf(whole.simulation.static);
  expect(Object.keys(sums).length).toBeGreaterThan(12);
  expect(
    mapped(
      sums,
      (_before, _after, name) =>
        [0, 1].map((side) => sumText([one[name]![side]!, other[name]![side]!])) as [string, string],
    ),
  ).toEqual(sums);
  expect([...first.customers, ...second.customers]).toEqual(whole.customers);
  expect(whole.customers.length).toBeGreaterThan(150);
});

test('there and back again is nothing, customer by customer', async () => {
  const [there, back] = await Promise.all([simulate(), simulate({ base: 'b', candidate: 'a' })]);
  expect(sumsOf(back.simulation.static)).toEqual(
    mapped(sumsOf(there.simulation.static), (before, after) => [after, before]),
  );
  const turned = new Map(
    [...billsOf(there.customers)].map(([who, [before, after, change]]) => [
      who,
      [after, before, plain(difference('0', change!))],
    ]),
  );
  expect(billsOf(back.customers)).toEqual(turned);
  // Not because nothing moves.
  expect([...turned.values()].filter(([, , change]) => change !== '0').length).toBeGreaterThan(100);
});

test('one step and another are both steps at once', async () => {
  const [first, second, both] = await Promise.all([
    simulate(),
    simulate({ base: 'b', candidate: 'c' }),
    simulate({ candidate: 'c' }),
  ]);
  const [one, other, all] = [first, second, both].map(({ simulation }) => sumsOf(simulation.static));
  expect(mapped(all!, (_before, _after, name) => [one![name]![0], other![name]![1]])).toEqual(all);
  expect(mapped(one!, (_before, after) => [after, after])).toEqual(mapped(other!, (before) => [before, before]));
  const [ab, bc, ac] = [first, second, both].map(({ customers }) => billsOf(customers));
  for (const [who, [before, after, change]] of ac!) {
    expect([who, before, after, change]).toEqual([
      who,
      ab!.get(who)![0],
      bc!.get(who)![1],
      sumText([ab!.get(who)![2]!, bc!.get(who)![2]!]),
    ]);
  }
});

test('a sample of everybody is everybody, without an interval', async () => {
  const by = 'by: [plan, segment]';
  const population = USAGE_POPULATION.replace(' }', `, sample: { customers: 180, ${by}, seed: 9 } }`);
  const [whole, sample] = await Promise.all([simulate(), simulate({ population })]);
  // Everybody was rated: there is nothing left to draw otherwise.
  expect([sample.simulation.certainty.method, sample.simulation.header.population.kind]).toEqual(['none', 'full']);
  expect(sample.simulation.static).toEqual(whole.simulation.static);
  expect(sample.customers).toEqual(whole.customers);
});

test('of customers who are alike any sample is everybody, whoever is drawn', async () => {
  // One customer of each plan and segment, ten times.
  const kinds = [...new Map(TOWN.map((one) => [`${one.plan} ${one.segment}`, one])).values()];
  const customers = kinds.flatMap((kind) =>
    Array.from({ length: 10 }, (_, index) => {
      const id = `${kind.id}-${index}`;
      const own = (lines: readonly string[]): string[] => lines.map((line) => line.replace(kind.id, id));
      return { ...kind, id, calls: own(kind.calls), data: own(kind.data) };
    }),
  );
  // Six of each ten: weights of 1.666666 and 1.666667, which add up to 10.
  const sample = (seed: number): string =>
    `, sample: { customers: ${6 * kinds.length}, by: [plan, segment], seed: ${seed} } }`;
  const [whole, one, other] = await Promise.all(
    [' }', sample(9), sample(10)].map((end) =>
      simulate({ customers, population: USAGE_POPULATION.replace(' }', end), more: 'fewest: 1\n' }),
    ),
  );
  expect(kinds).toHaveLength(6);
  for (const drawn of [one!, other!]) {
    expect(drawn.customers).toHaveLength(36);
    expect(sumsOf(drawn.simulation.static)).toEqual(sumsOf(whole!.simulation.static));
  }
  expect(one!.customers.map(({ customer }) => customer)).not.toEqual(other!.customers.map(({ customer }) => customer));
});

test('twice the weights are twice the money, of every customer as of all', async () => {
  // Weights that no two neighbours share, to the millionth.
  const millionths = (index: number): number => 1_000_001 + 7_919 * index;
  const weight = (times: number) => (index: number) => {
    const text = `${times * millionths(index)}`.padStart(7, '0');
    return `${text.slice(0, -6)}.${text.slice(-6)}`;
  };
  const [one, two] = await Promise.all([simulate({ weight: weight(1) }), simulate({ weight: weight(2) })]);
  const sums = sumsOf(one.simulation.static);
  expect(sumsOf(two.simulation.static)).toEqual(
    mapped(sums, (before, after) => [product(before, '2'), product(after, '2')]),
  );
  // Sums of bills times weights are the totals told.
  const told = one.customers.map(({ weight: own, before }) => product(own, before.net));
  expect(sumText(told)).toBe(plain(one.simulation.static.revenue.before));
  const { bands, deciles, histogram, shock } = one.simulation.static;
  const other = two.simulation.static;
  expect(other.bands.map(({ customers = '0', change = '0' }) => [customers, change].map(plain))).toEqual(
    bands.map(({ customers = '0', change = '0' }) => [customers, change].map((text) => product(text, '2'))),
  );
  expect(other.deciles.map(({ billed }) => billed && plain(billed.change))).toEqual(
    deciles.map(({ billed }) => billed && product(billed.change, '2')),
  );
  expect(plain(other.shock.bills)).toBe(product(shock.bills, '2'));
  expect(other.histogram.bins.map(({ customers }) => plain(customers))).toEqual(
    histogram.bins.map(({ customers }) => product(customers, '2')),
  );
  expect(other.arpu).toEqual(one.simulation.static.arpu);
});

test('customers of a recipe that stand for twice as many pay twice as much', async () => {
  const population = 'population: { recipes: [people] }';
  const [one, two] = await Promise.all([
    simulate({ population }),
    simulate({ population, files: { 'scenarios/people.yaml': RECIPE.replace('45000', '90000') } }),
  ]);
  expect(sumsOf(two.simulation.static)).toEqual(
    mapped(sumsOf(one.simulation.static), (before, after) => [product(before, '2'), product(after, '2')]),
  );
});

test('calibrating to totals that hold already moves nothing', async () => {
  const business = TOWN.filter(({ segment }) => segment === 'business').length;
  const plainly = await simulate();
  const bytes = TOWN.flatMap(({ data }) => data.map((line) => product(line.split(',')[2]!, '1000000')));
  const controls = `[
    { customers: ${business}, segment: business, source: CRM }, { customers: ${180 - business}, segment: consumer, source: CRM },
    { usage: ${sumText(bytes)} B, service: data, source: network } ]`;
  const population = USAGE_POPULATION.replace(' }', `, calibrate: ${controls} }`);
  const calibrated = await simulate({ population });
  const { calibration } = calibrated.simulation.controls;
  expect(calibration!.controls.map(({ before, after }) => [before, after])).toEqual(
    calibration!.controls.map(({ asked }) => [asked, asked]),
  );
  expect(calibration!.moved.map(Number)).toEqual([1, 1, 1]);
  expect(calibrated.customers).toEqual(plainly.customers);
  expect(without({ ...calibrated.simulation, controls: plainly.simulation.controls, assumptions: [] })).toEqual(
    without({ ...plainly.simulation, assumptions: [] }),
  );
});

test('where shops get a quarter of revenue, all that is told of margin is three quarters of it: the same draws', async () => {
  const population = USAGE_POPULATION.replace(' }', ', sample: { customers: 120, by: [plan, segment], seed: 4 } }');
  const more = `fewest: 1
costs: { commission: { share: 25 %, source: shops } }
behaviour:
  elasticity: { service: data, value: -0.5, source: study }
  churn: { points: [{ bill: 0 %, leave: 0 % }, { bill: 10 %, leave: 9 % }], source: study }
  phase_in: { months: [30 %, 100 %], source: letters }
`;
  const { simulation } = await simulate({ population, more });
  const pairs = [simulation.static, simulation.behaviour!.impact].flatMap(
    ({ revenue, cost, margin, segments, plans }): [Change, Change, number][] => {
      const rows = [...segments, ...plans].filter((row) => row.revenue?.interval);
      expect(rows.length).toBeGreaterThan(3);
      expect(margin!.percentInterval).toBeDefined();
      return [
        [revenue, cost!, 0.25],
        [revenue, margin!, 0.75],
        ...rows.map((row): [Change, Change, number] => [row.revenue!, row.margin!, 0.75]),
      ];
    },
  );
  for (const [whole, part, share] of pairs) {
    expect(part.percent).toBe(whole.percent);
    // Ends are told in cents, and in ten-thousandths of a percent.
    for (const end of ['low', 'high'] as const) {
      expect(Math.abs(Number(part.interval![end]) - share * Number(whole.interval![end]))).toBeLessThan(0.01);
      expect(part.percentInterval?.[end]).toBe(whole.percentInterval?.[end]);
    }
    expect(Number(part.interval!.low)).toBeLessThan(Number(part.interval!.high));
  }
  // That the price was found from the same customers is in none of them, and is told; with customers as they are nothing rests on it.
  const told = ({ notes }: Simulation): number => notes.filter((note) => note.includes('too narrow')).length;
  expect([told(simulation), told((await simulate({ population })).simulation)]).toEqual([1, 0]);
});
