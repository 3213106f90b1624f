/**
 * The gate from files to exit code: nine policies at their limit and one minor unit beyond, four currencies, prices with
 * and without tax, exceptions, and which exit code wins. All amounts are worked out by hand.
 */

import { describe, expect, test } from 'vitest';
import { approvalFile, writeApproval } from '../../src/baseline/approval-text.ts';
import { type Checked, runCheck } from '../../src/run/check.ts';
import type { DiffRun } from '../../src/run/diff/result.ts';
import { diffExitCode } from '../../src/run/diff/result.ts';
import { RECIPE } from './project.ts';
import { PLAN, type Repository, repository, SCENARIOS } from './repository.ts';

const AS_OF = '2026-05-01';

const plan = (id: string, currency: string, rest: string): string => `
plan: ${id}
name: ${id}
currency: ${currency}
timezone: Europe/Berlin
effective: { new: 2025-01-01 }
bill_cycle: { anchor: 1 }
${rest}`;

const fee = (amount: string): string => `recurring: [{ id: fee, amount: ${amount}, charged: in-arrears }]`;

/** With 19 % in the prices, with 20 % beside them, without a tax in three decimals, with 10 % in whole units. */
const plans = (of: 'base' | 'head'): string => {
  const now = <T>(base: T, head: T): T => (of === 'base' ? base : head);
  return [
    plan(
      'simple',
      'EUR',
      `prices: gross
tax: { name: VAT, rates: { standard: 19 % } }
${fee(now('10.00', '11.00'))}
usage:
  - { id: voice, match: { service: voice, direction: out }, increment: 60 s, rate: 0.10 / min }
  - { id: data, match: { service: data }, rate: 1.00 / GB }
`,
    ),
    plan(
      'netto',
      'GBP',
      `prices: net
tax: { name: VAT, rates: { standard: 20 % } }
${fee('10.00')}
usage: [{ id: data, match: { service: data }, rate: ${now('2.00', '2.50')} / GB }]
`,
    ),
    plan('dinar', 'KWD', `prices: net\n${fee(now('1.000', '1.001'))}\n`),
    plan('yen', 'JPY', `prices: gross\ntax: { name: VAT, rates: { standard: 10 % } }\n${fee(now('1000', '1001'))}\n`),
  ].join('---');
};

const scenario = (id: string, of: string, total: string, usage = '[]', segment = 'other'): string => `
scenario: ${id}
plan: ${of}
customer: { activated: 2026-01-01, segment: ${segment} }
usage: ${usage}
expect: [{ invoice: 2026-04-01, total: ${total} }]
`;

const used = (rest: string): string => `[{ at: 2026-03-02T12:00, ${rest} }]`;

/**
 * Before: 10.20, 12.00 EUR; 10 + 3 x 2.00 = 16.00 and 3.20 of tax, 19.20 GBP; 1.000 KWD; 1000 JPY.
 * After: 11.20, 13.00 EUR; 10 + 3 x 2.50 = 17.50 and 3.50 of tax, 21.00 GBP; 1.001 KWD; 1001 JPY.
 */
const people = (caller = '11.20'): string =>
  [
    scenario('caller', 'simple', caller, used('service: voice, direction: out, duration: 61 s'), 'consumer'),
    scenario('surfer', 'simple', '13.00', used('service: data, quantity: 2 GB'), 'business'),
    scenario('londoner', 'netto', '21.00', used('service: data, quantity: 3 GB')),
    scenario('kuwaiti', 'dinar', '1.001'),
    scenario('tokyoite', 'yen', '1001'),
  ].join('---');

interface Gate extends Repository {
  check(policies?: string, options?: { base?: string; signal?: AbortSignal }): Promise<Checked['check']>;
  approve(diff: DiffRun): void;
}

function gate(files: Readonly<Record<string, string>> = {}): Gate {
  const { root, write, ...rest } = repository({
    ...{ 'plans/simple.yaml': plans('head'), 'old/plans/all.yaml': plans('base'), 'scenarios/a.yaml': people() },
    ...files,
  });
  return {
    ...{ root, write, ...rest },
    check: async (policies = '', { base = './old', signal } = {}) => {
      write('rateproof.config.yaml', policies === '' ? '{}\n' : policies);
      const asked = { root, base, workers: 1, asOf: AS_OF, approvals: 'approvals', ci: true };
      return (await runCheck(asked, { signal })).check;
    },
    approve: ({ summary }) => {
      for (const { fingerprint, matters } of summary.causes) {
        if (!matters) continue;
        const file = `approvals/${approvalFile(fingerprint)}`;
        const said = { change: ['a price'], by: 'ann', on: AS_OF, why: 'agreed' };
        write(file, writeApproval({ fingerprint, decision: 'approved', ...said, file }));
      }
    },
  };
}

