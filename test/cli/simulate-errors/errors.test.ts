/** Every mistake in a simulation through the real command: what is printed, word for word, in goldens/, read as carefully as it is written. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SIMULATION_CODES } from '../../../src/problems/codes/simulation.ts';
import { rateproofHere } from '../in-process.ts';
import { CASES } from './cases.ts';
import { command, removed, SIMULATION, written } from './project.ts';

const goldens = new URL('goldens/', import.meta.url);
const roots: string[] = [];
afterAll(() => roots.forEach(removed));

test.for(CASES)('$name', async ({ name, simulation, files = {}, args = [] }) => {
  const root = written({ ...(simulation !== undefined && { [SIMULATION]: simulation }), ...files });
  roots.push(root);
  const { code, err, out } = await rateproofHere(root, ['simulate', SIMULATION, '--workers', '1', ...args], {
    XDG_CACHE_HOME: join(root, 'home'),
  });
  expect(`${out}${err}`).not.toContain(root);
  expect(code === 0 || err !== '', 'what ends with an error says why').toBe(true);
  await expect(`exit ${code}\n\n${err}`).toMatchFileSnapshot(`goldens/${name}.txt`);
});

test('a process of its own tells the same, and ends with the same code', () => {
  for (const name of ['no-source', 'customer-before-the-plan', 'costs-that-match-nothing']) {
    const { simulation, files = {} } = CASES.find((each) => each.name === name)!;
    const root = written({ [SIMULATION]: simulation!, ...files });
    roots.push(root);
    const { code, err } = command(['simulate', SIMULATION, '--workers', '1'], root);
    expect(`exit ${code}\n\n${err}`).toBe(readFileSync(new URL(`${name}.txt`, goldens), 'utf8'));
  }
});

test('every golden is of a case, and every code of simulations is told by one', () => {
  const files = readdirSync(goldens);
  expect(files.toSorted()).toEqual(CASES.map(({ name }) => `${name}.txt`).toSorted());
  const texts = files.map((file) => readFileSync(new URL(file, goldens), 'utf8'));
  const told = (code: string): boolean => texts.some((text) => text.includes(` ${code}  `));
  expect(Object.keys(SIMULATION_CODES).filter((code) => !told(code))).toEqual([]);
});
