/** Reads how many or how much: a value, a range, a table of them, or a distribution by its name. */

import type { Rational } from '../exact/rational.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { exp } from './distributions/arithmetic.ts';
import { MOST_ROWS, negativeBinomial, poisson } from './distributions/counts.ts';
import type { Continuous, Counts } from './distributions/distribution.ts';
import { exponential, gamma } from './distributions/gamma.ts';
import { lognormal } from './distributions/normal.ts';
import { positive, readWeight } from './read-weights.ts';
import type { Fields, Reading } from './reading.ts';
import { type Bounds, countTable, mostOf, type Range, rangeTable, sizeTable, type Table } from './table.ts';

/** What is counted or measured: how its values and the parameters of its distributions are written. */
export interface Amounts {
  readonly what: string;
  /** Values are 0 to `most`. */
  readonly most: number;
  readonly readValue: (node: Node) => number | undefined;
  readonly readParameter: (node: Node, what: string) => Rational | undefined;
}

export const RANGE_KEYS = ['weight', 'value', 'from', 'to'] as const;
export const BOUND_KEYS = ['at_least', 'at_most'] as const;
export const EMPIRICAL_KEYS = ['values', 'edges', 'weights'] as const;
/** Distributions with their parameters; of `a|b` one is told. */
export const DISTRIBUTIONS = {
  poisson: ['mean'],
  negative_binomial: ['mean', 'dispersion'],
  lognormal: ['median|mean', 'sigma'],
  gamma: ['mean', 'shape|cv'],
  exponential: ['mean'],
} as const;

type Name = keyof typeof DISTRIBUTIONS;
const NAMES = Object.keys(DISTRIBUTIONS) as readonly Name[];
const MOST_CLASSES = 10_000;
/** Beyond it a tail is told as too long rather than cut off. */
const FAR = 1e18;

/** Parameters without unit: from, to. What lies beyond is no distribution, or none whose table is exact. */
const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  dispersion: [0.001, 1_000_000],
  sigma: [0.001, 5],
  shape: [0.05, 1000],
  cv: [0.04, 4],
};

/** A table to draw from, or undefined with what is wrong noted. */
export function readAmounts(node: Node, reading: Reading, amounts: Amounts): Table | undefined {
  if (node.kind === 'scalar') {
    const value = amounts.readValue(node);
    return value === undefined ? undefined : rangeTable([[{ from: value, to: value }, 1]]);
  }
  const before = reading.problems.length;
  if (node.kind === 'list') {
    if (node.items.length > MOST_CLASSES) return tooManyRows(node, reading, amounts.what);
    const rows = node.items.flatMap((item) => readRow(item, reading, amounts));
    return reading.problems.length > before
      ? undefined
      : positive(rows, node, reading, amounts.what) && rangeTable(inOrder(rows));
  }
  const keys = node.entries.map(({ key }) => key);
  if (keys.length > 0 && keys.every((key) => key === 'from' || key === 'to')) {
    const range = readRange(node, reading.fields(node, amounts.what, ['from', 'to']), reading, amounts);
    return range && rangeTable([[range, 1]]);
  }
  if (keys.includes('empirical')) return readEmpirical(node, reading, amounts);
  return readNamed(node, reading, amounts);
}

const tooManyRows = (node: Node, reading: Reading, what: string): undefined =>
  reading.error('SCENARIO-TOO-LARGE', node.place, `${what} has at most ${MOST_CLASSES} rows`, 'join some of them');

/** A larger number draws a larger value: rows that are written in another order are sorted. */
const inOrder = (rows: readonly (readonly [Range, number])[]) =>
  [...rows].sort(([a], [b]) => a.from - b.from || a.to - b.to);

function readRange(node: Node, fields: Fields, reading: Reading, amounts: Amounts): Range | undefined {
  const { what, readValue } = amounts;
  const [value, from, to] = ['value', 'from', 'to'].map((key) => fields.get(key));
  if (value ? from || to : !from || !to) {
    const form = fields.has('weight') ? 'write a `value`, or `from` and `to`' : 'write `from` and `to`';
    return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} needs its numbers`, form);
  }
  const least = readValue(value ?? from!);
  const most = value ? least : readValue(to!);
  if (least === undefined || most === undefined) return undefined;
  if (least <= most) return { from: least, to: most };
  return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} runs backwards`, 'put the smaller number first');
}

