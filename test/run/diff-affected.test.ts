/** What --only-affected leaves out never changes: over many edits of the portfolio, drawn by seed. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Session } from '../../src/run/session.ts';
import { needsGit } from '../needs-git.ts';
import { PLAN, repository, SCENARIOS } from './repository.ts';

needsGit();

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The portfolio with few customers. */
function portfolio(): Record<string, string> {
  const files: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(PROJECT, folder))) {
      const file = `${folder}/${name}`;
      if (statSync(join(PROJECT, file)).isDirectory()) visit(file);
      else if (name.endsWith('.yaml')) files[file] = readFileSync(join(PROJECT, file), 'utf8');
    }
  };
  visit('plans');
  visit('scenarios');
  for (const [file, text] of Object.entries(files)) files[file] = text.replace(/^count: .*$/m, 'count: 20');
  return files;
}

const files = portfolio();
/** Every number of a plan that is a price, a size or an edge, by file and place in the text. */
const numbers = Object.entries(files)
  .filter(([file]) => file.startsWith('plans/'))
  .flatMap(([file, text]) =>
    [...text.matchAll(/(?<=[:{,[(] ?|to )\d+(?:\.\d+)?(?= ?(?:\/|GB|MB|kB|B|s\b|min|[,}\]\n]))/g)].map((found) => ({
      file,
      at: found.index,
      length: found[0].length,
    })),
  );

test('over many edits of the portfolio', async () => {
  expect(numbers.length).toBeGreaterThan(150);
  const { write, diff } = repository({ 'plans/simple.yaml': '', 'scenarios/a.yaml': '', ...files });
  const session = new Session();
  let [run, leftOut, changed] = [0, 0, 0];
  const edit = fc.record({ number: fc.nat(numbers.length - 1), to: fc.constantFrom('0.5', '2', '7', '3.25', '40') });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const edited = new Map<string, string>();
      for (const { number, to } of edits) {
        const { file, at, length } = numbers[number]!;
        if (edited.has(file)) continue;
        const text = files[file]!;
        edited.set(file, text.slice(0, at) + to + text.slice(at + length));
      }
      for (const [file, text] of edited) write(file, text);
      const { value } = await diff({ proveAffected: true }, {}, session);
      for (const file of edited.keys()) write(file, files[file]!);
      // An edit that makes no sense is refused before anything is rated.
      if (!value) return;
      run += 1;
      leftOut += value.summary.leftOut!.scenarios;
      changed += value.results.filter(({ status }) => status === 'changed').length;
      expect(value.results.filter(({ status, reason }) => status === 'error' && !reason?.startsWith('the '))).toEqual(
        [],
      );
    }),
    { numRuns: 20, seed: 11, endOnFailure: true },
  );
  // It must have had something to find.
  expect(run).toBeGreaterThan(10);
  expect(leftOut).toBeGreaterThan(1000);
  expect(changed).toBeGreaterThan(300);
});

test('only who calls is rated when calls change; the totals are those of a whole run', async () => {
  const { write, diff } = repository();
  write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min'));
  const some = await diff({ onlyAffected: true });
  expect(some.statuses).toEqual({ changed: 1 });
  expect(some.value!.results.map(({ id, change }) => [id, change])).toEqual([['caller', '0.02']]);
  expect(some.value!.summary).toMatchObject({
    leftOut: { scenarios: 2, proved: false },
    reach: { repriced: 3 },
    compared: 1,
  });
  const all = await diff({ proveAffected: true });
  expect(all.statuses).toEqual({ passed: 2, changed: 1 });
  expect(all.value!.summary.leftOut).toEqual({ scenarios: 2, proved: true });
  expect(all.value!.summary.effects.EUR!.all.change).toBe(some.value!.summary.effects.EUR!.all.change);
});

test('a fee, a tax, a rounding or an allowance reaches everybody on the plan', async () => {
  for (const [from, to] of [
    ['amount: 10.00', 'amount: 10.01'],
    ['19 %', '20 %'],
    ['usage:\n', 'allowances:\n  - { id: free, covers: [{ service: data }], amount: 1 GB }\nusage:\n'],
  ] as const) {
    const { write, diff } = repository();
    write('plans/simple.yaml', PLAN.replace(from, to));
    const { value } = await diff({ onlyAffected: true });
    expect([to, value?.summary.leftOut?.scenarios]).toEqual([to, 0]);
  }
});

test('customers of other plans are left out; when that is all, there is nothing to compare and nothing wrong', async () => {
  const other = { 'plans/other.yaml': PLAN.replace('plan: simple', 'plan: other') };
  const { write, diff } = repository({ ...other, 'scenarios/a.yaml': SCENARIOS });
  write('plans/other.yaml', other['plans/other.yaml'].replace('10.00', '12.00'));
  const { value, exit, statuses } = await diff({ onlyAffected: true });
  expect([statuses, exit, value!.summary.leftOut]).toEqual([{}, 0, { scenarios: 3, proved: false }]);
});
