/**
 * Random charges. What is drawn are free choices (`Raw…`); what they become is written so that every key has an effect,
 * which keeps each plan valid while fast-check shrinks the choices one by one.
 */

import fc from 'fast-check';
import type { Plain, PlainMap } from './text.ts';
import { increment, list, map, quantity, unitsOf } from './text.ts';

/** Words of each service: small numbers, so that a record meets edges often. */
export const WORDS: Readonly<
  Record<string, { unit: string; increments: string[]; edges: string[]; per: string[]; whole: string[] }>
> = {
  voice: {
    unit: 's',
    increments: ['60 s', '60 s / 1 s', '30 s / 6 s', '1 s', '60 s down', '7 s', '0.5 s', '1 min / 10 s'],
    edges: ['30 s', '60 s', '90 s', '2 min', '5 min'],
    per: ['min', 's', '30 s', 'h'],
    whole: ['1 s', '1 min'],
  },
  sms: {
    unit: 'msg',
    increments: ['2 msg'],
    edges: ['1 msg', '3 msg', '5 msg', '10 msg'],
    per: ['msg'],
    whole: ['1 msg'],
  },
  data: {
    unit: 'B',
    increments: ['10 kB', '1 kB', '100 kB', '1 KiB down', '100 kB / 10 kB'],
    edges: ['10 kB', '50 kB', '100 kB', '0.25 MB'],
    per: ['MB', 'kB', '100 kB'],
    whole: ['1 B', '1 kB'],
  },
  event: {
    unit: 'unit',
    increments: ['5 unit'],
    edges: ['1 unit', '2 unit', '7 unit', '12 unit'],
    per: ['unit', '3 unit'],
    whole: ['1 unit'],
  },
};
export const SERVICES = Object.keys(WORDS);
export const ZONES = ['home', 'eu', 'world'];
export const pick = <T>(from: readonly T[], index: number): T => from[index % from.length] as T;
const words = (service: string) => WORDS[service] ?? pick(Object.values(WORDS), 0);

/** An option that is absent so many times as often as it is there; it shrinks to being absent. */
export const rarely = <T>(what: fc.Arbitrary<T>, absent = 2): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: absent, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: what },
  );
const index = fc.nat({ max: 59 });

const rawMatch = fc.record({
  direction: rarely(fc.constantFrom('out', 'in')),
  to: rarely(fc.subarray(ZONES, { minLength: 1, maxLength: 2 })),
  in: rarely(fc.subarray(ZONES, { minLength: 1, maxLength: 2 })),
});

export const rawUsage = fc.record({
  service: fc.constantFrom('voice', 'voice', 'voice', 'data', 'sms', 'event'),
  match: rawMatch,
  shape: fc.constantFrom('flat', 'graduated', 'flat', 'graduated', 'volume', 'package', 'fees', 'counter'),
  increment: fc.option(index),
  minimum: rarely(index),
  setup: rarely(fc.record({ amount: index, when: fc.constantFrom('charged', 'always', undefined) })),
  crossing: fc.option(fc.constantFrom('split-by-increment', 'by-start', 'round-then-split'), { nil: undefined }),
  calendar: fc.nat({ max: 1 }),
  table: fc.option(
    fc.record({ by: fc.constantFrom('to', 'in'), rows: fc.subarray(ZONES, { minLength: 1 }), named: fc.boolean() }),
    {
      nil: undefined,
    },
  ),
  edges: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 2 }),
  rates: fc.array(fc.nat({ max: 2000 }), { minLength: 1, maxLength: 9 }),
  decimals: fc.constantFrom(2, 4, 12),
  per: index,
  counter: fc.constantFrom(undefined, 'shared', 'record'),
  all: fc.boolean(),
  above: fc.boolean(),
  firstFee: fc.boolean(),
  fees: fc.array(fc.nat({ max: 300 }), { minLength: 3, maxLength: 3 }),
  down: fc.boolean(),
  stage: fc.constantFrom('before-allowance', 'after-allowance'),
  mode: fc.constantFrom('up', 'down', 'half-up', 'half-even'),
  segment: rarely(index),
  record: rarely(index),
  line: rarely(index),
  lineBy: fc.option(fc.subarray(['zone', 'band', 'tier']), { nil: undefined }),
  tax: fc.boolean(),
});
export type RawUsage = typeof rawUsage extends fc.Arbitrary<infer T> ? T : never;

