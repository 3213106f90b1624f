/** Baselines: what is told can be read, and what was not written by us is refused. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineFile, readBaseline, tellsOf, writeBaseline } from '../../src/baseline/baseline.ts';
import { readLine, tellInvoices } from '../../src/baseline/line.ts';
import { formatUnits } from '../../src/exact/rational.ts';

const INVOICE = {
  date: '2026-04-01',
  currency: 'EUR',
  total: '29.99',
  net: '25.20',
  tax: '4.79',
  lines: [
    { key: 'monthly-fee', amount: '19.99' },
    { key: 'voice-world zone=eu band=peak tier=2', amount: '10.00', quantity: '420' },
    { key: 'welcome', amount: '-1.00' },
  ],
};

describe('a line', () => {
  test('tells a scenario', () => {
    expect(tellInvoices('smart-m', [INVOICE, { ...INVOICE, date: '2026-05-01', lines: [] }])).toBe(
      'smart-m 2026-04-01 29.99 EUR tax 4.79; monthly-fee 19.99; voice-world zone=eu band=peak tier=2 10.00 x420; ' +
        'welcome -1.00 | 2026-05-01 29.99 EUR tax 4.79',
    );
    expect(tellInvoices('smart-m', [])).toBe('smart-m no invoice');
  });

  test('can be read again without loss', () => {
    const amount = fc.integer().map((units) => formatUnits(BigInt(units), 2));
    const key = fc.constantFrom('fee', 'fee/credit', 'voice zone=eu band=peak', 'tax standard', 'a-1 zone=1 tier=2');
    const line = fc.record({ key, amount, quantity: fc.constantFrom('0', '7', '1/3', '2500000000', '0.5') });
    const invoice = fc
      .record({
        units: fc.tuple(fc.integer(), fc.integer()),
        lines: fc.array(fc.oneof(line, fc.record({ key, amount }))),
      })
      .map(({ units: [net, tax], lines }) => ({
        ...{ date: '2026-04-01', currency: 'EUR', lines },
        ...{ net: formatUnits(BigInt(net), 2), tax: formatUnits(BigInt(tax), 2) },
        total: formatUnits(BigInt(net) + BigInt(tax), 2),
      }));
    fc.assert(
      fc.property(fc.array(invoice), (invoices) => {
        expect(readLine(tellInvoices('p', invoices))).toEqual({ plan: 'p', invoices });
      }),
    );
  });

  test.each(['', 'smart-m', 'smart-m 2026-04-01', 'smart-m 2026-04-01 29.99 EUR tax 4.79; fee', '<<<<<<< HEAD'])(
    'that tells nothing is noticed: %j',
    (text) => {
      expect(readLine(text)).toBeUndefined();
    },
  );
});

describe('a file', () => {
  const line = tellInvoices('smart-m', [INVOICE]);
  const baseline = {
    recipe: 'consumer',
    seed: -7,
    fingerprint: '0af1',
    lines: new Map([
      [10, line],
      [2, line],
    ]),
  };

  test('is written in the order of the customers, and read again', () => {
    const text = writeBaseline(baseline);
    expect(text.split('\n').map((row) => row.slice(0, 12))).toEqual([
      '# Accepted i',
      '# recipe con',
      '2 smart-m 20',
      '10 smart-m 2',
      '',
    ]);
    expect(readBaseline(text, 'b.txt').value).toEqual(baseline);
    expect(readBaseline(text.replaceAll('\n', '\r\n'), 'b.txt').value).toEqual(baseline);
  });

  test('is of one seed and one wording', () => {
    expect(tellsOf(baseline, { seed: -7, fingerprint: '0af1' })).toBe(true);
    expect(tellsOf(baseline, { seed: 7, fingerprint: '0af1' })).toBe(false);
    expect(tellsOf(baseline, { seed: -7, fingerprint: '0af2' })).toBe(false);
    expect(tellsOf(undefined, { seed: -7, fingerprint: '0af1' })).toBe(false);
  });

  test('stands beside its recipe', () => {
    expect(baselineFile('scenarios/base.yaml', 'consumer')).toBe('scenarios/base.consumer.baseline.txt');
  });

  test.each([
    ['a conflict of two versions', `${writeBaseline(baseline)}<<<<<<< HEAD\n`, 5],
    ['a customer twice', `${writeBaseline(baseline)}2 ${line}\n`, 5],
    ['no head', `2 ${line}\n`, 2],
    ['half a line', `${writeBaseline(baseline)}3 smart-m 2026-04-01 29`, 5],
  ])('with %s is refused', (_, text, at) => {
    const { value, problems } = readBaseline(text, 'b.txt');
    expect(value).toBeUndefined();
    expect(problems.map(({ code, place }) => [code, place?.line])).toEqual([['BASELINE-UNREADABLE', at]]);
  });
});
