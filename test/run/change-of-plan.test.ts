/** Customers who change plan at a cycle's end, and what is left of their allowances: worked by hand. */

import { describe, expect, test } from 'vitest';
import { parseDay } from '../../src/calendar/day.ts';
import { compilePlans } from '../../src/plan/compile/compile.ts';
import type { CompiledPlans } from '../../src/plan/compile/compiled.ts';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { explainInvoice } from '../../src/run/explain.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import { STANDARD_UNITS } from '../../src/units/quantity.ts';
import { inDays, usageOf } from '../oracle/engine.ts';
import type { Account, PlainRecord } from '../oracle/oracle.ts';

const SMALL = `plan: small
currency: EUR
timezone: Europe/Berlin
prices: gross
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: 10.00, prorate: { termination: actual } }
  - { id: router, amount: 2.00, charged: in-arrears }
one_time:
  - { id: activation-fee, amount: 20.00, on: activation }
  - { id: closing-fee, amount: 7.00, on: termination }
allowances:
  - { id: calls-100, covers: [ { service: voice } ], amount: 100 min }
usage:
  - { id: voice, match: { service: voice }, increment: 60 s, rate: 0.10 / min }
discounts:
  - { id: welcome, percent: 50, on: [monthly-fee], for: { cycles: 3, starting: activation } }
`;

/** Its bill day of 15 is that of its own new customers. */
const MEDIUM = `plan: medium
currency: EUR
timezone: Europe/Berlin
prices: gross
bill_cycle: { anchor: 15 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring:
  - { id: monthly-fee, amount: 20.00, prorate: { termination: actual } }
  - { id: router, amount: 3.00 }
one_time:
  - { id: activation-fee, amount: 25.00, on: activation }
  - { id: closing-fee, amount: 9.00, on: termination }
allowances:
  - { id: calls-300, covers: [ { service: voice } ], amount: 300 min }
  - { id: texts, covers: [ { service: sms } ], amount: unlimited }
usage:
  - { id: voice, match: { service: voice }, increment: 60 s, rate: 0.05 / min }
  - { id: text, match: { service: sms }, rate: 0.09 / msg }
discounts:
  - { id: welcome, percent: 50, on: [monthly-fee], for: { cycles: 3, starting: activation } }
`;

/** Each text a file of its own, `0.yaml`, `1.yaml`. */
function plansOf(...texts: readonly string[]): CompiledPlans {
  const { value, problems } = validatePlans(texts.map((text, index) => ({ file: `${index}.yaml`, text })));
  if (!value) throw new Error(JSON.stringify(problems));
  return compilePlans(value.plans.values());
}

const call = (id: string, at: string, minutes: number): PlainRecord => ({
  ...{ id, at, service: 'voice', quantity: `${minutes} min` },
});

interface Asked {
  readonly account: Omit<Account, 'id' | 'invoices'>;
  readonly before: string;
  readonly records?: readonly PlainRecord[];
}

function accountOf({ account, before, records = [] }: Asked) {
  const whole = { id: 'a', ...account, invoices: { from: '2026-01-01', before } };
  return { account: inDays(whole), usage: usageOf(STANDARD_UNITS, whole, records).usage };
}

/** Every invoice on one line, `id granted/left` of its allowances behind. */
function invoicesOf(plans: CompiledPlans, asked: Asked): string[] {
  const { account, usage } = accountOf(asked);
  const [invoices] = rateAccounts(plans, [account], usage, { allowances: true }).invoices;
  return invoices!.map(({ date, plan, lines, total, net, tax, allowances = [] }) =>
    [
      `${date} ${plan}: ${lines.map(({ key, amount }) => `${key} ${amount}`).join(', ')} = ${total} (${net} + ${tax})`,
      ...allowances.map(({ id, granted, left }) => `${id} ${granted}/${left}`),
    ].join('; '),
  );
}

const FROM_SMALL_TO_MEDIUM = {
  account: { plan: 'small', activated: '2026-03-01', changes: [{ on: '2026-04-01', plan: 'medium' }] },
  records: [
    call('a', '2026-03-10T10:00:00Z', 110),
    // A minute before midnight in Berlin, and at midnight: clocks went forward on 29 March.
    call('b', '2026-03-31T21:59:00Z', 5),
    call('c', '2026-03-31T22:00:00Z', 5),
  ],
};

