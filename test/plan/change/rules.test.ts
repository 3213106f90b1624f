/**
 * The law of directions for rules rather than prices: roundings at every point, fees of tiers, hours, shares of allowances, tax
 * categories, several discounts, charges that come and go. Every case is two texts of one plan, put in the place of a hole.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compare, decimal, type Rational, ZERO } from '../../../src/exact/rational.ts';
import { findEdits } from '../../../src/plan/change/find.ts';
import { type ChangeSide, tellEdits } from '../../../src/plan/change/tell.ts';
import { prepareDocuments } from '../../oracle/engine.ts';
import type { PlainRecord } from '../../oracle/oracle.ts';
import { sideOf } from './edits.ts';

const RUNS = {
  numRuns: Number(process.env.RATEPROOF_RUNS ?? 30),
  seed: Number(process.env.RATEPROOF_SEED ?? 20_260_102),
};

const ROUNDINGS = [
  'half-up 2 decimals',
  'half-even 2 decimals',
  'up 2 decimals',
  'down 2 decimals',
  'up 0.05',
  'down 0.5',
];
const FINE = 'half-up 12 decimals';

/** What stands in each hole of the plan. */
const HOLES = {
  prices: ['gross', 'net'],
  line: [FINE, ...ROUNDINGS],
  discount: [FINE, ...ROUNDINGS],
  tax: [FINE, ...ROUNDINGS],
  total: ['', ...ROUNDINGS.map((one) => `, total: ${one}`)],
  record: ['', ...ROUNDINGS.map((one) => `, record: ${one}`)],
  counter: ['up 1 min', 'down 1 min', 'half-up 10 s', 'up 30 s', 'half-even 1 min'],
  stage: ['before-allowance', 'after-allowance'],
  onlyIf: ['always', 'used'],
  category: ['standard', 'reduced', 'zero'],
  callTax: ['standard', 'reduced', 'zero'],
  standard: ['19', '7', '21'],
  reduced: ['7', '9'],
  firstFee: ['1', '2', '5'],
  lastFee: ['1', '2', '5'],
  zeroUsage: ['free', 'first-fee'],
  from: ['06:00', '08:00', '20:00'],
  days: ['[mon, tue, wed, thu, fri]', '[mon, tue, wed, thu, fri, sat]', '[sun]'],
  peak: ['0.06', '0.12', '0.24'],
  prorate: [
    '',
    ', prorate: { activation: actual, round: down 1 s }',
    ', prorate: { activation: { basis: actual, first_day: free }, round: down 1 s }',
    ', prorate: { activation: actual, termination: actual, round: down 1 min }',
    ', prorate: { activation: actual, round: up 1 min }',
  ],
  first: ['5', '10', '50'],
  second: ['percent: 10', 'percent: 25', 'amount: 2', 'amount: 6'],
  secondOn: ['[calls]', '[fee, calls]', '["@usage"]'],
  third: [
    '',
    '\n  - { id: third, percent: 20, on: ["@all"] }',
    '\n  - { id: third, amount: 1, on: [fee], for: { cycles: 1 } }',
  ],
  extra: [
    '',
    '\n  - { id: extra, amount: 3 }',
    '\n  - { id: extra, amount: -3 }',
    '\n  - { id: extra, amount: 7, tax: zero }',
  ],
  special: [
    '',
    '\n  - { id: special, match: { service: voice, to: eu }, tax: zero, rate: 0.30 / min }',
    '\n  - { id: special, match: { service: voice, to: [eu, home] }, tax: zero, rate: 0.05 / min }',
    '\n  - { id: special, match: { service: event }, tax: zero, rate: 0.05 / unit }',
  ],
  world: ['0.10', '0.20'],
} as const;
type Hole = keyof typeof HOLES;
type Filled = Readonly<Record<Hole, string>>;

const filled = fc.record(
  Object.fromEntries(Object.entries(HOLES).map(([name, values]) => [name, fc.constantFrom(...values)])),
) as unknown as fc.Arbitrary<Filled>;

const write = (d: Filled): string => `
plan: p
currency: EUR
timezone: UTC
prices: ${d.prices}
tax: { name: VAT, rates: { standard: ${d.standard} %, reduced: ${d.reduced} %, zero: 0 % } }
rounding: { line: ${d.line}, discount: ${d.discount}, tax: ${d.tax}${d.total} }
recurring:
  - { id: fee, amount: 9.99, tax: ${d.category}, only_if: ${d.onlyIf}, charged: in-arrears }${d.extra}
allowances:
  - { id: minutes, covers: [{ service: voice, to: home }], amount: 10 min${d.prorate} }
  - { id: television-minutes, covers: [{ service: voice, to: tv }], amount: 2 min }
usage:${d.special}
  - id: calls
    match: { service: voice, to: home }
    tax: ${d.callTax}
    bands: { calendar: week, crossing: by-start }
    rate: { peak: ${d.peak} / min, off-peak: 0.12 / min }
    rounding: { segment: half-up 12 decimals${d.record} }
  - id: television
    match: { service: voice, to: tv }
    rate: 0.30 / min
    rounding: { counter: { to: ${d.counter}, stage: ${d.stage} } }
  - { id: abroad, match: { service: voice }, rates: world }
  - id: messages
    match: { service: sms }
    tiers: { model: graduated, zero_usage: ${d.zeroUsage}, steps: [{ to: 10 msg, rate: 0.10 / msg, fee: ${d.firstFee} }, { rate: 0.05 / msg, fee: ${d.lastFee} }] }
discounts:
  - { id: first, percent: ${d.first}, on: [fee] }
  - { id: second, ${d.second}, on: ${d.secondOn}, for: { cycles: 2 } }${d.third}
---
calendar: week
bands: { peak: [{ days: ${d.days}, from: "${d.from}", before: "21:00" }], off-peak: otherwise }
---
rates: world
by: to
unit: min
rows: { eu: ${d.world}, world: 0.40 }
`;

