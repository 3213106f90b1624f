/** Reads one stream of usage of a recipe. */

import { type Dimension, SERVICES } from '../units/quantity.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Node } from '../yaml/document.ts';
import { type Amounts, readAmounts } from './read-distribution.ts';
import type { Linked } from './read-levels.ts';
import { type Profiles, readTimes } from './read-profile.ts';
import { DIRECTIONS, MOST_KINDS } from './read-usage.ts';
import { readWeights, weighted } from './read-weights.ts';
import type { Fields, Reading } from './reading.ts';
import type { Stream, Weighted } from './recipe.ts';
import { indexTable, rangeTable, type Table } from './table.ts';

export const STREAM_KEYS = [
  'name',
  'service',
  'direction',
  'to',
  'in',
  'segment',
  'records',
  'quantity',
  'total',
  'profile',
  'hours',
  'days',
  'correlate',
] as const;

/** Of one customer, over all streams and months: the number of a record has 16 bits where it is sorted by its start. */
export const MOST_RECORDS = 60_000;
const MOST_QUANTITY = 1e15;
/** Distinct kinds of records, each with its index. */
export class KindList {
  readonly kinds: RecordKind[] = [];
  private readonly indexes = new Map<string, number>();

  indexOf(kind: RecordKind): number {
    const name = [kind.service, kind.direction, kind.to, kind.in].join(' ');
    const known = this.indexes.get(name);
    if (known !== undefined) return known;
    this.indexes.set(name, this.kinds.length);
    return this.kinds.push(kind) - 1;
  }
}

/** What a stream is read with. */
export interface StreamContext {
  readonly segments: readonly string[];
  readonly profiles: Profiles;
  readonly kinds: KindList;
}

/** A stream before it is known how it belongs with others, and what it is called. */
export interface StreamTold {
  readonly stream: Omit<Stream, 'level' | 'keptAbroad'>;
  readonly service: string;
  readonly linked: Linked;
}

export function readStream(
  node: Node,
  reading: Reading,
  { segments, profiles, kinds }: StreamContext,
): StreamTold | undefined {
  const map = reading.map(node, 'a stream', '{ service: sms, records: 20 }');
  if (!map) return undefined;
  const fields = reading.fields(map, 'a stream', STREAM_KEYS, ['service', 'records']);
  const field = <T>(key: string, read: (value: Node) => T | undefined): T | undefined =>
    fields.has(key) ? read(fields.get(key)!) : undefined;

  const service = field('service', (value) => reading.oneOf(value, 'a service', Object.keys(SERVICES)));
  const name = field('name', (value) => reading.word(value, 'the name of a stream')) ?? service;
  const direction = field('direction', (value) => reading.oneOf(value, 'a direction', DIRECTIONS)) ?? '';
  const to = fields.has('to') ? readZones(fields.get('to')!, reading) : weighted([['', 1]]);
  const where = fields.has('in') ? readZones(fields.get('in')!, reading) : weighted([['', 1]]);
  const segment = field('segment', (value) => reading.oneOf(value, 'a segment', segments));
  const records = field('records', (value) => readAmounts(value, reading, COUNTS(reading)));
  const week = readTimes(map, fields, reading, profiles);
  if (!service || !name) return undefined;
  const quantity = readSizes(fields, map, reading, SERVICES[service]!);
  if (!to || !where || !records || !quantity || !week) return undefined;
  if (kinds.kinds.length + to.choices.length * where.choices.length > MOST_KINDS) {
    return tooManyKinds(map, reading);
  }
  const pairs = pairsOf(to).flatMap(([zone, a]) =>
    pairsOf(where).map(([home, b]) => [kinds.indexOf({ service, direction, to: zone, in: home }), a * b] as const),
  );
  const index = segment === undefined ? undefined : segments.indexOf(segment);
  return {
    stream: {
      segment: index,
      kinds: pairs.map(([kind]) => kind),
      kind: indexTable(pairs.map(([, weight]) => weight)),
      records,
      quantity,
      isTotal: fields.has('total'),
      week,
    },
    service,
    linked: { name, segment: index, correlate: fields.get('correlate') },
  };
}

export function tooManyKinds(node: Node, reading: Reading): undefined {
  const message = `a recipe makes at most ${MOST_KINDS} combinations of services and zones`;
  return reading.error('SCENARIO-TOO-LARGE', node.place, message, 'list fewer zones');
}

const COUNTS = (reading: Reading): Amounts => ({
  what: '`records`',
  most: MOST_RECORDS,
  readValue: (number) => reading.whole(number, '`records`', 0, MOST_RECORDS),
  readParameter: (number, what) => reading.amount(number, what),
});

function readZones(node: Node, reading: Reading): Weighted<string> | undefined {
  if (node.kind === 'map') return readWeights(node, reading, 'zones');
  const zone = reading.word(node, 'a zone');
  return zone === undefined ? undefined : weighted([[zone, 1]]);
}

/** The `quantity` of each record or the `total` of a month, in whole base units. */
function readSizes(fields: Fields, map: Node, reading: Reading, dimension: Dimension): Table | undefined {
  const [quantity, total] = [fields.get('quantity'), fields.get('total')];
  if (quantity && total) {
    const fix = 'keep one: the `quantity` of each record, or the `total` of a month that `records` share';
    return reading.error('SCENARIO-NO-EFFECT', quantity.place, 'a stream has a `quantity` or a `total`', fix);
  }
  const node = quantity ?? total;
  if (!node) {
    if (dimension === 'message' || dimension === 'unit') return rangeTable([[{ from: 1, to: 1 }, 1]]);
    const fix = 'add `quantity:`, or `total:` for all of a month';
    return reading.error('SCENARIO-MISSING-KEY', map.place, 'a stream needs its `quantity`', fix);
  }
  const what = quantity ? '`quantity`' : '`total`';
  return readAmounts(node, reading, {
    what,
    most: MOST_QUANTITY,
    readValue: (value) => {
      const amount = reading.quantity(value, what, dimension);
      if (!amount) return undefined;
      if (amount.d === 1n && amount.n <= BigInt(MOST_QUANTITY)) return Number(amount.n);
      const fix = 'write whole seconds, bytes or messages';
      return reading.error('SCENARIO-BAD-VALUE', value.place, 'customers are made with whole base units', fix);
    },
    // The mean of whole messages is no whole number.
    readParameter: (value, name) =>
      dimension === 'message' || dimension === 'unit'
        ? reading.amount(value, name)
        : reading.quantity(value, name, dimension),
  });
}

function pairsOf<T>({ choices, below }: Weighted<T>): [T, number][] {
  return choices.map((choice, index) => [choice, below[index]! - (below[index - 1] ?? 0)]);
}