function readRow(item: Node, reading: Reading, amounts: Amounts): (readonly [Range, number])[] {
  const map = reading.map(item, amounts.what, '{ weight: 30, from: 1, to: 9 }');
  if (!map) return [];
  const fields = reading.fields(map, amounts.what, RANGE_KEYS, ['weight']);
  const weight = fields.has('weight') ? readWeight(fields.get('weight')!, reading) : undefined;
  const range = readRange(map, fields, reading, amounts);
  return range && weight !== undefined ? [[range, weight]] : [];
}

/** `{ values: [...], weights: [...] }`, or `edges`, one more than weights, of classes that end before the next one. */
function readEmpirical(node: MapNode, reading: Reading, amounts: Amounts): Table | undefined {
  const before = reading.problems.length;
  const { what } = amounts;
  const written = reading.fields(node, what, ['empirical']).get('empirical');
  const map = written && reading.map(written, '`empirical`', '{ values: [0, 1, 5], weights: [50, 30, 20] }');
  if (!map) return undefined;
  const fields = reading.fields(map, '`empirical`', EMPIRICAL_KEYS, ['weights']);
  const [values, edges, weights] = EMPIRICAL_KEYS.map((key) => fields.get(key));
  if (!values === !edges) {
    return reading.error(
      'SCENARIO-BAD-VALUE',
      map.place,
      '`empirical` has `values` or `edges`',
      'write one of the two',
    );
  }
  const told = (values ?? edges)!;
  const items = reading.list(told, values ? '`values`' : '`edges`', 'a list').slice(0, MOST_CLASSES + 2);
  const numbers = items.map((item) => amounts.readValue(item) ?? -1);
  const heavy = weights
    ? reading.list(weights, '`weights`', 'a list of weights').map((item) => readWeight(item, reading) ?? 0)
    : [];
  if (reading.problems.length > before) return undefined;
  const classes = values ? numbers.length : numbers.length - 1;
  if (classes > MOST_CLASSES) return tooManyRows(told, reading, '`empirical`');
  if (heavy.length !== classes) {
    const message = `${numbers.length} ${values ? 'values' : 'edges'} and ${heavy.length} weights do not fit`;
    const fix = values ? 'write as many weights as values' : 'write one weight less than edges: one for each class';
    return reading.error('SCENARIO-BAD-VALUE', map.place, message, fix);
  }
  const unordered = numbers.findIndex((number, index) => index > 0 && number <= numbers[index - 1]!);
  if (unordered > 0) {
    const fix = 'write them in rising order, each once';
    return reading.error('SCENARIO-BAD-VALUE', items[unordered]!.place, 'this is not above the one before', fix);
  }
  const rows = heavy.map(
    (weight, index) =>
      [{ from: numbers[index]!, to: values ? numbers[index]! : numbers[index + 1]! - 1 }, weight] as const,
  );
  return positive(rows, map, reading, '`empirical`') && rangeTable(rows);
}

function readNamed(node: MapNode, reading: Reading, amounts: Amounts): Table | undefined {
  const before = reading.problems.length;
  const { what, most } = amounts;
  const fields = reading.fields(node, what, ['from', 'to', 'empirical', ...NAMES, ...BOUND_KEYS]);
  const named = NAMES.filter((name) => fields.has(name));
  const bounds: Bounds = {
    atLeast: (fields.has('at_least') ? amounts.readValue(fields.get('at_least')!) : 0) ?? 0,
    atMost: (fields.has('at_most') ? amounts.readValue(fields.get('at_most')!) : FAR) ?? 0,
  };
  if (reading.problems.length > before) return undefined;
  if (named.length !== 1 || fields.has('from') || fields.has('to')) {
    const fix = 'write one: { poisson: { mean: 3 } }, with `at_least` and `at_most` beside it';
    return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} is one distribution`, fix);
  }
  if (bounds.atMost < bounds.atLeast) {
    const fix = 'make `at_most` the larger one';
    return reading.error('SCENARIO-BAD-VALUE', node.place, '`at_least` is above `at_most`: nothing is left', fix);
  }
  const name = named[0]!;
  const parameters = readParameters(name, fields.get(name)!, reading, amounts);
  if (!parameters) return undefined;
  const table = knownTable(name, parameters, bounds);
  if (table === 'too large') {
    const message = `\`${name}\` with this mean is a table of more than ${MOST_ROWS} values`;
    return reading.error('SCENARIO-TOO-LARGE', node.place, message, 'use `gamma` or `lognormal` for sizes like these');
  }
  if (!table) {
    const message = `\`${name}\` hardly ever lies between \`at_least\` and \`at_most\`: nothing is left`;
    return reading.error('SCENARIO-BAD-VALUE', node.place, message, 'widen the bounds, or look at the parameters');
  }
  if (mostOf(table) <= most) return table;
  const message = `${what} is at most ${most}, and \`${name}\` reaches farther`;
  return reading.error('SCENARIO-TOO-LARGE', node.place, message, 'add `at_most:` to cut off its tail');
}

