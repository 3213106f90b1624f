/** Laws in a run: a bill that breaks one is written, and replayed before anything else from then on. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PLAN, project, WRITTEN } from './project.ts';

/** 11.90 without usage, not 12.00. */
const PROMISED = `${PLAN}must_hold: [ { zero-usage-costs: 12.00 } ]\n`;

test('a broken promise is written once, replayed first, and kept once the plan is right', async () => {
  const { root, run, write } = project({ 'plans/simple.yaml': PROMISED, 'scenarios/a.yaml': WRITTEN });
  const first = await run({ tries: 20 });
  expect(first.exit).toBe(1);
  expect(first.statuses).toEqual({ passed: 1 });
  expect(first.value?.summary.laws).toMatchObject({ held: 8, broken: 1 });
  const [file = '', ...more] = readdirSync(join(root, 'scenarios/regressions'));
  expect([file, more]).toEqual([expect.stringMatching(/^simple-zero-usage-costs-[0-9a-f]{8}\.yaml$/), []]);

  const again = await run({ tries: 20 });
  expect(again.value?.results.map(({ id, check, status }) => [id, check, status])).toEqual([
    ['a-call-and-data', 'expectation', 'passed'],
    [file.replace('.yaml', ''), 'law', 'changed'],
  ]);
  expect(again.value?.results[1]?.differences).toMatchObject([
    { cell: 'total', expected: '12.00', actual: '11.90', by: '-0.10' },
  ]);
  expect(readdirSync(join(root, 'scenarios/regressions'))).toEqual([file]);

  write('plans/simple.yaml', PROMISED.replace('12.00', '11.90'));
  const mended = await run({ tries: 20 });
  expect(mended.statuses).toEqual({ passed: 1 });
  expect(mended.value?.summary.laws).toMatchObject({ broken: 0 });
  expect(mended.exit).toBe(0);

  // The promise is gone: the file says something of nothing.
  write('plans/simple.yaml', PLAN);
  expect((await run()).problems).toEqual([
    expect.stringMatching(/^scenarios\/regressions\/.*:7 SCENARIO-UNKNOWN-LAW$/),
  ]);
});

test('one worker or two: the same bytes', async () => {
  const { read, run } = project({ 'scenarios/a.yaml': WRITTEN });
  await run({ tries: 5, workers: 1 });
  const one = read('reports/latest/results.ndjson');
  await run({ tries: 5, workers: 2 });
  expect(read('reports/latest/results.ndjson')).toBe(one);
});

test('a law that has nothing to say of its bill is an error, not a pass', async () => {
  const scenario = `
scenario: alone
plan: simple
law: record-order-does-not-matter
customer: { activated: 2026-01-01 }
invoices: { from: 2026-02-01, before: 2026-02-02 }
`;
  const { run } = project({ 'scenarios/a.yaml': scenario });
  const { value, exit } = await run();
  expect(value?.results.map(({ id, status }) => [id, status])).toEqual([['alone', 'error']]);
  expect(exit).toBe(5);
});
