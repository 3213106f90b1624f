/** A YAML document as it was written: every value with its place, every scalar with its source text. */

import type { Place } from '../problems/problem.ts';

export type Node = MapNode | ListNode | ScalarNode;

export interface MapNode {
  readonly kind: 'map';
  readonly place: Place;
  /** In the order written; keys are unique. */
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Node;
}

export interface ListNode {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Node[];
}

/** Numbers, dates and booleans stay text: `19.90` is not 19.9, and no digit passes through a binary float. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly text: string;
  /** Whether it was written in quotes or as a block: then it is never a number, a boolean or null. */
  readonly quoted: boolean;
}

/** The value of a key, or undefined. */
export function entry(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((candidate) => candidate.key === key);
}
