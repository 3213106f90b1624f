/** A run from files to results: statuses, exit codes, baselines, filters, and the same bytes for any number of workers. */

import { describe, expect, test } from 'vitest';
import { PLAN, project, RECIPE, WRITTEN } from './project.ts';

describe('written scenarios', () => {
  test('pass when they are as expected', async () => {
    const { value, statuses, exit } = await project({ 'scenarios/one.yaml': WRITTEN }).run();
    expect(statuses).toEqual({ passed: 1 });
    expect(exit).toBe(0);
    expect(value?.summary).toMatchObject({ compared: 1, invoices: 1, money: { EUR: '14.60' } });
    expect(value?.summary.records).toEqual({ all: 32, rated: 32, unrated: 0, screened: 0, notBilled: 0 });
    expect(value?.results[0]).toMatchObject({ id: 'a-call-and-data', file: 'scenarios/one.yaml', line: 2 });
    expect(value?.results[0]?.invoices?.[0]?.total).toBe('14.60');
  });

  test('are changed when they are not, with the cell, the reason and the command', async () => {
    const wrong = WRITTEN.replace('voice: 0.20', 'voice: 0.25');
    const { value, exit } = await project({ 'scenarios/one.yaml': wrong }).run();
    expect(exit).toBe(1);
    expect(value?.results[0]).toMatchObject({
      status: 'changed',
      differences: [
        {
          ...{ invoice: '2026-04-01', line: 'voice', cell: 'amount', expected: '0.25', actual: '0.20', by: '-0.05' },
          ...{ cause: 'voice', because: 'by hand' },
        },
      ],
      again: 'rateproof test --grep "^a-call-and-data$"',
    });
  });

  test.each([
    ['', 'unrated', 5],
    ['unrated: 1', 'passed', 0],
    ['unrated: 2', 'changed', 1],
  ])('whose usage is not rated need to say so: %j', async (expected, status, code) => {
    const abroad = `${WRITTEN.replace('61 s }', '61 s }\n  - { at: 2026-03-03T12:00, service: sms, to: eu }')}${expected}`;
    const { value, exit } = await project({ 'scenarios/one.yaml': abroad }).run();
    expect(value?.results[0]?.status).toBe(status);
    expect(exit).toBe(code);
  });

  test('with usage before the service of the customer are unrated too', async () => {
    const before = WRITTEN.replace('activated: 2026-01-01', 'activated: 2026-03-02');
    const { value, exit } = await project({ 'scenarios/one.yaml': before }).run();
    expect(value?.results[0]).toMatchObject({ status: 'unrated', screened: 1 });
    expect(exit).toBe(5);
  });
});

describe('baselines', () => {
  const BASELINE = 'scenarios/base.people.baseline.txt';

  test('new, accepted, agreed, changed, accepted again', async () => {
    const { run, read, write } = project({ 'scenarios/base.yaml': RECIPE });
    expect(await run()).toMatchObject({ statuses: { new: 40 }, exit: 5, exitInCi: 5 });
    expect(await run({ update: 'new' })).toMatchObject({ statuses: { new: 40 }, exit: 0, exitInCi: 5 });
    const first = read(BASELINE);
    expect(await run()).toMatchObject({ statuses: { passed: 40 }, exit: 0, exitInCi: 0 });

    write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min'));
    const changed = await run({ update: 'new' });
    expect(changed.exit).toBe(1);
    expect(changed.statuses.changed).toBeGreaterThan(30);
    expect(read(BASELINE)).toBe(first);
    const result = changed.value?.results.find(({ status }) => status === 'changed');
    expect(result?.differences[0]).toMatchObject({ line: 'voice', cell: 'amount', cause: 'voice' });
    expect(result?.baseline?.[0]?.total).not.toBe(result?.invoices?.[0]?.total);

    expect(await run({ update: 'changed' })).toMatchObject({ exit: 0, exitInCi: 1 });
    expect(await run()).toMatchObject({ statuses: { passed: 40 }, exit: 0 });
    expect(read(BASELINE)).not.toBe(first);
  });

  test('keep what a larger recipe still makes and tell what a smaller one does not', async () => {
    const { run, read, write } = project({ 'scenarios/base.yaml': RECIPE });
    await run({ update: 'new' });
    write('scenarios/base.yaml', RECIPE.replace('count: 40', 'count: 42'));
    expect(await run()).toMatchObject({ statuses: { passed: 40, new: 2 }, exit: 0, exitInCi: 1 });
    write('scenarios/base.yaml', RECIPE.replace('count: 40', 'count: 39'));
    expect(await run()).toMatchObject({ statuses: { passed: 39, obsolete: 1 }, exit: 0, exitInCi: 1 });
    await run({ update: 'all' });
    expect(read(BASELINE).split('\n')).toHaveLength(43);
    expect(await run()).toMatchObject({ statuses: { passed: 39 }, exitInCi: 0 });
  });

  test('are not compared with another story', async () => {
    const { run, write } = project({ 'scenarios/base.yaml': RECIPE });
    await run({ update: 'new' });
    expect(await run({ seed: 8 })).toMatchObject({ statuses: { new: 40, obsolete: 1 }, exit: 5 });
    write('scenarios/base.yaml', RECIPE.replace('records: 20', 'records: 21'));
    expect(await run()).toMatchObject({ statuses: { new: 40, obsolete: 1 }, exit: 5 });
    await run({ update: 'new' });
    expect(await run()).toMatchObject({ statuses: { passed: 40 }, exit: 0 });
  });

  test('that cannot be read end the run before it begins', async () => {
    const { run } = project({ 'scenarios/base.yaml': RECIPE, [BASELINE]: '<<<<<<< HEAD\n' });
    expect(await run()).toMatchObject({ problems: [`${BASELINE}:1 BASELINE-UNREADABLE`], exit: 3 });
  });
});

