/** The published schema of the configuration knows the keys that the readers know, and takes the examples of the README. */

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COST_KEYS, EXCEPTION_KEYS, POLICY_FORMS, POLICY_KEYS } from '../../src/policy/read.ts';
import { SETTINGS } from '../../src/run/config.ts';
import { MATCH_KEYS } from '../../src/yaml/field-reader.ts';
import { read } from './run.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

const text = (name: string): string => readFileSync(new URL(`../../src/policy/${name}`, import.meta.url), 'utf8');
const schema = JSON.parse(text('schema/config.schema.json')) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};
const examples = [...text('README.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, example = '']) => example);
const ajv = (): Ajv => new Ajv({ allErrors: true, allowUnionTypes: true });

describe('keys of the schema are those of the reader', () => {
  test('of the file', () => {
    expect(Object.keys(schema.properties!).sort()).toEqual([...Object.keys(SETTINGS), ...POLICY_KEYS].sort());
  });

  test.each(Object.entries(POLICY_FORMS))('%s', (name, { keys, needed }) => {
    const { properties, required } = schema.definitions[name]!;
    expect(Object.keys(properties!).sort()).toEqual([...keys].sort());
    expect([...required!].sort()).toEqual(['policy', ...needed].sort());
  });

  test.each([
    ['exception', schema.definitions.exception!, EXCEPTION_KEYS],
    ['match', schema.definitions.match!, MATCH_KEYS],
    ['cost', schema.definitions.margin!.properties!.costs!.items!, COST_KEYS],
  ])('%s', (_, part, keys) => {
    expect(Object.keys(part.properties!).sort()).toEqual([...keys].sort());
  });

  test('and every one of them is described', () => {
    const all = [schema, ...Object.values(schema.definitions)].flatMap((part) => Object.values(part.properties ?? {}));
    expect(all.filter(({ description }) => description === undefined)).toEqual([]);
  });
});

test('the examples of the README are right by the schema and by the reader', () => {
  const validate = ajv().compile(schema);
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) {
    expect(validate(parse(example)) || validate.errors).toBe(true);
    expect(read(example).told).toBe('');
  }
  const all = examples.join('');
  expect(Object.keys(POLICY_FORMS).filter((name) => !all.includes(`policy: ${name}`))).toEqual([]);
});

test('the schema refuses what the reader refuses', () => {
  const validate = ajv().compile(schema);
  for (const wrong of [
    '{ policies: [{ policy: bill-cap }] }',
    '{ policies: [{ policy: bill-cap, at_most: 10 % }] }',
    '{ policies: [{ policy: total-change }] }',
    '{ policies: [{ policy: margin, segment: consumer, at_least: 2 %, costs: [{ match: { service: sms }, cost: 1 EUR / msg }] }] }',
    '{ policies: [{ policy: nothing-unrated, colour: red }] }',
    '{ policies: [{ policy: nothing-unrated }], exceptions: [{ policy: nothing-unrated, owner: ana, until: 2027-01-31 }] }',
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
