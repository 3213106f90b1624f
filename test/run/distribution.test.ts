import { describe, expect, test } from 'vitest';
import type { Invoice } from '../../src/invoicing/invoice.ts';
import { distributionsOf, mergeDistributions } from '../../src/run/distribution.ts';

const bill = (plan: string, currency: string, total: string, ...lines: Invoice['lines'][number][]): Invoice => ({
  ...{ account: 'a', plan, date: '2026-03-01', currency, lines, net: total, tax: '0', total },
});
const line = (key: string, kind: Invoice['lines'][number]['kind'], amount: string) => ({ key, kind, amount });

describe('totals of all invoices, told in little', () => {
  test('to the cent while few differ, and by plan and currency', () => {
    const told = distributionsOf([
      [bill('m', 'EUR', '19.99'), bill('m', 'EUR', '-0.01')],
      [bill('m', 'EUR', '19.99'), bill('jp', 'JPY', '3417')],
    ]);
    expect(told).toEqual([
      {
        plan: 'jp',
        currency: 'JPY',
        invoices: 1,
        sum: '3417',
        least: '3417',
        most: '3417',
        width: '1',
        bins: [[3417, 1]],
        parts: [],
      },
      // -0.01 is the bin from -1 up to 0 cents. 19.99 + 19.99 - 0.01 = 39.97.
      {
        plan: 'm',
        currency: 'EUR',
        invoices: 3,
        sum: '39.97',
        least: '-0.01',
        most: '19.99',
        width: '0.01',
        bins: [
          [-1, 1],
          [1999, 2],
        ],
        parts: [],
      },
    ]);
  });

  test('one bin more than 200 takes the next width: 5 cents hold five neighbours', () => {
    const cents = (count: number) => Array.from({ length: count }, (_, at) => bill('m', 'EUR', (at / 100).toFixed(2)));
    expect(distributionsOf([cents(200)])[0]).toMatchObject({ width: '0.01' });
    const [wide] = distributionsOf([cents(201)]);
    // 0.00 to 2.00 in fives: 40 full bins and the one that begins with 2.00.
    expect(wide).toMatchObject({ width: '0.05', invoices: 201 });
    expect(wide?.bins).toHaveLength(41);
    expect(wide?.bins[0]).toEqual([0, 5]);
    expect(wide?.bins[40]).toEqual([40, 1]);
  });

  test('lines are added up by charge: zones, tiers and credits belong to it, a tax is a part of its own', () => {
    const [told] = distributionsOf([
      [
        bill(
          ...(['m', 'EUR', '12.345'] as const),
          line('voice zone=eu tier=2', 'usage', '0.125'),
          line('voice', 'usage', '1.5'),
          line('fee', 'recurring', '10'),
          line('fee/credit', 'recurring', '-5.00'),
          line('tax standard', 'tax', '1.00'),
        ),
      ],
    ]);
    expect(told?.parts).toEqual([
      { charge: 'fee', kind: 'recurring', lines: 2, sum: '5.00' },
      { charge: 'tax standard', kind: 'tax', lines: 1, sum: '1.00' },
      { charge: 'voice', kind: 'usage', lines: 2, sum: '1.625' },
    ]);
  });
});

describe('parts of a run', () => {
  // 997 is prime: 7 n mod 997 goes through every rest, so neighbours in a part are far apart in money.
  const invoices = Array.from({ length: 900 }, (_, at) =>
    bill(
      at % 3 === 0 ? 's' : 'm',
      'EUR',
      `${((at * 7919) % 99_991) - 500}.${at % 2 === 0 ? '00' : '37'}`,
      line('fee', 'recurring', '1.10'),
    ),
  );
  const whole = distributionsOf([invoices]);

  test('merge to what the whole gives, cut anywhere and in any order', () => {
    for (const size of [1, 7, 100, 899]) {
      const parts = [];
      for (let from = 0; from < invoices.length; from += size)
        parts.push(distributionsOf([invoices.slice(from, from + size)]));
      expect(mergeDistributions(parts)).toEqual(whole);
      expect(mergeDistributions(parts.reverse())).toEqual(whole);
    }
  });

  test('nothing is lost: bins hold all invoices, no more than 200 of them', () => {
    for (const { bins, invoices: all, width } of whole) {
      expect(bins.reduce((sum, [, number]) => sum + number, 0)).toBe(all);
      expect(bins.length).toBeLessThanOrEqual(200);
      expect(width).toMatch(/^[15]0*(\.00)?$|^0\.0?[15]0?$/);
    }
    expect(whole.map(({ invoices: all }) => all)).toEqual([600, 300]);
    expect(mergeDistributions([])).toEqual([]);
  });
});
