/** Everybody on one plan: a change of plan on the first day of what is simulated; and what months tell of customers. By hand. */

import { expect, test } from 'vitest';
import { rational } from '../../../src/exact/rational.ts';
import type { Account } from '../../../src/invoicing/account.ts';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { preparePlans } from '../../../src/run/prepare-plan.ts';
import { populationRater } from '../../../src/run/simulate/rate-population.ts';
import { columnsOf, populationOf, sumsOfTable } from './columns.ts';

const DAY = (text: string): number => Date.parse(text) / 86_400_000;

interface Version {
  readonly id: string;
  readonly effective: string;
  readonly fee: string;
  readonly anchor?: string;
  readonly rate?: string;
  readonly timezone?: string;
}

function plansOf(...versions: readonly Version[]): CompiledPlans {
  const files = versions.map(({ id, effective, fee, anchor = '1', rate = '0.10', timezone = 'UTC' }, index) => ({
    file: `${index}.yaml`,
    text: `
plan: ${id}
name: ${id}
currency: EUR
timezone: ${timezone}
prices: net
effective: ${effective}
bill_cycle: { anchor: ${anchor} }
recurring: [{ id: fee, amount: ${fee}, charged: in-arrears${anchor === 'activation' ? '' : ', prorate: { activation: actual }'} }]
usage: [{ id: voice, match: { service: voice }, increment: 60 s, rate: ${rate} / min }]
`,
  }));
  const { value, problems } = preparePlans(files);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value.compiled;
}

const customer = (id: string, plan: string, activated: string, terminated?: string): Account => ({
  ...{ id, plan, activated: DAY(activated), terminated: terminated === undefined ? undefined : DAY(terminated) },
  invoices: { from: DAY('2026-05-01'), before: DAY('2026-06-01') },
});

interface Side {
  readonly plans: CompiledPlans;
  readonly onPlan?: string;
}

/** Customers with a call of ten minutes on 20 April 2026, on some sides. */
async function ratedOf(accounts: readonly Account[], sides: readonly Side[]) {
  const usage = {
    coding: {
      kinds: [{ service: 'voice', direction: '', to: '', in: '' }],
      quanta: new Map([['voice', rational(1n)]]),
    },
    accounts: accounts.map(({ id }) => id),
    first: Uint32Array.from({ length: accounts.length + 1 }, (_, index) => index),
    start: new Float64Array(accounts.length).fill(DAY('2026-04-20') * 86_400_000),
    local: true,
    quantity: new Float64Array(accounts.length).fill(600),
    kind: new Uint16Array(accounts.length),
    row: new Float64Array(accounts.length),
  };
  const rate = populationRater(
    { usage: columnsOf(accounts, usage) },
    { population: populationOf(accounts), invoices: accounts[0]!.invoices, pool: undefined },
  );
  return rate({ sides, measures: [] });
}

/** Customer, month and component: amount. */
async function bills(accounts: readonly Account[], sides: readonly Side[]) {
  const rated = await ratedOf(accounts, sides);
  return rated.sides.map((side) => sumsOfTable(rated, side));
}
/** What customers pay in a month. */
const totals = (sums: Readonly<Record<string, string>>): string[] =>
  Object.entries(sums).flatMap(([key, amount]) =>
    key.endsWith(' total') ? `${key.replace(/ total$/, '')} ${amount}` : [],
  );

const LAUNCH = plansOf(
  { id: 'std', effective: '{ new: 2025-01-01 }', fee: '20.00' },
  // Sold from August on; what is simulated is the invoice of May.
  { id: 'lite', effective: '{ new: 2026-08-01 }', fee: '10.00', rate: '0.30' },
);

test('customers of long ago take a plan that is launched later: its first version, from the first cycle that is billed', async () => {
  const accounts = [
    customer('ann', 'std', '2025-03-10'),
    // Began on 16 April: 15 of 30 days.
    customer('new', 'std', '2026-04-16'),
    // Left before the cycle began: no invoice in May on either plan.
    customer('gone', 'std', '2025-03-10', '2026-03-20'),
  ];
  const [own, lite] = await bills(accounts, [{ plans: LAUNCH }, { plans: LAUNCH, onPlan: 'lite' }]);
  // April: 20.00 + 10 x 0.10; half of 20.00 + 1.00
  expect(totals(own!)).toEqual(['0 2026-05 21', '1 2026-05 11']);
  // 10.00 + 10 x 0.30; half of 10.00 + 3.00
  expect(totals(lite!)).toEqual(['0 2026-05 13', '1 2026-05 8']);
});

