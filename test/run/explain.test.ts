/** Why every line of an invoice is what it is: steps and amounts worked by hand. */

import { expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { formatRational } from '../../src/exact/rational.ts';
import { type Explanation, explainInvoice } from '../../src/run/explain.ts';
import { inDays, plansOf, unitsOf, usageOf } from '../oracle/engine.ts';
import type { PlainRecord } from '../oracle/oracle.ts';

/** 11 to 31 January: 21 of 31 days. */
const PLAN = `plan: p
currency: EUR
timezone: UTC
prices: gross
tax: { name: VAT, rates: { standard: 19 % } }
rounding: { total: half-up 0.05 }
recurring:
  - { id: rent, amount: 31.00, charged: in-arrears, prorate: { activation: actual } }
one_time:
  - { id: card, amount: 9.90, on: activation, charged: in-arrears }
allowances:
  - { id: free-minute, covers: [ { service: voice } ], amount: 60 s }
usage:
  - id: calls
    match: { service: voice, direction: out }
    increment: 60 s
    setup: { amount: 0.05 }
    bands: { calendar: clock, crossing: split-by-increment }
    rate: { day: 0.12 / min, night: 0.06 / min }
  - id: web
    match: { service: data }
    increment: 1 MB
    tiers: { model: graduated, steps: [ { to: 5 MB, rate: 0.123 / MB }, { rate: 0.04 / MB } ] }
    rounding: { record: up 0.01 }
    line_by: [tier]
  - id: texts
    match: { service: sms }
    package: { size: 10 msg, price: 0.79 }
discounts:
  - { id: welcome, percent: 10, on: [rent], for: { cycles: 3, starting: activation } }
---
calendar: clock
bands: { day: [ { days: [mon, tue, wed, thu, fri, sat, sun], from: "07:00", before: "19:00" } ], night: otherwise }
`;

const RECORDS: PlainRecord[] = [
  // 200 s are 4 minutes: one free, one by day, two from 19:00 on by night.
  { id: 'r0', at: '2026-01-15T18:58:00Z', service: 'voice', direction: 'out', to: 'eu', quantity: '200 s' },
  { id: 'r1', at: '2026-01-16T10:00:00Z', service: 'voice', direction: 'out', to: 'eu', quantity: '30 s' },
  // 4 MB, then 2 MB across the edge at 5 MB.
  { id: 'r2', at: '2026-01-17T10:00:00Z', service: 'data', quantity: '3500000 B' },
  { id: 'r3', at: '2026-01-18T10:00:00Z', service: 'data', quantity: '2 MB' },
  { id: 'r4', at: '2026-01-19T10:00:00Z', service: 'sms', quantity: '12 msg' },
  { id: 'r5', at: '2026-01-20T10:00:00Z', service: 'sms', quantity: '1 msg' },
];

function explain(
  text: string,
  dates: { activated: string; terminated?: string },
  records: readonly PlainRecord[],
  date: string,
) {
  const account = { id: 'a', plan: 'p', ...dates, invoices: { from: '2026-01-01', before: '2027-01-01' } };
  const { usage } = usageOf(unitsOf(text), account, records);
  return explainInvoice(plansOf(text), inDays(account), usage, parseDay(date)!);
}

/** A page to read: line, place, steps, records. */
function page({ invoice, lines, allowances }: Explanation): string[] {
  return [
    ...lines.flatMap(({ line, place, steps, records }) => [
      `${line.key} ${line.amount}${line.quantity === undefined ? '' : ` for ${line.quantity}`} (${place?.file}:${place?.line})`,
      ...steps.map((step) => `  ${step}`),
      ...records.flatMap(({ record, steps: own }) => own.map((step) => `  [${record}] ${step}`)),
    ]),
    ...allowances.map(({ id, covered, dimension }) => `${id} covered ${formatRational(covered)} of ${dimension}`),
    `net ${invoice.net} + tax ${invoice.tax} = ${invoice.total}`,
  ];
}

test('an invoice with every kind of line', () => {
  expect(page(explain(PLAN, { activated: '2026-01-11' }, RECORDS, '2026-02-01')!)).toEqual([
    'rent 21.00 (plan.yaml:8)',
    '  cycle: 2026-01-01 to 2026-02-01, in arrears',
    '  proration: 21/31 of the cycle is paid for (activated 2026-01-11)',
    '  amount: 31 x 21/31 = 21',
    '  line rounding half-up 0.01: 21.00',
    'card 9.90 (plan.yaml:10)',
    '  cycle: 2026-01-01 to 2026-02-01, in arrears',
    '  amount: 9.9 x 1/1 = 9.9',
    '  line rounding half-up 0.01: 9.90',
    // 0.12 + 0.12 + 0.05 and 0.12 + 0.05.
    'calls 0.46 for 240 (plan.yaml:14)',
    '  policy: bands of clock, crossing split-by-increment',
    '  sum of the line: 0.46',
    '  line rounding half-up 0.01: 0.46',
    '  [0] match: voice, out, to eu is priced by calls',
    '  [0] quantity: 200 s used, charged as 4 min',
    '  [0] allowance: free-minute covers 1 min',
    '  [0] price: 1 min in band day costs 0.12',
    '  [0] price: 2 min in band night costs 0.12',
    '  [0] setup: 0.05',
    '  [1] match: voice, out, to eu is priced by calls',
    '  [1] quantity: 30 s used, charged as 1 min',
    '  [1] price: 1 min in band day costs 0.12',
    '  [1] setup: 0.05',
    // Record 2: 4 x 0.123 = 0.492, up to 0.50. Record 3: 0.123 + 0.04 = 0.163, up to 0.17.
    'web tier=1 0.62 for 5000000 (plan.yaml:20)',
    '  policy: tiers by the counter web, which counts charged usage',
    '  sum of the line: 0.623',
    '  line rounding half-up 0.01: 0.62',
    '  [2] match: data is priced by web',
    '  [2] quantity: 3.5 MB used, charged as 4 MB',
    '  [2] price: 4 MB in tier 1 costs 0.492',
    '  [2] rounding of the record: 0.008',
    '  [3] match: data is priced by web',
    '  [3] quantity: 2 MB used',
    '  [3] price: 1 MB in tier 1 costs 0.123',
    'web tier=2 0.05 for 1000000 (plan.yaml:20)',
    '  policy: tiers by the counter web, which counts charged usage',
    '  sum of the line: 0.047',
    '  line rounding half-up 0.01: 0.05',
    '  [3] match: data is priced by web',
    '  [3] quantity: 2 MB used',
    '  [3] price: 1 MB in tier 2 costs 0.04',
    '  [3] rounding of the record: 0.007',
    'texts 1.58 for 13 (plan.yaml:26)',
    '  total of the cycle: 13 msg',
    '  priced at the close of the cycle: 13 msg',
    '  price: 13 msg are 2 blocks of 0.79',
    '  sum of the line: 1.58',
    '  line rounding half-up 0.01: 1.58',
    '  [4] match: sms is priced by texts',
    '  [4] quantity: 12 msg used',
    '  [5] match: sms is priced by texts',
    '  [5] quantity: 1 msg used',
    'welcome -2.10 (plan.yaml:30)',
    '  10 % of what earlier discounts left of rent',
    '  policy: for 3 cycles, starting with the activation',
    '  discount rounding half-up 0.01: -2.10',
    // 21.00 + 9.90 + 0.46 + 0.62 + 0.05 + 1.58 - 2.10 = 31.51; 31.51 x 19 / 119 = 5.031.
    'tax standard 5.03 (plan.yaml:1)',
    '  policy: prices gross',
    '  19 % inside the prices: base x 19 / (100 + 19)',
    '  tax rounding half-up 0.01: 5.03',
    'total-rounding -0.01 (plan.yaml:1)',
    '  total rounding half-up 0.05: the total becomes 31.50',
    'free-minute covered 60 of time',
    'net 26.47 + tax 5.03 = 31.50',
  ]);
});

const CREDITED = `plan: p
currency: EUR
timezone: UTC
prices: net
tax: { name: VAT, rates: { standard: 20 % } }
recurring:
  - { id: rent, amount: 30.00, prorate: { activation: thirty-day, termination: { basis: thirty-day, last_day: used } } }
usage:
  - id: web
    match: { service: data }
    rounding: { counter: { to: up 1 MB, stage: before-allowance } }
    tiers: { model: volume, steps: [ { to: 2 MB, rate: 0.50 / MB, fee: 1.00 }, { rate: 0.30 / MB, fee: 2.00 } ] }
allowances:
  - { id: megabyte, covers: [ { service: data } ], amount: 1 MB }
discounts:
  - { id: less, amount: 5.00, on: [web] }
`;

test('a credit, a total rounded before its allowance, a fee of a tier, an amount off and tax on top', () => {
  // Service from 11 to 20 January, the 20th paid for: 20/30 were charged, 10/30 were used.
  const dates = { activated: '2026-01-11', terminated: '2026-01-20' };
  const records = [{ id: 'r', at: '2026-01-12T00:00:00Z', service: 'data', quantity: '3200000 B' }];
  expect(page(explain(CREDITED, dates, [], '2026-01-11')!)).toEqual([
    'rent 20.00 (plan.yaml:7)',
    '  cycle: 2026-01-01 to 2026-02-01, in advance',
    '  proration: 2/3 of the cycle is paid for (activated 2026-01-11, terminated 2026-01-20)',
    '  amount: 30 x 2/3 = 20',
    '  line rounding half-up 0.01: 20.00',
    'tax standard 4.00 (plan.yaml:1)',
    '  policy: prices net',
    '  20 % base x 20 / 100',
    '  tax rounding half-up 0.01: 4.00',
    'net 20.00 + tax 4.00 = 24.00',
  ]);
  expect(page(explain(CREDITED, dates, records, '2026-02-01')!)).toEqual([
    'rent/credit -10.00 (plan.yaml:7)',
    '  cycle: 2026-01-01 to 2026-02-01, in arrears',
    '  proration: 1/3 of the cycle comes back (activated 2026-01-11, terminated 2026-01-20)',
    '  amount: 30 x 1/3 = 10',
    '  line rounding half-up 0.01: -10.00',
    // 3.2 MB are 4 MB, one free; 3 MB at 0.30 and the fee of the second tier: 2.90.
    'web 2.90 for 3000000 (plan.yaml:9)',
    '  total of the cycle: 3.2 MB',
    '  counter rounding before allowances: 4 MB',
    '  allowance: megabyte covers 1 MB',
    '  priced at the close of the cycle: 3 MB',
    '  price: 3 MB in tier 2 costs 0.9',
    '  fee of tier 2: 2',
    '  policy: tiers by the counter web, which counts charged usage',
    '  sum of the line: 2.9',
    '  line rounding half-up 0.01: 2.90',
    '  [0] match: data is priced by web',
    '  [0] quantity: 3.2 MB used',
    'less -2.90 (plan.yaml:16)',
    '  at most 5 of what earlier discounts left of web',
    '  discount rounding half-up 0.01: -2.90',
    'tax standard -2.00 (plan.yaml:1)',
    '  policy: prices net',
    '  20 % base x 20 / 100',
    '  tax rounding half-up 0.01: -2.00',
    'megabyte covered 1000000 of data',
    'net -10.00 + tax -2.00 = -12.00',
  ]);
});

test('on a day without an invoice there is nothing to explain', () => {
  expect(explain(PLAN, { activated: '2026-01-11' }, RECORDS, '2026-02-02')).toBeUndefined();
  // The invoice of the activation would have no line.
  expect(explain(PLAN, { activated: '2026-01-11' }, RECORDS, '2026-01-11')).toBeUndefined();
});

test('a record that is too long to be rated has no part in the explanation either', () => {
  const text =
    'plan: p\ncurrency: EUR\ntimezone: UTC\nprices: net\nusage: [ { id: c, match: { service: voice }, rate: 0.06 / min } ]\n';
  const records = ['800 h', '60 s'].map((quantity, at) => ({
    id: `r${at}`,
    at: `2026-01-0${at + 2}T00:00:00Z`,
    service: 'voice',
    quantity,
  }));
  const { lines } = explain(text, { activated: '2026-01-01' }, records, '2026-02-01')!;
  expect(lines.map(({ line }) => line)).toEqual([{ key: 'c', kind: 'usage', amount: '0.06', quantity: '60' }]);
  // The second record of the usage, though the first that is rated.
  expect(lines[0]!.records.map(({ record }) => record)).toEqual([1]);
});
