/** The published schema knows the keys that the readers know, and the documents of the README keep to both. */

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CASE_COLUMNS } from '../../src/scenario/case-table.ts';
import { SPAN_KEYS } from '../../src/scenario/read-days.ts';
import { BOUND_KEYS, DISTRIBUTIONS, EMPIRICAL_KEYS, RANGE_KEYS } from '../../src/scenario/read-distribution.ts';
import { INVOICE_KEYS, LINE_KEYS } from '../../src/scenario/read-expectation.ts';
import { LIFECYCLE_KEYS, TERMINATE_KEYS, TRIPS_KEYS } from '../../src/scenario/read-life.ts';
import { HOURS_KEYS, PROFILE_KEYS } from '../../src/scenario/read-profile.ts';
import { CUSTOMERS_KEYS, RECIPE_KEYS } from '../../src/scenario/read-recipe.ts';
import { SCENARIO_KEYS } from '../../src/scenario/read-scenario.ts';
import { STREAM_KEYS } from '../../src/scenario/read-stream.ts';
import { CUSTOMER_KEYS, ORDER_KEYS, ORDERS } from '../../src/scenario/read-timeline.ts';
import { BULK_KEYS, RECORD_KEYS } from '../../src/scenario/read-usage.ts';
import { POPULATION } from './population.ts';
import { readEntries } from './reading.ts';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly $ref?: string;
}

const read = (name: string): string => readFileSync(new URL(`../../src/scenario/${name}`, import.meta.url), 'utf8');
const schema = JSON.parse(read('schema/scenario.schema.json')) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};
const definition = (name: string): Schema => schema.definitions[name]!;
const examples = [...read('README.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

const TEMPLATE_KEYS = ['template', ...SCENARIO_KEYS.filter((key) => !['scenario', 'like', 'cases'].includes(key))];

const PARTS: readonly (readonly [string, Schema, readonly string[]])[] = [
  ['scenario', definition('scenario'), SCENARIO_KEYS],
  ['template', definition('template'), TEMPLATE_KEYS],
  ['customer', definition('scenario').properties!.customer!, CUSTOMER_KEYS],
  ['order', definition('order'), ORDER_KEYS],
  ['case', definition('case'), CASE_COLUMNS],
  ['record', definition('record'), RECORD_KEYS],
  ['spread', definition('spread'), BULK_KEYS],
  ['invoice', definition('invoice'), INVOICE_KEYS],
  ['line', definition('line').anyOf![2]!, LINE_KEYS],
  ['span', definition('span'), SPAN_KEYS],
  ['recipe', definition('recipe'), RECIPE_KEYS],
  ['customers', definition('recipe').properties!.customers!, CUSTOMERS_KEYS],
  ['stream', definition('stream'), STREAM_KEYS],
  ['table row', definition('counts').anyOf![2]!.items!, RANGE_KEYS],
  ['distributions', definition('counts').anyOf![3]!, [...Object.keys(DISTRIBUTIONS), ...BOUND_KEYS]],
  ...Object.entries(DISTRIBUTIONS).map(
    ([name, keys]) =>
      [name, definition('counts').anyOf![3]!.properties![name]!, keys.flatMap((key) => key.split('|'))] as const,
  ),
  ['empirical', definition('counts').anyOf![4]!.properties!.empirical!, EMPIRICAL_KEYS],
  ['profile', definition('profile'), PROFILE_KEYS],
  ['hours', definition('hours').anyOf![1]!, HOURS_KEYS],
  ['trips', definition('recipe').properties!.trips!, TRIPS_KEYS],
  ['lifecycle', definition('recipe').properties!.lifecycle!, LIFECYCLE_KEYS],
  ['terminate', definition('recipe').properties!.lifecycle!.properties!.terminate!.anyOf![1]!, TERMINATE_KEYS],
];

describe('keys of the schema are those of the reader', () => {
  test.each(PARTS)('%s', (_, part, keys) => {
    expect(Object.keys(part.properties!).sort()).toEqual([...keys].sort());
  });

  test('and every one of them is described', () => {
    const properties = Object.values(schema.definitions).flatMap((part) => Object.values(part.properties ?? {}));
    const described = ({ description, $ref }: Schema): boolean =>
      description !== undefined || definition($ref?.split('/').at(-1) ?? '')?.description !== undefined;
    expect(properties.filter((property) => !described(property))).toEqual([]);
  });
});

test('the schema takes a recipe that uses everything', () => {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
  validate(parseAllDocuments(POPULATION)[0]!.toJS());
  expect(validate.errors).toBeNull();
});

test('and the orders of a timeline', () => {
  expect(definition('order').properties!.order!.anyOf![0]!.enum).toEqual([...ORDERS]);
});

test('the documents of the README are right by the schema and by the reader', () => {
  expect(examples).toHaveLength(6);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
  for (const example of examples) {
    for (const document of parseAllDocuments(example)) {
      validate(document.toJS());
      expect(validate.errors).toBeNull();
    }
    expect(readEntries(example).problems).toEqual([]);
  }
});

test('the schema says nothing that it does not mean: ajv has no remark on it', () => {
  const remarks: string[] = [];
  const tell = (text: string): number => remarks.push(text);
  const logger = { log: tell, warn: tell, error: tell };
  new Ajv({ allErrors: true, allowUnionTypes: true, strictSchema: 'log', strictTypes: 'log', logger }).compile(schema);
  expect(remarks).toEqual([]);
});

test.each([
  ['a place that no column can fill', 'total: $total', 'total: a $total'],
  ['a scenario without plan', 'plan: smart-m', 'title: none'],
  ['an order that is not known', 'order: activate', 'order: begin'],
  ['a case without a name', 'case: bundle,', 'cases: bundle,'],
])('the schema refuses %s', (_, right, wrong) => {
  const example = examples.find((text) => text.includes(right))!;
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  const [document] = parseAllDocuments(example.replace(right, wrong));
  expect(validate(document!.toJS())).toBe(false);
});
