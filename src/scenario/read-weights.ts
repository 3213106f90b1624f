/** Reads choices with weights. */

import type { Node } from '../yaml/document.ts';
import type { Reading } from './reading.ts';
import type { Range, Weighted } from './recipe.ts';

const MOST = 1_000_000;
const WEIGHT = /^(\d{1,7})(?: ?%)?$/;

/** Choices in the order given, with rising sums of their weights. */
export function weighted<T>(pairs: readonly (readonly [T, number])[]): Weighted<T> {
  let sum = 0;
  const below = pairs.map(([, weight]) => (sum += weight));
  return { choices: pairs.map(([choice]) => choice), below };
}

/** `{ home: 88, eu: 8, world: 4 }` or with percent signs; the weights need not add up to anything. */
export function readWeights(node: Node, reading: Reading, what: string): Weighted<string> | undefined {
  const map = reading.map(node, what, '{ one: 60, other: 40 }');
  const pairs = (map?.entries ?? []).map(({ key, value }) => [key, readWeight(value, reading) ?? 0] as const);
  return positive(pairs, node, reading, what);
}

/** `n` whole weights in a list. */
export function readWeightList(node: Node, reading: Reading, what: string, n: number): number[] | undefined {
  const items = node.kind === 'list' ? node.items : [];
  if (items.length !== n) {
    return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} are ${n} weights`, `write a list of ${n} numbers`);
  }
  const weights = items.map((item) => readWeight(item, reading) ?? 0);
  return positive([...weights.entries()], node, reading, what) && weights;
}

function readWeight(node: Node, reading: Reading): number | undefined {
  const match = node.kind === 'scalar' ? WEIGHT.exec(node.text) : null;
  const weight = match ? Number(match[1]) : undefined;
  if (weight !== undefined && weight <= MOST) return weight;
  return reading.error('SCENARIO-BAD-VALUE', node.place, 'this is no weight', `write a whole number up to ${MOST}`);
}

function positive<T>(
  pairs: readonly (readonly [T, number])[],
  node: Node,
  reading: Reading,
  what: string,
): Weighted<T> | undefined {
  const all = weighted(pairs);
  if ((all.below.at(-1) ?? 0) > 0) return all;
  return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} without any weight`, 'give one a weight above zero');
}

export const RANGE_KEYS = ['weight', 'value', 'from', 'to'] as const;

/** One value, a range `{ from, to }` that includes both, or a table of values and ranges, each with its weight. */
export function readRanges(
  node: Node,
  reading: Reading,
  what: string,
  readNumber: (node: Node) => number | undefined,
): Weighted<Range> | undefined {
  const single = (value: Node): Range | undefined => {
    const number = readNumber(value);
    return number === undefined ? undefined : { from: number, to: number };
  };
  const readRange = (item: Node, weighs: boolean): readonly [Range, number][] => {
    const map = reading.map(item, what, weighs ? '{ weight: 30, from: 1, to: 9 }' : '{ from: 1, to: 9 }');
    if (!map) return [];
    const fields = reading.fields(map, what, weighs ? RANGE_KEYS : ['from', 'to'], weighs ? ['weight'] : []);
    const weight = fields.has('weight') ? readWeight(fields.get('weight')!, reading) : 1;
    const [value, from, to] = ['value', 'from', 'to'].map((key) => fields.get(key));
    if (value ? from || to : !from || !to) {
      const form = weighs ? 'write a `value`, or `from` and `to`' : 'write `from` and `to`';
      reading.error('SCENARIO-BAD-VALUE', item.place, `${what} needs its numbers`, form);
      return [];
    }
    const range = value ? single(value) : { from: readNumber(from!), to: readNumber(to!) };
    if (range?.from === undefined || range.to === undefined || weight === undefined) return [];
    if (range.to < range.from) {
      reading.error('SCENARIO-BAD-VALUE', item.place, `${what} runs backwards`, 'put the smaller number first');
    }
    return [[{ from: range.from, to: range.to }, weight]];
  };
  if (node.kind === 'scalar') {
    const range = single(node);
    return range && weighted([[range, 1]]);
  }
  const before = reading.problems.length;
  const pairs = node.kind === 'map' ? readRange(node, false) : node.items.flatMap((item) => readRange(item, true));
  return reading.problems.length > before ? undefined : positive(pairs, node, reading, what);
}
