/** A change of plans and what it does to bills, by hand. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeTools } from '../../src/run/diff/change-tools.ts';
import { readDiff } from '../../src/run/diff/read-diff.ts';
import { rateAccounts } from '../../src/run/rate-accounts.ts';
import type { Engine } from '../../src/run/run-scenario.ts';
import { needsGit } from '../needs-git.ts';
import { RECIPE } from './project.ts';
import { PLAN, repository, SCENARIOS } from './repository.ts';

needsGit();

const FEE_UP = PLAN.replace('amount: 10.00', 'amount: 10.50');

describe('what changes', () => {
  test('a fee: everybody pays 0.50 more, by hand', async () => {
    const { write, diff } = repository();
    write('plans/simple.yaml', FEE_UP);
    const { value, statuses, exit, of } = await diff();
    expect([statuses, exit]).toEqual([{ changed: 3 }, 1]);
    expect(of('caller')).toMatchObject({
      ...{ status: 'changed', reach: 'repriced', change: '0.50' },
      ...{ dates: ['2026-04-01'], before: ['10.20'], after: ['10.70'] },
    });
    // 10.20 gross are 8.57 net and 1.63 tax (1.6286); 10.70 are 8.99 and 1.71 (1.7084).
    expect(
      of('caller').differences.map(({ cell, line, expected, actual, by, follows }) => [
        ...[cell, line ?? '', expected, actual, by, follows ?? false],
      ]),
    ).toEqual([
      ['amount', 'monthly-fee', '10.00', '10.50', '0.50', false],
      ['amount', 'tax standard', '1.63', '1.71', '0.08', true],
      ['net', '', '8.57', '8.99', '0.42', true],
      ['tax', '', '1.63', '1.71', '0.08', true],
      ['total', '', '10.20', '10.70', '0.50', true],
    ]);
    const { EUR } = value!.summary.effects;
    // 10.00 + 10.20 + 12.00; 5 % of 10.00 is 0.50: the edge, and of the others 0.50 is less.
    expect(EUR!.all).toMatchObject({
      ...{ customers: 3, changed: 3, invoices: 3, changedInvoices: 3 },
      ...{ before: '32.20', after: '33.70', change: '1.50' },
      bands: {
        'much-better': { customers: 0, change: '0.00' },
        better: { customers: 0, change: '0.00' },
        same: { customers: 0, change: '0.00' },
        worse: { customers: 3, change: '1.50' },
        'much-worse': { customers: 0, change: '0.00' },
      },
      largestIncrease: { scenario: 'idle', invoice: '2026-04-01', before: '10.00', after: '10.50', change: '0.50' },
    });
    expect(EUR!.all.largestDecrease).toBeUndefined();
    expect(Object.keys(EUR!.plans)).toEqual(['simple']);
    expect(EUR!.segments.quiet).toMatchObject({ customers: 1, before: '10.00', after: '10.50', change: '0.50' });
    expect(value!.summary).toMatchObject({
      ...{ compared: 3, nullCheck: { scenarios: 3, differing: 0 }, interrupted: false },
      reach: { repriced: 3, keeps: 0, 'new-only': 0, untouched: 0 },
      causes: [{ customers: 3, matters: true, money: { EUR: { alone: '1.50', share: '1.50' } } }],
      records: { all: 2, rated: 2 },
    });
  });

  test('nothing: exactly zero, and the exit code says so', async () => {
    const { write, diff } = repository();
    // Another order of keys and a comment mean the same.
    write('plans/other-name.yaml', `# the same\n${PLAN}`);
    const same = repository({ 'plans/simple.yaml': PLAN });
    same.write(
      'plans/simple.yaml',
      PLAN.replace('name: Simple\n', '').replace('currency: EUR', 'currency: EUR\nname: Simpler'),
    );
    const { value, statuses, exit } = await same.diff();
    expect([statuses, exit]).toEqual([{ passed: 3 }, 0]);
    expect(value!.summary.effects.EUR!.all.change).toBe('0.00');
    expect(value!.summary.reach).toEqual({ repriced: 0, keeps: 0, 'new-only': 0, untouched: 3 });
    expect(value!.results.every(({ after, differences }) => after === undefined && differences.length === 0)).toBe(
      true,
    );
    // A plan told twice is a mistake of the head.
    expect((await diff()).exit).toBe(3);
  });

  test('bands on both sides of the edge, and the samples', async () => {
    const { write, diff } = repository();
    // idle 10.00 -> 9.49 (-5.1 %), caller 10.20 -> 9.69 (-5 %: 0.51 of 10.20), surfer 12.00 -> 11.49 + 1.00 (+4.1 %).
    write('plans/simple.yaml', PLAN.replace('10.00', '9.49').replace('1.00 / GB', '1.50 / GB'));
    const { value, of } = await diff();
    expect(['idle', 'caller', 'surfer'].map((id) => of(id).change)).toEqual(['-0.51', '-0.51', '0.49']);
    const { bands, largestIncrease, largestDecrease } = value!.summary.effects.EUR!.all;
    expect(Object.values(bands).map(({ customers }) => customers)).toEqual([1, 1, 0, 1, 0]);
    expect([largestIncrease?.scenario, largestDecrease?.scenario]).toEqual(['surfer', 'idle']);
    expect(value!.summary.samples).toEqual({ typical: 'caller', gain: 'idle', loss: 'surfer' });
    const shown = value!.results.filter(({ invoices }) => invoices).map(({ id }) => id);
    expect(shown).toEqual(['idle', 'caller', 'surfer']);
    expect(of('surfer').invoices!.before[0]).toMatchObject({ date: '2026-04-01', total: '12.00' });
    expect(of('surfer').invoices!.after[0]).toMatchObject({ date: '2026-04-01', total: '12.49' });
  });

  test('without a bill to take a percentage of, any change is a large one', async () => {
    const free = PLAN.replace('amount: 10.00', 'amount: 0.00');
    const { write, diff } = repository({ 'plans/simple.yaml': free });
    write('plans/simple.yaml', PLAN.replace('amount: 10.00', 'amount: 0.01'));
    const { value } = await diff({ grep: /^idle$/ });
    expect(value!.summary.effects.EUR!.all).toMatchObject({
      ...{ before: '0.00', after: '0.01', change: '0.01' },
      bands: { 'much-worse': { customers: 1, change: '0.01' } },
    });
  });

  test('what customers use, by plan and kind', async () => {
    const { diff } = repository();
    const { value } = await diff();
    // 2 GB are 2,000,000,000 B; usage of other months would be in no invoice.
    expect(value!.summary.usage).toEqual([
      { plan: 'simple', service: 'data', direction: '', to: '', in: '', records: 1, quantity: '2000000000' },
      { plan: 'simple', service: 'voice', direction: 'out', to: 'home', in: '', records: 1, quantity: '61' },
    ]);
  });

  test('usage that the head does not rate any more is unrated, whatever the base did', async () => {
    const { write, diff } = repository();
    write('plans/simple.yaml', PLAN.replace(/ {2}- \{ id: voice.*\n/, ''));
    const { of, exit, statuses } = await diff();
    expect([statuses, exit]).toEqual([{ passed: 2, unrated: 1 }, 5]);
    expect(of('caller')).toMatchObject({ status: 'unrated', unrated: 1, change: '-0.20' });
  });

  test('a line below zero that is no discount is counted', async () => {
    const { write, diff } = repository();
    write('plans/simple.yaml', PLAN.replace('amount: 10.00', 'amount: -10.00'));
    const { value, problems } = await diff();
    expect(problems).toBe('');
    expect(value!.results.map(({ negativeLines }) => negativeLines)).toEqual([1, 1, 1]);
  });
});

describe('plans that come and go', () => {
  const OTHER = PLAN.replace('plan: simple', 'plan: other').replace('10.00', '7.00');
  const ON_OTHER = SCENARIOS.split('---')[0]!
    .replace('scenario: idle', 'scenario: joined')
    .replace('plan: simple', 'plan: other')
    .replace('total: 10.00', 'total: 7.00');

  test('a new plan has new customers', async () => {
    const { write, diff } = repository();
    write('plans/other.yaml', OTHER);
    write('scenarios/b.yaml', ON_OTHER);
    const { statuses, of, value, exit } = await diff();
    expect([statuses, exit]).toEqual([{ passed: 3, new: 1 }, 0]);
    expect(of('joined')).toMatchObject({ reach: 'new-only', before: [null], after: ['7.00'] });
    expect(of('joined').change).toBeUndefined();
    expect(value!.summary).toMatchObject({ newPlans: ['other'], withdrawnPlans: [], compared: 3 });
    // Not among those that were compared: the totals are of the same customers on both sides.
    expect(value!.summary.effects.EUR!.all.after).toBe('32.20');
  });

  test('a withdrawn plan: its customers of before are told as such', async () => {
    const { remove, diff } = repository({ 'plans/other.yaml': OTHER, 'scenarios/b.yaml': ON_OTHER });
    remove('plans/other.yaml');
    remove('scenarios/b.yaml');
    const { statuses, of, value, exit } = await diff();
    expect([statuses, exit]).toEqual([{ passed: 3, obsolete: 1 }, 1]);
    expect(of('joined')).toMatchObject({ file: 'scenarios/b.yaml', before: ['7.00'], after: [null] });
    expect(value!.summary).toMatchObject({ withdrawnPlans: ['other'], newPlans: [] });
    expect(value!.header.plans.map(({ id }) => id)).toEqual(['simple', 'other']);
  });

  test('a withdrawn plan whose scenarios stay is a mistake of the head', async () => {
    const { remove, diff } = repository({ 'plans/other.yaml': OTHER, 'scenarios/b.yaml': ON_OTHER });
    remove('plans/other.yaml');
    expect((await diff()).exit).toBe(3);
  });

  test('a scenario that moved to another plan is compared as it is; a customer with its number is told as the base’s', async () => {
    const recipe = RECIPE.replace('plan: simple', 'plan: other');
    const { write, remove, diff } = repository({ 'plans/other.yaml': OTHER, 'scenarios/r.yaml': recipe });
    remove('plans/other.yaml');
    write('scenarios/r.yaml', RECIPE);
    const { of, statuses } = await diff();
    expect(statuses).toEqual({ passed: 3 + 40, obsolete: 40 });
    expect([of('people/1').status, of('people/1@base').status]).toEqual(['passed', 'obsolete']);
  });

  test('another currency cannot be compared', async () => {
    const { write, diff } = repository();
    write('plans/simple.yaml', PLAN.replace('EUR', 'USD'));
    const { of, exit } = await diff();
    expect(exit).toBe(5);
    expect(of('idle')).toMatchObject({
      status: 'error',
      reason: 'billed in EUR by the base and in USD by the head: not comparable',
    });
  });
});

describe('whom it reaches', () => {
  /** A version for new customers from March on; the fee of everybody who is on it is 11.00. */
  const next = (existing: string): string =>
    PLAN.replace('new: 2025-01-01', `new: 2026-03-01, existing: ${existing}`).replace('10.00', '11.00');
  const scenario = (id: string, activated: string): string => `
scenario: ${id}
plan: simple
customer: { activated: ${activated} }
usage: []
expect: [{ invoice: 2026-04-01, total: 10.00 }]
`;
  const people = {
    'scenarios/a.yaml': [scenario('before', '2026-01-01'), scenario('after', '2026-03-01')].join('---'),
  };

  test.each([
    ['never', { before: 'keeps', after: 'new-only' }, [undefined, '1.00']],
    ['next-cycle', { before: 'repriced', after: 'new-only' }, ['1.00', '1.00']],
  ])('a new version, existing customers %s', async (existing, reach, changes) => {
    const { write, diff } = repository(people);
    write('plans/simple-2026-03.yaml', next(existing));
    const { of, value } = await diff();
    expect({ before: of('before').reach, after: of('after').reach }).toEqual(reach);
    expect(['before', 'after'].map((id) => (of(id).differences.length > 0 ? of(id).change : undefined))).toEqual(
      changes,
    );
    expect(value!.summary.reach['new-only']).toBe(1);
  });

  test('a version that is edited reaches all who are on it, and nobody else', async () => {
    const { write, diff } = repository({ ...people, 'plans/simple-2026-03.yaml': next('never') });
    write('plans/simple-2026-03.yaml', next('never').replace('11.00', '12.00'));
    const { of } = await diff();
    expect([of('before').reach, of('after').reach]).toEqual(['keeps', 'repriced']);
  });

  test('that existing customers move now reaches them, though no price was edited', async () => {
    const { write, diff } = repository({ ...people, 'plans/simple-2026-03.yaml': next('never') });
    write('plans/simple-2026-03.yaml', next('next-cycle'));
    const { of } = await diff();
    expect([of('before').reach, of('after').reach]).toEqual(['repriced', 'keeps']);
    expect([of('before').change, of('after').status]).toEqual(['1.00', 'passed']);
  });
});

