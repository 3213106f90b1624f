/** A plan is launched: from files to the result, worked out by hand. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runSimulation } from '../../../src/run/simulate/run-simulation.ts';

const root = mkdtempSync(join(tmpdir(), 'launch-'));
afterAll(() => rmSync(root, { recursive: true }));

const put = (name: string, text: string): void => {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
};
const plan = (id: string, from: string, fee: string, rate: string, timezone = 'UTC'): string => `plan: ${id}
currency: EUR
timezone: ${timezone}
prices: net
effective: { new: ${from} }
recurring: [{ id: fee, amount: ${fee}, charged: in-arrears }]
usage: [{ id: voice, match: { service: voice }, increment: 60 s, rate: ${rate} / min }]
`;
put('plans/std.yaml', plan('std', '2025-01-01', '20.00', '0.10'));
put('candidate/lite.yaml', plan('lite', '2026-08-01', '10.00', '0.30'));
put('candidate/east.yaml', plan('east', '2025-01-01', '1.00', '0.01', 'Asia/Tokyo'));
put('data/customers.csv', 'id,plan,since\nann,std,2025-03-10\nbob,std,2025-03-10\neve,std,2025-03-10\n');
// In April: 10, 100 and 48 minutes.
put(
  'data/calls.csv',
  'who,at,seconds\nann,2026-04-20T10:00:00,600\nbob,2026-04-20T10:00:00,6000\neve,2026-04-20T10:00:00,2880\n',
);
put(
  'usage.yaml',
  `usage: three
customers: { file: customers.csv, columns: { account: id, plan: plan, activated: since } }
files:
  - { file: calls.csv, columns: { account: who, at: at, quantity: seconds }, service: voice, unit: s }
`,
);

const simulate = async (behaviour: string, from = '2026-05-01') => {
  put(
    'scenarios/launch.yaml',
    `simulation: launch
candidate: { plans: ../candidate }
population: { usage: ../usage.yaml, data: ../data }
invoices: { from: ${from}, before: 2026-06-01 }
fewest: 1
${behaviour}
`,
  );
  const { value, problems } = await runSimulation({ root, file: 'scenarios/launch.yaml', workers: 1 });
  return { simulation: value?.simulation, problems };
};

test('customers of today go to the new plan where it is cheaper, some take it anyhow, others come', async () => {
  const { simulation, problems } = await simulate(`behaviour:
  migration: { inertia: 25 %, at_least: 1.00, source: x }
  take_up: { plan: lite, of: { plan: std }, share: 10 %, new_customers: 2, source: x }`);
  expect(problems).toEqual([]);
  // On std: 20 + 1, 20 + 10, 20 + 4.80; nothing of theirs changes.
  expect(simulation!.static.revenue).toMatchObject({ before: '75.80', after: '75.80', change: '0.00' });
  // On lite: 10 + 3, 10 + 30, 10 + 14.40. Ann saves 8.00: three quarters of her move. Eve saves 0.40: too little. Of those
  // who stayed a tenth: 0.025 x -8 + 0.1 x 10 + 0.1 x -0.40. Two who come, in thirds: 0.666667 x (13 + 40) + 0.666666 x 24.40
  const { responses, migration, takeUp } = simulation!.behaviour!;
  expect(responses.map(({ response, change, customers }) => [response, change, customers])).toEqual([
    ['migration', '-6', '3'],
    ['take-up', '0.76', '3'],
    ['new-customers', '51.6000014', '5'],
  ]);
  expect(migration).toMatchObject({ customers: '0.75', moves: [{ from: 'std', to: 'lite', saving: '6' }] });
  // Lite: 0.025 x 13 + 0.1 x 40 + 0.1 x 24.40 + 51.6000014; those who took it paid 0.025 x 21 + 0.1 x 30 + 0.1 x 24.80
  expect(takeUp).toEqual([
    { plan: 'lite', fromOurs: '0.225', newCustomers: '2', revenue: '58.3650014', cannibalised: '6.005' },
  ]);
  // std keeps 75.80 - 0.75 x 21 - 6.005; lite has 0.75 x 13 + 58.3650014
  const { impact } = simulation!.behaviour!;
  expect(impact.plans.map(({ name, customers, revenue }) => [name, customers?.after, revenue?.after])).toEqual([
    ['std', '2.025', '54.045'],
    ['lite', '2.975', '68.1150014'],
  ]);
  expect(simulation!.notes).toEqual([
    'lite is sold from 2026-08-01; here customers take it on the first day of what is simulated, on its first terms.',
  ]);
});

test('a plan on another clock is no choice, however cheap, and nobody is counted for it', async () => {
  const { simulation } = await simulate(`behaviour:
  migration: { who: everybody, inertia: 0 %, at_least: 0, to: [east], source: x }
  take_up: { plan: east, share: 50 %, new_customers: 4, source: x }`);
  const { responses, migration, takeUp } = simulation!.behaviour!;
  expect(responses.map(({ change, customers }) => [change, customers])).toEqual(
    Array.from({ length: 3 }, () => ['0', '3']),
  );
  expect(migration).toMatchObject({ customers: '0', moves: [] });
  expect(takeUp).toMatchObject([{ fromOurs: '0', newCustomers: '0', revenue: '0' }]);
  expect(simulation!.notes).toContain(
    'Nobody of std takes east: it is in another currency or timezone, or has prices of another kind (net, gross).',
  );
});

test('a path is made of months measured in full; where there is none, it is an error at the path', async () => {
  const path = 'path: { months: 2, from: 2026-07, source: x }';
  // The invoice of 1 April is not asked for: there is none in April, and April is no month of the result.
  const { simulation } = await simulate(path, '2026-04-10');
  expect(simulation!.behaviour!.impact.revenue).toMatchObject({ before: '151.60', after: '151.60' });
  put('data/customers.csv', 'id,plan,since\nann,std,2026-04-10\nbob,std,2026-04-10\neve,std,2026-04-10\n');
  const { problems } = await simulate(path);
  expect(problems).toMatchObject([
    {
      code: 'SIM-PATH-MONTHS',
      place: { line: 6 },
      message:
        'a path is made of months that were measured in full, and there is none: 2026-05 (no invoice closes a whole month of service)',
    },
  ]);
});
