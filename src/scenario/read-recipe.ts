/** Reads one `recipe:` document. */

import { createHash } from 'node:crypto';
import type { MapNode, Node } from '../yaml/document.ts';
import { readMonths, readSpan } from './read-days.ts';
import { readCorrelation, readLevels } from './read-levels.ts';
import { readLifecycle, readTrips, type TripsTold } from './read-life.ts';
import { checkSold, readPlan } from './read-plan.ts';
import { readProfiles } from './read-profile.ts';
import { atMostYears, readTags } from './read-scenario.ts';
import { KindList, MOST_RECORDS, readStream, type StreamTold, tooManyKinds } from './read-stream.ts';
import { MOST_KINDS } from './read-usage.ts';
import { readWeights, weighted } from './read-weights.ts';
import type { Reading } from './reading.ts';
import type { Recipe, Stream, Trips, Weighted } from './recipe.ts';
import type { Days, PlanFacts } from './scenario.ts';
import { ALL, indexTable, mostOf } from './table.ts';

export const RECIPE_KEYS = [
  'recipe',
  'title',
  'plan',
  'tags',
  'count',
  'stands_for',
  'seed',
  'customers',
  'periods',
  'invoices',
  'profiles',
  'usage',
  'trips',
  'lifecycle',
] as const;
export const CUSTOMERS_KEYS = ['activated', 'segments', 'steady'] as const;

const MOST_CUSTOMERS = 1_000_000;
const MOST_REPRESENTED = 1_000_000_000;
const MOST_STREAMS = 100;
/** Rows of all tables of a recipe: they travel to every worker. */
const MOST_ROWS = 500_000;
const NEEDED = ['plan', 'count', 'seed', 'customers', 'periods', 'usage'];
/** What may change without making another story of every customer. */
const BESIDE_THE_STORY = ['title', 'tags', 'count', 'stands_for', 'seed'];

/** The recipe, or undefined with all its problems noted. `seed` takes the place of the recipe's own. */
export function readRecipe(
  document: MapNode,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
  seed?: number,
): Recipe | undefined {
  const before = reading.problems.length;
  const fields = reading.fields(document, 'a recipe', RECIPE_KEYS, NEEDED);
  const field = <T>(key: string, read: (node: Node) => T | undefined): T | undefined =>
    fields.has(key) ? read(fields.get(key)!) : undefined;

  const id = reading.id(fields.get('recipe')!, 'the id of a recipe');
  field('title', (node) => reading.text(node, 'a title'));
  const tags = readTags(fields.get('tags'), reading);
  const plan = field('plan', (node) => readPlans(node, reading, plans));
  const count = field('count', (node) => reading.whole(node, '`count`', 1, MOST_CUSTOMERS));
  const own = field('seed', (node) => reading.whole(node, '`seed`', -0x8000_0000, 0x7fff_ffff));
  const known = plan?.choices.flatMap((name) => plans.get(name) ?? []) ?? [];
  const customers = field('customers', (node) => readCustomers(node, reading, known));
  const months = field('periods', (node) => readMonths(node, reading));
  const invoices = field('invoices', (node) => {
    const days = readSpan(node, reading, '`invoices`');
    return days && atMostYears(days, node.place, reading);
  });
  const standsFor = field('stands_for', (node) => reading.whole(node, '`stands_for`', 1, MOST_REPRESENTED));
  const kinds = new KindList();
  const segments = customers?.segments.choices ?? [];
  const profiles = field('profiles', (node) => readProfiles(node, reading)) ?? new Map();
  const told =
    field('usage', (node) =>
      readStreams(node, reading, (item) => readStream(item, reading, { segments, profiles, kinds })),
    ) ?? [];
  const links = told.map(({ linked }) => linked);
  const levels = readLevels(links, customers?.steady, reading);
  const services = [...new Set(told.map(({ service }) => service))];
  const journeys = field('trips', (node) => readTrips(node, reading, services));
  const trips = journeys && tripsWith(journeys, fields.get('trips')!, kinds, reading);
  const lifecycle = field('lifecycle', (node) => readLifecycle(node, reading, plans, known, months?.[0]));
  checkSize(
    fields.get('usage'),
    told.map(({ stream }) => stream),
    months,
    reading,
  );

  if (reading.problems.length > before || !id || !plan || !customers || !months) return undefined;
  return {
    id,
    place: document.place,
    fingerprint: fingerprintOf(document),
    tags,
    count: count!,
    standsFor,
    seed: seed ?? own!,
    plans: plan,
    activated: customers.activated,
    segments: customers.segments,
    months,
    invoices: invoices ?? { from: months[0]! + 1, before: months.at(-1)! + 1 },
    kinds: kinds.kinds,
    streams: told.map(({ stream, service }, index) => ({
      ...stream,
      level: levels?.rows[index],
      keptAbroad: journeys?.uses.get(service) ?? ALL,
    })),
    levels: levels?.levels,
    trips,
    lifecycle,
  };
}

