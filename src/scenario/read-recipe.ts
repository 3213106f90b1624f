/** Reads one `recipe:` document. */

import { createHash } from 'node:crypto';
import type { MapNode, Node } from '../yaml/document.ts';
import { readMonths, readSpan } from './read-days.ts';
import { checkSold, readPlan } from './read-plan.ts';
import { atMostYears, readTags } from './read-scenario.ts';
import { KindList, MOST_RECORDS, readStream } from './read-stream.ts';
import { readWeights, weighted } from './read-weights.ts';
import type { Reading } from './reading.ts';
import type { Recipe, Stream, Weighted } from './recipe.ts';
import type { Days, PlanFacts } from './scenario.ts';

export const RECIPE_KEYS = [
  'recipe',
  'title',
  'plan',
  'tags',
  'count',
  'seed',
  'customers',
  'periods',
  'invoices',
  'usage',
] as const;
export const CUSTOMERS_KEYS = ['activated', 'segments'] as const;

const MOST_CUSTOMERS = 1_000_000;
const NEEDED = ['plan', 'count', 'seed', 'customers', 'periods', 'usage'];
/** What may change without making another story of every customer. */
const BESIDE_THE_STORY = ['title', 'tags', 'count', 'seed'];

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
  const kinds = new KindList();
  const segments = customers?.segments.choices ?? [];
  const streams = field('usage', (node) => readStreams(node, reading, segments, kinds)) ?? [];
  checkSize(fields.get('usage'), streams, months, reading);

  if (reading.problems.length > before || !id || !plan || !customers || !months) return undefined;
  return {
    id,
    place: document.place,
    fingerprint: fingerprintOf(document),
    tags,
    count: count!,
    seed: seed ?? own!,
    plans: plan,
    ...customers,
    months,
    invoices: invoices ?? { from: months[0]! + 1, before: months.at(-1)! + 1 },
    kinds: kinds.kinds,
    streams,
  };
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
): Pick<Recipe, 'activated' | 'segments'> | undefined {
  const map = reading.map(node, '`customers`', '{ activated: 2025-11-01 }');
  if (!map) return undefined;
  const fields = reading.fields(map, '`customers`', CUSTOMERS_KEYS, ['activated']);
  const activated = fields.get('activated') && readActivated(fields.get('activated')!, reading);
  if (activated) checkSold(fields.get('activated')!, activated.from, plans, reading);
  const written = fields.get('segments');
  const segments = written ? readWeights(written, reading, 'segments') : weighted([['', 1]]);
  return activated && segments && { activated, segments };
}

function readActivated(node: Node, reading: Reading): Days | undefined {
  if (node.kind === 'map') return readSpan(node, reading, '`activated`');
  const day = reading.date(node, 'the activation');
  return day === undefined ? undefined : { from: day, before: day + 1 };
}

function readStreams(node: Node, reading: Reading, segments: readonly string[], kinds: KindList): Stream[] {
  if (node.kind === 'list' && node.items.length === 0) return [];
  return reading
    .list(node, '`usage`', 'a list of streams: - { service: voice, records: 40, quantity: { from: 5 s, to: 10 min } }')
    .flatMap((item) => readStream(item, reading, segments, kinds) ?? []);
}

function checkSize(
  node: Node | undefined,
  streams: readonly Stream[],
  months: readonly number[] | undefined,
  reading: Reading,
): void {
  const most = streams.reduce((sum, { records }) => sum + Math.max(...records.choices.map(({ to }) => to)), 0);
  if (!node || !months || most * (months.length - 1) <= MOST_RECORDS) return;
  const message = `a customer of a recipe has at most ${MOST_RECORDS} records over all months`;
  reading.error('SCENARIO-TOO-LARGE', node.place, message, 'lower `records` or tell fewer months');
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
