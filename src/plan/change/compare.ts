/** Two values that stand in the same place of a document, one of each side: where they differ, value by value. */

import type { ListNode, MapEntry, MapNode, Node } from '../../yaml/document.ts';
import { longestRising, type Pair, pairAlike, pairEqual, pairInSequence } from './align.ts';
import { canonical, leaves, likeness, priorityOf, scalarOf, textOf, wordsOf, wordText } from './canonical.ts';
import { type Collected, into, type Where } from './collect.ts';
import { type Delta, type MapDelta, type Slot, slotsOf } from './delta.ts';
import type { Edit } from './edit.ts';
import { type Form, formOfItem, formOfKey } from './forms.ts';
import { matchParts } from './parts.ts';

/** Undefined where both say the same. */
function compare(to: Collected, where: Where, base: Node, head: Node, form: Form): Delta | undefined {
  const [before, after] = [canonical(base, form), canonical(head, form)];
  if (base === head || before === after) return undefined;
  if (form.list === 'words' && (base.kind === 'list' || head.kind === 'list')) {
    return compareWords(to, where, base, head, form);
  }
  if (base.kind === 'map' && head.kind === 'map') {
    // With no key in common they are two values: a mapping is never empty on the way from one to the other.
    const keys = new Set(base.entries.map(({ key }) => key));
    if (head.entries.some(({ key }) => keys.has(key))) return compareMaps(to, where, base, head, form);
  }
  if (base.kind === 'list' && head.kind === 'list') {
    if (form.list === 'parts') return compareParts(to, where, base, head, form);
    if (form.list === 'any-order') return compareUnordered(to, where, base, head, form);
    if (form.list !== 'whole') return compareSequence(to, where, base, head, form);
  }
  return changed(to, where, base, head, [before, after]);
}

function changed(to: Collected, where: Where, base: Node, head: Node, says: readonly string[]): Delta {
  return { kind: 'value', edit: to.add('changed', where, base, head, says), base, head };
}

/** What is particular to a mapping: keys that another hand looks after, and what it is to have another id. */
export interface MapOptions {
  readonly always?: { readonly keys: readonly string[]; readonly side: 'base' | 'head' };
  /** A key whose other value is a new name of the mapping, and the edit for it. */
  readonly name?: { readonly key: string; readonly rename: (base: Node, head: Node) => Delta };
}

export function compareMaps(
  to: Collected,
  where: Where,
  base: MapNode,
  head: MapNode,
  form: Form,
  { always, name }: MapOptions = {},
): MapDelta {
  const inBase = new Map(base.entries.map((value, index) => [value.key, { index, value }]));
  const inHead = new Map(head.entries.map((value, index) => [value.key, { index, value }]));
  const slots: Slot<MapEntry>[] = [];
  for (const key of new Set([...inHead.keys(), ...inBase.keys()])) {
    const here = into(where, key, key);
    const form2 = formOfKey(form, key);
    const sides = { base: inBase.get(key), head: inHead.get(key) };
    const known = { ...(sides.base && { base: sides.base }), ...(sides.head && { head: sides.head }) };
    if (always?.keys.includes(key)) slots.push({ ...known, always: always.side });
    else if (sides.base && sides.head) {
      const [a, b] = [sides.base.value.value, sides.head.value.value];
      const renamed = name?.key === key && canonical(a, form2) !== canonical(b, form2);
      const delta = renamed ? name.rename(a, b) : compare(to, here, a, b, form2);
      slots.push({ ...known, ...(delta && { delta }) });
    } else slots.push({ ...known, edit: presence(to, here, sides.base?.value.value, sides.head?.value.value, form2) });
  }
  const placed = form.ordered ? withMoves(to, where, slots, ({ key }) => [key, key], valueIn) : slots;
  return { kind: 'map', base, head, slots: slotsOf(placed) };
}

const valueIn = ({ value }: MapEntry): Node => value;

/** Something that is there on one side only. */
function presence(to: Collected, where: Where, base: Node | undefined, head: Node | undefined, form: Form) {
  return to.add(base ? 'removed' : 'added', where, base, head, [canonical((base ?? head)!, form)]);
}