function readParameters(
  name: Name,
  node: Node,
  reading: Reading,
  { readParameter, most }: Amounts,
): ReadonlyMap<string, number> | undefined {
  const told = DISTRIBUTIONS[name];
  const map = reading.map(node, `\`${name}\``, `{ ${told.map((key) => `${key.split('|')[0]}: …`).join(', ')} }`);
  if (!map) return undefined;
  const before = reading.problems.length;
  const single = told.filter((key) => !key.includes('|'));
  const fields = reading.fields(
    map,
    `\`${name}\``,
    told.flatMap((key) => key.split('|')),
    single,
  );
  for (const choice of told) {
    const keys = choice.split('|');
    if (keys.length === 1 || keys.filter((key) => fields.has(key)).length === 1) continue;
    const either = keys.map((key) => `\`${key}\``).join(' or ');
    reading.error('SCENARIO-MISSING-KEY', map.place, `\`${name}\` needs ${either}`, 'write one of the two');
  }
  const parameters = new Map<string, number>();
  for (const [key, value] of fields) {
    const limits = LIMITS[key];
    const read = limits ? reading.amount(value, `\`${key}\``) : readParameter(value, `\`${key}\``);
    if (!read) continue;
    const number = Number(read.n) / Number(read.d);
    const [from, to] = limits ?? [0, most];
    if ((limits ? number >= from : number > 0) && number <= to) parameters.set(key, number);
    else {
      const written = value.kind === 'scalar' ? shownText(value.text) : '';
      const fix = limits ? `write a number from ${from} to ${to}` : 'write more than 0';
      reading.error('SCENARIO-BAD-VALUE', value.place, `\`${key}\` of \`${name}\` cannot be \`${written}\``, fix);
    }
  }
  return reading.problems.length > before ? undefined : parameters;
}

/** Tables by what they were made of: recipes tell the same lengths of calls again and again, and watched files all. */
const known = new Map<string, ReturnType<typeof tableOf>>();
const MOST_KNOWN_ROWS = 500_000;
let knownRows = 0;

function knownTable(name: Name, parameters: ReadonlyMap<string, number>, bounds: Bounds): ReturnType<typeof tableOf> {
  const key = JSON.stringify([name, ...[...parameters].sort(), bounds.atLeast, bounds.atMost]);
  if (known.has(key)) return known.get(key);
  const table = tableOf(name, parameters, bounds);
  knownRows += typeof table === 'object' ? table.below.length : 1;
  if (knownRows > MOST_KNOWN_ROWS) {
    known.clear();
    knownRows = 0;
  }
  known.set(key, table);
  return table;
}

function tableOf(name: Name, parameters: ReadonlyMap<string, number>, bounds: Bounds): Table | 'too large' | undefined {
  const of = (key: string): number => parameters.get(key)!;
  const counts = (values: Counts | undefined) => (values ? countTable(values, bounds) : 'too large');
  const sizes = (distribution: Continuous) => sizeTable(distribution, bounds);
  switch (name) {
    case 'poisson':
      return counts(poisson(of('mean')));
    case 'negative_binomial':
      return counts(negativeBinomial(of('mean'), of('dispersion')));
    case 'lognormal': {
      const sigma = of('sigma');
      return sizes(lognormal(parameters.get('median') ?? of('mean') / exp((sigma * sigma) / 2), sigma));
    }
    case 'gamma': {
      const cv = parameters.get('cv');
      return sizes(gamma(of('mean'), cv === undefined ? of('shape') : 1 / (cv * cv)));
    }
    case 'exponential':
      return sizes(exponential(of('mean')));
    default:
      return name satisfies never;
  }
}
