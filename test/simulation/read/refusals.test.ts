/** What is said of mistakes in simulations: each file in refusals/ against the text in goldens/, read as carefully as it is written. */

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { SIMULATION_CODES } from '../../../src/problems/codes/simulation.ts';
import { read, simulation, withOldW } from './read.ts';

const folder = new URL('refusals/', import.meta.url);
const names = readdirSync(folder).map((name) => basename(name, '.yaml'));

test.each(names)('%s', async (name) => {
  const { value, told } = read(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'));
  expect(value).toBeUndefined();
  await expect(told).toMatchFileSnapshot(`goldens/${name}.txt`);
});

// 1024 MB of 1024 kB of 1000 B: 1024 x 1024 x 1000 = 1 048 576 000.
test.each([
  [
    'GB',
    'a unit of which plans differ',
    'is not the same in all plans: 1000000000 bytes in smart-m, 1048576000 in old-w',
  ],
  ['GiB', 'a unit that is the same everywhere', ''],
])('%s: %s', (unit, _, said) => {
  const text = `simulation: test\ncurrency: EUR\npopulation:\n  recipes: all\n  calibrate: { usage: 5 ${unit}, service: data, source: x }\n`;
  expect(read(text, withOldW()).told).toContain(said);
});

test('where plans have two currencies and none is told, the first one that is written is the one', () => {
  const shock = simulation('bill_shock: { by: 20 %, and: 10.00 GBP }');
  expect(read(shock, withOldW()).value?.population.currency).toBe('GBP');
  const both = `${shock}behaviour: { migration: { inertia: 90 %, at_least: 2.00 EUR, source: x } }\n`;
  expect(read(both, withOldW()).told).toContain('the simulation is in EUR, not in `GBP`');
});

test('lists have an end', () => {
  const line = '    - { share: 1 %, source: x }\n';
  const { value, told } = read(simulation(`costs:\n  commission:\n${line.repeat(201)}`));
  expect(value).toBeUndefined();
  expect(told).toContain('`commission` has 201 entries; at most 200 can be read');
});

test('aliases and anchors are refused as everywhere', () => {
  expect(read(simulation('fewest: &few 10\n')).told).toContain('YAML-');
});

test('every code of reading, weights and populations has a golden', () => {
  const goldens = ['goldens/', '../goldens/', '../weights/goldens/'].flatMap((name) => {
    const at = new URL(name, import.meta.url);
    return readdirSync(at).map((file) => readFileSync(new URL(file, at), 'utf8'));
  });
  const told = (code: string): boolean => goldens.some((text) => text.includes(` ${code}  `));
  // Those of a candidate's folder, and of customers without bills, are told by whoever reads its files and rates: goldens of the command.
  const elsewhere = ['SIM-CANDIDATE', 'SIM-UNRATABLE'];
  const ours = Object.keys(SIMULATION_CODES).filter((code) => !elsewhere.includes(code));
  expect(ours.filter((code) => !told(code))).toEqual([]);
});