describe('what an update touches', () => {
  const BASELINE = 'scenarios/base.people.baseline.txt';
  const dearer = PLAN.replace('0.10 / min', '0.11 / min');

  /** Accepted at 0.10 a minute; then the price is 0.11. */
  async function accepted() {
    const one = project({ 'scenarios/base.yaml': RECIPE });
    await one.run({ update: 'new' });
    one.write('plans/simple.yaml', dearer);
    return one;
  }
  const rows = (text: string): string[] => text.trimEnd().split('\n');

  test('only lines of what ran: the others stay as they are, to the letter', async () => {
    const { run, read, write } = await accepted();
    write(BASELINE, read(BASELINE).replace(/^8 .*$/m, '8 damaged by hand'));
    const before = rows(read(BASELINE));
    await run({ grep: /people\/7$/, update: 'all' });
    const after = rows(read(BASELINE));
    expect(after).toHaveLength(before.length);
    expect(after.filter((row, index) => row !== before[index]).map((row) => row.split(' ')[0])).toEqual(['7']);
  });

  test('nothing of an interrupted run but what was finished', async () => {
    const { run, read } = await accepted();
    const before = rows(read(BASELINE));
    const stop = new AbortController();
    stop.abort();
    await run({ update: 'all' }, { signal: stop.signal });
    expect(rows(read(BASELINE))).toEqual(before);
  });

  test('nothing of another seed while only some customers ran: the lines of the others would be lost', async () => {
    const { run, read } = await accepted();
    const before = read(BASELINE);
    const part = await run({ grep: /people\/7$/, update: 'all', seed: 8 });
    expect(part.value?.summary.accepted).toBe(0);
    expect(read(BASELINE)).toBe(before);
  });

  test('never what people wrote', async () => {
    const wrong = WRITTEN.replace('voice: 0.20', 'voice: 0.25');
    const { run, read } = project({ 'scenarios/one.yaml': wrong });
    const { value, exit } = await run({ update: 'all' });
    expect(value?.summary.accepted).toBe(0);
    expect(exit).toBe(1);
    expect(read('scenarios/one.yaml')).toBe(wrong);
  });

  test('a line that cannot be understood is an error with its place, never a change', async () => {
    const { run, read, write } = project({ 'scenarios/base.yaml': RECIPE });
    await run({ update: 'new' });
    const damaged = read(BASELINE).replace(/^(8 simple EUR [\d.]+: monthly-fee 11)\./m, '$1,');
    write(BASELINE, damaged);
    const { value, statuses, problems, exit } = await run({ update: 'all' });
    expect(statuses).toEqual({ passed: 39, error: 1 });
    // Three lines of head, then the customers from 1 on.
    expect(problems).toEqual([`${BASELINE}:11 BASELINE-UNREADABLE`]);
    expect(value?.results[7]?.reason).toMatch(/^scenarios\/base\.people\.baseline\.txt:11:\d+ a line is a name/);
    expect(exit).toBe(5);
    expect(read(BASELINE)).toBe(damaged);
  });

  test('a baseline without its recipe is obsolete, fails in CI, and goes with `all` alone', async () => {
    const { run, read, write } = project({ 'scenarios/base.yaml': RECIPE, 'scenarios/one.yaml': WRITTEN });
    await run({ update: 'new' });
    write('scenarios/base.yaml', RECIPE.replace('recipe: people', 'recipe: persons'));
    const renamed = await run({ update: 'new' });
    expect(renamed).toMatchObject({ statuses: { passed: 1, new: 40, obsolete: 1 }, exit: 0, exitInCi: 1 });
    expect(renamed.value?.results.at(-1)).toMatchObject({ id: BASELINE, file: BASELINE, status: 'obsolete' });
    expect(read(BASELINE)).toContain('recipe people');
    expect(await run({ tags: ['smoke'], update: 'all' })).toMatchObject({ statuses: { passed: 1, skipped: 40 } });
    await run({ update: 'all' });
    expect(() => read(BASELINE)).toThrow('ENOENT');
    expect(await run()).toMatchObject({ statuses: { passed: 41 }, exitInCi: 0 });
  });
});

