/** Every law, broken on purpose: by an engine that is wrong, or by a plan that promises what is not so. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drawBills } from '../../src/laws/draw.ts';
import { lawsOf } from '../../src/laws/laws.ts';
import { hold, search } from '../../src/laws/search.ts';
import { simplifications } from '../../src/laws/shrink.ts';
import { rateWith } from '../../src/run/law-bills.ts';
import { type PreparedPlans, preparePlans } from '../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import type { Engine } from '../../src/run/run-scenario.ts';
import { searchLaws } from '../../src/run/search-laws.ts';
import { owed, taxed, total, wrongly } from './broken.ts';

const PLAN = `
plan: p
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2026-01-01 }
tax: { name: VAT, rates: { standard: 19 % } }
recurring: [ { id: fee, amount: 10.00, charged: in-arrears } ]
usage: [ { id: data, match: { service: data }, increment: 100 kB, rate: 1.00 / GB } ]
`;

/** All units at the tier of the total: 5 GB are 20.00, one byte more is 10.00. */
const CLIFF = `
plan: p
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2026-01-01 }
usage:
  - id: data
    match: { service: data }
    tiers: { model: volume, steps: [ { to: 5 GB, rate: 4.00 / GB }, { rate: 2.00 / GB } ] }
`;

const STATED = `
must_hold:
  - zero-usage-costs: 9.99
  - never-more-than: { plan: q, by: 2.00 }
---
plan: q
currency: EUR
timezone: Europe/Berlin
prices: gross
effective: { new: 2026-01-01 }
recurring: [ { id: fee, amount: 11.00, charged: in-arrears } ]
usage: [ { id: data, match: { service: data }, rate: 0.50 / GB } ]
`;

function prepared(text: string): PreparedPlans {
  const { value, problems } = preparePlans([{ file: 'plans/p.yaml', text }]);
  expect(problems).toEqual([]);
  return value!;
}

function lawOf(plans: PreparedPlans, name: string, plan = 'p') {
  const history = plans.histories.get(plan)!;
  const law = lawsOf({ history, plans: plans.histories }).find((one) => one.name === name)!;
  return { law, history };
}

/** The file that a search writes, from its first key on. */
function written(text: string, law: string, engine: Engine): string {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const options = { tries: 50, seed: 1, root, folder: 'scenarios/regressions' };
  const { results } = searchLaws(prepared(text), engine, options, { grep: new RegExp(`^law:p:${law}$`) }, []);
  expect(results.map(({ status, check }) => [status, check])).toEqual([['changed', 'law']]);
  const folder = join(root, 'scenarios/regressions');
  const [name = '', ...more] = readdirSync(folder);
  expect(more).toEqual([]);
  return readFileSync(join(folder, name), 'utf8').replace(/^scenario: .*-[0-9a-f]{8}$/m, 'scenario: found');
}

const always = wrongly;
const BROKEN: readonly (readonly [string, string, Engine])[] = [
  ['lines-add-up', PLAN, always((invoice) => total(invoice, '0.01'))],
  ['tax-as-its-rate', PLAN, always((invoice) => taxed(invoice, '0.01'))],
  [
    'unused-month-costs-its-fees',
    PLAN,
    always((invoice, { quantities }) => (quantities.length > 0 ? invoice : owed(invoice, '0.01'))),
  ],
  // A counter that runs on from one customer to the next.
  [
    'duplicate-customer-doubles',
    PLAN,
    always((invoice, { index }) => (index % 2 === 0 ? invoice : owed(invoice, '0.01'))),
  ],
  // A counter that runs on from one cycle to the next.
  [
    'period-in-pieces',
    PLAN,
    always((invoice, { account: { invoices } }) =>
      invoices.before - invoices.from > 1 ? owed(invoice, '1.00') : invoice,
    ),
  ],
  [
    'record-order-does-not-matter',
    PLAN,
    always((invoice, { quantities }) =>
      (quantities[0] ?? 0) > (quantities[1] ?? Infinity) ? owed(invoice, '1.00') : invoice,
    ),
  ],
  [
    'split-record-costs-the-same',
    PLAN,
    always((invoice, { quantities }) => (quantities.length > 0 ? owed(invoice, `${quantities.length}.00`) : invoice)),
  ],
  // A cliff of the engine's own.
  [
    'more-usage-never-costs-less',
    PLAN,
    always((invoice, { quantities }) => (quantities.length > 1 ? owed(invoice, '-20.00') : invoice)),
  ],
  // 10.00 is promised to be 9.99.
  ['zero-usage-costs', PLAN + STATED, rateAccounts],
  // 10.00 + 1.00 x GB against 11.00 + 0.50 x GB + 2.00: broken from 6 GB on.
  ['never-more-than-q', PLAN + STATED, rateAccounts],
];

