/**
 * The law of directions: of an edit told as better no usage makes the customer pay more, of one told as worse none less, and
 * of one told as none nothing else. Plans round so finely that the law is about prices, not about steps of rounding.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, decimal, type Rational, ZERO } from '../../../src/exact/rational.ts';
import { prepareDocuments } from '../../oracle/engine.ts';
import type { PlainRecord } from '../../oracle/oracle.ts';
import { sideOf, toldAt } from './edits.ts';

const RUNS = {
  numRuns: Number(process.env.RATEPROOF_RUNS ?? 25),
  seed: Number(process.env.RATEPROOF_SEED ?? 20_260_101),
};

/** Every value that an edit changes; the plan around them is the same. */
const drawn = fc.record({
  prices: fc.constantFrom('gross', 'net'),
  tax: fc.constantFrom('0', '7', '19'),
  fee: fc.constantFrom('0', '5', '9.99', '20'),
  charged: fc.constantFrom('in-advance', 'in-arrears'),
  prorate: fc.constantFrom('actual', '{ basis: actual, first_day: free }'),
  allowance: fc.constantFrom('100 s', '5 min', '10 min', '1 h'),
  data: fc.constantFrom('1 GB', '3 GB', 'unlimited'),
  remainder: fc.constantFrom('split', 'leave', 'cover'),
  covers: fc.constantFrom('[home]', '[home, eu]'),
  increment: fc.constantFrom('1 s', '30 s', '60 s', '60 s / 1 s', '60 s / 30 s', '45 s', '30 s down'),
  other: fc.constantFrom('1 s', '60 s', '45 s'),
  crossing: fc.constantFrom('by-start', 'split-by-increment', 'round-then-split'),
  peak: fc.constantFrom('0.06', '0.12', '0.24'),
  offPeak: fc.constantFrom('0.06', '0.12'),
  setup: fc.constantFrom('0', '0.05', '0.10'),
  when: fc.constantFrom('charged', 'always'),
  minimum: fc.constantFrom('30 s', '90 s', '2 min'),
  counter: fc.constantFrom('one', 'two'),
  count: fc.constantFrom('charged', 'all'),
  edge: fc.constantFrom('1 GB', '2 GB', '4 GB'),
  low: fc.constantFrom('1', '2', '4'),
  high: fc.constantFrom('1', '2', '4'),
  world: fc.constantFrom('[8, 8]', '[8, 4]', '[4, 8]'),
  block: fc.constantFrom('10 msg', '20 msg', '25 msg'),
  price: fc.constantFrom('0.50', '1', '2'),
  partial: fc.constantFrom('up', 'down'),
  percent: fc.constantFrom('10', '25', '50'),
  cycles: fc.constantFrom('1', '2', '3'),
  on: fc.constantFrom('[fee]', '[fee, national]', '["@all"]'),
  volume: fc.constantFrom('1', '2', '4'),
  volumeEdge: fc.constantFrom('5 unit', '10 unit', '20 unit'),
  volumeEqual: fc.constantFrom('below', 'above'),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** What each value is called in the plan. */
const PATHS: Readonly<Record<keyof Drawn, string>> = {
  prices: 'prices',
  tax: 'tax/rates/standard',
  fee: 'recurring/fee/amount',
  charged: 'recurring/fee/charged',
  prorate: 'recurring/fee/prorate/activation',
  allowance: 'allowances/minutes/amount',
  data: 'allowances/gigabytes/amount',
  remainder: 'allowances/minutes/remainder',
  covers: 'allowances/minutes/covers/0/to',
  increment: 'usage/national/increment',
  other: 'usage/foreign/increment',
  crossing: 'usage/national/bands/crossing',
  peak: 'usage/national/rate/peak',
  offPeak: 'usage/national/rate/off-peak',
  setup: 'usage/national/setup/amount',
  when: 'usage/national/setup/when',
  minimum: 'usage/foreign/minimum_quantity',
  counter: 'usage/roaming/tiers/counter',
  count: 'usage/data/tiers/count',
  edge: 'usage/data/tiers/steps/0/to',
  low: 'usage/data/tiers/steps/0/rate',
  high: 'usage/data/tiers/steps/1/rate',
  world: 'usage/roaming/rates/rows/world',
  block: 'usage/sms/package/size',
  price: 'usage/sms/package/price',
  partial: 'usage/sms/package/partial',
  percent: 'discounts/off/percent',
  cycles: 'discounts/off/for/cycles',
  on: 'discounts/off/on',
  volume: 'usage/calls/tiers/steps/0/rate',
  volumeEdge: 'usage/calls/tiers/steps/0/to',
  volumeEqual: 'usage/calls/tiers/edge',
};

const write = (d: Drawn): string => `
plan: p
currency: EUR
timezone: UTC
prices: ${d.prices}
tax: { name: VAT, rates: { standard: ${d.tax} % } }
rounding: { line: half-up 12 decimals, discount: half-up 12 decimals, tax: half-up 12 decimals }
recurring:
  - { id: fee, amount: ${d.fee}, charged: ${d.charged}, prorate: { activation: ${d.prorate} } }
allowances:
  - { id: minutes, covers: [{ service: voice, to: ${d.covers} }], amount: ${d.allowance}, remainder: ${d.remainder} }
  - { id: gigabytes, covers: [{ service: data, in: home }], amount: ${d.data} }
usage:
  - id: national
    match: { service: voice, to: home }
    increment: ${d.increment}
    setup: { amount: ${d.setup}, when: ${d.when} }
    bands: { calendar: week, crossing: ${d.crossing} }
    rate: { peak: ${d.peak} / min, off-peak: ${d.offPeak} / min }
  - { id: foreign, match: { service: voice }, minimum_quantity: ${d.minimum}, increment: ${d.other}, rate: 0.60 / min }
  - id: data
    match: { service: data, in: home }
    tiers: { model: graduated, counter: one, count: ${d.count}, steps: [{ to: ${d.edge}, rate: ${d.low} / GB }, { rate: ${d.high} / GB }] }
  - id: roaming
    match: { service: data }
    tiers: { model: graduated, counter: ${d.counter}, steps: [{ to: 1 GB }, {}] }
    rates: { by: in, unit: GB, rows: { world: ${d.world} } }
  - { id: sms, match: { service: sms }, package: { size: ${d.block}, price: ${d.price}, partial: ${d.partial} } }
  - id: calls
    match: { service: event }
    tiers: { model: volume, edge: ${d.volumeEqual}, steps: [{ to: ${d.volumeEdge}, rate: ${d.volume} / unit }, { rate: 2 / unit }] }
discounts:
  - { id: off, percent: ${d.percent}, on: ${d.on}, for: { cycles: ${d.cycles} } }
---
calendar: week
bands: { peak: [{ days: [mon, tue, wed, thu, fri], from: "08:00", before: "20:00" }], off-peak: otherwise }
`;

const record = fc.record({
  what: fc.constantFrom('home', 'home', 'eu', 'data', 'data', 'abroad', 'abroad', 'sms', 'event'),
  minute: fc.integer({ min: 0, max: 75 * 1440 }),
  near: fc.boolean(),
  size: fc.nat({ max: 40 }),
});

/** Calls of up to a few minutes, many of them over the edge of a band; data by the half gigabyte. */
const recordsOf = (raw: readonly (typeof record extends fc.Arbitrary<infer T> ? T : never)[]): PlainRecord[] =>
  raw.map(({ what, minute, near, size }, index) => {
    const day = Math.floor(minute / 1440);
    const start = near ? day * 1440 + (minute % 2 === 0 ? 479 : 1199) : minute;
    const at = new Date(Date.UTC(2026, 0, 10) + start * 60_000 + (near ? 30_000 : 0)).toISOString().replace('.000', '');
    const id = `r${index}`;
    if (what === 'data' || what === 'abroad') {
      return { id, at, service: 'data', quantity: `${size * 250} MB`, in: what === 'data' ? 'home' : 'world' };
    }
    if (what === 'sms') return { id, at, service: 'sms', quantity: `${size} msg` };
    if (what === 'event') return { id, at, service: 'event', quantity: `${size} unit` };
    return { id, at, service: 'voice', quantity: `${size * 7} s`, to: what };
  });

const account = (terminated: string | undefined) => ({
  id: 'a',
  plan: 'p',
  activated: '2026-01-10',
  ...(terminated && { terminated }),
  invoices: { from: '2026-01-01', before: '2026-05-01' },
});

function total(text: string, records: readonly PlainRecord[]): Rational {
  // Service ends, so that what is paid for at another time is paid for all the same.
  const { invoices } = prepareDocuments(text)(account('2026-03-26'), records);
  return invoices.map((invoice) => decimal(invoice.total)).reduce(add, ZERO);
}

const version = { kind: 'plan', id: 'p', version: '' } as const;

describe('no bill speaks against the direction that is told', () => {
  for (const field of Object.keys(PATHS) as (keyof Drawn)[]) {
    test(PATHS[field], () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(drawn, drawn, fc.array(record, { maxLength: 14 }), (one, other, raw) => {
          if (one[field] === other[field]) return;
          const [before, after] = [write(one), write({ ...one, [field]: other[field] })];
          const sides = sidesOf(before, after);
          if (!sides) return;
          const { direction } = toldAt(sides[0], sides[1], { document: version, path: PATHS[field] });
          seen.add(direction);
          const records = recordsOf(raw);
          const sign = Math.sign(compare(total(after, records), total(before, records)));
          const against = { better: 1, worse: -1, none: 2, mixed: 3, unknown: 3 }[direction];
          expect(sign, `${before}\n${field} -> ${other[field]}: ${direction}`).not.toBe(against);
          if (direction === 'none') expect(sign).toBe(0);
        }),
        RUNS,
      );
      // A law about nothing would hold as well.
      if (!UNTOLD.has(field)) expect([...seen].some((way) => ['better', 'worse', 'none'].includes(way))).toBe(true);
    });
  }
});

/** Of these the plan alone does not tell the direction. */
const UNTOLD = new Set<keyof Drawn>(['charged', 'covers', 'crossing', 'counter']);

/** Some draws are refused: a key that would have no effect where it stands. */
function sidesOf(before: string, after: string): [ReturnType<typeof sideOf>, ReturnType<typeof sideOf>] | undefined {
  try {
    return [sideOf(before), sideOf(after)];
  } catch {
    return undefined;
  }
}
