/** Differences by hand: whole invoices, expectations of parts, and their text. */

import { describe, expect, test } from 'vitest';
import { compareInvoices } from '../../src/comparison/compare.ts';
import { chargeOf, type Difference, type InvoiceCells } from '../../src/comparison/difference.ts';
import { checkExpectations } from '../../src/comparison/expectation.ts';
import { asExpected } from '../../src/comparison/expected.ts';
import { diffInvoices, invoiceText } from '../../src/comparison/text.ts';
import { scenarioOf } from '../scenario/reading.ts';

const APRIL: InvoiceCells = {
  date: '2026-04-01',
  lines: [
    { key: 'monthly-fee', amount: '19.99' },
    { key: 'voice-national band=peak', amount: '3.50', quantity: '210' },
    { key: 'data-overage', amount: '10.00', quantity: '2500000000' },
    { key: 'tax standard', amount: '5.35' },
  ],
  net: '28.14',
  tax: '5.35',
  total: '33.49',
  allowances: [
    { id: 'data-10gb', left: '0' },
    { id: 'calls-100', left: '5790' },
    { id: 'messages', left: 'unlimited' },
  ],
};

const told = (differences: readonly Difference[]): string[] =>
  differences.map(({ invoice, line, cell, expected, actual, by, cause, because }) =>
    [invoice, line, cell, `${expected} -> ${actual} (${by})`, cause, because].filter(Boolean).join(' | '),
  );

describe('whole invoices', () => {
  test('that are the same, however written, do not differ', () => {
    const again = { ...APRIL, total: '33.490', lines: [...APRIL.lines].reverse() };
    expect(compareInvoices([APRIL], [again])).toEqual([]);
  });

  test('differ cell by cell, by the charge', () => {
    const actual: InvoiceCells = {
      ...APRIL,
      lines: [
        { key: 'monthly-fee', amount: '20.99' },
        { key: 'data-overage', amount: '10.00', quantity: '2600000000' },
        { key: 'sms zone=eu', amount: '0.25', quantity: '1' },
        { key: 'tax standard', amount: '5.35' },
      ],
      total: '31.24',
    };
    expect(told(compareInvoices([APRIL], [actual]))).toEqual([
      '2026-04-01 | monthly-fee | amount | 19.99 -> 20.99 (1.00) | monthly-fee',
      '2026-04-01 | voice-national band=peak | missing line | 3.50 -> undefined (-3.50) | voice-national',
      '2026-04-01 | data-overage | quantity | 2500000000 -> 2600000000 (100000000) | data-overage',
      '2026-04-01 | sms zone=eu | extra line | undefined -> 0.25 (0.25) | sms',
      '2026-04-01 | total | 33.49 -> 31.24 (-2.25) | total',
    ]);
  });

  test('may be missing or too many', () => {
    const may = { ...APRIL, date: '2026-05-01' };
    expect(told(compareInvoices([APRIL], [may]))).toEqual([
      '2026-04-01 | missing invoice | 33.49 -> undefined (-33.49) | invoice',
      '2026-05-01 | extra invoice | undefined -> 33.49 (33.49) | invoice',
    ]);
  });

  test('with a line of two versions compare each of them', () => {
    const two = (amount: string): InvoiceCells => ({
      ...APRIL,
      lines: [
        { key: 'monthly-fee', amount: '1.00' },
        { key: 'monthly-fee', amount },
      ],
    });
    expect(told(compareInvoices([two('2.00')], [two('3.00')]))).toEqual([
      '2026-04-01 | monthly-fee #2 | amount | 2.00 -> 3.00 (1.00) | monthly-fee',
    ]);
  });
});

