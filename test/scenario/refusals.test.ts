/** What is said of mistakes in scenarios: each file in refusals/ against the text in goldens/, read as carefully as it is written. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { renderProblems } from '../../src/problems/render.ts';
import { readEntries } from './reading.ts';

const folder = new URL('refusals/', import.meta.url);
const names = readdirSync(folder).map((name) => basename(name, '.yaml'));

test.each(names)('%s', async (name) => {
  const text = readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
  const { value, problems } = readEntries(text);
  expect(value).toBeUndefined();
  const told = renderProblems(problems, { sources: new Map([['scenarios/test.yaml', text]]) });
  await expect(told).toMatchFileSnapshot(`goldens/${name}.txt`);
});
