/** A part of the edits applied to the base: the documents between two sides, for whoever asks what each edit does. */

import type { MapEntry, MapNode, Node } from '../../yaml/document.ts';
import type { PlanDocument } from '../parse/parse-documents.ts';
import { scalarOf } from './canonical.ts';
import type { Delta, DocumentSlot, Rename, Slot, Slots } from './delta.ts';
import type { Edit } from './edit.ts';
import { sideBySide } from './find.ts';

/**
 * The documents of the base with the chosen edits. None chosen: the base; all: the head. Whether what lies between is valid
 * is for `validateDocuments` to say; its shape is that of the schema. Nodes keep the places of where their text comes
 * from, and everything that no chosen edit touches is the base's own node.
 *
 * `all` are those that `findEdits` found between the same two sides.
 */
export function applyEdits(
  base: readonly PlanDocument[],
  head: readonly PlanDocument[],
  all: readonly Edit[],
  chosen: ReadonlySet<Edit>,
): readonly PlanDocument[] {
  if (chosen.size === 0) return base;
  if (chosen.size === all.length) return head;
  return applySome(base, head, chosen);
}

/** The same without the short ways for none and all of them. */
export function applySome(
  base: readonly PlanDocument[],
  head: readonly PlanDocument[],
  chosen: ReadonlySet<Edit>,
): readonly PlanDocument[] {
  const fingerprints = new Set([...chosen].map(({ fingerprint }) => fingerprint));
  const has: Has = ({ fingerprint }) => fingerprints.has(fingerprint);
  return assemble<PlanDocument>(sideBySide(base, head).slots, has, (slot) => documentOf(slot, has));
}

type Has = (edit: Edit) => boolean;

function documentOf(slot: DocumentSlot, has: Has): PlanDocument | undefined {
  const { base, head, delta, version } = slot;
  if (base && head) {
    const node = delta ? appliedOnce(delta, has) : base.value.node;
    if (node === base.value.node || node?.kind !== 'map') return base.value;
    return node === head.value.node ? head.value : document(base.value, node);
  }
  if (version) return versionOf(slot, version, has);
  const edit = slot.edit!;
  if (head) return has(edit) ? underId(head.value, slot.rename, has) : undefined;
  return has(edit) ? undefined : underId(base!.value, slot.rename, has);
}

function versionOf(
  { base, head }: DocumentSlot,
  { edits, delta }: NonNullable<DocumentSlot['version']>,
  has: Has,
): PlanDocument | undefined {
  const count = edits.filter(has).length;
  if (head && count === 0) return undefined;
  if (base && count === edits.length) return undefined;
  const inside = editsOf(delta);
  if (head && inside.every(has)) return head.value;
  if (base && !inside.some(has)) return base.value;
  return document((head ?? base)!.value, mapOf(delta, has));
}

const document = ({ kind, id }: PlanDocument, node: MapNode): PlanDocument => ({
  kind,
  id: scalarOf(node, kind)?.text ?? id,
  node,
});

/** A document that one side has whole, under the id that the others of its plan have. */
function underId(whole: PlanDocument, rename: Rename | undefined, has: Has): PlanDocument {
  if (!rename) return whole;
  const id = has(rename.edit) ? rename.head : rename.base;
  if (id.text === whole.id) return whole;
  const entries = whole.node.entries.map((item) => (item.key === whole.kind ? { ...item, value: id } : item));
  return { ...whole, id: id.text, node: { ...whole.node, entries } };
}

/** Edits that decide about a value; found once. */
const decided = new WeakMap<Delta, readonly Edit[]>();

function editsOf(delta: Delta): readonly Edit[] {
  let edits = decided.get(delta);
  if (!edits) {
    edits = delta.kind === 'value' ? [delta.edit] : [...new Set(slotEdits(delta.slots))];
    decided.set(delta, edits);
  }
  return edits;
}

