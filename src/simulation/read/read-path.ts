/** Months ahead, with growth and seasons. */

import { compare, type Rational, rational } from '../../exact/rational.ts';
import { shownCounted } from '../../problems/shown.ts';
import { SERVICES } from '../../units/quantity.ts';
import type { Node } from '../../yaml/document.ts';
import type { Path, Range } from '../assumptions.ts';
import { NONE, type Reading } from './reading.ts';

export const PATH_KEYS = ['months', 'from', 'growth', 'seasonality', 'source'];
const SERVICE_NAMES = Object.keys(SERVICES);
export const GROWTH_KEYS = ['customers', ...SERVICE_NAMES];
const MOST_MONTHS = 60;
const LEAST_GROWTH = rational(-100n);
const MOST_GROWTH = rational(1000n);
const MOST_FACTOR = rational(100n);

export function readPath(node: Node | undefined, reading: Reading): Path | undefined {
  const map = reading.map(node, '`path`', '`{ months: 12, from: 2026-07, source: … }`');
  if (!map) return undefined;
  const before = reading.problems.length;
  const fields = reading.fields(map, '`path`', PATH_KEYS, ['months', 'from']);
  const sourced = reading.sourced(map, fields, '`path`');
  const months = reading.whole(fields.get('months'), '`months` of `path`', 1, MOST_MONTHS);
  const from = reading.month(fields.get('from'), '`from` of `path`');
  const growth = readGrowth(fields.get('growth'), reading);
  const seasonality = readSeasonality(fields.get('seasonality'), reading);
  if (!sourced || months === undefined || from === undefined || reading.problems.length > before) return undefined;
  if (months === 1 && growth.size > 0) {
    const message = '`growth` has no effect: it counts from the second month on, and there is one';
    return reading.error('SIM-NO-EFFECT', fields.get('growth')!.place, message, 'tell more `months`, or take it out');
  }
  const customers = growth.get('customers') ?? NONE;
  growth.delete('customers');
  return { months, from, customers, usage: growth, seasonality, ...sourced };
}

function readGrowth(node: Node | undefined, reading: Reading): Map<string, Range> {
  const growth = new Map<string, Range>();
  const map = reading.map(node, '`growth`', '`{ customers: 0.5 %, data: 2 % }`');
  if (!map) return growth;
  const fields = reading.fields(map, '`growth`', GROWTH_KEYS, []);
  for (const [key, value] of fields) {
    reading.at(`path.growth.${key}`, value);
    const range = reading.range(value, `growth of ${key}`, (one, what) => readChange(one, what, reading));
    if (range) growth.set(key, range);
  }
  return growth;
}

function readChange(node: Node | undefined, what: string, reading: Reading): Rational | undefined {
  const value = reading.percent(node, what, 'any');
  if (!value || (compare(value, LEAST_GROWTH) > 0 && compare(value, MOST_GROWTH) <= 0)) return value;
  return reading.wrong(node!, what, 'a share above -100 % and up to 1000 %: 2 %');
}

function readSeasonality(node: Node | undefined, reading: Reading): Map<string, readonly Rational[]> {
  const seasons = new Map<string, readonly Rational[]>();
  const map = reading.map(node, '`seasonality`', '`{ data: [1, 1, 1, 1, 1, 1, 1.2, 1.3, 1, 1, 1, 1] }`');
  if (!map) return seasons;
  const fields = reading.fields(map, '`seasonality`', SERVICE_NAMES, []);
  for (const [service, value] of fields) {
    reading.at(`path.seasonality.${service}`, value);
    const what = `seasonality of ${service}`;
    if (value.kind !== 'list' || value.items.length !== 12) {
      const has = value.kind === 'list' ? shownCounted(value.items.length, 'factor') : 'something else';
      const message = `${what} needs twelve factors, January first; it has ${has}`;
      reading.error('SIM-BAD-VALUE', value.place, message, 'write one for each month: 1 where it is as always');
      continue;
    }
    const factors = value.items.flatMap((item) => readFactor(item, what, reading) ?? []);
    if (factors.length === 12) seasons.set(service, factors);
  }
  return seasons;
}

function readFactor(node: Node, what: string, reading: Reading): Rational | undefined {
  const form = 'a factor from 0 to 100: 1.2';
  const value = reading.number(node, `a factor of ${what}`, form);
  if (!value || (value.n >= 0n && compare(value, MOST_FACTOR) <= 0)) return value;
  return reading.wrong(node, `a factor of ${what}`, form);
}
