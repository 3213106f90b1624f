/** The base with the candidate's allowances, rated by hand: which version prices, and what cannot be told apart. */

import { expect, test } from 'vitest';
import type { CompiledPlans } from '../../src/plan/compile/compiled.ts';
import { withAllowancesOf } from '../../src/run/simulate/with-allowances.ts';
import { STANDARD_UNITS } from '../../src/units/quantity.ts';
import { plansOf, rateWith } from '../oracle/engine.ts';

const HEAD = `currency: EUR
timezone: UTC
prices: net
`;
const plan = (rest: string, effective = ''): string => `plan: p\n${HEAD}${effective}${rest}`;
const minutes = (amount: number, name = 'Calls'): string =>
  `allowances:\n  - { id: calls, name: ${name}, covers: [ { service: voice } ], amount: ${amount} min }\n`;
const voice = (rate: string): string => `usage:\n  - { id: voice, match: { service: voice }, rate: ${rate} / min }\n`;

const ACCOUNT = { id: 'a', plan: 'p', activated: '2026-01-01', invoices: { from: '2026-02-01', before: '2026-04-02' } };
/** 150 minutes in each of January, February and March. */
const CALLS = ['2026-01-10', '2026-02-10', '2026-03-10'].map((day) => ({
  ...{ id: day, at: `${day}T10:00:00Z`, service: 'voice', quantity: '150 min' },
}));

const voiceBills = (plans: CompiledPlans): (string | undefined)[] =>
  rateWith(plans, STANDARD_UNITS)(ACCOUNT, CALLS).invoices.map(
    ({ lines }) => lines.find(({ key }) => key === 'voice')?.amount,
  );

test('prices are those of the base, allowances those of the head', () => {
  const base = plansOf(plan(minutes(100) + voice('0.10')));
  const head = plansOf(plan(minutes(60) + voice('0.12')));
  // 150 - 100 at 0.10; 150 - 60 at 0.10; 90 at 0.12.
  expect(voiceBills(base)).toEqual(['5', '5', '5']);
  expect(voiceBills(withAllowancesOf(base, head)!)).toEqual(['9', '9', '9']);
  expect(voiceBills(head)).toEqual(['10.8', '10.8', '10.8']);
});

test('a dated version of the head is priced as the one before it, from its day on', () => {
  const first = plan(minutes(100) + voice('0.10'), 'effective: { new: 2025-01-01 }\n');
  const second = plan(minutes(60) + voice('0.12'), 'effective: { new: 2026-02-01, existing: 2026-02-01 }\n');
  const base = plansOf(first);
  const head = plansOf(`${first}---\n${second}`);
  expect(voiceBills(withAllowancesOf(base, head)!)).toEqual(['5', '9', '9']);
  // The version is gone again: nothing of the base may be lost.
  expect(withAllowancesOf(head, base)).toBeUndefined();
});

test('allowances that mean the same: nothing to rate', () => {
  const base = plansOf(plan(minutes(100) + voice('0.10')));
  expect(withAllowancesOf(base, plansOf(plan(minutes(100, 'Talk') + voice('0.12'))))).toBeUndefined();
  // A plan that only the head has, or only the base.
  const other = plansOf(plan(minutes(5) + voice('0.10')).replace('plan: p', 'plan: q'));
  expect(withAllowancesOf(base, new Map([...base, ...other]))).toBeUndefined();
  expect(withAllowancesOf(new Map([...base, ...other]), base)).toBeUndefined();
});

test('allowances that the base could not have', () => {
  const both = 'allowances:\n  - { id: all, covers: [ { service: voice } ], amount: 60 min }\n';
  const mixed = `usage:
  - { id: world, match: { service: voice, to: world }, package: { size: 10 min, price: 1.00, partial: up } }
  - { id: voice, match: { service: voice }, rate: 0.10 / min }
`;
  // One allowance over a charge priced once a cycle and one priced record by record is refused in a plan.
  expect(() => plansOf(plan(both + mixed))).toThrow('PLAN-SHARED-ALLOWANCE');
  expect(withAllowancesOf(plansOf(plan(mixed)), plansOf(plan(both + voice('0.10'))))).toBeUndefined();
});