describe('filters', () => {
  const files = { 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': RECIPE };

  test.each([
    [{ grep: /^people\/7$/ }, { new: 1, skipped: 40 }],
    [{ tags: ['smoke'] }, { passed: 1, skipped: 40 }],
    [{ plans: ['simple'] }, { passed: 1, new: 40 }],
  ])('%j', async (filters, statuses) => {
    expect(await project(files).run(filters)).toMatchObject({ statuses });
  });

  test('accept only what they leave', async () => {
    const { run, read } = project(files);
    await run({ grep: /people\/7$/, update: 'all' });
    expect(read('scenarios/b.people.baseline.txt').split('\n')[3]).toMatch(
      /^7 simple EUR \d+\.\d\d: monthly-fee 11\.90/,
    );
    expect(await run()).toMatchObject({ statuses: { passed: 2, new: 39 } });
  });

  test('that leave nothing are an error', async () => {
    expect(await project(files).run({ grep: /nobody/ })).toMatchObject({ problems: ['SCENARIO-NONE'], exit: 3 });
  });
});

describe('what cannot be read is told before anything runs', () => {
  test.each([
    ['no scenario', {}, ['SCENARIO-NONE']],
    ['no UTF-8', { 'scenarios/a.yaml': Uint8Array.of(0x61, 0xff) }, ['scenarios/a.yaml:1 YAML-ENCODING']],
    [
      'a broken plan',
      { 'plans/simple.yaml': 'plan: [', 'scenarios/a.yaml': WRITTEN },
      ['plans/simple.yaml:1 YAML-SYNTAX'],
    ],
    [
      'broken scenarios',
      { 'scenarios/a.yaml': 'scenario: [', 'scenarios/b.yaml': 'a: ]' },
      ['scenarios/a.yaml:1 YAML-SYNTAX', 'scenarios/b.yaml:1 YAML-SYNTAX'],
    ],
    [
      'an unknown key',
      { 'scenarios/a.yaml': WRITTEN.replace('tags:', 'tag:') },
      ['scenarios/a.yaml:4 SCENARIO-UNKNOWN-KEY'],
    ],
  ])('%s', async (_, files, problems) => {
    expect(await project(files).run()).toMatchObject({ problems, exit: 3 });
  });
});

describe('the law of the same bytes', () => {
  const many = RECIPE.replace('count: 40', 'count: 2000');

  test('with one worker and with three, and again', async () => {
    const { run, read } = project({ 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': many });
    const progress: number[] = [];
    await run({ out: 'one', update: 'none' });
    await run({ out: 'three', workers: 3 }, { onProgress: (done, of) => progress.push(done / of) });
    await run({ out: 'again', workers: 3, update: 'new' });
    expect(read('three/results.ndjson')).toBe(read('one/results.ndjson'));
    expect(read('again/results.ndjson').replaceAll(',"accepted":true', '')).toBe(
      read('one/results.ndjson').replace('"accepted":0', '"accepted":2000'),
    );
    expect(progress.length).toBeGreaterThan(3);
    expect(progress.at(-1)).toBe(1);
    expect(await run({ workers: 2 })).toMatchObject({ statuses: { passed: 2001 }, exitInCi: 0 });
  });
});

test('an interruption keeps what is finished', async () => {
  const many = RECIPE.replace('count: 40', 'count: 2000');
  const { run, read } = project({ 'scenarios/a.yaml': WRITTEN, 'scenarios/b.yaml': many });
  const stop = new AbortController();
  const { value, statuses, exit } = await run({}, { signal: stop.signal, onProgress: () => stop.abort() });
  expect(exit).toBe(130);
  expect(statuses).toEqual({ passed: 1, skipped: 2000 });
  expect(value?.results[1]).toMatchObject({ status: 'skipped', reason: 'interrupted' });
  expect(read('reports/latest/results.ndjson').trimEnd().split('\n')).toHaveLength(2003);
});