const listed = (policies: readonly string[], exceptions: readonly string[] = []): string =>
  [
    `policies:\n${policies.map((one) => `  - { ${one} }\n`).join('')}`,
    ...(exceptions.length > 0 ? [`exceptions:\n${exceptions.map((one) => `  - { ${one} }\n`).join('')}`] : []),
  ].join('');

test('shares by currency, each in its own minor unit', async () => {
  const { check } = gate();
  const { diff, exitCode } = await check();
  expect(exitCode).toBe(1);
  const { causes, attribution, effects } = diff!.summary;
  expect(causes.map(({ plans: [of], customers, money }) => [of, customers, money])).toEqual(
    expect.arrayContaining([
      ['simple', 2, { EUR: { alone: '2.00', share: '2.00' } }],
      ['netto', 1, { GBP: { alone: '1.80', share: '1.80' } }],
      ['dinar', 1, { KWD: { alone: '0.001', share: '0.001' } }],
      ['yen', 1, { JPY: { alone: '1', share: '1' } }],
    ]),
  );
  expect(attribution.total).toEqual({ EUR: '2.00', GBP: '1.80', JPY: '1', KWD: '0.001' });
  expect(attribution.interaction).toEqual({ EUR: '0.00', GBP: '0.00', JPY: '0', KWD: '0.000' });
  expect(Object.entries(effects).map(([code, { all }]) => [code, all.before, all.after])).toEqual([
    ['EUR', '22.20', '24.20'],
    ['GBP', '19.20', '21.00'],
    ['JPY', '1000', '1001'],
    ['KWD', '1.000', '1.001'],
  ]);
});

