/** What is said of mistakes in policies: each file in refusals/ against the text in goldens/, read as carefully as it is written. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { POLICY_CODES } from '../../src/problems/codes/policy.ts';
import { read } from './run.ts';

const folder = new URL('refusals/', import.meta.url);
const names = readdirSync(folder).map((name) => basename(name, '.yaml'));

test.each(names)('%s', async (name) => {
  const { value, told } = read(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'));
  expect(value).toBeUndefined();
  await expect(told).toMatchFileSnapshot(`goldens/${name}.txt`);
});

test('every code of policies has a golden', () => {
  expect(Object.keys(POLICY_CODES).filter((code) => !names.includes(code))).toEqual([]);
});

test('more policies than anybody reads are refused', () => {
  const { value, told } = read(`policies:\n${'  - policy: nothing-unrated\n'.repeat(501)}`);
  expect(value).toBeUndefined();
  expect(told).toContain('there are 501 policies; at most 500 can be held');
});

test('a file without policies has none', () => {
  expect(read('plans: tariffs\n').value).toEqual({ policies: [], exceptions: [] });
  expect(read('').value).toEqual({ policies: [], exceptions: [] });
});
