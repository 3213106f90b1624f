/** The published schema of diff.ndjson, held against every line of real comparisons. */

import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { needsGit } from '../needs-git.ts';
import { PLAN, repository, SCENARIOS } from './repository.ts';

needsGit();

const schema = JSON.parse(readFileSync(new URL('../../src/run/schema/diff.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const OTHER = PLAN.replace('plan: simple', 'plan: other');
const on = (plan: string, name: string): string =>
  SCENARIOS.replaceAll('plan: simple', `plan: ${plan}`).replaceAll(/scenario: (\w+)/g, `scenario: $1-${name}`);

/** Of every status that a comparison can have by itself. */
async function lines(): Promise<Record<string, unknown>[]> {
  const { write, remove, diff, read } = repository({ 'plans/other.yaml': OTHER, 'scenarios/b.yaml': on('other', 'b') });
  const parse = () => {
    const text = read('reports/latest/diff.ndjson').trimEnd();
    return text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  write('plans/simple.yaml', PLAN.replace(/ {2}- \{ id: voice.*\n/, '').replace('1.00 / GB', '1.10 / GB'));
  remove('plans/other.yaml');
  remove('scenarios/b.yaml');
  write('plans/third.yaml', PLAN.replace('plan: simple', 'plan: third'));
  write('scenarios/c.yaml', on('third', 'c'));
  await diff({ onlyAffected: true, seed: 7 });
  const first = parse();
  write('plans/simple.yaml', PLAN.replace('EUR', 'USD'));
  const stop = new AbortController();
  await diff({ batchMs: 0.001 }, { signal: stop.signal, onProgress: () => stop.abort() });
  return [...first, ...parse()];
}

test('every line of a comparison has a place in it', async () => {
  const all = await lines();
  const told = new Set(all.map(({ kind, status }) => [kind, status].filter(Boolean).join(' ')));
  const statuses = ['changed', 'error', 'new', 'obsolete', 'skipped', 'unrated'].map((status) => `scenario ${status}`);
  expect([...told].sort()).toEqual(['header', ...statuses, 'summary'].sort());
  for (const line of all) expect({ line, errors: valid(line) ? [] : valid.errors }).toEqual({ line, errors: [] });
});

test('it is closed: what it does not know, and what is missing, is refused', async () => {
  for (const line of (await lines()).filter(({ kind }, index, all) => kind !== all[index - 1]?.kind)) {
    expect(valid({ ...line, unheard: 1 })).toBe(false);
    for (const key of schema.$defs[line.kind as string].required as string[]) {
      expect(valid(Object.fromEntries(Object.entries(line).filter(([other]) => other !== key)))).toBe(false);
    }
  }
});
