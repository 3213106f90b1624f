/** Reads what happens to customers: journeys, the end of service, changes of plan. */

import type { Node } from '../yaml/document.ts';
import { readSpan, SPAN_KEYS } from './read-days.ts';
import { type Amounts, readAmounts } from './read-distribution.ts';
import { checkFit, checkSold, readPlan } from './read-plan.ts';
import { readShare, readWeights } from './read-weights.ts';
import type { Reading } from './reading.ts';
import type { Lifecycle, Weighted } from './recipe.ts';
import type { PlanFacts } from './scenario.ts';
import { ALL, indexTable, type Table } from './table.ts';

export const TRIPS_KEYS = ['per_month', 'days', 'to', 'uses'] as const;
export const LIFECYCLE_KEYS = ['terminate', 'change_plan'] as const;
export const TERMINATE_KEYS = ['share', ...SPAN_KEYS] as const;

const MOST_TRIPS = 31;
const MOST_TRIP_DAYS = 366;

export interface TripsTold {
  readonly perMonth: Table;
  readonly days: Table;
  readonly zones: Weighted<string>;
  /** By service: of ALL numbers, how many keep a record abroad. */
  readonly uses: ReadonlyMap<string, number>;
}

export function readTrips(node: Node, reading: Reading, services: readonly string[]): TripsTold | undefined {
  const map = reading.map(
    node,
    '`trips`',
    '{ per_month: { poisson: { mean: 0.1 } }, days: { from: 3, to: 14 }, to: { eu: 80, world: 20 } }',
  );
  if (!map) return undefined;
  const fields = reading.fields(map, '`trips`', TRIPS_KEYS, ['per_month', 'days', 'to']);
  const amounts = (key: 'per_month' | 'days', least: number, most: number): Table | undefined => {
    const what = `\`${key}\``;
    const numbers: Amounts = {
      what,
      most,
      readValue: (value) => reading.whole(value, what, least, most),
      readParameter: (value, name) => reading.amount(value, name),
    };
    const written = fields.get(key);
    return written && readAmounts(written, reading, numbers);
  };
  const perMonth = amounts('per_month', 0, MOST_TRIPS);
  const days = amounts('days', 0, MOST_TRIP_DAYS);
  const zones = fields.has('to') ? readWeights(fields.get('to')!, reading, 'zones') : undefined;
  const uses = new Map<string, number>();
  const used = fields.get('uses');
  for (const { key, keyPlace, value } of (used && reading.map(used, '`uses`', '{ voice: 50 %, data: 60 % }'))
    ?.entries ?? []) {
    const share = readShare(value, reading, 'this');
    if (!services.includes(key)) {
      const message = `the recipe has no stream of \`${key}\``;
      reading.unknown('SCENARIO-NO-EFFECT', { place: keyPlace }, message, key, services);
    } else if (share !== undefined) uses.set(key, share);
  }
  return perMonth && days && zones && { perMonth, days, zones, uses };
}

/** `known`: the plans that customers of the recipe begin with, in the order of its choices. */
export function readLifecycle(
  node: Node,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
  known: readonly PlanFacts[],
  firstDay: number | undefined,
): Lifecycle | undefined {
  const map = reading.map(node, '`lifecycle`', '{ terminate: 2 %, change_plan: { smart-m: 1 % } }');
  if (!map) return undefined;
  const before = reading.problems.length;
  const fields = reading.fields(map, '`lifecycle`', LIFECYCLE_KEYS);
  if (map.entries.length === 0) {
    reading.error('SCENARIO-NO-EFFECT', map.place, '`lifecycle` tells nothing', 'add `terminate` or `change_plan`');
  }
  const ends = fields.get('terminate');
  const terminate = ends && readTerminate(ends, reading);
  const changes = fields.get('change_plan');
  const change = changes && readChange(changes, reading, plans, known, firstDay);
  if (reading.problems.length > before) return undefined;
  return { terminate, change, anchors: known.map(({ anchor }) => anchor) };
}

function readTerminate(node: Node, reading: Reading): Lifecycle['terminate'] {
  if (node.kind !== 'map') {
    const share = readShare(node, reading, '`terminate`');
    return share === undefined ? undefined : { share, days: undefined };
  }
  const fields = reading.fields(node, '`terminate`', TERMINATE_KEYS, TERMINATE_KEYS);
  const share = fields.has('share') ? readShare(fields.get('share')!, reading, '`share`') : undefined;
  const entries = node.entries.filter(({ key }) => key !== 'share');
  const days =
    fields.has('from') && fields.has('before') ? readSpan({ ...node, entries }, reading, '`terminate`') : undefined;
  return share === undefined || !days ? undefined : { share, days };
}

function readChange(
  node: Node,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
  known: readonly PlanFacts[],
  firstDay: number | undefined,
): Lifecycle['change'] {
  const map = reading.map(node, '`change_plan`', '{ smart-m: 1 % }');
  if (!map) return undefined;
  const shares = map.entries.map(({ key, keyPlace, value }) => {
    const written: Node = { kind: 'scalar', place: keyPlace, text: key, quoted: false };
    const plan = readPlan(written, reading, plans);
    if (plan && firstDay !== undefined) checkSold(written, firstDay, [plan], reading);
    const other =
      plan && known.find((one) => (['timezone', 'currency', 'prices'] as const).some((key) => one[key] !== plan[key]));
    if (other) checkFit(written, other, plan, reading);
    return [key, readShare(value, reading, 'this') ?? 0] as const;
  });
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (sum > ALL) {
    return reading.error(
      'SCENARIO-BAD-VALUE',
      map.place,
      'more than all customers change their plan',
      'let them add up to at most 100 %',
    );
  }
  return { plan: indexTable([ALL - sum, ...shares.map(([, share]) => share)]), plans: shares.map(([plan]) => plan) };
}
