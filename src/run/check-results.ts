/** What lines of results.ndjson must look like. Fields that are not known here are kept: a later version may have more. */

import type { Cell } from '../comparison/difference.ts';
import {
  amount,
  bin,
  cellText,
  count,
  flag,
  fraction,
  listOf,
  mapOf,
  maybe,
  oneOf,
  shape,
  text,
  whole,
  width,
} from './check-shape.ts';
import { type RunHeader, type RunSummary, type ScenarioResult, STATUSES } from './result.ts';

/** In an object, so that none can be forgotten. */
const CELL_NAMES = Object.keys({
  ...{ amount: true, quantity: true, net: true, tax: true, total: true, currency: true, allowance: true },
  ...{ 'missing line': true, 'extra line': true, 'missing invoice': true, 'extra invoice': true },
  ...{ unrated: true, screened: true },
} satisfies Readonly<Record<Cell, true>>);

export const PLANS = listOf(
  shape({
    ...{ id: text, currency: text, versions: count, name: maybe(text), tax: maybe(text) },
    charges: maybe(
      mapOf(shape({ name: text, dimension: maybe(oneOf('time', 'data', 'message', 'unit')), place: maybe(text) })),
    ),
  }),
);

const HEADER = shape({
  rateproof: text,
  timeZoneData: text,
  plans: PLANS,
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

export const DIFFERENCES = listOf(
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
);

export const INVOICES = listOf(
  shape({
    ...CELLS,
    ...{ account: text, plan: text, currency: text, period: maybe(shape({ from: text, before: text })) },
    lines: listOf(shape({ key: text, kind: text, amount, quantity: maybe(amount) })),
    allowances: maybe(listOf(shape({ id: text, granted: text, left: text }))),
  }),
);

const SCENARIO = shape({
  ...{ id: text, file: text, line: count, plan: text },
  ...{ segment: maybe(text), title: maybe(text), reason: maybe(text), again: maybe(text) },
  check: oneOf('expectation', 'baseline', 'law'),
  status: oneOf(...STATUSES),
  accepted: maybe(flag),
  because: maybe(mapOf(text)),
  differences: DIFFERENCES,
  ...{ unrated: count, screened: count, invoiced: maybe(amount) },
  why: maybe(
    shape({
      ...{ cause: text, invoice: text, line: text },
      ...{ place: shape({ file: text, line: count }), steps: listOf(text) },
    }),
  ),
  invoices: maybe(INVOICES),
  baseline: maybe(listOf(shape(CELLS))),
});

export const DISTRIBUTIONS = listOf(
  shape({
    ...{ plan: text, currency: text, invoices: count, sum: amount, least: amount, most: amount, width },
    bins: listOf(bin),
    parts: listOf(shape({ charge: text, kind: text, lines: count, sum: amount })),
  }),
);

const SUMMARY = shape({
  scenarios: shape(Object.fromEntries(STATUSES.map((status) => [status, count]))),
  ...{ compared: count, accepted: count, invoices: count, interrupted: flag },
  records: shape({ all: count, rated: count, unrated: count, screened: count, notBilled: count }),
  money: mapOf(amount),
  plans: mapOf(shape({ scenarios: count, invoices: count, money: mapOf(amount) })),
  laws: maybe(shape({ held: count, broken: count, bills: count, untried: maybe(count) })),
  distributions: DISTRIBUTIONS,
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