describe('checks of every run', () => {
  const withEngine = (rate: Engine) => ({ engine: { rate, module: '' } });

  test('an engine that does not rate twice alike is found out', async () => {
    const { diff } = repository();
    let calls = 0;
    const rate: Engine = (plans, accounts, usage, options) => {
      calls += 1;
      const rated = rateAccounts(plans, accounts, usage, options);
      // Every second rating, a cent more.
      const more = (amount: string): string => (calls % 2 === 0 ? `${amount.slice(0, -1)}1` : amount);
      return {
        ...rated,
        invoices: rated.invoices.map((own) => own.map((one) => ({ ...one, total: more(one.total) }))),
      };
    };
    const { value, exit, of } = await diff(withEngine(rate));
    expect(exit).toBe(5);
    expect(value!.summary.nullCheck).toEqual({ scenarios: 3, differing: 3 });
    expect(of('idle')).toMatchObject({
      status: 'error',
      reason: 'its plans mean the same on both sides, and its invoices differ: this is a fault of the engine',
    });
  });

  test('what cannot be rated is told with its side', async () => {
    const { diff } = repository();
    let calls = 0;
    const rate: Engine = (plans, accounts, usage, options) => {
      calls += 1;
      if (accounts.some(({ id }) => id === 'caller') && calls < 10) throw new Error('no');
      return rateAccounts(plans, accounts, usage, options);
    };
    const { of, exit, statuses } = await diff(withEngine(rate));
    expect([statuses, exit]).toEqual([{ passed: 2, error: 1 }, 5]);
    expect(of('caller').reason).toBe('the base: no');
  });
});

