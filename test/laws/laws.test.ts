/** Every law, broken on purpose: by an engine that is wrong, or by a plan that promises what is not so. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drawBills } from '../../src/laws/draw.ts';
import { lawsOf } from '../../src/laws/laws.ts';
import { type Found, hold, type Rate, type Search, searching } from '../../src/laws/search.ts';
import { simplifications } from '../../src/laws/shrink.ts';
import type { PlanHistory } from '../../src/plan/model.ts';
import { rateWith } from '../../src/run/law-bills.ts';
import { type PreparedPlans, preparePlans } from '../../src/run/prepare-plan.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import type { Engine } from '../../src/run/run-scenario.ts';
import { searchLaws } from '../../src/run/search-laws.ts';
import { overdrawn, owed, taxed, total, wrongly } from './broken.ts';

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

const BUNDLE = PLAN.replace(
  'usage:',
  'allowances: [ { id: pot, covers: [ { service: data } ], amount: 1 GB } ]\nusage:',
);

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

/** What is found of each law, to the end. */
const search = (laws: readonly Search[], history: PlanHistory, rate: Rate): (Found | undefined)[] => {
  const found: (Found | undefined)[] = [];
  for (const step of searching(laws, history, rate)) if (step.done > found.length) found.push(step.found);
  return found;
};

/** The file that a search writes, from its first key on. */
async function written(text: string, law: string, engine: Engine): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'rateproof-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const options = { tries: 50, seed: 1, root, folder: 'scenarios/regressions' };
  const { results } = await searchLaws(prepared(text), engine, options, { grep: new RegExp(`^law:p:${law}$`) }, []);
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
  // An allowance of 1 GB that goes on being used when it is gone.
  [
    'allowance-never-overdrawn',
    BUNDLE,
    always((invoice, { quantities }) => (quantities.length > 1 ? overdrawn(invoice, '1') : invoice)),
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
    const [found] = search([{ law, bills: () => drawBills(law, history, { tries: 50, seed: 1 }) }], history, rate);
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
    expect(search([{ law, bills: () => bills }], history, rateWith(rateAccounts, plans))).toEqual([undefined]);
  });
});

test('every law of the catalogue is broken here', () => {
  const { histories } = prepared(BUNDLE + STATED);
  const laws = lawsOf({ history: histories.get('p')!, plans: histories });
  const held = laws.filter(({ not }) => not === undefined);
  expect(BROKEN.map(([name]) => name)).toEqual(held.map(({ name }) => name));
  expect(laws.filter(({ not }) => not !== undefined).map(({ name, not }) => `${name}: ${not}`)).toEqual([
    'no-cap-exceeded: plans have no caps yet',
    'unused-add-on-costs-its-fee: plans have no add-ons yet',
    'cycle-in-pieces: a cycle is rated in one piece: no counter is handed on',
  ]);
});

describe('the smallest bill, word by word', () => {
  // Two halves need two increments of 100 kB; a setup of 1.00 a record makes 2.00 of them. Fee 10.00, data 0.0002.
  test('a setup that is owed once a record', async () => {
    const engine = wrongly((invoice, { quantities }) =>
      quantities.length > 0 ? owed(invoice, `${quantities.length}.00`) : invoice,
    );
    expect(
      await written(PLAN, 'split-record-costs-the-same', engine),
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
  test('a total that is not the sum of its lines', async () => {
    const engine = wrongly((invoice, { quantities }) => (quantities.length > 0 ? total(invoice, '0.01') : invoice));
    expect(await written(PLAN, 'lines-add-up', engine)).toBe(`# Found by searching for a bill that breaks a law of p:
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
  test('a cliff between two volume tiers', async () => {
    const plan = `${CLIFF}must_hold: [ { more-usage-never-costs-less: always } ]\n`;
    expect(
      await written(plan, 'more-usage-never-costs-less', rateAccounts),
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

describe('what is drawn is what a law speaks of', () => {
  const DISCOUNT = 'discounts: [ { id: half, percent: 50, on: [fee], for: { cycles: 14, starting: activation } } ]\n';
  const version = (dates: string): string =>
    PLAN.replace('new: 2026-01-01', dates).replace('charged: in-arrears', 'charged: in-advance');
  const spoken = (text: string, name: string, tries: number): readonly string[] => {
    const { law, history } = lawOf(prepared(text), name);
    return drawBills(law, history, { tries, seed: 1 })
      .filter(law.speaksOf)
      .map(({ activated }) => `${activated}`);
  };

  test('each version that promises something is tried, however few bills there are', () => {
    const text = `${version('new: 2026-01-01')}must_hold: [ { zero-usage-costs: 10.00 } ]
---${version('new: 2026-06-01, existing: never')}must_hold: [ { zero-usage-costs: 10.00 } ]
`;
    // 2026-06-01 is day 20605 since 1970: before it the first version, from it on the second.
    const days = spoken(text, 'zero-usage-costs', 1).map(Number);
    expect([days.some((day) => day < 20_605), days.some((day) => day >= 20_605), days.length]).toEqual([true, true, 2]);
  });

  test('a window between a long discount and the next version is found', () => {
    const text = `${version('new: 2026-01-01')}${DISCOUNT}must_hold: [ { zero-usage-costs: 10.00 } ]
---${version('new: 2028-01-01, existing: 2028-01-01')}`;
    expect(spoken(text, 'zero-usage-costs', 10).length).toBeGreaterThan(0);
  });

  test('a plan that is sold years later is compared from then on', () => {
    const text = PLAN + STATED.replace('new: 2026-01-01', 'new: 2031-05-01');
    expect(spoken(text, 'never-more-than-q', 20).length).toBeGreaterThan(5);
  });
});
