/** The oracle's invoices, worked by hand: cycles, proration, versions, discounts, tax; and that lines add up to totals. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pair } from './arbitrary-usage.ts';
import { Fraction, ZERO } from './fraction.ts';
import { type OracleInvoice, oracleInvoices, type PlainDocument, type PlainMap } from './oracle.ts';

const plan = (rest: PlainMap): PlainDocument => ({
  plan: 'p',
  currency: 'EUR',
  timezone: 'UTC',
  prices: 'gross',
  ...rest,
});

function bills(documents: PlainDocument[], activated: string, terminated?: string): OracleInvoice[] {
  const invoices = { from: '2026-01-01', before: '2026-07-01' };
  const account = { id: 'a', plan: 'p', activated, ...(terminated && { terminated }), invoices };
  return [...oracleInvoices(documents, account, []).invoices];
}
/** `date: key amount, key amount = total`. */
const told = (invoices: readonly OracleInvoice[]): string[] =>
  invoices.map(
    ({ date, lines, total }) => `${date}: ${lines.map(({ key, amount }) => `${key} ${amount}`).join(', ')} = ${total}`,
  );
const fee = (amount: string, rest: PlainMap = {}): PlainMap => ({ recurring: [{ id: 'fee', amount, ...rest }] });
const first = (documents: PlainDocument[], activated: string): string | undefined =>
  bills(documents, activated)[0]?.total;

describe('proration', () => {
  // P29: 45 × 12 / 365 × 11 days = 16.2739…; the actual days of June 16.50, of March 15.967….
  test.each([
    ['yearly', '2026-06-20', '16.27'],
    ['actual', '2026-06-20', '16.5'],
    ['actual', '2026-03-21', '15.97'],
  ])('11 days, %s from %s', (basis, activated, total) =>
    expect(first([plan(fee('45', { prorate: { activation: basis } }))], activated)).toBe(total),
  );
  // P29, Olivia: 1 EUR × (31 − 15) / 31 = 0.516….
  test('the first day free', () =>
    expect(
      first([plan(fee('1', { prorate: { activation: { basis: 'actual', first_day: 'free' } } }))], '2026-01-15'),
    ).toBe('0.52'));
  // 15 January to 1 February is 30 + 1 − 15 = 16 of 30 days: 16.00 of 30.00; actual/30: 17 of 30.
  test.each([
    ['thirty-day', '16'],
    ['actual/30', '17'],
  ])('%s', (basis, total) =>
    expect(first([plan(fee('30', { prorate: { activation: basis } }))], '2026-01-15')).toBe(total),
  );
  // The whole of February is the whole amount, though 28 / 30 is less.
  test('a whole cycle', () =>
    expect(first([plan(fee('30', { prorate: { activation: 'actual/30' } }))], '2026-02-01')).toBe('30'));
  // P29: 20 from the 16th of a 30-day month: 15/30 = 10, then 20 in advance. Ended on 11 May: 20 × (1 − 10/31) = 13.548….
  test('advance, then a credit', () => {
    const prorate = { activation: 'actual', termination: 'actual' };
    expect(told(bills([plan(fee('20', { prorate }))], '2026-04-16', '2026-05-11'))).toEqual([
      '2026-04-16: fee 10 = 10',
      '2026-05-01: fee 20 = 20',
      '2026-06-01: fee/credit -13.55 = -13.55',
    ]);
  });
  // From the 6th to the 16th of April: 10 of 30 days, 10.00 of 30.00, whether in arrears or as what the credit leaves of 25.
  test('begun and ended in one cycle', () => {
    const prorate = { activation: 'actual', termination: 'actual' };
    expect(told(bills([plan(fee('30', { prorate }))], '2026-04-06', '2026-04-16'))).toEqual([
      '2026-04-06: fee 25 = 25',
      '2026-05-01: fee/credit -15 = -15',
    ]);
    expect(told(bills([plan(fee('30', { prorate, charged: 'in-arrears' }))], '2026-04-06', '2026-04-16'))).toEqual([
      '2026-05-01: fee 10 = 10',
    ]);
  });
  // Different bases: 25/30 actual × 15/30 actual/30 = 5/12 of 30 = 12.50.
  test('different bases', () =>
    expect(
      told(
        bills(
          [plan(fee('30', { prorate: { activation: 'actual', termination: 'actual/30' }, charged: 'in-arrears' }))],
          '2026-04-06',
          '2026-04-16',
        ),
      ),
    ).toEqual(['2026-05-01: fee 12.5 = 12.5']));
});