test('the version that is sold on the first day counts, also for customers of the plan itself', async () => {
  const plans = plansOf(
    { id: 'std', effective: '{ new: 2025-01-01 }', fee: '20.00' },
    { id: 'std', effective: '{ new: 2026-01-01, existing: never }', fee: '25.00' },
    // Not sold on 1 April yet
    { id: 'std', effective: '{ new: 2026-04-15, existing: never }', fee: '40.00' },
    { id: 'other', effective: '{ new: 2025-01-01 }', fee: '5.00' },
  );
  const accounts = [
    customer('old', 'std', '2025-03-01'),
    customer('other', 'other', '2025-03-01'),
    customer('late', 'other', '2026-04-16'),
  ];
  const [own, std] = await bills(accounts, [{ plans }, { plans, onPlan: 'std' }]);
  // Each with its call of 1.00
  expect(totals(own!)).toEqual(['0 2026-05 21', '1 2026-05 6', '2 2026-05 3.5']);
  // 25.00 and 25.00; whoever came on 16 April has half of 40.00
  expect(totals(std!)).toEqual(['0 2026-05 26', '1 2026-05 26', '2 2026-05 21']);
});

test('cycles stay those of the plan that is left, so that both plans bill the same usage', async () => {
  const plans = plansOf(
    { id: 'own-day', effective: '{ new: 2025-01-01 }', fee: '20.00', anchor: 'activation' },
    { id: 'first', effective: '{ new: 2025-01-01 }', fee: '7.00', rate: '0.50' },
    { id: 'east', effective: '{ new: 2025-01-01 }', fee: '1.00', timezone: 'Asia/Tokyo' },
  );
  // 10 April to 10 May: the call of 20 April is on the invoice of 10 May.
  const accounts = [customer('ann', 'own-day', '2025-03-10'), customer('bob', 'first', '2025-03-10')];
  const [own, first, east] = await bills(accounts, [{ plans }, { plans, onPlan: 'first' }, { plans, onPlan: 'east' }]);
  expect(totals(own!)).toEqual(['0 2026-05 21', '1 2026-05 12']);
  // 7.00 + 10 x 0.50 for both, on the invoices of 10 May and 1 May
  expect(totals(first!)).toEqual(['0 2026-05 12', '1 2026-05 12']);
  // On another clock nobody can be held against anybody.
  expect(east).toEqual({});
});

test('months tell how many customers had service from the first day of a cycle to its last, and whose invoices are missed', async () => {
  const plans = plansOf(
    { id: 'std', effective: '{ new: 2025-01-01 }', fee: '20.00' },
    { id: 'own-day', effective: '{ new: 2025-01-01 }', fee: '20.00', anchor: 'activation' },
  );
  const invoices = { from: DAY('2026-04-15'), before: DAY('2026-06-10') };
  const accounts = [
    // 1 May and 1 June close April and May; the invoice of 1 April is before the first day asked for
    customer('ann', 'std', '2025-03-10'),
    // Began on 16 April, and on 1 May: the second has a whole May
    customer('bob', 'std', '2026-04-16'),
    customer('eve', 'std', '2026-05-01'),
    // Left on 20 May: a part of May
    customer('joe', 'std', '2025-03-10', '2026-05-20'),
    // 12 May; the invoices of 12 April and 12 June are missed
    customer('kim', 'own-day', '2025-03-12'),
    // Gone before
    customer('old', 'std', '2025-03-10', '2025-09-01'),
  ].map((account) => ({ ...account, invoices }));
  const { coverage } = await ratedOf(accounts, [{ plans }, { plans }]);
  expect(coverage).toEqual([
    // April is no month of the result: fees are in arrears, and there is no invoice in it. Ann, joe and kim; bob's half, eve's first invoice
    { month: '2026-05', whole: 3, part: 2, cut: 0 },
    // Ann, bob and eve; joe's last; kim's is missed
    { month: '2026-06', whole: 3, part: 1, cut: 1 },
  ]);
});