/** A set of words. Without a word in common it is one value: it is never empty on the way. */
function compareWords(to: Collected, where: Where, base: Node, head: Node, form: Form): Delta {
  const [a, b] = [wordsOf(base), wordsOf(head)];
  const pairs = pairEqual(a.map(wordText), b.map(wordText));
  if (pairs.length === 0) return changed(to, where, base, head, [canonical(base, form), canonical(head, form)]);
  const slots = paired(to, where, a, b, pairs, formOfItem(form), () => undefined, wordText);
  return { kind: 'list', base, head, slots: slotsOf(slots) };
}

/**
 * Slots of two lists by their pairs. `label` is what an entry is known by in fingerprints; what is not paired was added or
 * removed.
 */
function paired(
  to: Collected,
  where: Where,
  base: readonly Node[],
  head: readonly Node[],
  pairs: readonly Pair[],
  form: Form,
  inside: (where: Where, base: Node, head: Node) => Delta | undefined,
  label: (node: Node, index: number) => string,
): Slot<Node>[] {
  const partner = new Map(pairs.map(([i, j]) => [j, i]));
  const kept = new Set(pairs.map(([i]) => i));
  const slots = head.map((value, index): Slot<Node> => {
    const other = partner.get(index);
    if (other === undefined) {
      const edit = presence(to, into(where, index, label(value, index)), undefined, value, form);
      return { head: { index, value }, edit };
    }
    const before = base[other]!;
    const delta = inside(into(where, index, label(before, other)), before, value);
    return { base: { index: other, value: before }, head: { index, value }, ...(delta && { delta }) };
  });
  base.forEach((value, index) => {
    if (kept.has(index)) return;
    slots.push({
      base: { index, value },
      edit: presence(to, into(where, index, label(value, index)), value, undefined, form),
    });
  });
  return slots;
}

/** Entries without ids whose order means nothing: what says the same first, then the most alike, then one by one. */
function compareUnordered(to: Collected, where: Where, base: ListNode, head: ListNode, form: Form): Delta {
  const item = formOfItem(form);
  const [a, b] = [base.items, head.items];
  const texts = (nodes: readonly Node[]) => nodes.map((node) => canonical(node, item));
  const same = pairEqual(texts(a), texts(b));
  const [left, right] = [new Set(same.map(([i]) => i)), new Set(same.map(([, j]) => j))];
  const rest = (nodes: readonly Node[], taken: ReadonlySet<number>) =>
    nodes.flatMap((_, index) => (taken.has(index) ? [] : [index]));
  const [restA, restB] = [rest(a, left), rest(b, right)];
  const leavesA = new Map(restA.map((index) => [index, leaves(a[index]!, item, [])]));
  const leavesB = new Map(restB.map((index) => [index, leaves(b[index]!, item, [])]));
  // Promises have no key that all have: those about different things are not one that changed.
  const score = (i: number, j: number) => (shareKey(a[i]!, b[j]!) ? 1 + likeness(leavesA.get(i)!, leavesB.get(j)!) : 0);
  const alike = pairAlike(restA, restB, score, 1);
  const slots = paired(
    to,
    where,
    a,
    b,
    [...same, ...alike],
    item,
    (here, before, after) => compare(to, here, before, after, item),
    (node) => canonical(node, item),
  );
  return { kind: 'list', base, head, slots: slotsOf(slots) };
}

const shareKey = (a: Node, b: Node): boolean =>
  a.kind === 'map' && b.kind === 'map' && a.entries.some(({ key }) => b.entries.some((other) => other.key === key));

/** Entries in order, such as tiers. */
function compareSequence(to: Collected, where: Where, base: ListNode, head: ListNode, form: Form): Delta {
  const item = formOfItem(form);
  const [a, b] = [base.items, head.items];
  const score = (i: number, j: number) => closeness(a[i]!, b[j]!, item);
  const pairs = pairInSequence(a.length, b.length, score);
  const inside = (here: Where, before: Node, after: Node) => compare(to, here, before, after, item);
  // A tier is known by its edge, a rate in a list by its position among those of the base.
  const label = (node: Node, index: number) => (node.kind === 'map' ? `to ${textOf(node, 'to') ?? ''}` : `${index}`);
  const divided = dividedSteps(a, b, pairs, item);
  const alone = b.flatMap((_, index) => (divided.has(index) ? [] : [index]));
  const position = new Map(alone.map((index, at) => [index, at]));
  const slots = paired(
    to,
    where,
    a,
    alone.map((index) => b[index]!),
    pairs.map(([i, j]): Pair => [i, position.get(j)!]),
    item,
    inside,
    label,
  ).map((slot) => (slot.head ? { ...slot, head: { ...slot.head, index: alone[slot.head.index]! } } : slot));
  for (const [index, whole] of divided) {
    const [before, value] = [a[whole.base]!, b[index]!];
    const several: ListNode = { kind: 'list', place: value.place, items: [value, b[whole.head]!] };
    const here = into(where, index, label(value, index));
    const says = [canonical(before, item), canonical(value, item)];
    slots.push({ head: { index, value }, edit: to.add('split', here, before, several, says) });
  }
  return { kind: 'list', base, head, slots: slotsOf(slots) };
}