/** Money in minor units as text: 1999 at 2 decimals is 19.99. */
export function money(units: number, decimals: number): string {
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return units < 0 ? `-${text}` : text;
}

/** A rounding of money: `half-up 0.05`, `up 4 decimals` … */
export function moneyRounding(choice: number, decimals: number): string {
  const mode = pick(['half-up', 'up', 'down', 'half-even'], choice);
  return `${mode} ${pick([money(1, decimals), money(5, decimals), `${decimals + 2} decimals`], Math.floor(choice / 4))}`;
}

const BANDS: Readonly<Record<string, readonly string[]>> = {
  week: ['day', 'night'],
  split: ['peak', 'low', 'feast'],
};

/** Drops the keys that are not there. */
export const some = (map: Readonly<Record<string, Plain | undefined>>): PlainMap =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));

export interface Context {
  readonly decimals: number;
  /** Category that a charge may name; undefined: the plan has only one. */
  readonly category: string | undefined;
  /** Where named rate tables are put. */
  readonly tables: PlainMap[];
  /** Tells the tables of versions apart. */
  readonly version: number;
  /** Lines are not rounded, so prices must have an end as decimals. */
  readonly unrounded: boolean;
}

export interface Written {
  readonly id: string;
  readonly charge: PlainMap;
  readonly match: PlainMap;
  readonly dimensions: readonly string[];
  readonly period: boolean;
  readonly table: PlainMap | undefined;
  readonly increments: boolean;
  readonly advance: boolean;
  /** `count: all` is put in when an allowance turns out to cover the charge. */
  readonly wantsAll: boolean;
}

/** A first increment that is as large leaves a minimum without effect. */
function reaches(written: string | undefined, minimum: string): boolean {
  const units = unitsOf(undefined);
  return written !== undefined && increment(written, units).first.compare(quantity(minimum, units).value) >= 0;
}