describe('the run', () => {
  const files = { 'scenarios/r.yaml': RECIPE };

  test('the same bytes with one thread and two, and in batches of any size', async () => {
    const { write, diff, read } = repository(files);
    write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min'));
    const written: string[] = [];
    for (const how of [{ workers: 1 }, { workers: 2 }, { workers: 1, batchMs: 0.01 }]) {
      expect((await diff(how)).exit).toBe(1);
      written.push(read('reports/latest/diff.ndjson'));
    }
    expect(new Set(written).size).toBe(1);
  });

  test('read back as it was written; what is cut short is refused', async () => {
    const { root, write, diff, read } = repository(files);
    write('plans/simple.yaml', FEE_UP);
    const { value } = await diff();
    const path = join(root, 'reports/latest/diff.ndjson');
    expect(readDiff(path, 'diff.ndjson')).toEqual({ value, problems: [] });
    const lines = read('reports/latest/diff.ndjson').split('\n');
    const said = (changed: readonly string[]): string => {
      write('reports/latest/diff.ndjson', changed.join('\n'));
      const { value: none, problems } = readDiff(path, 'diff.ndjson');
      expect(none).toBeUndefined();
      return problems.map(({ code, place, message }) => `${code} ${place?.line}: ${message}`).join('\n');
    };
    // The header, 43 scenarios, the summary, and the empty text after the last line feed.
    expect(lines).toHaveLength(46);
    expect(said(lines.toSpliced(20, 1))).toBe(
      'DIFF-UNREADABLE 44: the summary tells of 43 changed, the file of 42: it is not whole',
    );
    expect(said(lines.with(1, lines[1]!.replace('"change":"0.50"', '"change":0.5')))).toBe(
      'DIFF-UNREADABLE 2: change should be a decimal amount',
    );
    expect(said(lines.with(1, lines[1]!.replace('"reach":"repriced"', '"reach":"all"')))).toBe(
      'DIFF-UNREADABLE 2: reach should be one of repriced, keeps, new-only, untouched',
    );
    expect(readDiff(join(root, 'none'), 'none').problems).toMatchObject([
      { code: 'DIFF-MISSING', message: 'there is no none', fix: 'run `rateproof diff` first' },
    ]);
  });

  test('interrupted, it keeps what it finished', async () => {
    const { root, write, diff } = repository(files);
    write('plans/simple.yaml', FEE_UP);
    const stop = new AbortController();
    const { value, exit, statuses } = await diff(
      { batchMs: 0.01 },
      { signal: stop.signal, onProgress: (done) => done >= 10 && stop.abort() },
    );
    expect([statuses, exit]).toEqual([{ changed: 10, skipped: 33 }, 130]);
    expect(value!.results.at(-1)).toMatchObject({ status: 'skipped', reason: 'interrupted' });
    expect(readDiff(join(root, 'reports/latest/diff.ndjson'), 'diff.ndjson').value).toEqual(value);
  });

  test('interrupted while the change is divided among its causes, all that was rated is told', async () => {
    const { root, write, diff } = repository(files);
    // The fee and the calls meet on every bill of a caller: to be told apart they are rated again, one at a time.
    write('plans/simple.yaml', FEE_UP.replace('0.10 / min', '0.12 / min'));
    const stop = new AbortController();
    const told: (readonly [number, number])[] = [];
    const { value, exit, statuses } = await diff(
      { batchMs: 0.01 },
      {
        signal: stop.signal,
        change: changeTools('approvals'),
        onDividing: (done, of) => {
          told.push([done, of]);
          if (done >= 10) stop.abort();
        },
      },
    );
    // 43 scenarios with the one edit and with the other.
    expect(told.at(-1)).toEqual([10, 86]);
    expect([statuses, exit]).toEqual([{ changed: 43 }, 130]);
    expect(value!.summary).toMatchObject({ interrupted: true, causes: [], nullCheck: { scenarios: 43, differing: 0 } });
    expect(value!.summary.effects.EUR!.all.changed).toBe(43);
    expect(readDiff(join(root, 'reports/latest/diff.ndjson'), 'diff.ndjson').value).toEqual(value);
  });

  test('filters leave only what they say; nothing left is no success', async () => {
    const { diff } = repository(files);
    expect((await diff({ plans: ['simple'], grep: /^caller$/ })).statuses).toEqual({ passed: 1, skipped: 42 });
    expect((await diff({ tags: ['population'] })).statuses).toEqual({ passed: 40, skipped: 3 });
    expect((await diff({ grep: /^nobody$/ })).problems).toBe(
      'error SCENARIO-NONE  no scenario is left by the filters\n  fix: widen --grep, --plan or --tag\n\n1 error\n',
    );
  });
});
