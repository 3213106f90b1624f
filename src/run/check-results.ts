/** What lines of results.ndjson must look like. Fields that are not known here are kept: a later version may have more. */

import type { Cell } from '../comparison/difference.ts';
import { type RunHeader, type RunSummary, type ScenarioResult, STATUSES } from './result.ts';

/** The message says which field, and what it should have been. */
export class Misshapen extends Error {}

type Check = (value: unknown, field: string) => void;

const MOST_CELL = 4_000;

const wrong = (field: string, wanted: string): never => {
  throw new Misshapen(`${field} should be ${wanted}`);
};

const text: Check = (value, field) => {
  if (typeof value !== 'string') wrong(field, 'a text');
};
const count: Check = (value, field) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) wrong(field, 'a whole number from 0 on');
};
const whole: Check = (value, field) => {
  if (!Number.isSafeInteger(value)) wrong(field, 'a whole number');
};
const flag: Check = (value, field) => {
  if (typeof value !== 'boolean') wrong(field, 'true or false');
};
const amount: Check = (value, field) => {
  if (typeof value !== 'string' || !/^-?\d{1,400}(\.\d{1,400})?$/.test(value)) wrong(field, 'a decimal amount');
};
/** What a cell held: a value, or bounds in words. */
const cellText: Check = (value, field) => {
  if (typeof value !== 'string' || value.length > MOST_CELL) wrong(field, `a text of at most ${MOST_CELL} characters`);
};
/** A value that may have no end as a decimal. */
const fraction: Check = (value, field) => {
  if (typeof value !== 'string' || !/^-?\d{1,400}(\.\d{1,400}|\/0*[1-9]\d{0,400})?$/.test(value))
    wrong(field, 'a decimal or a fraction');
};
/** A 1 or a 5 with zeros. */
const width: Check = (value, field) => {
  if (typeof value !== 'string' || !/^(?:[15]0{0,40}(?:\.0{1,12})?|0\.0{0,12}[15]0{0,12})$/.test(value))
    wrong(field, 'the width of a bin');
};
const bin: Check = (value, field) => {
  const [start, many, ...more] = Array.isArray(value) ? value : [];
  whole(start, `${field}[0]`);
  count(many, `${field}[1]`);
  if (more.length > 0) wrong(field, 'a bin and how many are in it');
};
const oneOf =
  (...words: readonly string[]): Check =>
  (value, field) => {
    if (!words.includes(value as string)) wrong(field, `one of ${words.join(', ')}`);
  };
const maybe =
  (check: Check): Check =>
  (value, field) => {
    if (value !== undefined) check(value, field);
  };
const listOf =
  (check: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value)) return wrong(field, 'a list');
    for (const [index, item] of value.entries()) check(item, `${field}[${index}]`);
  };
const mapOf =
  (check: Check): Check =>
  (value, field) => {
    for (const [key, inner] of Object.entries(object(value, field))) check(inner, `${field}.${key.slice(0, 60)}`);
  };
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, field) => {
    const fields = object(value, field);
    for (const [key, check] of Object.entries(checks)) check(fields[key], field === '' ? key : `${field}.${key}`);
  };

function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(field, 'an object');
  return value as Readonly<Record<string, unknown>>;
}

/** In an object, so that none can be forgotten. */
const CELL_NAMES = Object.keys({
  ...{ amount: true, quantity: true, net: true, tax: true, total: true, currency: true, allowance: true },
  ...{ 'missing line': true, 'extra line': true, 'missing invoice': true, 'extra invoice': true },
  ...{ unrated: true, screened: true },
} satisfies Readonly<Record<Cell, true>>);

const HEADER = shape({
  rateproof: text,
  timeZoneData: text,
  plans: listOf(
    shape({
      ...{ id: text, currency: text, versions: count, name: maybe(text), tax: maybe(text) },
      charges: maybe(
        mapOf(shape({ name: text, dimension: maybe(oneOf('time', 'data', 'message', 'unit')), place: maybe(text) })),
      ),
    }),
  ),
  recipes: listOf(shape({ id: text, seed: whole, count })),
  scenarios: count,
  inputs: text,
  seed: maybe(whole),
  filters: maybe(mapOf(maybe(text))),
  shard: maybe(shape({ index: count, of: count, first: count, all: count, partition: text, baselines: text })),
});

const CELLS = {
  date: text,
  currency: maybe(text),
  lines: listOf(shape({ key: text, amount, quantity: maybe(amount) })),
  net: amount,
  tax: amount,
  total: amount,
} as const;

const SCENARIO = shape({
  ...{ id: text, file: text, line: count, plan: text },
  ...{ segment: maybe(text), title: maybe(text), reason: maybe(text), again: maybe(text) },
  check: oneOf('expectation', 'baseline', 'law'),
  status: oneOf(...STATUSES),
  accepted: maybe(flag),
  because: maybe(mapOf(text)),
  differences: listOf(
    shape({
      ...{ invoice: text, cell: oneOf(...CELL_NAMES), cause: text },
      ...{
        line: maybe(text),
        expected: maybe(cellText),
        actual: maybe(cellText),
        by: maybe(fraction),
        because: maybe(text),
      },
      ...{ part: maybe(text), change: maybe(oneOf('price', 'usage')), follows: maybe(flag) },
    }),
  ),
  ...{ unrated: count, screened: count, invoiced: maybe(amount) },
  why: maybe(
    shape({
      ...{ cause: text, invoice: text, line: text },
      ...{ place: shape({ file: text, line: count }), steps: listOf(text) },
    }),
  ),
  invoices: maybe(
    listOf(
      shape({
        ...CELLS,
        ...{ account: text, plan: text, currency: text, period: maybe(shape({ from: text, before: text })) },
        lines: listOf(shape({ key: text, kind: text, amount, quantity: maybe(amount) })),
        allowances: maybe(listOf(shape({ id: text, granted: text, left: text }))),
      }),
    ),
  ),
  baseline: maybe(listOf(shape(CELLS))),
});

const SUMMARY = shape({
  scenarios: shape(Object.fromEntries(STATUSES.map((status) => [status, count]))),
  ...{ compared: count, accepted: count, invoices: count, interrupted: flag },
  records: shape({ all: count, rated: count, unrated: count, screened: count, notBilled: count }),
  money: mapOf(amount),
  plans: mapOf(shape({ scenarios: count, invoices: count, money: mapOf(amount) })),
  laws: maybe(shape({ held: count, broken: count, bills: count, untried: maybe(count) })),
  distributions: listOf(
    shape({
      ...{ plan: text, currency: text, invoices: count, sum: amount, least: amount, most: amount, width },
      bins: listOf(bin),
      parts: listOf(shape({ charge: text, kind: text, lines: count, sum: amount })),
    }),
  ),
});

export function checkHeader(value: Readonly<Record<string, unknown>>): RunHeader {
  HEADER(value, '');
  return value as unknown as RunHeader;
}

export function checkScenario(value: Readonly<Record<string, unknown>>): ScenarioResult {
  SCENARIO(value, '');
  return value as unknown as ScenarioResult;
}

export function checkSummary(value: Readonly<Record<string, unknown>>): RunSummary {
  SUMMARY(value, '');
  return value as unknown as RunSummary;
}
