/** Reads `usage:` of a written scenario: single records, and totals that are spread over days. */

import { formatDay, parseDay } from '../calendar/day.ts';
import { instantOf, zoneOf } from '../calendar/zone.ts';
import { type Rational, rational } from '../exact/rational.ts';
import type { EpochDay } from '../plan/model.ts';
import { type Dimension, SERVICES } from '../units/quantity.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { atWallClock } from './clock.ts';
import type { Customer } from './read-timeline.ts';
import { type Fields, isOurs, type Reading } from './reading.ts';
import type { PlanFacts, UsageRecord } from './scenario.ts';
import { type Spread, spreadDaily } from './spread.ts';

const KIND_KEYS = ['service', 'direction', 'to', 'in'] as const;
const QUANTITY_KEYS = ['quantity', 'duration', 'volume', 'count'] as const;
export const RECORD_KEYS = ['at', ...KIND_KEYS, ...QUANTITY_KEYS] as const;
export const BULK_KEYS = ['spread', 'from', 'before', 'at', ...KIND_KEYS, 'total', 'count', 'each'] as const;
export const DIRECTIONS = ['out', 'in'] as const;

const MOST_RECORDS = 100_000;
/** In one scenario or recipe; all that are rated together have 65,536. */
export const MOST_KINDS = 5_000;
const DAY_MS = 86_400_000;
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?$/;
const DAYTIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,3})?))?$/;

/** What usage needs to know of its scenario. */
export interface UsageContext {
  readonly plan: PlanFacts | undefined;
  /** First days of the months told, and the day after them. */
  readonly months: readonly EpochDay[] | undefined;
  readonly customer: Customer | undefined;
}

/** All records by start; equal starts stay in the order written. */
export function readUsage(node: Node | undefined, reading: Reading, context: UsageContext): UsageRecord[] {
  if (!node) return [];
  const records: UsageRecord[] = [];
  for (const item of node.kind === 'list' ? node.items : reading.list(node, '`usage`', 'a list of records')) {
    const map = reading.map(item, 'usage', '{ at: 2026-03-02T19:58:30, service: voice, duration: 3m 30s }');
    if (!map) continue;
    const bulk = map.entries.some(({ key }) => key === 'spread' || key === 'total' || key === 'each');
    const made = bulk ? readBulk(map, reading, context) : readRecord(map, reading, context);
    if (records.length + made.length > MOST_RECORDS) {
      const message = `a scenario holds at most ${MOST_RECORDS} records`;
      reading.error('SCENARIO-TOO-LARGE', item.place, message, 'split it, or use a recipe');
      return [];
    }
    const wrong = made.find(({ kind, quantity }) => !isCountable(SERVICES[kind.service]!, quantity));
    if (wrong) {
      const message = 'the quantity of a record is too large or too fine to be counted';
      const fix = 'write whole microseconds or thousandths of a byte, up to 9 x 10^15 of them';
      reading.error('SCENARIO-TOO-LARGE', item.place, message, fix);
      return [];
    }
    for (const record of made) records.push(record);
    checkMonths(item, made, reading, context);
  }
  checkKinds(node, records, reading);
  return records.sort((a, b) => a.start - b.start);
}

function checkKinds(node: Node, records: readonly UsageRecord[], reading: Reading): void {
  // Usage that is spread shares one kind: they are told apart as objects before they are as text.
  const written = [...new Set(records.map(({ kind }) => kind))];
  const kinds = new Set(written.map((kind) => `${kind.service} ${kind.direction} ${kind.to} ${kind.in}`));
  if (kinds.size <= MOST_KINDS) return;
  const message = `a scenario holds at most ${MOST_KINDS} combinations of services and zones`;
  reading.error('SCENARIO-TOO-LARGE', node.place, message, 'write fewer zones, or split it');
}

/** Into how many parts a base unit can be divided: what is counted in them stays below 2^53 in any company. */
const PARTS: Readonly<Record<Dimension, bigint>> = { time: 1_000_000n, data: 1000n, message: 1000n, unit: 1000n };

