/**
 * A change of nothing is exactly zero in every table: no cell is left to chance, because the result is walked to its leaves, and a
 * table that is new is walked too. Once with customers as they are, once with every behaviour there is and no response in any of it.
 */

import { expect, test } from 'vitest';
import type { Simulation } from '../../src/simulation/result.ts';
import { readXlsx } from '../reporting/simulation/read-xlsx.ts';
import { csvRows, folderOf, plain, rateproof, reportOf, simulated } from './simulated.ts';
import { mappingOf, plansOf, RECIPE, town, usageOf } from './town.ts';

/** Its candidate is the same plans again, read from another folder. */
const HEAD = 'simulation: nothing\ncandidate: { plans: ../again }\n';
/** In two batches: two workers have something to divide. */
const RECIPES = `${HEAD}population: { recipes: [people] }\n`;
const USAGE = `${HEAD}population: { usage: ../usage.yaml, data: ../data }\ninvoices: { from: 2026-04-01, before: 2026-05-02 }\n`;
const SAMPLE = `${HEAD}
population: { usage: ../usage.yaml, data: ../data, stands_for: 9000, sample: { customers: 120, by: [plan, segment], seed: 3 } }
invoices: { from: 2026-04-01, before: 2026-05-02 }
`;

/** Every kind of response, and none of it: nobody buys less, leaves, moves, takes up or comes. */
const NO_RESPONSE = `
behaviour:
  elasticity: [{ service: data, value: 0, source: none }, { service: voice, value: 0, by: length, source: none }]
  churn: [{ points: [{ bill: 0 %, leave: 0 % }, { bill: 50 %, leave: 0 % }], source: none }]
  migration: { inertia: 100 %, at_least: 0.01, to: all, source: none }
  take_up: [{ plan: large, of: { plan: small }, share: 0 %, new_customers: 0, source: none }]
  phase_in: { months: [33 %, 100 %], source: none }
costs:
  usage: [{ id: data-cost, match: { service: data }, cost: 0.31 EUR / GB, source: network }]
  commission: { share: 3 %, source: shops }
`;
/** The same with responses to a change of the price alone: there is none, so nobody answers it. */
const NOTHING_TO_RESPOND_TO = `
behaviour:
  elasticity: [{ service: data, value: -0.7, source: study }, { service: voice, value: -0.4, by: length, source: study }]
  churn: [{ points: [{ bill: 0 %, leave: 0 % }, { bill: 10 %, leave: 9 % }], source: study }]
  phase_in: { months: [50 %, 100 %], source: letters }
`;
const PATH = 'path: { months: 4, from: 2026-07, growth: { customers: 1 % }, source: budget }\n';

const project = (simulation: string): string =>
  folderOf({
    ...{
      ...plansOf('a', 'plans'),
      ...plansOf('a', 'again'),
      'scenarios/people.yaml': RECIPE.replace('count: 150', 'count: 2100'),
    },
    ...{ 'usage.yaml': mappingOf(), ...usageOf(town(180), 'data'), 'scenarios/sim.yaml': simulation },
  });

/** Whatever says how much something changes. Numbers of customers who lose or gain are changes as well. */
const OF_CHANGE = new Set(['change', 'percent', 'low', 'high', 'less', 'more', 'bills', 'error', 'mean', 'falls']);

interface Leaf {
  readonly path: string;
  readonly text: string | null;
}

/** Every leaf that tells a change, and every `after` less its `before`. */
function changes(value: unknown, path = ''): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => changes(one, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [];
  const fields = Object.entries(value);
  const own = fields.flatMap(([key, one]): Leaf[] =>
    OF_CHANGE.has(key) && (typeof one === 'string' || one === null) ? [{ path: `${path}.${key}`, text: one }] : [],
  );
  const { before, after } = value as { before?: unknown; after?: unknown };
  const moved =
    typeof before === 'string' && typeof after === 'string' && plain(before) !== plain(after)
      ? [{ path: `${path}: ${before} -> ${after}`, text: 'moved' }]
      : [];
  return [...own, ...moved, ...fields.flatMap(([key, one]) => changes(one, `${path}.${key}`))];
}

const isNothing = ({ text }: Leaf): boolean => text === null || /^-?0(?:\.0+)?$/.test(text);

/** Names of fields that hold text that is a number, so that a table with another word for a change is seen here. */
function wordsOf(value: unknown, words = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) wordsOf(one, words);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if (typeof one === 'string' && /^-?\d+(?:\.\d+)?$/.test(one)) words.add(key);
      wordsOf(one, words);
    }
  }
  return words;
}

/** Numbers that a null change leaves as they are: how much there is, and where a bin, a decile or an assumption lies. */
const NOT_A_CHANGE = new Set([
  ...[
    'before',
    'after',
    'customers',
    'from',
    'to',
    'width',
    'revenue',
    'same',
    'confidence',
    'amount',
    'weight',
    'one',
  ],
  ...['other', 'saving', 'price', 'elasticity', 'asked', 'reached', 'name', 'component', 'value', 'cannibalised'],
  ...['fromOurs', 'newCustomers', 'customer', 'much-better', 'better', 'worse', 'much-worse', 'rateproof', 'at'],
]);

