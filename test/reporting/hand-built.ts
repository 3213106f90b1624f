/** A run as no engine made it: one scenario of every kind, few enough to be read. */

import type { Difference } from '../../src/comparison/difference.ts';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import type { Names } from '../../src/reporting/names.ts';
import type { PlanDistribution } from '../../src/run/distribution.ts';
import { type ScenarioResult, STATUSES, type Status, type TestRun } from '../../src/run/result.ts';

export function invoice(account: string, overage: string, total: string): Invoice {
  return {
    ...{ account, plan: 'smart-m', date: '2026-03-01', period: { from: '2026-02-01', before: '2026-03-01' } },
    currency: 'EUR',
    lines: [
      { key: 'monthly-fee', kind: 'recurring', amount: '19.99' },
      { key: 'data-overage', kind: 'usage', amount: overage, quantity: '5000000000' },
      { key: 'tax standard', kind: 'tax', amount: '5.99' },
    ],
    ...{ net: '31.50', tax: '5.99', total },
  };
}

const date = '2026-03-01';
const lower: readonly Difference[] = [
  {
    ...{ invoice: date, line: 'data-overage', cell: 'amount', expected: '20.00', actual: '17.50', by: '-2.50' },
    ...{ cause: 'data-overage', because: '15 - 10 = 5 GB x 4.00 = 20.00, the first tier\n  to its last byte' },
  },
  { invoice: date, cell: 'total', expected: '39.99', actual: '37.49', by: '-2.50', cause: 'total' },
];

function result(id: string, status: Status, more: Partial<ScenarioResult> = {}): ScenarioResult {
  const file = id.includes('/') ? 'scenarios/recipes/base.yaml' : 'scenarios/written/data.yaml';
  return {
    ...{ id, file, line: 12, plan: 'smart-m', status, differences: [], unrated: 0, screened: 0 },
    check: id.includes('/') ? 'baseline' : 'expectation',
    ...(status !== 'passed' && { again: `rateproof test --grep "^${id}$"` }),
    ...more,
  };
}

export const RESULTS: readonly ScenarioResult[] = [
  result('data-inside', 'passed', {
    invoices: [invoice('data-inside', '0.00', '19.99')],
    because: { [date]: '19.99 for the month, nothing beyond the bundle' },
  }),
  result('data-tier-edge', 'changed', { differences: lower, invoices: [invoice('data-tier-edge', '17.50', '37.49')] }),
  result('calls-abroad', 'unrated', {
    unrated: 2,
    differences: [
      { invoice: '', cell: 'unrated', expected: '0', actual: '2', by: '2', cause: 'unrated' },
      {
        invoice: date,
        line: 'voice-roaming zone=world',
        cell: 'missing line',
        expected: '2.99',
        cause: 'voice-roaming',
      },
    ],
    invoices: [invoice('calls-abroad', '0.00', '19.99')],
  }),
  result('no-such-zone', 'error', { reason: 'a record of 2026-02-30 has no cycle' }),
  result('base/1', 'passed', { segment: 'light' }),
  result('base/2', 'changed', {
    segment: 'heavy',
    differences: lower.map(({ because: _, ...cells }) => cells),
    invoices: [invoice('base/2', '17.50', '37.49')],
  }),
  result('base/3', 'new', { plan: 'smart-s' }),
];

/** Four invoices: 18.00, 18.00, 20.00 and 23.96 are 79.96; charges of 72.00 and 7.96 add up to them, tax is inside. */
export const DISTRIBUTIONS: readonly PlanDistribution[] = [
  {
    ...{ plan: 'smart-m', currency: 'EUR', invoices: 4, sum: '79.96', least: '18.00', most: '23.96', width: '1.00' },
    bins: [
      [18, 2],
      [20, 1],
      [23, 1],
    ],
    parts: [
      { charge: 'data-overage', kind: 'usage', lines: 2, sum: '7.96' },
      { charge: 'monthly-fee', kind: 'recurring', lines: 4, sum: '72.00' },
      { charge: 'tax standard', kind: 'tax', lines: 4, sum: '12.77' },
    ],
  },
];

export function runOf(results: readonly ScenarioResult[], more: Partial<TestRun['summary']> = {}): TestRun {
  const scenarios = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of results) scenarios[status] += 1;
  return {
    header: {
      ...{ rateproof: '0.1.0', timeZoneData: '2026f', scenarios: results.length, inputs: 'c0ffee' },
      plans: [
        { id: 'smart-m', currency: 'EUR', versions: 2 },
        { id: 'smart-s', currency: 'EUR', versions: 1 },
      ],
      recipes: [{ id: 'base', seed: 7, count: 3 }],
    },
    results,
    summary: {
      ...{ scenarios, compared: scenarios.passed + scenarios.changed, accepted: 0, invoices: 6, interrupted: false },
      records: { all: 12_345, rated: 12_343, unrated: 2, screened: 0, notBilled: 0 },
      money: { EUR: '1234.50' },
      plans: {
        'smart-m': { scenarios: 4, invoices: 4, money: { EUR: '1000.00' } },
        'smart-s': { scenarios: 2, invoices: 2, money: { EUR: '234.50' } },
      },
      distributions: DISTRIBUTIONS,
      ...more,
    },
  };
}

export const NAMES: Names = new Map([
  [
    'smart-m',
    {
      ...{ name: 'Smart M', tax: 'VAT' },
      charges: new Map([
        ['monthly-fee', { name: 'Monthly fee', dimension: undefined }],
        ['data-overage', { name: 'Data beyond the bundle', dimension: 'data' as const }],
      ]),
    },
  ],
]);
