/**
 * Quantities and rates with their dimension: `10 GB`, `3m 30s`, `0.09 / min`.
 *
 * A base unit a dimension: second, byte, message, unit. kB, MB, GB, TB are powers of 1000 (SI) and KiB… of 1024
 * (IEC 80000-13); a plan that follows the trade's other habit says so once (`units: { MB: 1024 kB }`).
 */

import { formatRational, multiply, parseDecimal, type Rational, rational } from '../exact/rational.ts';

export type Dimension = 'time' | 'data' | 'message' | 'unit';

/** A quantity in base units of its dimension. */
export interface Quantity {
  readonly dimension: Dimension;
  readonly value: Rational;
}

interface Unit {
  readonly dimension: Dimension;
  readonly size: Rational;
}

/** Names of units with their size in base units. */
export type UnitTable = ReadonlyMap<string, Unit>;

const unit = (dimension: Dimension, size: bigint, divisor = 1n): Unit => ({ dimension, size: rational(size, divisor) });

/** The units every plan knows. */
export const STANDARD_UNITS: UnitTable = new Map<string, Unit>([
  ['ms', unit('time', 1n, 1000n)],
  ['s', unit('time', 1n)],
  ['min', unit('time', 60n)],
  ['h', unit('time', 3600n)],
  ['B', unit('data', 1n)],
  ['kB', unit('data', 10n ** 3n)],
  ['MB', unit('data', 10n ** 6n)],
  ['GB', unit('data', 10n ** 9n)],
  ['TB', unit('data', 10n ** 12n)],
  ['KiB', unit('data', 2n ** 10n)],
  ['MiB', unit('data', 2n ** 20n)],
  ['GiB', unit('data', 2n ** 30n)],
  ['TiB', unit('data', 2n ** 40n)],
  ['msg', unit('message', 1n)],
  ['unit', unit('unit', 1n)],
]);

/** Units a plan may give another size, smallest first: each may be said in terms of a smaller one. */
export const REDEFINABLE_UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** The services of the trade and what each is measured in. */
export const SERVICES: Readonly<Record<string, Dimension>> = {
  voice: 'time',
  video: 'time',
  sms: 'message',
  mms: 'message',
  data: 'data',
  event: 'unit',
};

const PART = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/;
const COMPOUND = /^(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?$/;

/**
 * Reads `10 GB`, `60 s`, `1.5 min` or the compound time `1h 3m 30s`. Undefined when the text is no quantity, when the
 * unit is unknown, or when the number has a sign: a quantity is never negative.
 */
export function parseQuantity(text: string, units: UnitTable = STANDARD_UNITS): Quantity | undefined {
  const part = PART.exec(text);
  const known = part && units.get(part[2]!);
  if (part && known) {
    return { dimension: known.dimension, value: multiply(parseDecimal(part[1]!)!, known.size) };
  }
  const compound = COMPOUND.exec(text);
  if (!compound || text.trim() === '') return undefined;
  const [hours, minutes, seconds] = compound.slice(1).map((digits) => BigInt(digits ?? 0));
  return { dimension: 'time', value: rational(hours! * 3600n + minutes! * 60n + seconds!) };
}

/** A price for one base unit of a dimension. */
export interface Rate {
  readonly dimension: Dimension;
  /** Money per base unit: 0.09 / min is 0.0015 per second. */
  readonly perBase: Rational;
  /** As written, for people. */
  readonly text: string;
}

const RATE = /^(\d+(?:\.\d+)?)\s*\/\s*(?:(\d+(?:\.\d+)?)\s*)?([A-Za-z]+)$/;

/** Reads `0.09 / min` or `5 / 100 MB`. Undefined when it is no rate, its unit is unknown or its size is zero. */
export function parseRate(text: string, units: UnitTable = STANDARD_UNITS): Rate | undefined {
  const match = RATE.exec(text);
  const known = match && units.get(match[3]!);
  if (!match || !known) return undefined;
  const price = parseDecimal(match[1]!)!;
  const size = multiply(parseDecimal(match[2] ?? '1')!, known.size);
  if (size.n === 0n) return undefined;
  return { dimension: known.dimension, perBase: rational(price.n * size.d, price.d * size.n), text };
}

/** Units with some of kB, MB, GB, TB given another size. Later entries may use earlier ones. */
export function withUnits(changes: ReadonlyMap<string, Quantity>): UnitTable {
  const table = new Map(STANDARD_UNITS);
  for (const [name, { dimension, value }] of changes) table.set(name, { dimension, size: value });
  return table;
}

/** The units of one dimension by size, largest first; for showing a quantity to a person. */
export function unitsOf(dimension: Dimension, units: UnitTable = STANDARD_UNITS): [string, Rational][] {
  return [...units]
    .filter(([, known]) => known.dimension === dimension)
    .map(([name, known]): [string, Rational] => [name, known.size])
    .sort(([, a], [, b]) => (a.n * b.d < b.n * a.d ? 1 : -1));
}

/**
 * A quantity for people: in the largest standard unit that shows it whole with at most three decimals, else in base
 * units: 5500000000 bytes are `5.5 GB`. With others beside it, the unit is one that shows them all so: who compares
 * 18,650 MB with 18,621.2 MB need not move a point.
 */
export function showQuantity(value: Rational, dimension: Dimension, beside: readonly Rational[] = []): string {
  const units = unitsOf(dimension).filter(([name]) => !name.endsWith('iB') && name !== 'ms');
  const all = [value, ...beside];
  for (const [name, size] of units) {
    const amounts = all.map((one) => rational(one.n * size.d, one.d * size.n));
    if (!amounts.some(({ n, d }) => n >= d) || amounts.some(({ n, d }) => (1000n * n) % d !== 0n)) continue;
    return `${formatRational(amounts[0]!)} ${name}`;
  }
  return `${formatRational(value)} ${units.at(-1)![0]}`;
}