/** How much two steps have in common, always more than zero. */
function closeness(a: Node, b: Node, form: Form): number {
  if (canonical(a, form) === canonical(b, form)) return 8;
  if (a.kind !== 'map' || b.kind !== 'map') return 1;
  const equal = a.entries.filter(({ key, value }) => {
    const other = b.entries.find((candidate) => candidate.key === key);
    return other && canonical(other.value, formOfKey(form, key)) === canonical(value, formOfKey(form, key));
  });
  return 1 + equal.length + (textOf(a, 'to') === textOf(b, 'to') ? 2 : 0);
}

/**
 * New steps that only cut one that stayed as it was: the same but for the edge, directly before it. With a fee each step
 * entered costs, so two are not one.
 */
function dividedSteps(a: readonly Node[], b: readonly Node[], pairs: readonly Pair[], form: Form) {
  const partner = new Map(pairs.map(([i, j]) => [j, i]));
  const found = new Map<number, { readonly base: number; readonly head: number }>();
  const price = (node: Node) =>
    JSON.stringify(
      node.kind === 'map'
        ? node.entries.flatMap(({ key, value }) => (key === 'to' ? [] : [key, canonical(value, formOfKey(form, key))]))
        : [],
    );
  for (let j = b.length - 2; j >= 0; j--) {
    const [step, next] = [b[j]!, b[j + 1]!];
    if (partner.has(j) || textOf(step, 'to') === undefined || scalarOf(step, 'fee')) continue;
    const whole = found.get(j + 1) ?? (partner.has(j + 1) ? { base: partner.get(j + 1)!, head: j + 1 } : undefined);
    if (!whole || canonical(a[whole.base]!, form) !== canonical(b[whole.head]!, form)) continue;
    if (price(step) === price(next)) found.set(j, whole);
  }
  return found;
}

/** Parts by their ids, then by what they say. */
function compareParts(to: Collected, where: Where, base: ListNode, head: ListNode, form: Form): Delta {
  const item = formOfItem(form);
  const [a, b] = [base.items, head.items];
  const match = matchParts(a, b, item);
  const idOf = (node: Node) => textOf(node, 'id') ?? '';
  const at = (words: Node, label: Node) => into(where, { id: idOf(words) }, idOf(label));
  const slots: Slot<Node>[] = match.pairs.map(([i, j]) => {
    const [before, after] = [a[i]!, b[j]!];
    const delta = comparePart(to, at(after, before), before, after, item);
    return { base: { index: i, value: before }, head: { index: j, value: after }, ...(delta && { delta }) };
  });
  for (const { from, into: parts } of match.splits) {
    const nodes = (indexes: readonly number[], of: readonly Node[]) => indexes.map((index) => of[index]!);
    const [before, after] = [nodes(from, a), nodes(parts, b)];
    const whole = (of: readonly Node[]): Node =>
      of.length === 1 ? of[0]! : { kind: 'list', place: of[0]!.place, items: of };
    const says = [before, after].map((of) =>
      of
        .map((node) => canonical(node, item))
        .sort()
        .join(),
    );
    const edit = to.add('split', at(after[0]!, before[0]!), whole(before), whole(after), says);
    slots.push({
      base: { index: from[0]!, value: before[0]! },
      head: { index: parts[0]!, value: after[0]! },
      delta: { kind: 'value', edit, base: before[0]!, head: after[0]! },
    });
    for (const index of from.slice(1)) slots.push({ base: { index, value: a[index]! }, edit });
    for (const index of parts.slice(1)) slots.push({ head: { index, value: b[index]! }, edit });
  }
  for (const index of match.removed) {
    const value = a[index]!;
    slots.push({ base: { index, value }, edit: presence(to, at(value, value), value, undefined, item) });
  }
  for (const index of match.added) {
    const value = b[index]!;
    slots.push({ head: { index, value }, edit: presence(to, at(value, value), undefined, value, item) });
  }
  return { kind: 'list', base, head, slots: slotsOf(ordered(to, where, slots, form)) };
}