export function writeUsage(
  raw: RawUsage,
  id: string,
  { decimals, category, tables, version, unrounded }: Context,
): Written {
  const { unit, increments, edges, per, whole } = words(raw.service);
  const period = ['volume', 'package', 'fees', 'counter'].includes(raw.shape);
  const tiered = ['graduated', 'volume', 'fees'].includes(raw.shape);
  const counted = raw.increment === null ? undefined : pick(increments, raw.increment);
  // Without increments there is nothing that would begin in a band.
  const crossing = counted === undefined && raw.crossing === 'split-by-increment' ? 'by-start' : raw.crossing;
  const banded = raw.service === 'voice' && !period && crossing !== undefined;
  const calendar = pick(Object.keys(BANDS), raw.calendar);
  const names = banded ? (BANDS[calendar] ?? []) : [];
  const table = period ? undefined : raw.table;
  const bounds = tiered ? [...raw.edges].sort((a, b) => a - b).map((edge) => pick(edges, edge)) : [];
  const measure = unrounded ? unit : pick(per, raw.per);
  let drawn = 0;
  const price = (): string => {
    drawn += 1;
    return money(pick(raw.rates, drawn) * (raw.decimals === 12 ? 123_457 : 1), raw.decimals);
  };
  const byBand = (cell: () => Plain): Plain =>
    banded ? Object.fromEntries(names.map((name) => [name, cell()])) : cell();
  const rate = (): Plain => byBand(() => `${price()} / ${measure}`);
  const cells = (): Plain => byBand(() => (tiered ? [...bounds, ''].map(price) : price()));

  const match = some({
    service: raw.service,
    direction: raw.match.direction,
    // A zone that both the match and the table name would leave rows without effect.
    to: table?.by === 'to' ? undefined : raw.match.to,
    in: table?.by === 'in' ? undefined : raw.match.in,
  });
  const rows = table && {
    by: table.by,
    unit: measure,
    rows: Object.fromEntries(table.rows.map((zone) => [zone, cells()])),
  };
  const name = `table-${version}-${id}`;
  if (rows && table.named) tables.push({ rates: name, ...rows });
  const fees = raw.shape === 'fees' || (raw.shape === 'volume' && raw.firstFee);
  const steps = [...bounds, undefined].map((to, tier) =>
    some({
      to,
      rate: table ? undefined : rate(),
      fee: fees && (tier === 0 || raw.fees[tier] !== 0) ? money((raw.fees[tier] ?? 0) + 1, decimals) : undefined,
    }),
  );
  const shared = raw.counter === 'shared' ? `all-${raw.service}` : raw.counter;
  const tiers = tiered
    ? some({
        model: raw.shape === 'volume' ? 'volume' : 'graduated',
        counter: period ? undefined : shared,
        edge: period && raw.above && bounds.length > 0 ? 'above' : undefined,
        zero_usage: fees && raw.firstFee ? 'first-fee' : undefined,
        steps,
      })
    : undefined;
  const counterRounded = raw.shape === 'counter' || (raw.shape !== 'graduated' && period && raw.segment !== undefined);
  const rounding = some({
    segment:
      banded && crossing !== 'by-start' && raw.segment !== undefined ? moneyRounding(raw.segment, decimals) : undefined,
    record: !period && raw.record !== undefined ? moneyRounding(raw.record, decimals) : undefined,
    counter: counterRounded ? { to: `${raw.mode} ${pick(edges, raw.per)}`, stage: raw.stage } : undefined,
    line: raw.line === undefined ? undefined : moneyRounding(raw.line, decimals),
  });
  const dimensions = [table && 'zone', banded && 'band', tiered && 'tier'].filter((one) => typeof one === 'string');
  const floor = period || raw.minimum === undefined ? undefined : pick([...edges, ...whole], raw.minimum);
  const minimum = floor && reaches(counted, floor) ? undefined : floor;
  const lineBy = raw.lineBy?.filter((one) => dimensions.includes(one)) ?? [];
  const charge = some({
    id,
    match,
    minimum_quantity: minimum,
    increment: counted,
    setup:
      period || !raw.setup ? undefined : some({ amount: money(raw.setup.amount + 1, decimals), when: raw.setup.when }),
    bands: banded ? { calendar, crossing: crossing ?? '' } : undefined,
    tiers,
    rates: table?.named ? name : rows,
    rate: tiered || table || raw.shape === 'package' ? undefined : rate(),
    package:
      raw.shape === 'package'
        ? some({
            size: pick(edges, raw.per),
            price: money(pick(raw.rates, 0), decimals),
            partial: raw.down ? 'down' : undefined,
          })
        : undefined,
    rounding: Object.keys(rounding).length > 0 ? rounding : undefined,
    line_by: lineBy.length > 0 ? lineBy : undefined,
    tax: raw.tax ? category : undefined,
  });
  return {
    id,
    charge,
    match,
    dimensions,
    period,
    table: rows,
    increments: counted !== undefined,
    advance: false,
    wantsAll: raw.all && tiered,
  };
}

/** Whether some record can meet both. */
export function meet(a: PlainMap, b: PlainMap): boolean {
  return Object.entries(a).every(
    ([key, wanted]) => b[key] === undefined || list(wanted).some((one) => list(b[key]).includes(one)),
  );
}

/** Whether every record that meets `inner` meets `outer` too. */
export function holds(outer: PlainMap, inner: PlainMap): boolean {
  return Object.entries(outer).every(
    ([key, allowed]) => inner[key] !== undefined && list(inner[key]).every((one) => list(allowed).includes(one)),
  );
}

/** What a charge takes: a rate table takes the zones of its rows only. */
export function taken({ match, table }: Written): PlainMap {
  return table ? { ...match, [String(table.by)]: Object.keys(map(table.rows) ?? {}) } : match;
}
