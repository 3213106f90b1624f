/** Forged results: a problem with its line, or reports in which nothing of them acts; never a trace, never a hang. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { causesOf } from '../../src/reporting/causes.ts';
import { namesOfRun } from '../../src/reporting/names.ts';
import { REPORTERS, render } from '../../src/reporting/reporters.ts';
import { renderSummary } from '../../src/reporting/terminal.ts';
import { readResults } from '../../src/run/read-results.ts';
import type { TestRun } from '../../src/run/result.ts';
import { PLAN, project, RECIPE, WRITTEN } from '../run/project.ts';
import { ACTS } from './law.ts';

/** A run as anybody could write one: its parts are no longer what the types say. */
// biome-ignore lint/suspicious/noExplicitAny: forged
type Forged = any;

const ACTING = '\u001b]0;x\u0007</script><img src=x onerror=alert(1)>\u202e';
const cell = (difference: object) => (run: Forged) => {
  run.results[0].differences = [
    { invoice: '2026-04-01', cell: 'amount', line: 'voice', cause: 'voice', ...difference },
  ];
};
const distribution = (part: object) => (run: Forged) => Object.assign(run.summary.distributions[0], part);

const REFUSED: readonly (readonly [string, RegExp, (run: Forged) => void])[] = [
  ['a cell of no invoice', /cell should be one of/, cell({ cell: 'toString' })],
  ['a difference that acts on a terminal', /by should be/, cell({ by: ACTING })],
  ['a difference over nothing', /by should be/, cell({ by: '1/0' })],
  ['a value of a megabyte', /expected should be/, cell({ expected: '9'.repeat(1_000_000) })],
  ['bins without a width', /width should be/, distribution({ width: '0' })],
  ['bins of no pairs', /bins\[0\]/, distribution({ bins: [[]] })],
  ['bins with less than nothing', /bins\[0\]/, distribution({ bins: [[1, -1]] })],
  ['a number as text', /line should be/, (run) => Object.assign(run.results[0], { line: '1' })],
  ['more scenarios than there are', /tells of 1000000 /, (run) => Object.assign(run.header, { scenarios: 1e6 })],
];

const TOLD: readonly (readonly [string, (run: Forged) => void])[] = [
  ['fractions over nothing', cell({ cell: 'quantity', expected: 'at least 5/0', actual: '0/0' })],
  [
    'names of a prototype',
    (run) => {
      for (const one of [run.header.plans[0], run.header.recipes[0]]) one.id = 'constructor';
      for (const result of run.results) Object.assign(result, { plan: 'constructor', segment: '__proto__' });
      run.summary.plans = { constructor: run.summary.plans.simple };
    },
  ],
  [
    'texts that act',
    (run) => {
      const told = {
        id: ACTING,
        plan: ACTING,
        title: ACTING,
        segment: ACTING,
        reason: ACTING,
        file: ACTING,
        again: ACTING,
      };
      Object.assign(run.results[0], told);
      cell({ line: ACTING, cause: ACTING, expected: ACTING, actual: ACTING, because: ACTING, by: '1/3' })(run);
    },
  ],
];

/** A run whose first scenario is not as expected, changed, as a file. */
async function forged(change: (run: Forged) => void): Promise<string> {
  const { run } = project({
    'scenarios/a.yaml': WRITTEN.replace('14.60', '14.61'),
    'scenarios/b.yaml': RECIPE,
    'plans/simple.yaml': PLAN,
  });
  const value: Forged = structuredClone((await run()).value);
  value.results.sort((a: Forged) => (a.status === 'changed' ? -1 : 1));
  change(value);
  const folder = mkdtempSync(join(tmpdir(), 'attack-results-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const line = (kind: string, part: object): string => `${JSON.stringify({ kind, ...part })}\n`;
  const lines = value.results.map((result: object) => line('scenario', result));
  writeFileSync(
    join(folder, 'x.ndjson'),
    [line('header', value.header), ...lines, line('summary', value.summary)].join(''),
  );
  return join(folder, 'x.ndjson');
}

async function reports(run: TestRun): Promise<Record<string, string>> {
  const names = namesOfRun(run.header);
  const made: Record<string, string> = {
    terminal: renderSummary(run, { columns: 80, colour: false, reports: [], names }),
  };
  for (const reporter of REPORTERS) {
    if (reporter !== 'terminal') made[reporter] = [...(await render(reporter, run, { names }))].join('');
  }
  return made;
}

test.each(REFUSED)('%s: refused', async (_, says, change) => {
  const { value, problems } = readResults(await forged(change), 'x.ndjson');
  expect(value).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(['RESULTS-UNREADABLE']);
  expect(problems[0]!.message).toMatch(says);
});

test.each(TOLD)('%s: told', { timeout: 60_000 }, async (_, change) => {
  const { value, problems } = readResults(await forged(change), 'x.ndjson');
  expect(problems).toEqual([]);
  for (const [reporter, text] of Object.entries(await reports(value!))) {
    expect(text, reporter).not.toMatch(ACTS);
    if (reporter === 'html' || reporter === 'junit') expect(text, reporter).not.toContain('<img');
  }
});

test('an error of its own for each of 100,000 scenarios', { timeout: 60_000 }, async () => {
  const { value } = readResults(await forged(() => undefined), 'x.ndjson');
  const [first] = value!.results;
  const results = Array.from(
    { length: 100_000 },
    (_, at) => ({ ...first!, status: 'error', reason: `${at}` }) as const,
  );
  expect(causesOf({ ...value!, results })).toHaveLength(100_000);
});

test('a folder elsewhere holds all that is told to be in it', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'attack-out-'));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  const { run } = project({ 'scenarios/a.yaml': WRITTEN });
  await run({ out: elsewhere });
  expect(readResults(join(elsewhere, 'results.ndjson'), 'x').problems).toEqual([]);
  expect((await run({ out: elsewhere, lastFailed: true })).problems).toEqual(['RUN-NOTHING-FAILED']);
});