describe('a change of plan', () => {
  const plans = plansOf(SMALL, MEDIUM);

  test('closes the last cycle of the one plan and opens the first of the other on one invoice', () => {
    expect(invoicesOf(plans, { ...FROM_SMALL_TO_MEDIUM, before: '2026-06-02' })).toEqual([
      // 10.00 + 20.00 - 5.00 = 25.00; 25.00 x 19 / 119 = 3.991.
      '2026-03-01 small: monthly-fee 10.00, activation-fee 20.00, welcome -5.00, tax standard 3.99 = 25.00 (21.01 + 3.99)',
      // March by the small plan: router 2.00; 10 minutes over and call b, 15 x 0.10. April by the medium one: 20.00 and
      // router 3.00, no activation fee; the second cycle of the three with a welcome: -10.00.
      // 2 + 20 + 3 + 1.50 - 10 = 16.50; 16.50 x 19 / 119 = 2.634.
      '2026-04-01 small: router 2.00, monthly-fee 20.00, router 2 3.00, voice 1.50, welcome -10.00, ' +
        'tax standard 2.63 = 16.50 (13.87 + 2.63); calls-100 6000/0',
      // Call c is of April: 300 of 18,000 s. The third welcome. 20 + 3 - 10 = 13.00; 13.00 x 19 / 119 = 2.076.
      '2026-05-01 medium: monthly-fee 20.00, router 3.00, welcome -10.00, tax standard 2.08 = 13.00 (10.92 + 2.08); ' +
        'calls-300 18000/17700; texts unlimited/unlimited',
      // 23.00 x 19 / 119 = 3.672.
      '2026-06-01 medium: monthly-fee 20.00, router 3.00, tax standard 3.67 = 23.00 (19.33 + 3.67); ' +
        'calls-300 18000/18000; texts unlimited/unlimited',
    ]);
  });

  test('and a termination after it: the fee of the plan that ends comes back, and only its closing fee is due', () => {
    const account = { ...FROM_SMALL_TO_MEDIUM.account, terminated: '2026-04-11' };
    expect(invoicesOf(plans, { account, before: '2026-12-31' }).slice(1)).toEqual([
      '2026-04-01 small: router 2.00, monthly-fee 20.00, router 2 3.00, welcome -10.00, ' +
        'tax standard 2.39 = 15.00 (12.61 + 2.39); calls-100 6000/6000',
      // 10 of 30 days used: 20.00 x 20 / 30 = 13.333 comes back, less its half: 13.33 / 2 = 6.665.
      // -13.33 + 9.00 + 6.67 = 2.34; 2.34 x 19 / 119 = 0.374.
      '2026-05-01 medium: monthly-fee/credit -13.33, closing-fee 9.00, welcome 6.67, tax standard 0.37 = 2.34 ' +
        '(1.97 + 0.37); calls-300 18000/18000; texts unlimited/unlimited',
    ]);
  });

  test('twice in a year: the bill day stays, each plan is entered on the version sold then', () => {
    const version = (plan: string, amount: string, effective: string, anchor: string): string =>
      `plan: ${plan}\ncurrency: EUR\ntimezone: UTC\nprices: net\nbill_cycle: { anchor: ${anchor} }\n${effective}` +
      `recurring:\n  - { id: fee, amount: ${amount} }\n`;
    const both = plansOf(
      version('small', '10.00', '', 'activation'),
      version('small', '11.00', 'effective: { new: 2026-06-01, existing: never }\n', 'activation'),
      version('medium', '20.00', '', '1'),
      version('medium', '21.00', 'effective: { new: 2026-04-15, existing: 2026-05-20 }\n', '1'),
    );
    const account = {
      plan: 'small',
      activated: '2026-01-31',
      changes: [
        { on: '2026-02-28', plan: 'medium' },
        { on: '2026-06-30', plan: 'small' },
      ],
    };
    expect(invoicesOf(both, { account, before: '2026-09-01' })).toEqual([
      '2026-01-31 small: fee 10.00 = 10.00 (10.00 + 0.00)',
      '2026-02-28 small: fee 20.00 = 20.00 (20.00 + 0.00)',
      '2026-03-31 medium: fee 20.00 = 20.00 (20.00 + 0.00)',
      '2026-04-30 medium: fee 20.00 = 20.00 (20.00 + 0.00)',
      // Existing customers move with their first cycle from 20 May on.
      '2026-05-31 medium: fee 21.00 = 21.00 (21.00 + 0.00)',
      // Who comes back takes what is sold by then; who never left would still pay 10.00.
      '2026-06-30 medium: fee 11.00 = 11.00 (11.00 + 0.00)',
      '2026-07-31 small: fee 11.00 = 11.00 (11.00 + 0.00)',
      '2026-08-31 small: fee 11.00 = 11.00 (11.00 + 0.00)',
    ]);
  });

  test('is explained by the plan and the file that each line is of', () => {
    const { account, usage } = accountOf({ ...FROM_SMALL_TO_MEDIUM, before: '2026-06-02' });
    const told = explainInvoice(plans, account, usage, parseDay('2026-04-01')!)!;
    expect(told.lines.map(({ line, plan, place }) => `${line.key}: ${plan}, ${place?.file}:${place?.line}`)).toEqual([
      'router: small, 0.yaml:8',
      'monthly-fee: medium, 1.yaml:8',
      'router 2: medium, 1.yaml:9',
      'voice: small, 0.yaml:15',
      'welcome: medium, 1.yaml:20',
      'tax standard: small, 0.yaml:1',
    ]);
    expect(told.lines[2]?.steps).toEqual([
      'plan: medium, after the change',
      'cycle: 2026-04-01 to 2026-05-01, in advance',
      'amount: 3 x 1/1 = 3',
      'line rounding half-up 0.01: 3.00',
    ]);
    expect(told.lines[4]?.steps[0]).toBe('plan: medium, after the change');
    expect(told.lines[0]?.steps[0]).toBe('plan: small, before the change');
    expect(told.allowances.map(({ id, granted, left }) => [id, granted, left])).toEqual([['calls-100', '6000', '0']]);
  });
});

