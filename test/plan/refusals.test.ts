/**
 * What is said of every mistake a plan can have: each file in refusals/ against the text in goldens/, which is read as
 * carefully as it is written. The name of a file begins with the code it is about.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { validatePlans } from '../../src/plan/validate/validate-plans.ts';
import { PLAN_CODES } from '../../src/problems/codes/plan.ts';
import { YAML_CODES } from '../../src/problems/codes/yaml.ts';
import { renderProblems } from '../../src/problems/render.ts';

const folder = new URL('refusals/', import.meta.url);
const names = readdirSync(folder).map((name) => basename(name, '.yaml'));

/** Told by other tests: what no text file of plans can cause. */
const ELSEWHERE = ['YAML-ENCODING', 'YAML-TOO-LARGE'];

test.each(names)('%s', async (name) => {
  const file = `plans/${name}.yaml`;
  const text = readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
  const { problems } = validatePlans([{ file, text }]);
  const code = /^[A-Z-]+(?![a-z])/.exec(name)![0].replace(/-$/, '');
  expect(problems.map((problem) => problem.code)).toContain(code);
  await expect(renderProblems(problems, { sources: new Map([[file, text]]) })).toMatchFileSnapshot(
    `goldens/${name}.txt`,
  );
});

test('every code of plans has a golden', () => {
  const told = [...names, ...ELSEWHERE];
  const missing = Object.keys({ ...YAML_CODES, ...PLAN_CODES }).filter((code) => !told.includes(code));
  expect(missing).toEqual([]);
});
