/** Every mistake in a simulation through the real command: what is printed, word for word, in goldens/, read as carefully as it is written. */

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { SIMULATION_CODES } from '../../../src/problems/codes/simulation.ts';
import { CASES } from './cases.ts';
import { command, removed, SIMULATION, written } from './project.ts';

const goldens = new URL('goldens/', import.meta.url);
const roots: string[] = [];
afterAll(() => roots.forEach(removed));

test.concurrent.for(CASES)(
  '$name',
  { timeout: 240_000 },
  async ({ name, simulation, files = {}, args = [] }, { expect }) => {
    const root = written({ ...(simulation !== undefined && { [SIMULATION]: simulation }), ...files });
    roots.push(root);
    const { code, err, out } = await command(['simulate', SIMULATION, '--workers', '1', ...args], root);
    expect(`${out}${err}`).not.toContain(root);
    const told = `exit ${code}\n\n${err}`;
    await expect(told).toMatchFileSnapshot(`goldens/${name}.txt`);
  },
);

test('every golden is of a case, and every code of simulations is told by one', () => {
  const files = readdirSync(goldens);
  expect(files.toSorted()).toEqual(CASES.map(({ name }) => `${name}.txt`).toSorted());
  const texts = files.map((file) => readFileSync(new URL(file, goldens), 'utf8'));
  const told = (code: string): boolean => texts.some((text) => text.includes(` ${code}  `));
  expect(Object.keys(SIMULATION_CODES).filter((code) => !told(code))).toEqual([]);
});