describe('a change that cannot be', () => {
  const plans = plansOf(
    SMALL,
    MEDIUM,
    MEDIUM.replace('medium', 'late').replace('prices: gross', 'prices: gross\neffective: { new: 2026-07-01 }'),
    MEDIUM.replace('medium', 'dollars').replace('EUR', 'USD'),
    MEDIUM.replace('medium', 'london').replace('Europe/Berlin', 'Europe/London'),
    MEDIUM.replace('medium', 'net').replace('gross', 'net'),
  );
  const rated = (changes: readonly { on: string; plan: string }[], terminated?: string) => () =>
    invoicesOf(plans, {
      account: { plan: 'small', activated: '2026-03-01', changes, ...(terminated && { terminated }) },
      before: '2026-09-01',
    });

  test.each([
    ['2026-04-02', 'medium', 'no cycle begins on that day'],
    // A cycle of the plan after the change begins on that day, but none of the customer.
    ['2026-04-15', 'medium', 'no cycle begins on that day'],
    ['2026-03-01', 'medium', 'it must come after the activation'],
    ['2026-02-01', 'medium', 'it must come after the activation'],
    ['2026-06-01', 'medium', 'service has ended by then'],
    ['2026-04-01', 'late', 'the plan is not sold by then'],
    ['2026-04-01', 'none', 'plan none, which is not among the plans'],
    ['2026-04-01', 'dollars', 'between plan small and plan dollars: currency EUR and USD'],
    ['2026-04-01', 'london', 'timezone Europe/Berlin and Europe/London'],
    ['2026-04-01', 'net', 'prices gross and net'],
  ])('on %s to %s: %s', (on, plan, why) => {
    const made = rated([{ on, plan }], '2026-06-01');
    expect(made).toThrow(RangeError);
    expect(made).toThrow(why);
  });

  test('changes out of order', () => {
    const changes = [
      { on: '2026-05-01', plan: 'medium' },
      { on: '2026-04-01', plan: 'small' },
    ];
    expect(rated(changes)).toThrow('after the change before it');
  });
});

describe('what is left of an allowance', () => {
  const plan = (rest: string, increment = 'increment: 60 s, '): CompiledPlans =>
    plansOf(`plan: p
currency: EUR
timezone: UTC
prices: net
recurring:
  - { id: fee, amount: 1.00, charged: in-arrears }
allowances:
  - { id: calls, covers: [ { service: voice } ], amount: 100 s${rest} }
usage:
  - { id: voice, match: { service: voice }, ${increment}rate: 0.60 / min }
`);
  const left = (plans: CompiledPlans, seconds: readonly number[], activated = '2026-03-01'): string | undefined => {
    const records = seconds.map((quantity, at) => ({
      ...{ id: `r${at}`, at: `2026-03-1${at + 1}T10:00:00Z`, service: 'voice', quantity: `${quantity} s` },
    }));
    const invoices = invoicesOf(plans, { account: { plan: 'p', activated }, before: '2026-04-02', records });
    return invoices.at(-1)!.split('; ').at(-1);
  };

  test.each([
    // Two calls of 30 s are charged as 60 s each: 100 - 60 = 40 s for the second.
    ['', [30, 30], 'calls 100/0'],
    [', remainder: leave', [30, 30], 'calls 100/40'],
    [', remainder: cover', [30, 30], 'calls 100/0'],
    ['', [30], 'calls 100/40'],
    ['', [], 'calls 100/100'],
    // A record that nobody's rate touches leaves it as it is.
    ['', [0], 'calls 100/100'],
  ])('%s after calls of %j s: %s', (rest, seconds, expected) => {
    expect(left(plan(rest), seconds)).toBe(expected);
  });

  test('is told of what a part of a cycle grants, in seconds and parts of them', () => {
    // 11 to 31 March: 100 x 21 / 31 = 67.74, down to 67 s; less 30.5 s.
    const plans = plan(', prorate: { activation: actual, round: down 1 s }', '');
    expect(left(plans, [30.5], '2026-03-11')).toBe('calls 67/36.5');
  });

  test('is not told unless it is asked for, nor where a plan grants nothing', () => {
    const { account, usage } = accountOf({ account: { plan: 'p', activated: '2026-03-01' }, before: '2026-04-02' });
    const [plain] = rateAccounts(plan(''), [account], usage).invoices;
    expect(plain).toHaveLength(1);
    expect(plain![0]).not.toHaveProperty('allowances');
    const none = plansOf(
      'plan: p\ncurrency: EUR\ntimezone: UTC\nprices: net\nrecurring: [ { id: fee, amount: 1.00 } ]\n',
    );
    for (const invoice of rateAccounts(none, [account], usage, { allowances: true }).invoices[0]!)
      expect(invoice).not.toHaveProperty('allowances');
  });
});