function isCountable(dimension: Dimension, { n, d }: Rational): boolean {
  const parts = PARTS[dimension];
  return parts % d === 0n && n * (parts / d) < 2n ** 53n;
}

function readRecord(map: MapNode, reading: Reading, context: UsageContext): UsageRecord[] {
  const fields = reading.fields(map, 'a usage record', RECORD_KEYS, ['at', 'service']);
  const kind = readKind(fields, reading);
  const start = fields.get('at') && readTime(fields.get('at')!, reading, context);
  const quantity = kind && readQuantity(map, fields, reading, SERVICES[kind.service]!);
  return kind && quantity && start !== undefined ? [{ kind, start, quantity }] : [];
}

function readKind(fields: Fields, reading: Reading): RecordKind | undefined {
  const service = fields.get('service') && reading.oneOf(fields.get('service')!, 'a service', Object.keys(SERVICES));
  const direction = fields.get('direction') && reading.oneOf(fields.get('direction')!, 'a direction', DIRECTIONS);
  const [to, where] = [fields.get('to'), fields.get('in')].map((node) => node && reading.word(node, 'a zone'));
  return service ? { service, direction: direction ?? '', to: to ?? '', in: where ?? '' } : undefined;
}

/** The key that people use for each dimension; `quantity` goes for all. */
const NATURAL: Readonly<Record<Dimension, (typeof QUANTITY_KEYS)[number]>> = {
  time: 'duration',
  data: 'volume',
  message: 'count',
  unit: 'count',
};

function readQuantity(map: MapNode, fields: Fields, reading: Reading, dimension: Dimension): Rational | undefined {
  const written = QUANTITY_KEYS.filter((key) => fields.has(key));
  const key = written[0];
  const natural = NATURAL[dimension];
  if (key === undefined) {
    if (natural === 'count') return rational(1n);
    return reading.error('SCENARIO-MISSING-KEY', map.place, `a record needs its ${natural}`, `add \`${natural}:\``);
  }
  if (written.length > 1 || (key !== 'quantity' && key !== natural)) {
    const extra = key === natural ? written[1]! : key;
    const message = `\`${extra}\` has no effect on a record measured by its ${natural}`;
    return reading.error('SCENARIO-NO-EFFECT', fields.get(extra)!.place, message, `write \`${natural}\` alone`);
  }
  return reading.quantity(fields.get(key)!, `\`${key}\``, dimension);
}

/** A time with an offset as it is; one without by the clock of the plan's zone. */
function readTime(node: Node, reading: Reading, { plan }: UsageContext): number | undefined {
  const match = node.kind === 'scalar' ? TIME.exec(node.text) : null;
  const [, date = '', time = '', offset] = match ?? [];
  const [day, daytime] = [parseDay(date), readDaytime(time)];
  if (!isOurs(day) || daytime === undefined) {
    const fix = 'write 2026-03-02T19:58:30 by the clock of the plan, or with an offset: 2026-03-02T19:58:30+01:00';
    return reading.error('SCENARIO-BAD-VALUE', node.place, 'this is no time', fix);
  }
  const local = day * DAY_MS + daytime;
  if (offset) return local - offsetOf(offset);
  if (!plan) return local;
  const told = atWallClock(plan.timezone, local);
  if (told.clock === 'plain') return told.instant;
  const happens = told.clock === 'skipped' ? 'does not exist' : 'comes twice';
  const message = `${date} ${time} ${happens} in ${plan.timezone}: the clocks change`;
  return reading.error('SCENARIO-CLOCK', node.place, message, 'write the offset from UTC behind it');
}

/** ms of the day of `19:58` or `19:58:30.5`. */
function readDaytime(text: string): number | undefined {
  const match = DAYTIME.exec(text);
  if (!match) return undefined;
  const [seconds = '', fraction = ''] = (match[3] ?? '0').split('.');
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}

function offsetOf(offset: string): number {
  if (offset === 'Z') return 0;
  const [hours, minutes] = offset.slice(1).split(':').map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours! * 60 + minutes!) * 60_000;
}

