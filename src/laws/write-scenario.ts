/** A bill that breaks a law as a scenario file, in the words a person would use: ready to be committed and replayed. */

import { formatDay } from '../calendar/day.ts';
import { wallClock, zoneOf } from '../calendar/zone.ts';
import { divide, formatRational, type Rational } from '../exact/rational.ts';
import type { RatePlan } from '../plan/model.ts';
import type { UsageRecord } from '../scenario/scenario.ts';
import { type Dimension, SERVICES, type UnitTable, unitsOf } from '../units/quantity.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Bill, Breach, Law } from './law.ts';

const KEYS: Readonly<Record<Dimension, string>> = { time: 'duration', data: 'volume', message: 'count', unit: 'count' };

/** What a scenario is written in. */
type Written = Pick<RatePlan, 'timezone' | 'units'>;

/** What is replayed: everything but the name and the words. */
export function scenarioBody(law: Law, { activated, invoices, records }: Bill, plan: Written): string {
  const span = `{ from: ${formatDay(invoices.from)}, before: ${formatDay(invoices.before)} }`;
  const usage = records.map((record) => `  - { ${recordText(record, plan)} }\n`);
  return [
    `plan: ${law.plan}\n`,
    `law: ${law.name}\n`,
    `customer: { activated: ${formatDay(activated)} }\n`,
    `invoices: ${span}\n`,
    ...(usage.length > 0 ? ['usage:\n', ...usage] : []),
  ].join('');
}

/** The file: what was found in words, the scenario, and what to do with it. */
export function scenarioFile(id: string, law: Law, breach: Breach, body: string): string {
  return [
    `# Found by searching for a bill that breaks a law of ${law.plan}:\n`,
    `# ${law.says}.\n`,
    `# ${breachText(breach)}\n`,
    '# Commit this file: every run replays it first. If the bill is right, the law is not: say so in the plan (must_hold).\n',
    `scenario: ${id}\n`,
    body,
  ].join('');
}

export function breachText({ invoice, line, cell, expected, actual, because }: Breach): string {
  const where = [invoice && `invoice ${invoice}`, line].filter(Boolean).join(', ');
  const amounts = expected === undefined ? cell : `${cell} is ${actual}, by the law ${expected}`;
  // On one line of a comment, whatever an engine says when it fails.
  return `${where ? `${where}: ` : ''}${amounts}${because ? ` (${because})` : ''}.`
    .replace(/[\s\p{C}]+/gu, ' ')
    .slice(0, 500);
}

function recordText({ kind, start, quantity }: UsageRecord, { timezone, units }: Written): string {
  const dimension = SERVICES[kind.service]!;
  const shown = quantityText(quantity, dimension, units);
  const count = dimension === 'message' || dimension === 'unit';
  const told = (['service', 'direction', 'to', 'in'] as const).filter((key: keyof RecordKind) => kind[key] !== '');
  return [
    `at: ${timeText(start, timezone)}`,
    ...told.map((key) => `${key}: ${kind[key]}`),
    `${KEYS[dimension]}: ${count ? shown.split(' ')[0] : shown}`,
  ].join(', ');
}

/** As the plan's own units have it, in the largest that needs at most three decimals. */
function quantityText(value: Rational, dimension: Dimension, units: UnitTable): string {
  const known = unitsOf(dimension, units).filter(([name]) => !name.endsWith('iB') && name !== 'ms');
  for (const [name, size] of known) {
    const amount = divide(value, size);
    if (amount.n >= amount.d && (1000n * amount.n) % amount.d === 0n) return `${formatRational(amount)} ${name}`;
  }
  return `${formatRational(value)} ${known.at(-1)![0]}`;
}

/** By the clock of the plan; with the offset where the clock shows the time twice. */
function timeText(instant: number, timezone: string): string {
  const zone = zoneOf(timezone);
  const wall = wallClock(zone, instant);
  const text = new Date(wall).toISOString().replace(/:00\.000Z$|\.000Z$|Z$/, '');
  const twice = zone.offsets.some((offset) => wall - offset !== instant && wallClock(zone, wall - offset) === wall);
  return twice ? `${text}${offsetText(wall - instant)}` : text;
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