describe('expectations', () => {
  const check = (expectation: string): string[] =>
    told(
      checkExpectations(
        scenarioOf(`
scenario: one
plan: smart-m
customer: { activated: 2026-01-01 }
expect: [ { invoice: 2026-04-01, ${expectation} } ]`).expect,
        [APRIL],
      ),
    );

  test.each([
    'total: 33.49',
    'total: "33.490"',
    'net: 28.14, tax: 5.35',
    'total: { of: 33.50, within: 0.01 }',
    'total: { at_least: 33.49, at_most: 33.49 }',
    'lines: { monthly-fee: 19.99, voice-roaming: absent }',
    'lines: { data-overage: { amount: { at_most: 10 }, quantity: 2.5 GB } }',
    'lines: { data-overage: { quantity: { of: 2.4 GB, within: 100 MB } }, voice-national band=peak: { quantity: { at_least: 3m 30s } } }',
    'allowances: { data-10gb: 0 B, messages: unlimited }',
    'allowances: { messages: { at_least: 40 } }',
    'allowances: { calls-100: 96.5 min, data-10gb: { at_most: 0 B } }',
    'allowances: { calls-100: { of: 96 min, within: 30 s } }',
    'exactly: true, lines: { monthly-fee: 19.99, "voice-national band=peak": 3.5, data-overage: 10, tax standard: 5.35 }',
  ])('hold: %s', (expectation) => {
    expect(check(expectation)).toEqual([]);
  });

  // 100 minutes less 210 s are 5,790 s, 96.5 min. In base units, as quantities of lines are.
  test.each([
    [
      'allowances: { data-10gb: 1 GB }',
      ['2026-04-01 | data-10gb | allowance | 1000000000 -> 0 (-1000000000) | data-10gb'],
    ],
    [
      'allowances: { calls-100: { of: 96 min, within: 29 s } }',
      ['2026-04-01 | calls-100 | allowance | 5760 ± 29 -> 5790 (30) | calls-100'],
    ],
    [
      'allowances: { calls-100: { at_least: 97 min } }',
      ['2026-04-01 | calls-100 | allowance | at least 5820 -> 5790 (-30) | calls-100'],
    ],
    [
      'allowances: { calls-100: absent }',
      ['2026-04-01 | calls-100 | allowance | undefined -> 5790 (undefined) | calls-100'],
    ],
    ['allowances: { sms-50: 12 }', ['2026-04-01 | sms-50 | allowance | 12 -> undefined (undefined) | sms-50']],
    ['allowances: { sms-50: absent }', []],
    ['allowances: { messages: 50 }', ['2026-04-01 | messages | allowance | 50 -> unlimited (undefined) | messages']],
    [
      'allowances: { calls-100: unlimited }',
      ['2026-04-01 | calls-100 | allowance | unlimited -> 5790 (undefined) | calls-100'],
    ],
    [
      'lines: { data-overage: { quantity: { at_most: 2 GB } } }',
      ['2026-04-01 | data-overage | quantity | at most 2000000000 -> 2500000000 (500000000) | data-overage'],
    ],
  ])('of quantities that do not hold, in base units: %s', (expectation, differences) => {
    expect(check(expectation)).toEqual(differences);
  });

  test('what is left of allowances has no place in the text of an invoice', () => {
    const differences = checkExpectations(
      scenarioOf(`
scenario: one
plan: smart-m
customer: { activated: 2026-01-01 }
expect: [ { invoice: 2026-04-01, allowances: { data-10gb: 1 GB } } ]`).expect,
      [APRIL],
    );
    expect(invoiceText(asExpected(APRIL, differences))).toBe(invoiceText(APRIL));
  });

  test.each([
    ['total: 33.5', ['2026-04-01 | total | 33.50 -> 33.49 (-0.01) | total']],
    ['total: { of: 33.60, within: 0.1 }', ['2026-04-01 | total | 33.60 ± 0.1 -> 33.49 (-0.11) | total']],
    ['tax: { at_least: 6 }', ['2026-04-01 | tax | at least 6.00 -> 5.35 (-0.65) | tax']],
    ['tax: { at_most: 5.3 }', ['2026-04-01 | tax | at most 5.30 -> 5.35 (0.05) | tax']],
    [
      'lines: { voice-roaming: 1, monthly-fee: absent }, because: no reason',
      [
        '2026-04-01 | voice-roaming | missing line | 1.00 -> undefined (undefined) | voice-roaming | no reason',
        '2026-04-01 | monthly-fee | extra line | undefined -> 19.99 (19.99) | monthly-fee | no reason',
      ],
    ],
    [
      'lines: { data-overage: { quantity: 2 GB } }',
      ['2026-04-01 | data-overage | quantity | 2000000000 -> 2500000000 (500000000) | data-overage'],
    ],
    [
      'exactly: true, lines: { monthly-fee: 19.99, data-overage: 10, tax standard: 5.35 }',
      ['2026-04-01 | voice-national band=peak | extra line | undefined -> 3.50 (3.50) | voice-national'],
    ],
    ['absent: true', ['2026-04-01 | extra invoice | undefined -> 33.49 (33.49) | invoice']],
  ])('miss: %s', (expectation, differences) => {
    expect(check(expectation)).toEqual(differences);
  });
});

test.each([
  ['voice-world zone=eu band=peak tier=2', 'voice-world'],
  ['monthly-fee/credit', 'monthly-fee'],
  ['monthly-fee #2', 'monthly-fee'],
  ['tax standard', 'tax standard'],
])('%s belongs to %s', (key, charge) => {
  expect(chargeOf(key)).toBe(charge);
});

test('the text of an invoice, and of a change of it', () => {
  const changed = {
    ...APRIL,
    total: '34.49',
    lines: [{ key: 'monthly-fee', amount: '20.99' }, ...APRIL.lines.slice(1)],
  };
  expect(invoiceText(APRIL)).toMatchInlineSnapshot(`
    "invoice 2026-04-01
    monthly-fee                     19.99
    voice-national band=peak (210)   3.50
    data-overage (2500000000)       10.00
    tax standard                     5.35
    net                             28.14
    tax                              5.35
    total                           33.49
    "
  `);
  expect(diffInvoices(APRIL, changed).map(({ sign, text }) => sign + text)).toMatchInlineSnapshot(`
    [
      " invoice 2026-04-01",
      "-monthly-fee                     19.99",
      "+monthly-fee                     20.99",
      " voice-national band=peak (210)   3.50",
      " data-overage (2500000000)       10.00",
      " tax standard                     5.35",
      " net                             28.14",
      " tax                              5.35",
      "-total                           33.49",
      "+total                           34.49",
    ]
  `);
  expect(asExpected(changed, compareInvoices([APRIL], [changed]))).toEqual(APRIL);
});
