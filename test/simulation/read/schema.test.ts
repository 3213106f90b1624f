/** The published schema of a simulation knows the keys that the reader knows, and takes the examples of the README. */

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CANDIDATE_KEYS, NEW_PRICE_KEYS, SIMULATION_KEYS } from '../../../src/simulation/read/read.ts';
import * as behaviour from '../../../src/simulation/read/read-behaviour.ts';
import * as costs from '../../../src/simulation/read/read-costs.ts';
import { GROWTH_KEYS, PATH_KEYS } from '../../../src/simulation/read/read-path.ts';
import { CONTROL_KEYS, POPULATION_KEYS, SAMPLE_KEYS } from '../../../src/simulation/read/read-population.ts';
import * as questions from '../../../src/simulation/read/read-questions.ts';
import { RANGE_KEYS, SPAN_KEYS } from '../../../src/simulation/read/reading.ts';
import { MATCH_KEYS } from '../../../src/yaml/field-reader.ts';
import { read } from './read.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

const text = (name: string): string =>
  readFileSync(new URL(`../../../src/simulation/${name}`, import.meta.url), 'utf8');
const schema = JSON.parse(text('schema/simulation.schema.json')) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};
const { definitions } = schema;
const examples = [...text('README.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);
const ajv = (): Ajv => new Ajv({ allErrors: true, allowUnionTypes: true });

describe('keys of the schema are those of the reader', () => {
  test.each<[string, Schema, readonly string[]]>([
    ['simulation', schema, SIMULATION_KEYS],
    ['candidate', definitions.candidate!, CANDIDATE_KEYS],
    ['price', definitions.price!, NEW_PRICE_KEYS],
    ['population', definitions.population!, POPULATION_KEYS],
    ['sample', definitions.sample!, SAMPLE_KEYS],
    ['control', definitions.control!, CONTROL_KEYS],
    ['path', definitions['path-ahead']!, PATH_KEYS],
    ['growth', definitions['path-ahead']!.properties!.growth!, GROWTH_KEYS],
    ['behaviour', definitions.behaviour!, behaviour.BEHAVIOUR_KEYS],
    ['elasticity', definitions.elasticity!, behaviour.ELASTICITY_KEYS],
    ['churn', definitions.churn!, behaviour.CHURN_KEYS],
    ['point', definitions.point!, behaviour.POINT_KEYS],
    ['migration', definitions.migration!, behaviour.MIGRATION_KEYS],
    ['take-up', definitions['take-up']!, behaviour.TAKE_UP_KEYS],
    ['whom', definitions.whom!, behaviour.WHOM_KEYS],
    ['phase-in', definitions['phase-in']!, behaviour.PHASE_IN_KEYS],
    ['costs', definitions.costs!, costs.COSTS_KEYS],
    ['usage-cost', definitions['usage-cost']!, costs.USAGE_COST_KEYS],
    ['match', definitions.match!, MATCH_KEYS],
    ['commission', definitions.commission!, costs.COMMISSION_KEYS],
    ['subsidy', definitions.subsidy!, costs.SUBSIDY_KEYS],
    ['certainty', definitions.certainty!, questions.CERTAINTY_KEYS],
    ['tornado', definitions.tornado!, questions.TORNADO_KEYS],
    ['break-even', definitions['break-even']!, questions.BREAK_EVEN_KEYS],
    ['monte-carlo', definitions['monte-carlo']!, questions.MONTE_CARLO_KEYS],
    ['backtest', definitions.backtest!, questions.BACKTEST_KEYS],
    ['bill-shock', definitions['bill-shock']!, questions.SHOCK_KEYS],
    ['days', definitions.days!, SPAN_KEYS],
    ['range', definitions['range-of-share']!.anyOf![1]!, RANGE_KEYS],
  ])('%s', (_, part, keys) => {
    expect(Object.keys(part.properties!).sort()).toEqual([...keys].sort());
  });

  test('and every one of them is described', () => {
    const all = [schema, ...Object.values(definitions)].flatMap((part) => Object.values(part.properties ?? {}));
    expect(all.filter(({ description }) => description === undefined)).toEqual([]);
  });
});

test('the examples of the README are right by the schema and by the reader, and have every key', () => {
  const validate = ajv().compile(schema);
  expect(examples.length).toBe(2);
  for (const example of examples) {
    expect(validate(parse(example)) || validate.errors).toBe(true);
    expect(read(example).told).toBe('');
  }
  expect(SIMULATION_KEYS.filter((key) => !examples[1]!.includes(`\n${key}:`) && !examples[1]!.startsWith(key))).toEqual(
    [],
  );
});

test('the schema refuses what the reader refuses', () => {
  const validate = ajv().compile(schema);
  const one = 'simulation: a, population: { recipes: all }';
  for (const wrong of [
    '{ simulation: a }',
    '{ simulation: a, population: { recipes: all, usage: a, data: b } }',
    `{ ${one}, colour: red }`,
    `{ ${one}, behaviour: { elasticity: [{ service: data, value: 0.4, source: x }] } }`,
    `{ ${one}, behaviour: { elasticity: [{ service: data, value: -0.4 }] } }`,
    `{ ${one}, behaviour: { phase_in: { months: [120 %], source: x } } }`.replace('120 %', '1200 %'),
    `{ ${one}, candidate: { prices: [{ plan: smart-m, charge: monthly-fee }] } }`,
    `{ ${one}, candidate: { plans: /etc } }`,
    `{ ${one}, monte_carlo: { draws: 100000, seed: 1 } }`,
    `{ ${one}, path: { months: 12, from: 2026-13, source: x } }`,
  ]) {
    expect([wrong, validate(parse(wrong))]).toEqual([wrong, false]);
    expect([wrong, read(wrong).value]).toEqual([wrong, undefined]);
  }
});

test('the schema says nothing that it does not mean: ajv has no remark on it', () => {
  const remarks: string[] = [];
  const tell = (remark: string): number => remarks.push(remark);
  const logger = { log: tell, warn: tell, error: tell };
  new Ajv({ allErrors: true, allowUnionTypes: true, strictSchema: 'log', strictTypes: 'log', logger }).compile(schema);
  expect(remarks).toEqual([]);
});