function comparePart(to: Collected, where: Where, base: Node, head: Node, form: Form): Delta | undefined {
  if (base.kind !== 'map' || head.kind !== 'map') return compare(to, where, base, head, form);
  if (canonical(base, form) === canonical(head, form)) return undefined;
  const rename = (before: Node, after: Node): Delta => ({
    kind: 'value',
    edit: to.add('renamed', where, before, after, [canonical(before, {}), canonical(after, {})]),
    base: before,
    head: after,
  });
  return compareMaps(to, where, base, head, form, { name: { key: 'id', rename } });
}

/** Parts that stand elsewhere, in lists whose order has a meaning. */
function ordered(to: Collected, where: Where, slots: readonly Slot<Node>[], form: Form): Slot<Node>[] {
  const names = (node: Node): [Parameters<typeof into>[1], string] => {
    const id = textOf(node, 'id') ?? '';
    return [{ id }, id];
  };
  const self = (node: Node) => node;
  if (form.order === 'all') return withMoves(to, where, slots, names, self);
  if (form.order !== 'priority') return [...slots];
  const groups = new Map<string, Slot<Node>[]>();
  slots.forEach((slot, index) => {
    const both = slot.base && slot.head && priorityOf(slot.base.value) === priorityOf(slot.head.value);
    const key = both ? `${priorityOf(slot.head!.value)}` : `alone ${index}`;
    groups.set(key, [...(groups.get(key) ?? []), slot.base && slot.head && !both ? withPriority(slot) : slot]);
  });
  return [...groups.values()].flatMap((group) => withMoves(to, where, group, names, self));
}

/** A part with another priority comes among others by it, and stands where the head has it as soon as that is chosen. */
function withPriority(slot: Slot<Node>): Slot<Node> {
  const moved = slot.delta && editOfKey(slot.delta, 'priority');
  return { ...slot, ...(moved && { moved }) };
}

/** The edit that decides what a key of a mapping says. */
function editOfKey(delta: Delta, name: string): Edit | undefined {
  if (delta.kind !== 'map') return delta.kind === 'value' ? delta.edit : undefined;
  const slots = [...delta.slots.inHead, ...delta.slots.inBase];
  const slot = slots.find(({ base, head }) => (head ?? base)!.value.key === name);
  return slot?.edit ?? (slot?.delta && editOfKey(slot.delta, name));
}

/** The fewest entries that have to move so that those of both sides stand as in the head. */
function withMoves<T>(
  to: Collected,
  where: Where,
  slots: readonly Slot<T>[],
  names: (value: T) => [Parameters<typeof into>[1], string],
  node: (value: T) => Node,
): Slot<T>[] {
  const both = slots.filter(({ base, head }) => base && head);
  const inBase = [...both].sort((a, b) => a.base!.index - b.base!.index);
  const stay = longestRising(inBase.map(({ head }) => head!.index));
  if (stay.size === both.length) return [...slots];
  // A move is told by whom it stood behind and stands behind now, of those that stay.
  const behind = (sorted: readonly Slot<T>[]): Map<Slot<T>, string> => {
    let last = '';
    const found = new Map<Slot<T>, string>();
    for (const slot of sorted) {
      if (stay.has(slot.head!.index)) [, last] = names(slot.base!.value);
      else found.set(slot, last);
    }
    return found;
  };
  const before = behind(inBase);
  const after = behind([...both].sort((a, b) => a.head!.index - b.head!.index));
  return slots.map((slot) => {
    if (!before.has(slot)) return slot;
    const [step] = names(slot.head!.value);
    const [, label] = names(slot.base!.value);
    const says = [before.get(slot)!, after.get(slot)!];
    const here = into(where, step, label);
    return { ...slot, moved: to.add('moved', here, node(slot.base!.value), node(slot.head!.value), says) };
  });
}