function slotEdits(slots: Slots<MapEntry> | Slots<Node>): Edit[] {
  const baseOnly = (slots.inBase as readonly Slot<unknown>[]).filter(({ head }) => !head);
  return [...slots.inHead, ...baseOnly].flatMap(({ delta, edit, moved }) => [
    ...(delta ? editsOf(delta) : []),
    ...(edit ? [edit] : []),
    ...(moved ? [moved] : []),
  ]);
}

/** By choice among the edits of a document: the same choice gives the same node, whatever is chosen elsewhere. */
const chosenBefore = new WeakMap<Delta, Map<string, Node | undefined>>();

function appliedOnce(delta: Delta, has: Has): Node | undefined {
  const key = editsOf(delta)
    .map((edit) => (has(edit) ? '1' : '0'))
    .join('');
  const known = chosenBefore.get(delta) ?? new Map<string, Node | undefined>();
  chosenBefore.set(delta, known);
  if (!known.has(key)) known.set(key, applied(delta, has));
  return known.get(key);
}

/** Undefined where nothing is left of a mapping or list: then its key goes too, as the schema wants it. */
function applied(delta: Delta, has: Has): Node | undefined {
  const edits = editsOf(delta);
  const count = edits.filter(has).length;
  if (count === 0) return delta.base;
  if (count === edits.length) return delta.head;
  switch (delta.kind) {
    case 'value':
      return delta.base;
    case 'map': {
      const node = mapOf(delta, has);
      return node.entries.length > 0 ? node : undefined;
    }
    case 'list': {
      const items = assemble<Node>(delta.slots, has, (slot) => nodeOf(slot, has));
      return items.length > 0 ? { kind: 'list', place: delta.base.place, items } : undefined;
    }
  }
}

function mapOf(delta: Extract<Delta, { readonly kind: 'map' }>, has: Has): MapNode {
  return {
    kind: 'map',
    place: delta.base.place,
    entries: assemble<MapEntry>(delta.slots, has, (slot) => entryOf(slot, has)),
  };
}

function entryOf(slot: Slot<MapEntry>, has: Has): MapEntry | undefined {
  const { base, head, delta } = slot;
  if (!base || !head || !delta) return sideOf(slot, has);
  const value = applied(delta, has);
  if (value === base.value.value) return base.value;
  if (value === head.value.value) return head.value;
  return value && { ...base.value, value };
}

function nodeOf(slot: Slot<Node>, has: Has): Node | undefined {
  return slot.delta && slot.base && slot.head ? applied(slot.delta, has) : sideOf(slot, has);
}

/** Of an entry that is on one side only, or says the same on both. */
function sideOf<T>({ base, head, edit, always }: Slot<T>, has: Has): T | undefined {
  if (always) return (always === 'base' ? base : head)?.value;
  if (base) return head || !has(edit!) ? base.value : undefined;
  return has(edit!) ? head!.value : undefined;
}

/**
 * Entries in order: those of the base as they stand there; each one that came or was moved directly behind the entry it
 * stands behind in the head, of those that are there. With all moves chosen that is the order of the head.
 */
function assemble<T>(slots: Slots<T>, has: Has, pick: (slot: Slot<T>) => T | undefined): T[] {
  const moves = (slot: Slot<T>): boolean => slot.moved !== undefined && has(slot.moved);
  const picked = new Map<Slot<T>, T>();
  const next = new Map<Slot<T> | undefined, Slot<T>>();
  let last: Slot<T> | undefined;
  for (const slot of slots.inHead) {
    const value = pick(slot);
    if (value === undefined) continue;
    picked.set(slot, value);
    const stays = slot.base !== undefined && !moves(slot);
    if (stays && slot.moved) continue;
    if (!stays) next.set(last, slot);
    last = slot;
  }
  const result: T[] = [];
  const followers = (slot: Slot<T> | undefined): void => {
    for (let at = next.get(slot); at; at = next.get(at)) result.push(picked.get(at)!);
  };
  followers(undefined);
  for (const slot of slots.inBase) {
    if (slot.head && moves(slot)) continue;
    const value = slot.head ? picked.get(slot) : pick(slot);
    if (value !== undefined) result.push(value);
    followers(slot);
  }
  return result;
}
