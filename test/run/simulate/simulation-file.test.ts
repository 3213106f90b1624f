/** simulation.json: written in one order, read back as it was, refused as a whole when it is not as it was written. */

import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { renderProblems } from '../../../src/problems/render.ts';
import { readSimulationFile, simulationText } from '../../../src/run/simulate/simulation-file.ts';
import type { Simulation } from '../../../src/simulation/result.ts';
import { booked, weighted } from '../../reporting/simulation/books-fixture.ts';
import { project } from '../project.ts';
import { simulationSchema } from './schema-of.ts';

const FILE = 'reports/latest/simulation.json';

function refused(text: string | undefined): string {
  const own = project();
  if (text !== undefined) own.write(FILE, text);
  const { value, problems } = readSimulationFile(own.root, FILE);
  expect(value).toBeUndefined();
  return renderProblems(problems, { sources: new Map() });
}

test.each([booked, weighted])('is read back as it was: %o', (simulation) => {
  const own = project();
  own.write(FILE, simulationText(simulation()));
  const { value, problems } = readSimulationFile(own.root, FILE);
  expect(problems).toEqual([]);
  expect(value).toEqual(JSON.parse(JSON.stringify(simulation())));
  expect(simulationText(value!)).toBe(simulationText(simulation()));
});

test('keys are in one order, whoever put them together', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, one]) => [key, turned(one)]),
    );
  };
  expect(simulationText(turned(booked()) as Simulation)).toBe(simulationText(booked()));
});

test('the schema is what the file is held against', () => {
  const file = new URL('../../../src/run/schema/simulation-results.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  expect(schema).toEqual(simulationSchema());
  const holds = new Ajv2020.default({ strict: true, allErrors: true }).compile(schema);
  expect([holds(JSON.parse(simulationText(booked()))), holds.errors]).toEqual([true, null]);
  expect([holds(JSON.parse(simulationText(weighted()))), holds.errors]).toEqual([true, null]);
  expect(holds({ ...JSON.parse(simulationText(booked())), more: 1 })).toBe(false);
});

const TEXT = simulationText(booked());
const with_ = (from: string, to: string): string => {
  expect(TEXT).toContain(from);
  return TEXT.replace(from, to);
};
const golden = (message: string): string =>
  `${FILE}:1:1  error SIMULATION-UNREADABLE  ${message}
  fix: run \`rateproof simulate\` again

1 error
`;

test.each([
  ['cut short', TEXT.slice(0, -10), 'this is no JSON: the file is not whole'],
  ['empty', '', 'this is no JSON: the file is not whole'],
  ['a list', '[]', 'the file should be an object'],
  ['nothing in it', '{}', 'header should be an object'],
  [
    'a number for money',
    with_('"before": "42100.05"', '"before": 42100.05'),
    'static.revenue.before should be a decimal amount',
  ],
  [
    'no decimal',
    with_('"change": "500.00"', '"change": "5e2"'),
    'static.waterfall[0].change should be a decimal amount',
  ],
  ['a key more', with_('"id": "summer",', '"id": "summer", "__proto__": {},'), 'header should be without "__proto__"'],
  ['a key less', with_('"seed": 7', '"seed": null'), 'header.seed should be a whole number'],
  [
    'another total',
    with_('"after": "42700.10"', '"after": "52700.10"'),
    'static.revenue: 52700.10 less 42100.05 is not 600.05: the file was changed',
  ],
  [
    'another step',
    with_('"change": "500.00"', '"change": "500.01"'),
    'static.waterfall (change) does not add up to 600.05: the file was changed',
  ],
  ['too deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, undefined],
])('refused as a whole: %s', (_, text, message) => {
  const told = refused(text);
  if (message === undefined)
    expect(told).toMatch(/error SIMULATION-UNREADABLE {2}(?:it is nested too deeply|the file should be an object)\n/);
  else expect(told).toBe(golden(message));
});

test('there is none', () => {
  expect(refused(undefined)).toBe(
    `error SIMULATION-MISSING  there is no ${FILE}
  fix: run \`rateproof simulate\` first

1 error
`,
  );
});