/** Kinds of records abroad beside those at home: the same with `in` the zone of the trip. */
function tripsWith(
  { perMonth, days, zones }: TripsTold,
  node: Node,
  kinds: KindList,
  reading: Reading,
): Trips | undefined {
  const home = [...kinds.kinds];
  if (home.length * (zones.choices.length + 1) > MOST_KINDS) return tooManyKinds(node, reading);
  const abroad = zones.choices.map((zone) => home.map((kind) => kinds.indexOf({ ...kind, in: zone })));
  const weights = zones.below.map((sum, index) => sum - (zones.below[index - 1] ?? 0));
  return { perMonth, days, zones: indexTable(weights), abroad };
}

/** One plan, a list of plans as likely as each other, or plans with weights. */
function readPlans(node: Node, reading: Reading, plans: ReadonlyMap<string, PlanFacts>): Weighted<string> | undefined {
  if (node.kind === 'map') {
    for (const { key, keyPlace } of node.entries) {
      readPlan({ kind: 'scalar', place: keyPlace, text: key, quoted: false }, reading, plans);
    }
    return readWeights(node, reading, 'plans');
  }
  const ids = reading.items(node).flatMap((item) => readPlan(item, reading, plans)?.id ?? []);
  if (node.kind === 'list' && node.items.length === 0) reading.list(node, '`plan`', 'at least one plan');
  return weighted(ids.map((id) => [id, 1]));
}

function readCustomers(
  node: Node,
  reading: Reading,
  plans: readonly PlanFacts[],
): (Pick<Recipe, 'activated' | 'segments'> & { readonly steady: number | undefined }) | undefined {
  const map = reading.map(node, '`customers`', '{ activated: 2025-11-01 }');
  if (!map) return undefined;
  const fields = reading.fields(map, '`customers`', CUSTOMERS_KEYS, ['activated']);
  const activated = fields.get('activated') && readActivated(fields.get('activated')!, reading);
  if (activated) checkSold(fields.get('activated')!, activated.from, plans, reading);
  const written = fields.get('segments');
  const segments = written ? readWeights(written, reading, 'segments') : weighted([['', 1]]);
  const steady = fields.get('steady') && readCorrelation(fields.get('steady')!, reading, '`steady`', 0);
  return activated && segments && { activated, segments, steady };
}

function readActivated(node: Node, reading: Reading): Days | undefined {
  if (node.kind === 'map') return readSpan(node, reading, '`activated`');
  const day = reading.date(node, 'the activation');
  return day === undefined ? undefined : { from: day, before: day + 1 };
}

function readStreams(node: Node, reading: Reading, read: (item: Node) => StreamTold | undefined): StreamTold[] {
  if (node.kind === 'list' && node.items.length === 0) return [];
  if (node.kind === 'list' && node.items.length > MOST_STREAMS) {
    reading.error('SCENARIO-TOO-LARGE', node.place, `a recipe has at most ${MOST_STREAMS} streams`, 'join some');
    return [];
  }
  return reading
    .list(node, '`usage`', 'a list of streams: - { service: voice, records: 40, quantity: { from: 5 s, to: 10 min } }')
    .flatMap((item) => read(item) ?? []);
}

function checkSize(
  node: Node | undefined,
  streams: readonly Pick<Stream, 'records' | 'quantity'>[],
  months: readonly number[] | undefined,
  reading: Reading,
): void {
  const rows = streams.reduce((sum, { records, quantity }) => sum + records.below.length + quantity.below.length, 0);
  if (node && rows > MOST_ROWS) {
    const message = `the distributions of a recipe have at most ${MOST_ROWS} values together, these have ${rows}`;
    const fix = 'cut off their tails with `at_most`, or use `gamma` or `lognormal`';
    reading.error('SCENARIO-TOO-LARGE', node.place, message, fix);
  }
  const most = streams.reduce((sum, { records }) => sum + Math.max(1, mostOf(records)), 0);
  if (!node || !months || most * (months.length - 1) <= MOST_RECORDS) return;
  const message = `a customer of a recipe has at most ${MOST_RECORDS} records over all months`;
  const fix = 'lower `records`, cut off their tails with `at_most`, or tell fewer months';
  reading.error('SCENARIO-TOO-LARGE', node.place, message, fix);
}

/** Fingerprint of all that shapes the customers of a seed. */
function fingerprintOf(document: MapNode): string {
  const entries = document.entries.filter(({ key }) => !BESIDE_THE_STORY.includes(key));
  return createHash('sha256')
    .update(told({ ...document, entries }))
    .digest('hex')
    .slice(0, 16);
}

function told(node: Node): string {
  if (node.kind === 'scalar') return JSON.stringify(node.text);
  if (node.kind === 'list') return `[${node.items.map(told).join(',')}]`;
  return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${told(value)}`).join(',')}}`;
}
