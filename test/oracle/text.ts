/** Reads the scalars of a plan: quantities, rates, increments, roundings. */

import { Fraction, type Rounding, ZERO } from './fraction.ts';

/** A YAML document as plain data: every scalar is the text that was written. */
export type Plain = string | readonly Plain[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: Plain | undefined;
}
export type PlainDocument = PlainMap;

export function text(value: Plain | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new TypeError(`expected a scalar, found ${JSON.stringify(value)}`);
}

export function need(value: Plain | undefined): string {
  const found = text(value);
  if (found === undefined) throw new TypeError('a scalar is missing');
  return found;
}

export function map(value: Plain | undefined): PlainMap | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as PlainMap;
  throw new TypeError(`expected a map, found ${JSON.stringify(value)}`);
}

/** A list as it is, a single value as a list of one, nothing as none. */
export function list(value: Plain | undefined): readonly Plain[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

export type Units = ReadonlyMap<string, { readonly measure: string; readonly size: Fraction }>;

const SIZES: readonly (readonly [string, string, string])[] = [
  ['ms', 'time', '0.001'],
  ['s', 'time', '1'],
  ['min', 'time', '60'],
  ['h', 'time', '3600'],
  ['B', 'data', '1'],
  ['kB', 'data', '1000'],
  ['MB', 'data', '1000000'],
  ['GB', 'data', '1000000000'],
  ['TB', 'data', '1000000000000'],
  ['KiB', 'data', '1024'],
  ['MiB', 'data', '1048576'],
  ['GiB', 'data', '1073741824'],
  ['TiB', 'data', '1099511627776'],
  ['msg', 'message', '1'],
  ['unit', 'unit', '1'],
];

export const MEASURE: Readonly<Record<string, string>> = {
  voice: 'time',
  video: 'time',
  sms: 'message',
  mms: 'message',
  data: 'data',
  event: 'unit',
};

/** The usual units, with what the plan says of its own: `units: { MB: 1024 kB, GB: 1024 MB }`, smaller ones first. */
export function unitsOf(changes: PlainMap | undefined): Units {
  const units = new Map(SIZES.map(([name, measure, size]) => [name, { measure, size: Fraction.of(size) }]));
  for (const name of ['kB', 'MB', 'GB', 'TB']) {
    const change = text(changes?.[name]);
    if (change !== undefined) units.set(name, { measure: 'data', size: quantity(change, units).value });
  }
  return units;
}

export interface Quantity {
  readonly measure: string;
  /** In seconds, bytes, messages or units. */
  readonly value: Fraction;
}

/** `10 GB`, `3.25 min`, `1h 3m 30s`; with a minus sign too, since a usage record may be wrong. */
export function quantity(written: string, units: Units): Quantity {
  const simple = /^(-?\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(written);
  const unit = simple && units.get(simple[2] ?? '');
  if (simple && unit) return { measure: unit.measure, value: Fraction.of(simple[1] ?? '').times(unit.size) };
  const clock = /^(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?$/.exec(written);
  if (!clock || written === '') throw new TypeError(`not a quantity: ${written}`);
  const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((digits) => Number(digits ?? 0));
  return { measure: 'time', value: new Fraction(hours * 3600 + minutes * 60 + seconds) };
}

/** Money for one base unit: `0.09 / min`, `5 / 100 MB`. */
export function rate(written: string, units: Units): Fraction {
  const [price = '', per = ''] = written.split('/').map((part) => part.trim());
  const size = quantity(/^\d/.test(per) ? per : `1 ${per}`, units).value;
  return Fraction.of(price).over(size);
}

export interface Increment {
  readonly first: Fraction;
  readonly following: Fraction;
  readonly down: boolean;
}

/** `60 s / 1 s`, `100 kB`, `60 s down`. */
export function increment(written: string, units: Units): Increment {
  const down = /\sdown$/.test(written);
  const [first = '', following = first] = written
    .replace(/\s+down$/, '')
    .split('/')
    .map((part) => part.trim());
  return { first: quantity(first, units).value, following: quantity(following, units).value, down };
}

/** `half-up 0.01`, `down 4 decimals`, `up 1 GB`, `none`. Without anything written, `otherwise`. */
export function rounding(written: string | undefined, otherwise: Rounding, units?: Units): Rounding {
  if (written === undefined) return otherwise;
  if (written === 'none') return undefined;
  const [, mode = '', step = ''] = /^(\S+)\s+(.*)$/.exec(written) ?? [];
  const decimals = /^(\d+) decimals?$/.exec(step);
  if (decimals) return { mode, step: new Fraction(1n, 10n ** BigInt(decimals[1] ?? 0)) };
  return { mode, step: units ? quantity(step, units).value : Fraction.of(step) };
}

/** `19 %` is 19. */
export function percent(written: string): Fraction {
  return Fraction.of(written.replace(/\s*%$/, ''));
}

/** ISO 4217 minor units of the currencies that the cases use; all others have two decimals. */
export function minorUnit(currency: string): Fraction {
  if (['JPY', 'KRW', 'ISK', 'CLP', 'VND', 'PYG', 'UGX', 'XAF', 'XOF', 'XPF'].includes(currency))
    return new Fraction(1n);
  if (['KWD', 'TND', 'BHD', 'IQD', 'JOD', 'LYD', 'OMR'].includes(currency)) return new Fraction(1n, 1000n);
  return new Fraction(1n, 100n);
}

export const amount = (written: string | undefined): Fraction => (written === undefined ? ZERO : Fraction.of(written));