/** A policy at its limit, the same one step beyond, how many break that, and what is measured. */
const LIMITS: readonly (readonly [at: string, beyond: string, breached: number, measured: string])[] = [
  // 22.20 -> 24.20 EUR. 1.80 / 19.20 = 9.375 %. A thousandth of a dinar and a yen are 0.1 %.
  ['policy: total-change, at_most: 2.00 EUR', 'policy: total-change, at_most: 1.99 EUR', 1, '+2.00 EUR (+9.01 %)'],
  [
    'policy: total-change, at_most: 9.375 %, plan: netto',
    'policy: total-change, at_most: 9.374 %, plan: netto',
    1,
    '+1.80 GBP (+9.375 %)',
  ],
  ['policy: total-change, at_most: 0.001 KWD', 'policy: total-change, at_most: 0.000 KWD', 1, '+0.001 KWD (+0.1 %)'],
  ['policy: total-change, at_most: 1 JPY', 'policy: total-change, at_most: 0 JPY', 1, '+1 JPY (+0.1 %)'],
  ['policy: total-change, at_least: 2.00 EUR', 'policy: total-change, at_least: 2.01 EUR', 1, '+2.00 EUR (+9.01 %)'],
  // By currency: EUR 9.009 %, GBP 9.375 %, and two of 0.1 %.
  ['policy: total-change, at_most: 9.375 %', 'policy: total-change, at_most: 9 %', 2, ''],
  ['policy: worse-off, at_most: 100 %', 'policy: worse-off, at_most: 99.9 %', 1, '100 % (5 of 5 customers)'],
  [
    'policy: worse-off, at_most: 100 %, segment: consumer',
    'policy: worse-off, at_most: 0 %, segment: consumer',
    1,
    '100 % (1 of 1 customer)',
  ],
  ['policy: bill-increase, at_most: 1.00 EUR', 'policy: bill-increase, at_most: 0.99 EUR', 2, ''],
  ['policy: bill-increase, at_most: 1.80 GBP', 'policy: bill-increase, at_most: 1.79 GBP', 1, ''],
  // 1.00 of 10.20 is 9.8039 %: the only one above 9.375 %.
  ['policy: bill-increase, at_most: 9.81 %', 'policy: bill-increase, at_most: 9.8 %', 1, ''],
  [
    'policy: bill-increase, at_most: 9.375 %, plan: netto',
    'policy: bill-increase, at_most: 9.3749 %, plan: netto',
    1,
    '',
  ],
  ['policy: bill-cap, at_most: 13.00 EUR', 'policy: bill-cap, at_most: 12.99 EUR', 1, ''],
  [
    'policy: bill-cap, at_most: 11.20 EUR, segment: consumer',
    'policy: bill-cap, at_most: 11.19 EUR, segment: consumer',
    1,
    '',
  ],
  ['policy: bill-cap, at_most: 21.00 GBP', 'policy: bill-cap, at_most: 20.99 GBP', 1, ''],
  ['policy: bill-cap, at_most: 1.001 KWD', 'policy: bill-cap, at_most: 1.000 KWD', 1, ''],
  ['policy: bill-cap, at_most: 1001 JPY', 'policy: bill-cap, at_most: 1000 JPY', 1, ''],
  // 0.10 with 19 % in it is 0.08403 without; 2.50 with 20 % beside it is 3.00.
  [
    'policy: price-cap, match: { service: voice }, at_most: 0.10 EUR / min',
    'policy: price-cap, match: { service: voice }, at_most: 0.09 EUR / min',
    1,
    '',
  ],
  [
    'policy: price-cap, match: { service: voice }, at_most: 0.0841 EUR / min, basis: net',
    'policy: price-cap, match: { service: voice }, at_most: 0.0840 EUR / min, basis: net',
    1,
    '',
  ],
  [
    'policy: price-cap, match: { service: data }, at_most: 3.00 GBP / GB',
    'policy: price-cap, match: { service: data }, at_most: 2.99 GBP / GB',
    1,
    '',
  ],
  [
    'policy: price-cap, match: { service: data }, at_most: 2.50 GBP / GB, basis: net',
    'policy: price-cap, match: { service: data }, at_most: 2.49 GBP / GB, basis: net',
    1,
    '',
  ],
  // 17.50 without tax, less 3 x 1.75: 12.25 of it is 70 %.
  [
    'policy: margin, at_least: 70 %, costs: [{ match: { service: data }, cost: 1.75 GBP / GB }]',
    'policy: margin, at_least: 70.01 %, costs: [{ match: { service: data }, cost: 1.75 GBP / GB }]',
    1,
    'the lowest is of plan netto: 70 % (17.50 GBP earned, 5.25 GBP spent)',
  ],
  // 11.20 has 1.79 of tax in it (1.788), 13.00 has 2.08 (2.076): 9.41 + 10.92 = 20.33, of which 2.033 is a tenth.
  [
    'policy: margin, at_least: 90 %, costs: [{ match: { service: data }, cost: 1.0165 EUR / GB }]',
    'policy: margin, at_least: 90.01 %, costs: [{ match: { service: data }, cost: 1.0165 EUR / GB }]',
    1,
    'the lowest is of plan simple: 90 % (20.33 EUR earned, 2.033 EUR spent); 1 record without a cost',
  ],
  ['policy: scenario-count, at_least: 5', 'policy: scenario-count, at_least: 6', 1, '5'],
  [
    'policy: scenario-count, at_least: 2, plan: simple',
    'policy: scenario-count, at_least: 2, plan: simple, segment: consumer',
    1,
    '',
  ],
];

