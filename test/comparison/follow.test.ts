/** What follows from what, by hand: a fee of 10.00 with a discount of half of it, tax of 19 % inside the prices. */

import { describe, expect, test } from 'vitest';
import { compareInvoices } from '../../src/comparison/compare.ts';
import type { InvoiceCells } from '../../src/comparison/difference.ts';

/** Tax of 10.00 + 2.00 - 5.00 = 7.00 is 7.00 x 19 / 119 = 1.1176. */
const invoice = (fee: string, sms: string, welcome: string, tax: string, net: string, total: string): InvoiceCells => ({
  ...{ date: '2026-04-01', net, tax, total },
  lines: [
    { key: 'fee', amount: fee },
    { key: 'sms zone=eu', amount: sms, quantity: '2' },
    { key: 'welcome', amount: welcome },
    { key: 'tax standard', amount: tax },
  ],
});
const BEFORE = invoice('10.00', '2.00', '-5.00', '1.12', '5.88', '7.00');

const told = (after: InvoiceCells): { origins: string[]; follow: string[] } => {
  const differences = compareInvoices([BEFORE], [after], (id) => (id === 'welcome' ? ['fee'] : undefined));
  const names = (some: typeof differences): string[] => some.map(({ line, cell }) => line ?? cell);
  return {
    origins: names(differences.filter(({ follows }) => !follows)),
    follow: names(differences.filter(({ follows }) => follows)),
  };
};

describe('of a difference follow', () => {
  test('the discount of half the fee, the tax, the net and the total', () => {
    // 12.00 + 2.00 - 6.00 = 8.00, with tax of 8.00 x 19 / 119 = 1.2773.
    expect(told(invoice('12.00', '2.00', '-6.00', '1.28', '6.72', '8.00'))).toEqual({
      origins: ['fee'],
      follow: ['welcome', 'tax standard', 'net', 'tax', 'total'],
    });
  });

  test('not a discount that is another share of the fee than before', () => {
    // 40 % of 12.00 is 4.80: 12.00 + 2.00 - 4.80 = 9.20, with tax of 9.20 x 19 / 119 = 1.4689.
    expect(told(invoice('12.00', '2.00', '-4.80', '1.47', '7.73', '9.20')).origins).toEqual(['fee', 'welcome']);
  });

  test('not a discount of a fee that is as it was', () => {
    // 10.00 + 2.50 - 4.00 = 8.50, with tax of 8.50 x 19 / 119 = 1.3571.
    expect(told(invoice('10.00', '2.50', '-4.00', '1.36', '7.14', '8.50')).origins).toEqual(['sms zone=eu', 'welcome']);
  });

  test('not a tax with another percentage', () => {
    // 12.00 + 2.00 - 6.00 = 8.00, with tax of 8.00 x 25 / 125 = 1.60 in place of 1.28.
    expect(told(invoice('12.00', '2.00', '-6.00', '1.60', '6.40', '8.00')).origins).toEqual(['fee', 'tax standard']);
  });

  test('the net and the sum of a tax that alone is different', () => {
    // 7.00 x 25 / 125 = 1.40.
    expect(told(invoice('10.00', '2.00', '-5.00', '1.40', '5.60', '7.00'))).toEqual({
      origins: ['tax standard'],
      follow: ['net', 'tax'],
    });
  });

  test('not a total that its lines do not come to', () => {
    expect(told({ ...invoice('12.00', '2.00', '-6.00', '1.28', '6.72', '8.00'), total: '8.01' }).origins).toEqual([
      'fee',
      'total',
    ]);
  });
});