describe.each(BROKEN)('%s', (name, text, engine) => {
  test('is found broken, and what is found is as small as it gets', () => {
    const plans = prepared(text);
    const { law, history } = lawOf(plans, name);
    const rate = rateWith(engine, plans);
    const [found] = search([{ law, bills: drawBills(law, history, { tries: 50, seed: 1 }) }], history, rate);
    expect(found?.breach.by ?? found?.breach.cell).toBeDefined();
    const simpler = simplifications(found!.bill, law, history).flat();
    const same = (bill: unknown): string =>
      JSON.stringify(bill, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    const others = simpler.filter((bill) => same(bill) !== same(found!.bill));
    expect(
      hold(
        others.map((bill) => ({ law, bill })),
        rate,
      ).filter((breach) => breach !== undefined),
    ).toEqual([]);
  });

  test('is kept by the engine as it is, of a plan that promises what is so', () => {
    const plans = prepared(
      text.replace('zero-usage-costs: 9.99', 'zero-usage-costs: 10.00').replace('by: 2.00', 'by: 10000000.00'),
    );
    const { law, history } = lawOf(plans, name);
    const bills = drawBills(law, history, { tries: 50, seed: 1 });
    expect(bills.filter((bill) => law.speaksOf(bill)).length).toBeGreaterThan(5);
    expect(search([{ law, bills }], history, rateWith(rateAccounts, plans))).toEqual([undefined]);
  });
});

test('every law of the catalogue is broken here', () => {
  const { histories } = prepared(PLAN + STATED);
  const names = lawsOf({ history: histories.get('p')!, plans: histories }).map(({ name }) => name);
  expect(BROKEN.map(([name]) => name)).toEqual(names);
});

describe('the smallest bill, word by word', () => {
  // Two halves need two increments of 100 kB; a setup of 1.00 a record makes 2.00 of them. Fee 10.00, data 0.0002.
  test('a setup that is owed once a record', () => {
    const engine = wrongly((invoice, { quantities }) =>
      quantities.length > 0 ? owed(invoice, `${quantities.length}.00`) : invoice,
    );
    expect(
      written(PLAN, 'split-record-costs-the-same', engine),
    ).toBe(`# Found by searching for a bill that breaks a law of p:
# a record cut in two at the end of an increment costs what the whole one costs.
# invoice 2026-02-01: total is 12.00, by the law 11.00 (the invoice with its records in one piece).
# Commit this file: every run replays it first. If the bill is right, the law is not: say so in the plan (must_hold).
scenario: found
plan: p
law: split-record-costs-the-same
customer: { activated: 2026-01-01 }
invoices: { from: 2026-02-01, before: 2026-02-02 }
usage:
  - { at: 2026-01-01T12:00, service: data, volume: 200 kB }
`);
  });

  // A sum that forgets a cent where something was used: one record is needed, and the least of it is a byte.
  test('a total that is not the sum of its lines', () => {
    const engine = wrongly((invoice, { quantities }) => (quantities.length > 0 ? total(invoice, '0.01') : invoice));
    expect(written(PLAN, 'lines-add-up', engine)).toBe(`# Found by searching for a bill that breaks a law of p:
# the lines of an invoice add up to its total, its tax lines to its tax, net and tax to the total.
# invoice 2026-02-01: total is 10.01, by the law 10.00 (the sum of its lines).
# Commit this file: every run replays it first. If the bill is right, the law is not: say so in the plan (must_hold).
scenario: found
plan: p
law: lines-add-up
customer: { activated: 2026-01-01 }
invoices: { from: 2026-02-01, before: 2026-02-02 }
usage:
  - { at: 2026-01-01T12:00, service: data, volume: 1 B }
`);
  });

  // With the promise that there is no cliff: 5 GB are 20.00 and a byte more 10.00; less than 5 GB and a byte has no cliff.
  test('a cliff between two volume tiers', () => {
    const plan = `${CLIFF}must_hold: [ { more-usage-never-costs-less: always } ]\n`;
    expect(
      written(plan, 'more-usage-never-costs-less', rateAccounts),
    ).toBe(`# Found by searching for a bill that breaks a law of p:
# without any one of its records a bill is not dearer.
# invoice 2026-02-01: total is 10.00, by the law 20.00 (without record 2 (data) it is dearer).
# Commit this file: every run replays it first. If the bill is right, the law is not: say so in the plan (must_hold).
scenario: found
plan: p
law: more-usage-never-costs-less
customer: { activated: 2026-01-01 }
invoices: { from: 2026-02-01, before: 2026-02-02 }
usage:
  - { at: 2026-01-01T12:00, service: data, volume: 5 GB }
  - { at: 2026-01-01T12:00, service: data, volume: 1 B }
`);
  });
});

describe('where laws hold follows from the plan', () => {
  test('volume tiers that fall are told; a promise is held all the same', () => {
    const named = (text: string) => lawOf(prepared(text), 'more-usage-never-costs-less').law;
    expect(named(CLIFF).not).toBe('data: volume tiers that fall');
    expect(named(`${CLIFF}must_hold: [ { more-usage-never-costs-less: always } ]\n`).not).toBeUndefined();
    // A fee that makes up for it: 5 GB x (4.00 - 2.00).
    const fair = CLIFF.replace('{ rate: 2.00 / GB }', '{ rate: 2.00 / GB, fee: 10.00 }');
    expect(named(fair).not).toBeUndefined();
    expect(named(CLIFF.replace('{ rate: 2.00 / GB }', '{ rate: 2.00 / GB, fee: 9.99 }')).not).toBeDefined();
  });

  test('what is owed once a record keeps a record from being split', () => {
    const named = (text: string) => [...lawOf(prepared(text), 'split-record-costs-the-same').law.except];
    expect(named(PLAN)).toEqual([]);
    expect(named(PLAN.replace('increment: 100 kB', 'setup: { amount: 0.10 }'))).toEqual([
      ['data', 'a setup is owed once a record'],
    ]);
    expect(named(PLAN.replace('100 kB', '1 MB / 100 kB'))).toEqual([
      ['data', 'the first increment of a record is another than the following ones'],
    ]);
  });

  test('charges that share an allowance depend on the order of records', () => {
    const shared = PLAN.replace(
      'usage: [',
      'allowances: [ { id: pot, covers: [ { service: data } ], amount: 1 GB } ]\nusage: [ { id: abroad, match: { service: data, in: world }, rate: 9.00 / GB },',
    );
    expect([...lawOf(prepared(shared), 'record-order-does-not-matter').law.except]).toEqual([
      ['abroad', 'it shares the allowance pot'],
      ['data', 'it shares the allowance pot'],
    ]);
  });
});

test('the same seed tries the same bills, another seed others', () => {
  const plans = prepared(PLAN);
  const { law, history } = lawOf(plans, 'lines-add-up');
  const drawn = (seed: number): string =>
    JSON.stringify(drawBills(law, history, { tries: 20, seed }), (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
  expect(drawn(3)).toBe(drawn(3));
  expect(drawn(3)).not.toBe(drawn(4));
});
