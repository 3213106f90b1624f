/** Reads choices with weights. */

import type { Node } from '../yaml/document.ts';
import type { Reading } from './reading.ts';
import type { Weighted } from './recipe.ts';
import { ALL } from './table.ts';

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

export function readWeight(node: Node, reading: Reading): number | undefined {
  const match = node.kind === 'scalar' ? WEIGHT.exec(node.text) : null;
  const weight = match ? Number(match[1]) : undefined;
  if (weight !== undefined && weight <= MOST) return weight;
  return reading.error('SCENARIO-BAD-VALUE', node.place, 'this is no weight', `write a whole number up to ${MOST}`);
}

export function positive<T>(
  pairs: readonly (readonly [T, number])[],
  node: Node,
  reading: Reading,
  what: string,
): Weighted<T> | undefined {
  const all = weighted(pairs);
  if ((all.below.at(-1) ?? 0) > 0) return all;
  return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} without any weight`, 'give one a weight above zero');
}

const SHARE = /^(\d{1,3}(?:\.\d{1,6})?) ?%(?: a month)?$/;

/** `2 %`, `0.5 %`, `1.5 % a month`: so many of ALL numbers. */
export function readShare(node: Node, reading: Reading, what: string): number | undefined {
  const match = node.kind === 'scalar' ? SHARE.exec(node.text) : null;
  const percent = match ? Number(match[1]) : undefined;
  if (percent !== undefined && percent <= 100) return Math.floor((percent / 100) * ALL);
  return reading.error('SCENARIO-BAD-VALUE', node.place, `${what} is no share`, 'write 0 % to 100 %: 2.5 %');
}