describe('policies', () => {
  test('at the limit is within it, one step beyond is not; a warning blocks nothing', async () => {
    const { check, approve } = gate();
    approve((await check()).diff!);
    const within = await check(
      listed([...LIMITS.map(([limit]) => limit), 'policy: no-negative-line', 'policy: nothing-unrated']),
    );
    expect(within.policies.flatMap(({ outcome }, at) => (outcome === 'pass' ? [] : LIMITS[at]))).toEqual([]);
    expect(within.exitCode).toBe(0);
    const beyond = await check(listed(LIMITS.map(([, limit]) => limit)));
    expect(beyond.policies.map(({ outcome, breached }) => [outcome, breached])).toEqual(
      LIMITS.map(([, , breached]) => ['block', breached]),
    );
    expect(beyond.exitCode).toBe(4);
    for (const [at, [, , , measured]] of LIMITS.entries()) {
      if (measured === '') continue;
      expect(within.policies[at]!.measured).toBe(measured);
    }
    const warned = await check(listed(LIMITS.map(([, limit]) => `${limit}, then: warn`)));
    expect(warned.policies.every(({ outcome }) => outcome === 'warn')).toBe(true);
    expect(warned.exitCode).toBe(0);
  });

  test('negative lines and usage without a price', async () => {
    const negative = plans('head').replace('fee, amount: 1001', 'fee, amount: -1001');
    const { check, write, approve } = gate({
      'plans/simple.yaml': negative,
      'scenarios/a.yaml': people().replace('total: 1001', 'total: -1001'),
    });
    approve((await check()).diff!);
    const said = listed([
      'policy: no-negative-line',
      'policy: no-negative-line, plan: simple',
      'policy: nothing-unrated',
    ]);
    const { policies, exitCode } = await check(said);
    expect([policies.map(({ outcome }) => outcome), exitCode]).toEqual([['block', 'pass', 'pass'], 4]);
    // Expected to be without a price: nothing is wrong with the run, and the policy does not like it.
    const texting = used('service: sms, direction: out');
    write('scenarios/b.yaml', `${scenario('texter', 'dinar', '1.001', texting)}unrated: 1\n`);
    const expected = await check(said);
    expect(expected.policies.map(({ outcome }) => outcome)).toEqual(['block', 'pass', 'block']);
    expect(expected.exitCode).toBe(4);
  });

  test('exceptions excuse what is theirs until their day is over, and are counted', async () => {
    const { check, approve } = gate();
    approve((await check()).diff!);
    const limit = 'policy: bill-increase, at_most: 0.99 EUR';
    const about = (scope: string, until = AS_OF): string =>
      `policy: bill-increase, ${scope}, owner: ann, reason: agreed, until: ${until}`;
    const excused = await check(listed([limit], [about('plan: simple')]));
    expect(excused.policies[0]).toMatchObject({ outcome: 'pass', breached: 2, exceptions: [{ used: 2 }] });
    expect(excused.exitCode).toBe(0);
    const one = await check(listed([limit], [about('segment: consumer'), about('plan: netto')]));
    expect(one.policies[0]).toMatchObject({ outcome: 'block', exceptions: [{ used: 1 }, { used: 0 }] });
    expect(one.policies[0]!.breaches[0]).toMatch(/^surfer/);
    const late = await check(listed([limit], [about('plan: simple', '2026-04-30')]));
    expect(late.policies[0]).toMatchObject({ outcome: 'block', exceptions: [{ expired: true, used: 0 }] });
    expect(late.exitCode).toBe(4);
  });

  test('what a plan earns and what its usage costs are of the same months of a customer who changes plans', async () => {
    const two = (of: string): string => plans('head').replaceAll('simple', of).split('---')[0]!;
    // On `simple` in March with 2 GB, on `other` in April with 4 GB: 11.00 + 2.00, then 11.00 + 4.00.
    const mover = `
scenario: mover
plan: simple
timeline:
  - { on: 2026-03-01, order: activate }
  - { on: 2026-04-01, order: change-plan, plan: other }
usage:
  - { at: 2026-03-02T12:00, service: data, quantity: 2 GB }
  - { at: 2026-04-02T12:00, service: data, quantity: 4 GB }
expect: [{ invoice: 2026-04-01, total: 13.00 }, { invoice: 2026-05-01, total: 15.00 }]
`;
    const both = `${two('simple')}---${two('other')}`;
    const { check } = gate({ 'plans/simple.yaml': both, 'old/plans/all.yaml': both, 'scenarios/a.yaml': mover });
    const cost = 'costs: [{ match: { service: data }, cost: 1.00 EUR / GB }]';
    const of = (name: string): string => `policy: margin, at_least: 0 %, plan: ${name}, ${cost}`;
    const { policies, diff, exitCode } = await check(listed([of('simple'), of('other')]));
    expect(diff!.summary.usage.map((sum) => [sum.plan, sum.quantity])).toEqual([
      ['other', '4000000000'],
      ['simple', '2000000000'],
    ]);
    // 13.00 less 2.08 (2.0756) of tax is 10.92, less 2: 8.92 / 10.92 = 81.68 %; 15.00 less 2.39 (2.395: 2.39 or 2.40).
    expect(policies[0]!.measured).toBe('the lowest is of plan simple: 81.68 % (10.92 EUR earned, 2.00 EUR spent)');
    expect(policies[1]!.measured).toMatch(/^the lowest is of plan other: .* spent\)$/);
    expect(policies[1]!.measured).toContain('4.00 EUR spent');
    expect(exitCode).toBe(0);
  });

  test('a malformed one ends the run before anything is rated', async () => {
    const { check } = gate();
    for (const wrong of [
      'policy: bill-cap, at_most: 13.00',
      'policy: bill-cap, at_most: 13.00 EUR, plan: nobody',
      'policy: worse-off, at_most: 10 %, segment: nobody',
      'policy: total-change, at_mots: 2 %',
    ]) {
      const { exitCode, test: tested, diff, policies } = await check(listed([wrong]));
      expect([exitCode, tested, diff, policies]).toEqual([3, undefined, undefined, []]);
    }
  });
});

