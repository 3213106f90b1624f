/**
 * A change that has happened: the price of a minute from 0.10 to 0.12, net, beside a fee of 10.00. Predicted from the usage of March, held
 * against the bills of April. Everything is worked by hand.
 */

import { expect, test } from 'vitest';
import { folderOf, type Simulated, simulated } from './simulated.ts';

const plan = (minute: string): string => `
plan: simple
currency: EUR
timezone: Europe/Berlin
prices: net
bill_cycle: { anchor: 1 }
recurring: [{ id: monthly-fee, amount: 10.00, charged: in-arrears }]
usage: [{ id: voice, match: { service: voice }, increment: 60 s, rate: ${minute} / min }]
`;

const MAPPING = `
usage: calls
customers: { file: customers.csv, columns: { account: account, plan: plan, activated: activated, segment: segment } }
files: [{ file: calls.csv, columns: { account: account, at: at, quantity: s }, service: voice, unit: s }]
`;

/** Minutes of one call of each customer; `c…` are consumers, the others businesses. */
type Minutes = Readonly<Record<string, number>>;

const usage = (minutes: Minutes, month: string, folder: string): Record<string, string> => ({
  [`${folder}/usage.yaml`]: MAPPING,
  [`${folder}/customers.csv`]: `account,plan,activated,segment\n${Object.keys(minutes)
    .map((id) => `${id},simple,2025-01-01,${id.startsWith('c') ? 'consumer' : 'business'}\n`)
    .join('')}`,
  [`${folder}/calls.csv`]: `account,at,s\n${Object.entries(minutes)
    .map(([id, count]) => `${id},2026-${month}-10T12:00:00,${60 * count}\n`)
    .join('')}`,
});

interface Past {
  readonly before: Minutes;
  readonly after: Minutes;
  readonly population?: string;
  readonly more?: string;
  readonly invoices?: string;
}

function backtested({
  before,
  after,
  population = '',
  more = '',
  invoices = '{ from: 2026-05-01, before: 2026-05-02 }',
}: Past): Promise<Simulated> {
  const root = folderOf({
    ...{ 'plans/simple.yaml': plan('0.10'), 'candidate/simple.yaml': plan('0.12') },
    ...{ ...usage(before, '03', 'march'), ...usage(after, '04', 'april') },
    'scenarios/sim.yaml': `
simulation: past
candidate: { plans: ../candidate }
population: { usage: ../march/usage.yaml, data: ../march${population} }
invoices: { from: 2026-04-01, before: 2026-04-02 }
fewest: 1
backtest:
  usage: ../april/usage.yaml
  data: ../april
  invoices: ${invoices}
  source: the change of April 2026
${more}`,
  });
  return simulated(root, 'scenarios/sim.yaml');
}

