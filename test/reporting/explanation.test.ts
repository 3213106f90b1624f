import { expect, test } from 'vitest';
import { rational } from '../../src/exact/rational.ts';
import { renderExplanation } from '../../src/reporting/explanation.ts';
import type { Explanation } from '../../src/run/explain.ts';
import type { AccountUsage } from '../../src/usage/batch.ts';
import { invoice, NAMES } from './hand-built.ts';

const told = invoice('data-tier-edge', '20.00', '39.99');
const EXPLANATION: Explanation = {
  invoice: told,
  lines: [
    {
      line: told.lines[0]!,
      plan: 'smart-m',
      place: { file: 'plans/smart-m.yaml', line: 13 },
      steps: ['cycle: 2026-03-01 to 2026-04-01, in advance', 'amount: 19.99 x 1/1 = 19.99'],
      parts: [],
      records: [],
    },
    {
      line: told.lines[1]!,
      plan: 'smart-m',
      place: { file: 'plans/smart-m.yaml', line: 66 },
      steps: ['sum of the line: 20', 'line rounding half-up 0.01: 20.00'],
      parts: [],
      records: [0, 1, 2].map((record) => ({
        record,
        steps: [
          'match: data, in home is priced by data-overage',
          'price: 2.5 GB in tier 1 costs 10, which is a step that goes on for so long that it has to be broken',
        ],
      })),
    },
  ],
  allowances: [
    { id: 'data-bundle', covered: rational(10_000_000_000n), dimension: 'data', granted: '10000000000', left: '0' },
    { id: 'sms-bundle', covered: rational(0n), dimension: 'message', granted: '50', left: '50' },
    { id: 'chat', covered: rational(3n), dimension: 'message', granted: 'unlimited', left: 'unlimited' },
  ],
};

const USAGE: AccountUsage = {
  coding: { kinds: [], quanta: new Map() },
  accounts: ['data-tier-edge'],
  first: Uint32Array.of(0, 3),
  start: Float64Array.of(0, 1, 2).map((day) => Date.UTC(2026, 1, 1 + day, 12)),
  local: true,
  quantity: Float64Array.of(1, 1, 1),
  kind: Uint16Array.of(0, 0, 0),
  row: Float64Array.of(7, 8, 9),
};

test('each line with its place, records and numbered steps; what allowances covered', () => {
  expect(renderExplanation(EXPLANATION, { usage: USAGE, records: 2, names: NAMES })).toBe(
    `Invoice of 2026-03-01 to data-tier-edge, plan smart-m
  cycle from 2026-02-01 up to, not including, 2026-03-01
  net 31.50, tax 5.99, total 39.99 EUR

monthly-fee (Monthly fee) 19.99 EUR
  plans/smart-m.yaml:13
   1. cycle: 2026-03-01 to 2026-04-01, in advance
   2. amount: 19.99 x 1/1 = 19.99

data-overage (Data beyond the bundle) 20.00 EUR for 5 GB
  plans/smart-m.yaml:66
    record 7 of the usage, 2026-02-01T12:00:00
      - match: data, in home is priced by data-overage
      - price: 2.5 GB in tier 1 costs 10, which is a step that goes on for so
        long that it has to be broken
    record 8 of the usage, 2026-02-02T12:00:00
      - match: data, in home is priced by data-overage
      - price: 2.5 GB in tier 1 costs 10, which is a step that goes on for so
        long that it has to be broken
    and 1 more record
   1. sum of the line: 20
   2. line rounding half-up 0.01: 20.00

What the allowances covered in this cycle
  data-bundle    10 GB         of 10 GB  nothing left
  sms-bundle   nothing        of 50 msg   50 msg left
  chat           3 msg  without a limit
`,
  );
});

test('one line alone, without usage and names', () => {
  const text = renderExplanation({ ...EXPLANATION, lines: [EXPLANATION.lines[0]!], allowances: [] });
  expect(text).toContain('\nmonthly-fee 19.99 EUR\n');
  expect(text).not.toContain('allowances');
});
