/**
 * Two documents laid side by side: for every place where they differ what is common, what is not, and which edit decides.
 * From it any choice of edits can be made into a document without looking for anything again.
 */

import type { MapEntry, MapNode, Node, ScalarNode } from '../../yaml/document.ts';
import type { PlanDocument } from '../parse/parse-documents.ts';
import type { Edit } from './edit.ts';

/** How the head's value comes from the base's. */
export type Delta =
  | { readonly kind: 'value'; readonly edit: Edit; readonly base: Node; readonly head: Node }
  | { readonly kind: 'map'; readonly base: MapNode; readonly head: MapNode; readonly slots: Slots<MapEntry> }
  | { readonly kind: 'list'; readonly base: Node; readonly head: Node; readonly slots: Slots<Node> };

/** One entry of a mapping, a list or the set of documents, on one side or on both. */
export interface Slot<T> {
  readonly base?: { readonly index: number; readonly value: T };
  readonly head?: { readonly index: number; readonly value: T };
  /** On both sides, and not the same. */
  readonly delta?: Delta;
  /** On one side only: the edit that brings it or takes it away. */
  readonly edit?: Edit;
  /** The edit that brings it from its place in the base to that in the head: a move, or what gives it another priority. */
  readonly moved?: Edit;
  /** No edit decides: it is this side's, whatever is chosen. */
  readonly always?: 'base' | 'head';
}

export interface Slots<T> {
  readonly inBase: readonly Slot<T>[];
  readonly inHead: readonly Slot<T>[];
}

export function slotsOf<T>(slots: readonly Slot<T>[]): Slots<T> {
  const inBase = slots.filter(({ base }) => base).sort((a, b) => a.base!.index - b.base!.index);
  const inHead = slots.filter(({ head }) => head).sort((a, b) => a.head!.index - b.head!.index);
  return { inBase, inHead };
}

export type MapDelta = Extract<Delta, { readonly kind: 'map' }>;

/** The edit that gives a document (all versions of a plan) another id. */
export interface Rename {
  readonly edit: Edit;
  readonly base: ScalarNode;
  readonly head: ScalarNode;
}

/** A document of one side or both. */
export interface DocumentSlot extends Slot<PlanDocument> {
  /**
   * A version that one side only has, against the text of its predecessor on the other side. One that only the head has is
   * there when one of its `edits` is chosen; one that only the base has is gone when all are.
   */
  readonly version?: { readonly edits: readonly Edit[]; readonly delta: MapDelta };
  /** Of a document that one side has alone and whole, whose plan has another id on the other side. */
  readonly rename?: Rename;
}