function readBulk(map: MapNode, reading: Reading, context: UsageContext): UsageRecord[] {
  const fields = reading.fields(map, 'usage that is spread', BULK_KEYS, ['service', 'spread']);
  const before = reading.problems.length;
  if (fields.has('spread')) reading.oneOf(fields.get('spread')!, '`spread`', ['daily']);
  const kind = readKind(fields, reading);
  const days = readDays(map, fields, reading, context);
  const at = fields.get('at');
  const daytime = at?.kind === 'scalar' ? readDaytime(at.text) : undefined;
  if (at && daytime === undefined) {
    reading.error('SCENARIO-BAD-VALUE', at.place, 'this is no time of the day', 'write 09:30');
  }
  const amounts = kind && readAmounts(map, fields, reading, SERVICES[kind.service]!);
  if (reading.problems.length > before || !kind || !days || !amounts || !context.plan) return [];
  const zone = zoneOf(context.plan.timezone);
  const spread: Spread = { ...amounts, ...days, daytime: daytime ?? DAY_MS / 2 };
  return spreadDaily(spread).map(({ local, quantity }) => ({
    kind,
    start: instantOf(zone, local),
    quantity,
  }));
}

/** The days it is spread over: its own, or those of the months told on which the customer has service. */
function readDays(map: MapNode, fields: Fields, reading: Reading, { months, customer }: UsageContext) {
  const [from, before] = ['from', 'before'].map((key) =>
    fields.get(key) ? reading.date(fields.get(key)!, `\`${key}\``) : undefined,
  );
  const first = from ?? months?.[0];
  const end = before ?? months?.at(-1);
  if (first === undefined || end === undefined) {
    if (fields.has('from') && fields.has('before')) return undefined;
    const message = 'usage that is spread needs to know over which days';
    return reading.error('SCENARIO-MISSING-KEY', map.place, message, 'add `periods: 2026-03` to the scenario');
  }
  const days = {
    from: from ?? Math.max(first, customer?.activated ?? first),
    before: before ?? Math.min(end, customer?.terminated ?? end),
  };
  if (days.before > days.from) return days;
  const message = `there is no day from ${formatDay(days.from)} to before ${formatDay(days.before)}`;
  return reading.error('SCENARIO-BAD-VALUE', map.place, message, 'look at `from`, `before` and `periods`');
}

/** `total`, `total` and `count`, or `count` and `each`; `each` is one for what is counted. */
function readAmounts(map: MapNode, fields: Fields, reading: Reading, dimension: Dimension) {
  const total = fields.get('total') && reading.quantity(fields.get('total')!, '`total`', dimension);
  const each = fields.get('each') && reading.quantity(fields.get('each')!, '`each`', dimension);
  const count = fields.get('count') && reading.whole(fields.get('count')!, '`count`', 1, MOST_RECORDS);
  if (fields.has('total') === fields.has('each') && !(NATURAL[dimension] === 'count' && !fields.has('total'))) {
    const fix = 'write `total` (and `count`, if there is more than one record a day), or `count` and `each`';
    return reading.error('SCENARIO-BAD-VALUE', map.place, 'it is either a total or so many of each', fix);
  }
  if (!fields.has('total') && !fields.has('count')) {
    return reading.error('SCENARIO-MISSING-KEY', map.place, 'how many records is not told', 'add `count:`');
  }
  if (total && total.d !== 1n) {
    const node = fields.get('total')!;
    return reading.error('SCENARIO-BAD-VALUE', node.place, 'a total is spread in whole base units', 'write whole ones');
  }
  return { total, count, each: each ?? rational(1n) };
}

function checkMonths(item: Node, made: readonly UsageRecord[], reading: Reading, context: UsageContext): void {
  const { plan, months } = context;
  if (!plan || !months) return;
  const [from, before] = [months[0]!, months.at(-1)!].map((day) => atWallClock(plan.timezone, day * DAY_MS).instant);
  if (made.every(({ start }) => start >= from! && start < before!)) return;
  const span = `${formatDay(months[0]!)} to before ${formatDay(months.at(-1)!)}`;
  reading.error('SCENARIO-OUTSIDE', item.place, `this is not in the months told, ${span}`, 'correct it or `periods`');
}