describe('cycles and versions', () => {
  test('31 stays 31', () =>
    expect(
      bills([plan({ bill_cycle: { anchor: '31' }, ...fee('1') })], '2026-01-31', '2026-05-01').map(({ date }) => date),
    ).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']));
  // The second version holds from March for those who have the first; new customers of February have it at once.
  test('a version from February, for others from March', () => {
    const documents = [
      plan(fee('10')),
      plan({ ...fee('12'), effective: { new: '2026-02-10', existing: '2026-02-20' } }),
    ];
    expect(told(bills(documents, '2026-01-10', '2026-04-01'))).toEqual([
      '2026-01-10: fee 10 = 10',
      '2026-02-01: fee 10 = 10',
      '2026-03-01: fee 12 = 12',
    ]);
    expect(first(documents, '2026-02-10')).toBe('12');
  });
  // One discount of both versions on 5 in arrears and 10 in advance: 10 % of 15, though the charges have other names.
  test('a discount that both versions have alike', () => {
    const discounts = [{ id: 'd', percent: '10', on: ['@all'] }];
    const documents = [
      plan({ recurring: [{ id: 'old', amount: '5', charged: 'in-arrears' }], discounts }),
      plan({ ...fee('10'), discounts, effective: { new: '2026-02-01' } }),
    ];
    expect(told(bills(documents, '2026-01-01', '2026-03-01'))).toEqual(['2026-02-01: old 5, fee 10, d -1.5 = 13.5']);
  });
  // Arrears by the old version at 19 %, the advance by the new at 20 %: 11.90 holds 1.90, 12.00 holds 2.00.
  test('two tax rates on one invoice', () => {
    const tax = (rate: string): PlainMap => ({ tax: { name: 'VAT', rates: { standard: rate } } });
    const documents = [
      plan({ recurring: [{ id: 'old', amount: '11.90', charged: 'in-arrears' }], ...tax('19 %') }),
      plan({ ...fee('12.00'), ...tax('20'), effective: { new: '2026-02-01' } }),
    ];
    const [invoice] = bills(documents, '2026-01-01', '2026-03-01');
    expect(told(invoice ? [invoice] : [])).toEqual([
      '2026-02-01: old 11.9, fee 12, tax standard 1.9, tax standard 2 2 = 23.9',
    ]);
    expect(invoice?.net).toBe('20');
  });
});

describe('discounts and tax', () => {
  const two = {
    tax: { name: 'VAT', rates: { standard: '19 %', reduced: '7 %' } },
    recurring: [
      { id: 'a', amount: '10.00' },
      { id: 'b', amount: '5.00', tax: 'reduced' },
    ],
  };
  // 10 % of 15.00 is 1.50, spread 1.00 and 0.50. Gross: 9 × 19/119 = 1.437, 4.50 × 7/107 = 0.294.
  test('gross', () =>
    expect(
      told(bills([plan({ ...two, discounts: [{ id: 'd', percent: '10', on: ['@all'] }] })], '2026-06-01')),
    ).toEqual(['2026-06-01: a 10, b 5, d -1.5, tax standard 1.44, tax reduced 0.29 = 13.5']));
  // Net: 9 × 0.19 = 1.71 and 4.50 × 0.07 = 0.315 → 0.32, on top: 13.50 + 2.03 = 15.53; in 5 cents 15.55.
  test('net, to be paid in coins of five', () =>
    expect(
      told(
        bills(
          [
            plan({
              ...two,
              prices: 'net',
              rounding: { total: 'half-up 0.05' },
              discounts: [{ id: 'd', percent: '10', on: ['@all'] }],
            }),
          ],
          '2026-06-01',
        ),
      ),
    ).toEqual(['2026-06-01: a 10, b 5, d -1.5, tax standard 1.71, tax reduced 0.32, total-rounding 0.02 = 15.55']));
  // 0.05 off 10.00 and 5.00: 0.0333… and 0.0166…; whole cents 3 and 1, the fifth to the larger remainder, the second.
  // Then 9.97 × 19/119 = 1.5918, 4.98 × 7/107 = 0.3258.
  test('largest remainder', () =>
    expect(
      told(bills([plan({ ...two, discounts: [{ id: 'd', amount: '0.05', on: ['a', 'b'] }] })], '2026-06-01')),
    ).toEqual(['2026-06-01: a 10, b 5, d -0.05, tax standard 1.59, tax reduced 0.33 = 14.95']));
  // 12 off 10 is 10; the next discount finds nothing left.
  test('at most what is left', () =>
    expect(
      told(
        bills(
          [
            plan({
              ...fee('10'),
              discounts: [
                { id: 'd', amount: '12', on: ['fee'] },
                { id: 'e', percent: '50', on: ['fee'] },
              ],
            }),
          ],
          '2026-06-01',
        ),
      ),
    ).toEqual(['2026-06-01: fee 10, d -10 = 0']));
  // From the 10th: the first full cycle is February, invoiced in advance on 1 February.
  test('from the first full cycle', () => {
    const discounts = [{ id: 'd', percent: '50', on: ['fee'], for: { cycles: '1', starting: 'first-full-cycle' } }];
    expect(told(bills([plan({ ...fee('10'), discounts })], '2026-01-10', '2026-04-01'))).toEqual([
      '2026-01-10: fee 10 = 10',
      '2026-02-01: fee 10, d -5 = 5',
      '2026-03-01: fee 10 = 10',
    ]);
  });
  // 10 % of 999 is 99.9, half-up 100; 899 × 10/110 = 81.7 → 82.
  test('a currency without decimals', () =>
    expect(
      told(
        bills(
          [
            plan({
              currency: 'JPY',
              tax: { name: 'T', rates: { standard: '10' } },
              ...fee('999'),
              discounts: [{ id: 'd', percent: '10', on: ['fee'] }],
            }),
          ],
          '2026-06-01',
        ),
      ),
    ).toEqual(['2026-06-01: fee 999, d -100, tax standard 82 = 899']));
});

test('the lines of an invoice add up to its total, and net and tax to it too', () => {
  fc.assert(
    fc.property(pair, ({ documents, account, records }) => {
      const gross = documents[0]?.prices === 'gross';
      for (const { lines, net, tax, total } of oracleInvoices(documents, account, records).invoices) {
        const counted = lines.filter(({ kind }) => !(gross && kind === 'tax'));
        const sum = counted.reduce((so, { amount }) => so.plus(Fraction.of(amount)), ZERO);
        expect(sum.toString()).toBe(total);
        expect(Fraction.of(net).plus(Fraction.of(tax)).toString()).toBe(total);
      }
    }),
    { seed: 11, numRuns: 300 },
  );
});
