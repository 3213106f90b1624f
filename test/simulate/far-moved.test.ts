/** Control totals that the customers can hardly give: that is told, because every figure then rests on few of them. */

import { expect, test } from 'vitest';
import { folderOf, simulated } from './simulated.ts';

const ROOT = {
  'plans/simple.yaml': `
plan: simple
currency: EUR
timezone: Europe/Berlin
prices: net
bill_cycle: { anchor: 1 }
usage: [{ id: voice, match: { service: voice }, increment: 60 s, rate: 0.10 / min }]
`,
  'usage/usage.yaml': `
usage: calls
customers: { file: customers.csv, columns: { account: account, plan: plan, activated: activated } }
files: [{ file: calls.csv, columns: { account: account, at: at, quantity: s }, service: voice, unit: s }]
`,
};
/** Ten customers with 100 minutes, one with 2,000: 3,000 together. */
const NAMES = Array.from({ length: 11 }, (_, index) => `c${10 + index}`);
const minutes = (index: number): number => (index === 10 ? 2000 : 100);

/** Totals of customers and minutes asked for. */
const asked = async (usage: number): Promise<readonly string[]> => {
  const root = folderOf({
    ...ROOT,
    'usage/customers.csv': `account,plan,activated\n${NAMES.map((id) => `${id},simple,2025-01-01\n`).join('')}`,
    'usage/calls.csv': `account,at,s\n${NAMES.map((id, index) => `${id},2026-03-10T12:00:00,${60 * minutes(index)}\n`).join('')}`,
    'scenarios/sim.yaml': `
simulation: moved
candidate: { prices: [{ plan: simple, charge: voice, to: 0.12 }] }
population:
  usage: ../usage/usage.yaml
  data: ../usage
  stands_for: 11
  calibrate:
    - { customers: 11, source: CRM }
    - { usage: ${usage} min, service: voice, source: network }
invoices: { from: 2026-04-01, before: 2026-04-02 }
`,
  });
  const { simulation } = await simulated(root, 'scenarios/sim.yaml');
  return simulation.notes.filter((note) => note.startsWith('The control totals'));
};

test('totals that one customer has to give', async () => {
  // Of 11 customers x have 2,000 minutes, the others 100: 100 (11 - x) + 2,000 x = 16,300 for x = 8. Kish: 11^2 / (8^2 + 10 x 0.3^2) = 1.86.
  expect(await asked(16_300)).toEqual([
    expect.stringMatching(
      /^The control totals moved the weights far: the customers now tell as much as 1\.9 of equal weight would, before it was 11\.0\./,
    ),
  ]);
});

test('totals near what there is', async () => {
  // x = 1.1: 11^2 / (1.1^2 + 10 x 0.99^2) = 10.99.
  expect(await asked(3_190)).toEqual([]);
});
