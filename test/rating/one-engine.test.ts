/**
 * One engine: floats, whole numbers without a bound, and the run that a recorder watches give one invoice. And what
 * does not fit in floats is rated in whole numbers.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { formatUnits } from '../../src/exact/rational.ts';
import { bindPlans, EXACT_LIMIT } from '../../src/rating/bind.ts';
import { explainInvoice } from '../../src/run/explain.ts';
import type { RatingOptions } from '../../src/run/invoice-group.ts';
import { type RatedAccounts, rateAccounts } from '../../src/run/rate-accounts.ts';
import { large } from '../oracle/arbitrary-large.ts';
import { type Pair, pairs } from '../oracle/arbitrary-usage.ts';
import { inDays, plansOf, unitsOf, usageOf } from '../oracle/engine.ts';
import { inputsOf, part } from './drawn.ts';

const RUNS = Number(process.env.RATEPROOF_RUNS ?? 60);
const SEED = Number(process.env.RATEPROOF_SEED ?? 20_260_101);

function holdsToOne(drawn: readonly Pair[]): void {
  const input = inputsOf(drawn);
  const rate = (options: RatingOptions): RatedAccounts =>
    rateAccounts(input.plans, input.accounts, input.usage, options);
  const fast = rate({ allowances: true });
  expect(rate({ exact: true, allowances: true })).toEqual(fast);
  // Telling what is left of allowances changes nothing else.
  const plain = fast.invoices.map((invoices) => invoices.map(({ allowances: _, ...invoice }) => invoice));
  expect(rate({})).toEqual({ ...fast, invoices: plain });
  expect(rate({ exact: true }).invoices).toEqual(plain);
  fast.invoices.forEach((invoices, index) => {
    const { plans, accounts, usage } = part(input, [index]);
    for (const invoice of invoices) {
      const told = explainInvoice(plans, accounts[0]!, usage, parseDay(invoice.date)!);
      expect(told?.invoice).toEqual(invoice);
      expect(told?.lines.map(({ line }) => line)).toEqual(invoice.lines);
      for (const { steps } of told!.lines) expect(steps.length).toBeGreaterThan(0);
    }
  });
}

describe('floats, whole numbers and the recorded run give one invoice', () => {
  test(`for three accounts on each of ${RUNS} plans`, () => {
    fc.assert(fc.property(pairs(3), holdsToOne), { numRuns: RUNS, seed: SEED });
  });

  test('up to 10^15 bytes at twelve decimals', () => {
    fc.assert(
      fc.property(large, ({ documents, account, records }) =>
        holdsToOne([{ documents, account, records, timezone: 'UTC', activated: account.activated, plans: ['p'] }]),
      ),
      { numRuns: 300, seed: SEED },
    );
  });
});

describe('what does not fit in floats', () => {
  const account = {
    id: 'a',
    plan: 'p',
    activated: '2026-01-01',
    invoices: { from: '2026-01-01', before: '2026-02-02' },
  };
  const units = unitsOf('plan: p');

  /** A plan with one price and the bytes of records in January, rated as a user would. */
  function rate(text: string, sizes: readonly bigint[]) {
    const records = sizes.map((size, at) => ({
      id: `r${String(at).padStart(4, '0')}`,
      at: new Date(Date.UTC(2026, 0, 2) + at * 1000).toISOString(),
      service: 'data',
      quantity: `${size} B`,
    }));
    const { usage } = usageOf(units, account, records);
    const plans = plansOf(text);
    const [bound] = bindPlans(plans.get('p')!, usage.coding);
    const { invoices } = rateAccounts(plans, [inDays(account)], usage);
    return { bound: bound!, line: invoices[0]!.find(({ date }) => date === '2026-02-01')?.lines[0] };
  }
  const plan = (rest: string): string => `plan: p\ncurrency: EUR\ntimezone: UTC\nprices: net\n${rest}\n`;

  test('a sum beyond 2^53, at an odd price: no unit is lost', () => {
    // 0.000000000007 a byte is 7 units of 10^-12; each record is odd, and so is each amount.
    const sizes = Array.from({ length: 21 }, (_, at) => 100_000_000_000_001n + 2n * BigInt(at));
    const { bound, line } = rate(
      plan(
        'rounding: { line: half-up 12 decimals }\nusage: [ { id: d, match: { service: data }, rate: 0.000000000007 / B } ]',
      ),
      sizes,
    );
    const bytes = sizes.reduce((a, b) => a + b, 0n);
    const amount = bytes * 7n;
    expect(amount > 2n ** 53n && amount % 2n === 1n).toBe(true);
    // It is the amount that is too large, found out after rating; no number of the plan is, nor the quantity.
    expect(bound.exactOnly).toBe(false);
    expect(bytes < BigInt(EXACT_LIMIT)).toBe(true);
    expect(line).toEqual({ key: 'd', kind: 'usage', amount: formatUnits(amount, 12), quantity: String(bytes) });
  });

  test('an amount beyond 2^53 as a fraction, small in cents: a hair below a tie stays below it', () => {
    // 2,000,000,423,076,923 bytes at 0.00000000013: 13 times that, 26,000,005,499,999,999, over 10^11 is 260,000.05499999999.
    const bytes = 2_000_000_423_076_923n;
    expect(13n * bytes).toBe(26_000_005_499_999_999n);
    expect(13n * bytes > 2n ** 53n && bytes < BigInt(EXACT_LIMIT)).toBe(true);
    const { bound, line } = rate(plan('usage: [ { id: d, match: { service: data }, rate: 0.00000000013 / B } ]'), [
      bytes - 10n ** 15n,
      10n ** 15n,
    ]);
    expect(bound.exactOnly).toBe(false);
    expect(line).toEqual({ key: 'd', kind: 'usage', amount: '260000.05', quantity: String(bytes) });
  });

  test('a counter beyond the limit, most of it free', () => {
    const sizes = [10n ** 15n, 10n ** 15n, 10n ** 15n, 1n];
    const { bound, line } = rate(
      plan(
        'usage: [ { id: d, match: { service: data }, tiers: { model: graduated, steps: ' +
          '[ { to: 2000000000000000 B, rate: 0 / B }, { rate: 1 / GB } ] } } ]',
      ),
      sizes,
    );
    expect(bound.exactOnly).toBe(false);
    // 10^15 + 1 bytes at 1 / 10^9: 1,000,000.000000001.
    expect(line).toEqual({
      key: 'd',
      kind: 'usage',
      amount: '1000000.00',
      quantity: String(sizes.reduce((a, b) => a + b, 0n)),
    });
  });

  test('a plan with a number beyond the limit never enters the fast path', () => {
    const { bound, line } = rate(
      plan(
        'allowances: [ { id: b, covers: [ { service: data } ], amount: 9007199254740993 B } ]\n' +
          'usage: [ { id: d, match: { service: data }, rate: 1.00 / B } ]',
      ),
      [4_503_599_627_370_497n, 4_503_599_627_370_497n],
    );
    expect(bound.exactOnly).toBe(true);
    // 9,007,199,254,740,994 used, one more than 2^53 + 1 that is covered.
    expect(line).toEqual({ key: 'd', kind: 'usage', amount: '1.00', quantity: '1' });
  });

  test('a quantity beyond 2^53 that costs nothing is shown to the last byte', () => {
    const sizes = Array.from({ length: 101 }, (_, at) => 100_000_000_000_001n + 2n * BigInt(at));
    const free = 'usage: [ { id: d, match: { service: data }, setup: { amount: 0.01 }, rate: 0 / B } ]';
    // 101 x (100,000,000,000,001 + 100); one cent a record.
    expect(rate(plan(free), sizes).line).toEqual({
      key: 'd',
      kind: 'usage',
      amount: '1.01',
      quantity: '10100000000010201',
    });
  });

  test('allowances that fit one by one but not together', () => {
    const each = 2n ** 51n;
    const allowances = [1, 2, 3, 4, 5, 6].map(
      (at) => `{ id: b${at}, covers: [ { service: data } ], amount: ${each} B }`,
    );
    const text = `allowances: [ ${allowances.join(', ')} ]\nusage: [ { id: d, match: { service: data }, setup: { amount: 0.01 }, rate: 1.00 / B } ]`;
    // The six cover 3 x 2^52 bytes: 3 bytes remain of the first record and all 3 of the second.
    const { line } = rate(plan(text), [3n * (2n ** 52n + 1n), 3n]);
    expect(line).toEqual({ key: 'd', kind: 'usage', amount: '6.02', quantity: '6' });
  });
});
