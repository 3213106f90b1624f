/** The committed files made from the schema are those it makes, and editors and validator agree on what they refuse. */

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compileSchema } from '../../src/plan/schema/compile.mjs';
import { referencePage } from '../../src/plan/schema/reference.mjs';

const read = (path: string) => readFileSync(new URL(`../../src/plan/${path}`, import.meta.url), 'utf8');

test('generated.ts is what the schema compiles to', () => {
  expect(compileSchema()).toBe(read('schema/generated.ts'));
});

test('REFERENCE.md is what the schema says', () => {
  expect(referencePage()).toBe(read('REFERENCE.md'));
});

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

test('every key says what it means', () => {
  const schema: Schema = JSON.parse(read('schema/plans.schema.json'));
  const silent: string[] = [];
  const look = (path: string, { description, $ref, properties = {} }: Schema) => {
    if (!description && !$ref) silent.push(path);
    for (const [key, inner] of Object.entries(properties)) look(`${path}.${key}`, inner);
  };
  for (const [name, definition] of Object.entries(schema.definitions!)) look(name, definition);
  expect(silent).toEqual([]);
});

test('the published schema takes the example of the README as an editor reads it', () => {
  const example = /```yaml\n(.*?)```/s.exec(read('README.md'))![1]!;
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(JSON.parse(read('schema/plans.schema.json')));
  expect(validate(parse(example)) || validate.errors).toBe(true);
  expect(validate(parse(`${example}colour: red\n`))).toBe(false);
  expect(validate(parse(example.replace('19.99', '19,99')))).toBe(false);
  expect(validate(parse('calendar: c\nbands: { always: otherwise }\n'))).toBe(true);
  expect(validate(parse('rates: r\nby: to\nunit: min\nrows: { 49: 0.19 }\n'))).toBe(true);
});
