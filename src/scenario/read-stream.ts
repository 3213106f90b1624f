/** Reads one stream of usage of a recipe. */

import { type Dimension, SERVICES } from '../units/quantity.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Node } from '../yaml/document.ts';
import { DIRECTIONS, MOST_KINDS } from './read-usage.ts';
import { readRanges, readWeightList, readWeights, weighted } from './read-weights.ts';
import type { Reading } from './reading.ts';
import type { Range, Stream, Weighted } from './recipe.ts';

export const STREAM_KEYS = [
  'service',
  'direction',
  'to',
  'in',
  'segment',
  'records',
  'quantity',
  'hours',
  'days',
] as const;

/** Of one customer, over all streams and months: the number of a record has 16 bits where it is sorted by its start. */
export const MOST_RECORDS = 60_000;
const MOST_QUANTITY = 1e15;
const EVERY_HOUR = Array.from({ length: 24 }, () => 1);
const EVERY_DAY = [1, 1, 1, 1, 1, 1, 1];

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

export function readStream(
  node: Node,
  reading: Reading,
  segments: readonly string[],
  kinds: KindList,
): Stream | undefined {
  const map = reading.map(node, 'a stream', '{ service: sms, records: 20 }');
  if (!map) return undefined;
  const fields = reading.fields(map, 'a stream', STREAM_KEYS, ['service', 'records']);
  const field = <T>(key: string, read: (value: Node) => T | undefined): T | undefined =>
    fields.has(key) ? read(fields.get(key)!) : undefined;

  const service = field('service', (value) => reading.oneOf(value, 'a service', Object.keys(SERVICES)));
  const direction = field('direction', (value) => reading.oneOf(value, 'a direction', DIRECTIONS)) ?? '';
  const to = fields.has('to') ? readZones(fields.get('to')!, reading) : weighted([['', 1]]);
  const where = fields.has('in') ? readZones(fields.get('in')!, reading) : weighted([['', 1]]);
  const segment = field('segment', (value) => reading.oneOf(value, 'a segment', segments));
  const records = field('records', (value) =>
    readRanges(value, reading, '`records`', (number) => reading.whole(number, '`records`', 0, MOST_RECORDS)),
  );
  const hours = field('hours', (value) => readWeightList(value, reading, '`hours`', 24)) ?? EVERY_HOUR;
  const days = field('days', (value) => readWeightList(value, reading, '`days`', 7)) ?? EVERY_DAY;
  if (!service) return undefined;
  const quantity = readSizes(fields.get('quantity'), map, reading, SERVICES[service]!);
  if (!to || !where || !records || !quantity) return undefined;
  if (kinds.kinds.length + to.choices.length * where.choices.length > MOST_KINDS) {
    const message = `a recipe makes at most ${MOST_KINDS} combinations of services and zones`;
    return reading.error('SCENARIO-TOO-LARGE', map.place, message, 'list fewer zones');
  }
  return {
    segment: segment === undefined ? undefined : segments.indexOf(segment),
    kinds: weighted(
      pairsOf(to).flatMap(([zone, a]) =>
        pairsOf(where).map(([home, b]) => [kinds.indexOf({ service, direction, to: zone, in: home }), a * b] as const),
      ),
    ),
    records,
    quantity,
    hours: weighted(hours.map((weight, hour) => [hour, weight])),
    days,
  };
}

function readZones(node: Node, reading: Reading): Weighted<string> | undefined {
  if (node.kind === 'map') return readWeights(node, reading, 'zones');
  const zone = reading.word(node, 'a zone');
  return zone === undefined ? undefined : weighted([[zone, 1]]);
}

function readSizes(
  node: Node | undefined,
  map: Node,
  reading: Reading,
  dimension: Dimension,
): Weighted<Range> | undefined {
  if (!node) {
    if (dimension === 'message' || dimension === 'unit') return weighted([[{ from: 1, to: 1 }, 1]]);
    return reading.error('SCENARIO-MISSING-KEY', map.place, 'a stream needs its `quantity`', 'add `quantity:`');
  }
  return readRanges(node, reading, '`quantity`', (value) => {
    const quantity = reading.quantity(value, '`quantity`', dimension);
    if (!quantity) return undefined;
    if (quantity.d === 1n && quantity.n <= BigInt(MOST_QUANTITY)) return Number(quantity.n);
    const fix = 'write whole seconds, bytes or messages';
    return reading.error('SCENARIO-BAD-VALUE', value.place, 'customers are made with whole base units', fix);
  });
}

function pairsOf<T>({ choices, below }: Weighted<T>): [T, number][] {
  return choices.map((choice, index) => [choice, below[index]! - (below[index - 1] ?? 0)]);
}