const cases = [
  ['recipes', RECIPES],
  ['recipes, with behaviour and a path, all responses zero', `${RECIPES}${NO_RESPONSE}${PATH}`],
  ['usage files', USAGE],
  ['usage files, with behaviour, all responses zero', `${USAGE}${NO_RESPONSE}`],
  ['usage files, responses to a price that does not move', `${USAGE}${NOTHING_TO_RESPOND_TO}${PATH}`],
  ['a sample of usage files, with behaviour and a path, all responses zero', `${SAMPLE}${NO_RESPONSE}${PATH}`],
] as const;

const behaves = (name: string): boolean => name.includes('behaviour') || name.includes('responses');

test.each(cases)('%s: zero in every table, whatever the number of workers', async (name, asked) => {
  const root = project(asked);
  rateproof(root, 'simulate', 'scenarios/sim.yaml', '--workers', '2', '--out', 'out', '--no-cache');
  const text = reportOf(root, 'simulation.json', 'out').toString();
  const simulation = JSON.parse(text) as Simulation;
  // What has no behaviour divides its work no other way: one other number is enough.
  for (const workers of behaves(name) ? [1, 3] : [3]) {
    const other = await simulated(root, 'scenarios/sim.yaml', workers);
    expect(JSON.parse(JSON.stringify(other.simulation))).toEqual(simulation);
  }
  const { static: still, behaviour } = simulation;
  expect(Number(still.revenue.before)).toBeGreaterThan(1000);
  expect(behaviour !== undefined).toBe(behaves(name));

  // Everything that tells a change tells none; and there are many of them.
  const { sets, monteCarlo, tornado, breakEven, ...certainty } = simulation.certainty;
  expect([sets, monteCarlo, tornado, breakEven]).toEqual([undefined, undefined, [], []]);
  for (const table of [still, behaviour?.impact]) {
    if (!table) continue;
    // How much a shock is was asked for: it is no change.
    const told = changes({ ...table, shock: { ...table.shock, percent: undefined } });
    expect(told.length).toBeGreaterThan(50);
    expect(told.filter((leaf) => !isNothing(leaf))).toEqual([]);
    // Nobody's bill moves, and nobody's cost: there is nothing to give an interval of, as of revenue.
    for (const change of [
      table.revenue,
      table.arpu,
      table.cost,
      table.margin,
      ...table.segments.map((row) => row.margin),
    ])
      expect([change?.interval, change?.percentInterval]).toEqual([undefined, undefined]);
    if (name.includes('with behaviour')) expect(Number(table.margin!.before)).toBeGreaterThan(100);
    // Every customer pays the same, and none has moved.
    expect(
      table.bands
        .filter(({ customers = '0', sampled }) => plain(customers) !== '0' || sampled > 0)
        .map(({ band }) => band),
    ).toEqual(['same']);
    expect(table.histogram.bins.map(({ from }) => plain(from))).toEqual(['0']);
    expect(table.movers).toEqual([]);
    expect([table.shock.sampled, table.shock.customers, table.shock.bills].map(Number)).toEqual([0, 0, 0]);
    for (const { bands } of table.deciles) {
      if (bands)
        expect(Object.entries(bands).filter(([band, count]) => band !== 'same' && plain(count) !== '0')).toEqual([]);
    }
  }
  if (behaviour) {
    // The candidate with responses, growth apart, is the base: each response moves nothing. Growth moves both sides.
    const moved = behaviour.responses.filter(({ response, change }) => response !== 'growth' && plain(change) !== '0');
    expect(moved).toEqual([]);
    expect(
      behaviour.usage.filter(
        ({ asked, reached }) => Number(asked) !== 100 || (reached !== null && Number(reached) !== 100),
      ),
    ).toEqual([]);
    for (const gone of [behaviour.churn?.customers, behaviour.churn?.revenue, behaviour.migration?.customers]) {
      expect(plain(gone ?? '0')).toBe('0');
    }
    expect(
      behaviour.takeUp.filter(({ fromOurs, newCustomers, revenue }) =>
        [fromOurs, newCustomers, revenue].some((one) => plain(one) !== '0'),
      ),
    ).toEqual([]);
  }
  const unknown = [...wordsOf({ still, behaviour, certainty })].filter(
    (word) => !NOT_A_CHANGE.has(word) && !OF_CHANGE.has(word),
  );
  expect(unknown).toEqual([]);

  const rows = csvRows(reportOf(root, 'customers.csv', 'out').toString());
  expect(rows.length).toBeGreaterThan(90);
  for (const row of rows) {
    expect(plain(row.change!)).toBe('0');
    for (const what of ['net', 'tax', 'total', 'cost', 'margin'])
      expect(row[`${what}_after`]).toBe(row[`${what}_before`]);
    expect(row.reach).toBe('untouched');
  }

  // The workbook: cells below a heading that says change, in every sheet. What the months ahead grow by is no change of plans.
  const book = readXlsx(reportOf(root, 'simulation.xlsx', 'out'));
  let looked = 0;
  for (const [sheet, cells] of book.cells) {
    const heads = new Map<string, string>();
    for (const [at, { kind, value }] of cells) {
      const column = at.replace(/\d+/, '');
      if (kind === 'text' && !/^[\d\s.,%–-]*$/.test(`${value}`)) heads.set(column, `${value}`);
      else if (/^growth\b/i.test(`${cells.get(at.replace(/^[A-Z]+/, 'A'))?.value}`)) continue;
      else if (kind === 'number' && /\bchange\b|percent|%$/i.test(heads.get(column) ?? '')) {
        looked += 1;
        expect([sheet, at, heads.get(column), value]).toEqual([sheet, at, heads.get(column), 0]);
      }
    }
  }
  expect(looked).toBeGreaterThan(30);
});
