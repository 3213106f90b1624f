/** The published schema of results.ndjson, held against every line of real runs. */

import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { PLAN, project, RECIPE, WRITTEN } from './project.ts';

const schema = JSON.parse(readFileSync(new URL('../../src/run/schema/results.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** A run with scenarios of every status that a run can be made to have: with what a run of the accepted has, too. */
async function lines(): Promise<Record<string, unknown>[]> {
  const more = `
---
scenario: wrong
title: Expects too little
plan: simple
customer: { activated: 2026-01-01 }
usage: [{ at: 2026-03-02T12:00, service: voice, direction: out, to: home, duration: 61 s }]
expect: [{ invoice: 2026-04-01, total: 1.00, lines: { data: 5 }, because: no reason at all }]
---
scenario: not-rated
plan: simple
customer: { activated: 2026-01-01 }
usage: [{ at: 2026-03-02T12:00, service: sms, direction: out, to: home }]
expect: [{ invoice: 2026-04-01, total: 11.90 }]
`;
  const { run, write, read } = project({ 'scenarios/a.yaml': WRITTEN + more, 'scenarios/b.yaml': RECIPE });
  const parse = () => {
    const text = read('reports/latest/results.ndjson').trimEnd();
    return text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  await run({ update: 'new' });
  const accepted = parse();
  write('plans/simple.yaml', PLAN.replace('0.10 / min', '0.11 / min'));
  write('scenarios/b.yaml', RECIPE.replace('count: 40', 'count: 39'));
  await run({ seed: 7 });
  return [...accepted, ...parse()];
}

test('every line of a run has a place in it', async () => {
  const all = await lines();
  const told = new Set(all.map(({ kind, status }) => [kind, status].filter(Boolean).join(' ')));
  const statuses = ['passed', 'changed', 'new', 'obsolete', 'unrated'].map((status) => `scenario ${status}`);
  expect([...told].sort()).toEqual(['header', ...statuses, 'summary'].sort());
  for (const line of all) expect({ line, errors: valid(line) ? [] : valid.errors }).toEqual({ line, errors: [] });
});

test('it is closed: what it does not know, and what is missing, is refused', async () => {
  for (const line of (await lines()).filter(({ kind }, at, all) => kind !== all[at - 1]?.kind)) {
    expect(valid({ ...line, unheard: 1 })).toBe(false);
    for (const key of Object.keys(line).filter((one) => schema.$defs[line.kind as string].required.includes(one))) {
      expect(valid(Object.fromEntries(Object.entries(line).filter(([other]) => other !== key)))).toBe(false);
    }
  }
});