const record = fc.record({
  what: fc.constantFrom('home', 'home', 'tv', 'eu', 'world', 'sms', 'event'),
  minute: fc.integer({ min: 0, max: 75 * 1440 }),
  size: fc.nat({ max: 40 }),
});

const recordsOf = (raw: readonly { what: string; minute: number; size: number }[]): PlainRecord[] =>
  raw.map(({ what, minute, size }, index) => {
    const at = new Date(Date.UTC(2026, 0, 10) + minute * 60_000).toISOString().replace('.000', '');
    const id = `r${index}`;
    if (what === 'sms') return { id, at, service: 'sms', quantity: `${size} msg` };
    if (what === 'event') return { id, at, service: 'event', quantity: `${size} unit` };
    return { id, at, service: 'voice', quantity: `${size * 17} s`, to: what };
  });

const ACCOUNT = {
  id: 'a',
  plan: 'p',
  activated: '2026-01-10',
  terminated: '2026-03-26',
  invoices: { from: '2026-01-01', before: '2026-05-01' },
};

/** What is paid in all; undefined where usage has no price: such a bill is not whole. */
function total(text: string, records: readonly PlainRecord[]): Rational | undefined {
  const { invoices, unrated } = prepareDocuments(text)(ACCOUNT, records);
  if (unrated.length > 0) return undefined;
  return invoices.map((invoice) => decimal(invoice.total)).reduce(add, ZERO);
}

/** Some draws are refused: a key that would have no effect where it stands. */
function side(text: string): ChangeSide | undefined {
  try {
    return sideOf(text);
  } catch {
    return undefined;
  }
}

/** Of these one edit alone does not tell the direction, or not in this plan. */
const UNTOLD: ReadonlySet<Hole> = new Set<Hole>(['discount', 'stage', 'secondOn']);

describe('no bill speaks against the direction that is told', () => {
  for (const hole of Object.keys(HOLES) as Hole[]) {
    test(hole, () => {
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(filled, fc.nat(), fc.array(record, { maxLength: 12 }), (one, number, raw) => {
          const others = HOLES[hole].filter((value) => value !== one[hole]);
          const other = others[number % others.length]!;
          const plain =
            hole === 'line' || hole === 'discount' || hole === 'tax' || hole === 'total' || hole === 'record';
          // Steps of rounding turn the other way what is rounded again: only the point in question rounds coarsely.
          const rest: Filled = { ...one, line: FINE, discount: FINE, tax: FINE, total: '', record: '' };
          const from = plain ? { ...rest, [hole]: one[hole] } : rest;
          const [before, after] = [write(from), write({ ...from, [hole]: other })];
          const [base, head] = [side(before), side(after)];
          // What has no price is on no bill, so only a charge that comes or goes may meet it.
          const records = recordsOf(raw.filter(({ what }) => what !== 'event'));
          if (!base || !head) return fc.pre(false);
          const edits = findEdits(base.documents, head.documents);
          if (edits.length !== 1) return fc.pre(false);
          const [{ direction, words }] = tellEdits(edits, base, head) as [ReturnType<typeof tellEdits>[number]];
          const [was, is] = [total(before, records), total(after, records)];
          if (!was || !is) return fc.pre(false);
          seen.set(direction, (seen.get(direction) ?? 0) + 1);
          const sign = Math.sign(compare(is, was));
          const told = `${before}\n${words}: ${direction}, but it came to ${sign}`;
          if (direction === 'better') expect(sign, told).toBeLessThanOrEqual(0);
          if (direction === 'worse') expect(sign, told).toBeGreaterThanOrEqual(0);
          if (direction === 'none') expect(sign, told).toBe(0);
        }),
        { ...RUNS, maxSkipsPerRun: 50 },
      );
      if (!UNTOLD.has(hole)) {
        const held = ['better', 'worse', 'none'].reduce((sum, way) => sum + (seen.get(way) ?? 0), 0);
        expect(held, JSON.stringify([...seen])).toBeGreaterThan(RUNS.numRuns / 10);
      }
    });
  }
});
