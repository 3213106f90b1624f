/**
 * Megaline: 318,611 real records, two published plans, totals that several people printed. The conventions differ from
 * each other in rounding keys only (D also in 1000 MB to the GB); see the four plan files.
 *
 * The published Bfloat and the published surf mean of D carry errors of binary floating point (688 summed in doubles is
 * 687.9999999999999): explained in the shared folder, not reproduced here.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { add, decimal, divide, formatUnits, type Rational, rational, ZERO } from '../../../src/exact/rational.ts';
import type { Invoice } from '../../../src/invoicing/invoice.ts';
import { rateFiles, realDataIsThere, SHARED, table } from './real-data.ts';

if (!realDataIsThere) console.warn('skipped: the real usage files are not at RATEPROOF_SHARED or ../shared');

const PLANS = ['surf', 'ultimate'] as const;

const rateConvention = (plans: string) =>
  rateFiles('megaline', 'usage-without-churn.yaml', plans, '2018-01-01', '2019-01-02');

const sumOf = (invoices: readonly Invoice[], plan: string): Rational =>
  invoices
    .filter((invoice) => invoice.plan === `megaline-${plan}`)
    .reduce((sum, { total }) => add(sum, decimal(total)), ZERO);

const monthOf = ({ account, period }: Invoice): string => `${account} ${period!.from.slice(0, 7)}`;

interface Convention {
  readonly id: string;
  readonly [key: string]: string;
}

const published = (id: string): Convention => {
  const text = readFileSync(`${SHARED}/data/published/megaline_published_revenue.json`, 'utf8');
  const { conventions } = JSON.parse(text) as { conventions: Convention[] };
  return conventions.find((one) => one.id === id)!;
};

describe.skipIf(!realDataIsThere)('Megaline', () => {
  const cases = [
    { id: 'A', plans: 'a.yaml', column: 'bill_A', totals: '_total' },
    { id: 'Bexact', plans: 'b-exact.yaml', column: 'bill_Bexact', totals: '_total' },
    { id: 'E', plans: 'e.yaml', column: 'bill_E', totals: '_total_exact' },
  ];
  test.each(cases)(
    'convention $id: both totals to the last digit and every user-month',
    async ({ id, plans, column, totals }) => {
      const { invoices, result } = await rateConvention(plans);
      expect(result.balance).toEqual({ records: 318_611, rated: 318_611, screened: 0, unrated: 0, notBilled: 0 });
      for (const plan of PLANS) expect(sumOf(invoices, plan)).toEqual(decimal(published(id)[plan + totals]!));
      const expected = table('published/megaline_user_month_bills_computed.csv');
      expect(new Map(invoices.map((invoice) => [monthOf(invoice), decimal(invoice.total)]))).toEqual(
        new Map(expected.map((row) => [`${row.user_id} ${row.month}`, decimal(row[column]!)])),
      );
    },
  );

  test('convention D: the mean over users of their mean monthly bill, exact', async () => {
    const { invoices } = await rateConvention('d.yaml');
    const users = table('megaline/megaline_users.csv');
    const mean = (plan: string, fee: string): string => {
      const mine = users.filter((user) => user.plan === plan);
      const means = mine.map(({ user_id }) => {
        const bills = invoices.filter(({ account }) => account === user_id);
        // Ten users without usage count with the fee.
        if (bills.length === 0) return decimal(fee);
        const sum = bills.reduce((total, bill) => add(total, decimal(bill.total)), ZERO);
        return divide(sum, rational(BigInt(bills.length)));
      });
      const { n, d } = divide(means.reduce(add, ZERO), rational(BigInt(mine.length)));
      return formatUnits((n * 10n ** 14n) / d, 14);
    };
    expect(mean('surf', '20').slice(0, 15)).toBe('55.513771982360');
    // Published 71.65915464740574: the last digit is rounded, here it is cut off.
    expect(published('D').ultimate_mean_published).toBe('71.65915464740574');
    expect(mean('ultimate', '70')).toBe('71.65915464740573');
  });

  test('with churn dates honoured, exactly 7,015 records are screened and reported', async () => {
    const { result } = await rateFiles('megaline', 'usage.yaml', 'a.yaml', '2018-01-01', '2019-01-02');
    expect(result.balance).toEqual({ records: 318_611, rated: 311_596, screened: 7_015, unrated: 0, notBilled: 0 });
    expect(result.balanced).toBe(true);
    expect(result.rows).toHaveLength(20);
    expect(result.rows[0]!.what).toBe('outside the service of its customer');
  });
});