const numbered = (letter: string, count: number, minutes: (index: number) => number): Minutes =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${letter}${10 + index}`, minutes(index)]));

test('predicted, actual and errors of four customers', async () => {
  // March at 0.10: consumers 2 x 10 + 150 x 0.10 = 35.00, businesses 20 + 300 x 0.10 = 50.00; together 85.00.
  // Predicted at 0.12: 20 + 18.00 = 38.00 and 20 + 36.00 = 56.00; together 94.00.
  // April at 0.12: 20 + 140 x 0.12 = 36.80 and 20 + 250 x 0.12 = 50.00; together 86.80.
  const { simulation } = await backtested({
    before: { c1: 100, c2: 50, b1: 200, b2: 100 },
    after: { c1: 90, c2: 50, b1: 150, b2: 100 },
  });
  const { backtest, certainty } = simulation;
  expect(certainty.method).toBe('none');
  expect(backtest!.predicted).toMatchObject({ before: '85.00', after: '94.00', change: '9.00' });
  // 7.20 / 86.80 = 8.29493 %; 1.20 / 36.80 = 3.26087 %; 6.00 / 50.00 = 12 %; the mean of the last two 7.63043 %.
  expect(backtest).toMatchObject({ error: '7.20', errorPercent: '8.2949', meanAbsolutePercent: '7.6304' });
  expect(Number(backtest!.actual)).toBe(86.8);
  // Everybody was rated: no interval, so nothing that could have held.
  expect([backtest!.covered, backtest!.coverage]).toEqual([undefined, null]);
  const rows = backtest!.segments.map(({ name, sampled, predicted, actual, errorPercent }) => [
    ...[name, sampled, Number(predicted), Number(actual), errorPercent],
  ]);
  expect(rows.sort()).toEqual([
    ['business', 2, 56, 50, '12.0000'],
    ['consumer', 2, 38, 36.8, '3.2609'],
  ]);
});

test('who left is missing from the bills, who came is on them', async () => {
  // Predicted for c1 and c2 of March: 20 + 150 x 0.12 = 38.00. In April c2 is gone and c3 there with 25 minutes:
  // 20 + 125 x 0.12 = 35.00. Error 3.00, of 35.00 8.57143 %.
  const { simulation } = await backtested({ before: { c1: 100, c2: 50 }, after: { c1: 100, c3: 25 } });
  expect(simulation.backtest).toMatchObject({ error: '3.00', errorPercent: '8.5714' });
});

test('an interval without width holds what is just so, and nothing beside it', async () => {
  // Ten of twenty are drawn from each segment; customers of a segment are alike, so that it does not matter which. March: 20 x (10 + 10) =
  // 400.00 each. Predicted: 20 x 22.00 = 440.00 each, 880.00. April: consumers the same, 440.00; businesses with 90 minutes
  // 20 x 20.80 = 416.00; together 856.00. Error 24.00: 2.80374 % of all, 5.76923 % of businesses; the mean over segments 2.88462 %.
  const { simulation } = await backtested({
    before: { ...numbered('c', 20, () => 100), ...numbered('b', 20, () => 100) },
    after: { ...numbered('c', 20, () => 100), ...numbered('b', 20, () => 90) },
    population: ', sample: { customers: 20, by: [segment], seed: 4 }',
  });
  const { backtest, certainty } = simulation;
  expect(certainty.method).toBe('bootstrap');
  expect(backtest!.predicted).toMatchObject({
    before: '800.00',
    after: '880.00',
    interval: { low: '80.00', high: '80.00' },
  });
  expect(backtest).toMatchObject({
    ...{ error: '24.00', errorPercent: '2.8037', covered: false, coverage: '50.0000', meanAbsolutePercent: '2.8846' },
  });
  const rows = backtest!.segments.map(({ name, sampled, errorPercent, covered }) => [
    name,
    sampled,
    errorPercent,
    covered,
  ]);
  expect(rows.sort()).toEqual([
    ['business', 10, '5.7692', false],
    ['consumer', 10, '0.0000', true],
  ]);
});

test('an interval holds the change that there was, where it lies within', async () => {
  // Minutes 10, 20, … 400 in both months: the change is 0.02 x 8,200 minutes = 164.00 for all of them.
  const minutes = numbered('c', 40, (index) => 10 * (index + 1));
  const { simulation } = await backtested({
    ...{ before: minutes, after: minutes, population: ', sample: { customers: 20, seed: 4 }' },
  });
  const { covered, coverage, predicted, actual } = simulation.backtest!;
  // 40 x 10.00 + 8,200 x 0.12.
  expect(Number(actual)).toBe(1384);
  const { low, high } = predicted.interval!;
  expect(Number(low)).toBeLessThan(Number(high));
  const change = Number(actual) - Number(predicted.before);
  expect(covered).toBe(Number(low) <= change && change <= Number(high));
  expect(coverage).toBe(covered ? '100.0000' : '0.0000');
});

test('what cannot be compared is told: other customers, other months', async () => {
  const both = { before: { c1: 100, c2: 50, b1: 200, b2: 100 }, after: { c1: 90, c2: 50, b1: 150, b2: 100 } };
  const { simulation: scaled } = await backtested({ ...both, population: ', stands_for: 4000' });
  expect(scaled.notes).toContain(
    'The backtest predicts for 4,000 customers and was held against the bills of 4: its errors are also that difference.',
  );
  const path = 'path: { months: 3, from: 2026-05, growth: { customers: 1 % }, source: budget }\n';
  const { simulation: ahead } = await backtested({ ...both, more: path });
  expect(ahead.notes).toContain(
    'The backtest predicts 3 months and was held against the bills of 1 month: its errors are also that difference.',
  );
  const { simulation: alike } = await backtested(both);
  expect(alike.notes.filter((note) => note.includes('backtest'))).toEqual([]);
});

test('bills without usage, and usage without bills, are told', async () => {
  const both = { before: { c1: 100, c2: 50 }, after: { c1: 90, c2: 50 } };
  // Usage of April is on the invoices of May: of the two months asked for, June has none.
  const { simulation } = await backtested({ ...both, invoices: '{ from: 2026-05-01, before: 2026-06-02 }' });
  expect(simulation.notes).toContain(
    'No usage of april/usage.yaml is on the invoices of 2026-06: only what does not depend on usage is billed there.',
  );
  await expect(backtested({ ...both, invoices: '{ from: 2027-05-01, before: 2027-05-02 }' })).rejects.toThrow(
    'SIM-PERIOD usage of april/usage.yaml is from 2026-04-10 to 2026-04-10: none of its 2 records is on the invoices of 2027-05-01',
  );
});