describe('which exit code wins', () => {
  const cases = [0, 1].flatMap((failed) =>
    [0, 1].flatMap((open) =>
      [0, 1].flatMap((unrated) => [0, 1].map((block) => [failed, open, unrated, block] as const)),
    ),
  );
  const CAP = listed(['policy: bill-cap, at_most: 12.99 EUR']);

  test('5 before 1 before 4, in every combination', async () => {
    const { check, approve, write, remove } = gate();
    const { diff } = await check();
    for (const [failed, open, unrated, block] of cases) {
      write('scenarios/a.yaml', people(failed ? '99.00' : '11.20'));
      const texting = used(
        `service: ${unrated ? 'sms' : 'voice'}, direction: out, quantity: ${unrated ? '1 msg' : '1 min'}`,
      );
      write('scenarios/b.yaml', scenario('texter', 'simple', unrated ? '11.00' : '11.10', texting));
      write('approvals/README.md', '');
      remove('approvals');
      if (!open) approve(diff!);
      const { exitCode } = await check(block ? CAP : '');
      expect([{ failed, open, unrated, block }, exitCode]).toEqual([
        { failed, open, unrated, block },
        unrated ? 5 : failed || open ? 1 : block ? 4 : 0,
      ]);
    }
  });

  test('nothing to compare with is 5, whatever else; policies about bills could not be held', async () => {
    const { check, write } = gate();
    for (const caller of ['11.20', '99.00']) {
      write('scenarios/a.yaml', people(caller));
      const said = listed(['policy: total-change, at_most: 100 %', 'policy: scenario-count, at_least: 1']);
      const { exitCode, diff, incomparable, policies } = await check(said, { base: './nowhere' });
      expect([exitCode, diff]).toEqual([5, undefined]);
      expect(incomparable![0]!.code).toBe('DIFF-INCOMPARABLE');
      expect(policies[0]).toMatchObject({ outcome: 'block', measured: expect.stringMatching(/^no comparison/) });
    }
  });

  test('interrupted is 130, whatever else', async () => {
    const { check } = gate();
    const stop = new AbortController();
    stop.abort();
    expect((await check(CAP, { signal: stop.signal })).exitCode).toBe(130);
  });

  test('bills that changed are never 0, and nothing compared is never 0', async () => {
    const { check } = gate();
    const diff = (await check()).diff!;
    const { summary } = diff;
    const code = (change: Partial<DiffRun['summary']>) => diffExitCode({ ...diff, summary: { ...summary, ...change } });
    const quiet = summary.causes.map((cause) => ({ ...cause, matters: false }));
    expect(code({ causes: quiet })).toBe(1);
    const none = { ...summary.scenarios, changed: 0 };
    expect(code({ scenarios: none, causes: [] })).toBe(0);
    expect(code({ scenarios: none, causes: [], compared: 0 })).toBe(5);
    expect(code({ scenarios: none, causes: [], compared: 0, edits: [] })).toBe(5);
    // Left out because the change cannot touch them is as good as compared; nobody left out is not.
    expect(code({ scenarios: none, causes: [], compared: 0, leftOut: { scenarios: 5, proved: false } })).toBe(0);
    expect(code({ scenarios: none, causes: [], compared: 0, leftOut: { scenarios: 0, proved: false } })).toBe(5);
    expect(code({ scenarios: none, causes: [], nullCheck: { scenarios: 5, differing: 1 } })).toBe(5);
  });
});

describe('no change', () => {
  const flow = PLAN.replace('recurring:\n  - { id', 'recurring:\n  -\n    { # the fee\n     id').replace(
    'tax: { name: VAT, rates: { standard: 19 % } }',
    'tax:\n  rates:\n    standard: \'19 %\'\n  name: "VAT"',
  );
  const other = PLAN.replaceAll('simple', 'other').replace('10.00', '12.50');
  test.each([
    ['the same files', { 'plans/simple.yaml': PLAN, 'plans/other.yaml': other }],
    ['other YAML', { 'plans/simple.yaml': flow, 'plans/other.yaml': other }],
    ['other files', { 'plans/deep/x.yaml': PLAN, 'plans/a.yaml': other }],
    ['one file, the other way round', { 'plans/all.yaml': `${other}\n---${PLAN}` }],
  ])('%s: exactly zero everywhere', async (_, head: Readonly<Record<string, string>>) => {
    const { root, remove, write } = repository({ 'plans/other.yaml': other, 'scenarios/r.yaml': RECIPE });
    remove('plans');
    for (const [file, text] of Object.entries(head)) write(file, text);
    const asked = { root, workers: 1, asOf: AS_OF, approvals: 'approvals', ci: false };
    const { check } = await runCheck(asked);
    const { summary, results } = check.diff!;
    expect(check.exitCode).toBe(0);
    expect([summary.edits, summary.causes, summary.compared]).toEqual([[], [], 43]);
    expect(results.filter(({ status, change }) => status !== 'passed' || /[1-9]/.test(change!))).toEqual([]);
    expect(
      results.every(({ reach, after, differences }) => reach === 'untouched' && !after && differences.length === 0),
    ).toBe(true);
    const { all } = summary.effects.EUR!;
    expect([all.change, all.before === all.after, all.changed, all.changedInvoices]).toEqual(['0.00', true, 0, 0]);
    expect(summary.attribution.total).toEqual({ EUR: '0.00' });
    expect(summary.nullCheck).toEqual({ scenarios: 43, differing: 0 });
  });
});

describe('bills at their ends', () => {
  const bandOf = async (before: string, after: string) => {
    const { write, diff } = repository({ 'plans/simple.yaml': PLAN.replace('amount: 10.00', `amount: ${before}`) });
    write('plans/simple.yaml', PLAN.replace('amount: 10.00', `amount: ${after}`));
    const { value } = await diff({ grep: /^idle$/ });
    const { bands, change } = value!.summary.effects.EUR!.all;
    return [change, ...Object.entries(bands).flatMap(([name, { customers }]) => (customers > 0 ? [name] : []))];
  };
  test.each([
    ['20.00', '21.00', '1.00', 'worse'],
    ['20.00', '21.01', '1.01', 'much-worse'],
    ['20.00', '19.00', '-1.00', 'better'],
    ['20.00', '18.99', '-1.01', 'much-better'],
    ['0.00', '-0.01', '-0.01', 'much-better'],
    ['-20.00', '-20.01', '-0.01', 'much-better'],
    ['-20.00', '-19.99', '0.01', 'much-worse'],
    ['0.01', '0.00', '-0.01', 'much-better'],
  ])('%s -> %s: %s is %s', async (before, after, change, band) => {
    expect(await bandOf(before, after)).toEqual([change, band]);
  });

  test('prices that were with tax and are without', async () => {
    const { write, diff } = repository();
    write('plans/simple.yaml', PLAN.replace('prices: gross', 'prices: net'));
    const { of } = await diff();
    // 10.20 and 19 % (1.938) are 12.14.
    expect([of('caller').before, of('caller').after, of('caller').change]).toEqual([['10.20'], ['12.14'], '1.94']);
  });

  test('no invoice at all on both sides', async () => {
    const nobody = SCENARIOS.split('---')[0]!.replace('2026-01-01,', '2026-05-01,');
    const { write, diff } = repository({ 'scenarios/a.yaml': nobody });
    write('plans/simple.yaml', PLAN.replace('10.00', '11.00'));
    const { of, value, exit } = await diff();
    // Nothing was compared, though somebody was: that is not "no changes".
    expect([of('idle').dates, of('idle').change, exit]).toEqual([[], '0', 5]);
    expect(value!.summary.effects.EUR!.all).toMatchObject({ customers: 1, invoices: 0, change: '0' });
  });
});

test('the same bytes with and without what is kept from before', async () => {
  const { write, diff, read } = repository({ 'scenarios/r.yaml': RECIPE });
  write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min').replace('1.00 / GB', '1.10 / GB'));
  const written: string[] = [];
  for (const how of [{ cache: false }, { cache: true }, { cache: true }, { cache: true, workers: 2, batchMs: 0.01 }]) {
    await diff(how);
    written.push(read('reports/latest/diff.ndjson'));
  }
  expect(new Set(written).size).toBe(1);
});
