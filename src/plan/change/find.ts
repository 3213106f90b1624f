/**
 * What is another between the documents of two sides. How a change is found is told in README.md beside this file.
 */

import type { Node, ScalarNode } from '../../yaml/document.ts';
import { entry } from '../../yaml/document.ts';
import type { PlanDocument } from '../parse/parse-documents.ts';
import { canonical, scalarOf } from './canonical.ts';
import { Collected, type Where } from './collect.ts';
import { compareMaps, type MapOptions } from './compare.ts';
import type { Delta, DocumentSlot, MapDelta, Rename, Slots } from './delta.ts';
import { slotsOf } from './delta.ts';
import { type FamilyPair, matchFamilies, matchVersions, type Numbered, versionOf } from './documents.ts';
import type { Edit } from './edit.ts';
import { FORMS } from './forms.ts';

/** Two sides laid side by side. */
export interface SideBySide {
  readonly slots: Slots<PlanDocument> & {
    readonly inBase: readonly DocumentSlot[];
    readonly inHead: readonly DocumentSlot[];
  };
  /** In the order of the head's documents, and of the head's keys and parts in each; of documents only the base has, last. */
  readonly edits: readonly Edit[];
}

/** Edits by which the head's documents come from the base's. Documents are of the right shape, and need not be valid. */
export function findEdits(base: readonly PlanDocument[], head: readonly PlanDocument[]): readonly Edit[] {
  return sideBySide(base, head).edits;
}

/** By base, then by head: whoever tries many choices of edits has both laid side by side once. */
const known = new WeakMap<readonly PlanDocument[], WeakMap<readonly PlanDocument[], SideBySide>>();

export function sideBySide(base: readonly PlanDocument[], head: readonly PlanDocument[]): SideBySide {
  const byHead = known.get(base) ?? new WeakMap<readonly PlanDocument[], SideBySide>();
  known.set(base, byHead);
  let found = byHead.get(head);
  if (!found) {
    found = layOut(base, head);
    byHead.set(head, found);
  }
  return found;
}

/** A document to compare, when its turn comes. */
interface Task {
  readonly base: Numbered | undefined;
  readonly head: Numbered | undefined;
  readonly run: (to: Collected) => DocumentSlot;
}

function layOut(base: readonly PlanDocument[], head: readonly PlanDocument[]): SideBySide {
  const tasks = matchFamilies(base, head).flatMap(tasksOf);
  const order = (task: Task): number => task.head?.index ?? head.length + task.base!.index;
  tasks.sort((a, b) => order(a) - order(b));
  const to = new Collected();
  const slots: DocumentSlot[] = tasks.map((task) => task.run(to));
  return { slots: slotsOf(slots), edits: to.edits };
}

function tasksOf(family: FamilyPair): Task[] {
  const { base, head } = family;
  const pairs = matchVersions(family);
  const renaming = renamer(family);
  const [before, after] = [new Map(pairs.map(([i, j]) => [j, i])), new Map(pairs)];
  // Calendars and rates tables have no versions: a second one of an id is wrong, and by itself.
  const dated = (head[0] ?? base[0])?.document.kind === 'plan';
  const tasks = head.map((here, index): Task => {
    const other = before.get(index);
    if (other !== undefined) {
      const there = base[other]!;
      return { base: there, head: here, run: (to) => compareBoth(to, there, here, renaming) };
    }
    const last = dated ? lastBelow(index, before) : undefined;
    const previous = last === undefined ? undefined : base[before.get(last)!];
    const run = (to: Collected) =>
      previous ? newVersion(to, here, previous.document, renaming) : alone(to, undefined, here, renaming);
    return { base: undefined, head: here, run };
  });
  base.forEach((here, index) => {
    if (after.has(index)) return;
    const last = dated ? lastBelow(index, after) : undefined;
    const previous = last === undefined ? undefined : head[after.get(last)!];
    const run = (to: Collected) =>
      previous ? oldVersion(to, here, previous.document, renaming) : alone(to, here, undefined, renaming);
    tasks.push({ base: here, head: undefined, run });
  });
  return tasks;
}

/** The version before this one that both sides have. */
function lastBelow(index: number, paired: ReadonlyMap<number, number>): number | undefined {
  for (let before = index - 1; before >= 0; before--) if (paired.has(before)) return before;
  return undefined;
}

/** The edit of another id: once for all versions of a plan. Undefined where the id is the same, or on one side only. */
function renamer({ base, head }: FamilyPair): ((to: Collected) => Rename) | undefined {
  const [before, after] = [base[0]?.document, head[0]?.document];
  if (!before || !after || before.id === after.id) return undefined;
  let rename: Rename | undefined;
  return (to) => {
    if (!rename) {
      const [old, now] = [idOf(before), idOf(after)];
      const where = { ...whereOf(after, [before.kind, before.id]), path: [after.kind] };
      rename = { edit: to.add('renamed', where, old, now, [old.text, now.text]), base: old, head: now };
    }
    return rename;
  };
}

/** The first key of every document, whose shape is known. */
const idOf = ({ kind, node }: PlanDocument): ScalarNode => scalarOf(node, kind)!;

const whereOf = (document: PlanDocument, labels: readonly string[], before?: PlanDocument): Where => ({
  document: { kind: document.kind, id: document.id, version: versionOf(document) },
  ...(before && { versionBefore: versionOf(before) }),
  path: [],
  labels,
});

type Renaming = ReturnType<typeof renamer>;

/** Ids that differ are the family's one edit. */
const named = (to: Collected, { kind }: PlanDocument, renaming: Renaming): Pick<MapOptions, 'name'> => {
  if (!renaming) return {};
  const rename = (base: Node, head: Node): Delta => ({ kind: 'value', edit: renaming(to).edit, base, head });
  return { name: { key: kind, rename } };
};

function compareBoth(to: Collected, base: Numbered, head: Numbered, renaming: Renaming): DocumentSlot {
  const sides = { base: valued(base), head: valued(head) };
  const [before, after] = [base.document, head.document];
  const form = FORMS[before.kind];
  if (before.node === after.node || canonical(before.node, form) === canonical(after.node, form)) return sides;
  const where = whereOf(after, [before.kind, before.id, versionOf(before)]);
  return { ...sides, delta: compareMaps(to, where, before.node, after.node, form, named(to, before, renaming)) };
}

const valued = ({ index, document }: Numbered) => ({ index, value: document });

/** A whole document, with its plan under another id on the other side or not. */
function alone(
  to: Collected,
  base: Numbered | undefined,
  head: Numbered | undefined,
  renaming: Renaming,
): DocumentSlot {
  const { document } = (base ?? head)!;
  const where = whereOf(document, [document.kind, document.id, versionOf(document)]);
  const says = [canonical(document.node, FORMS[document.kind])];
  const edit = to.add(base ? 'removed' : 'added', where, base?.document.node, head?.document.node, says);
  return {
    ...(base && { base: valued(base) }),
    ...(head && { head: valued(head) }),
    edit,
    ...(renaming && { rename: renaming(to) }),
  };
}

/** What is new in a version that only the head has, against the one before it as it was. */
function newVersion(to: Collected, head: Numbered, previous: PlanDocument, renaming: Renaming): DocumentSlot {
  const { document } = head;
  const where = whereOf(document, versionLabels('new', document, previous.id), previous);
  const version = between(to, where, previous, document, 'head', renaming);
  if (version.edits.length > 0) return { head: valued(head), version };
  const edit = to.add('added', where, undefined, document.node, []);
  return { head: valued(head), version: { ...version, edits: [edit] } };
}

/** What goes with a version that only the base has: whoever had it has the one before it, as it is now. */
function oldVersion(to: Collected, base: Numbered, previous: PlanDocument, renaming: Renaming): DocumentSlot {
  const { document } = base;
  const where = whereOf(document, versionLabels('old', document, document.id), previous);
  const version = between(to, where, document, previous, 'base', renaming);
  if (version.edits.length > 0) return { base: valued(base), version };
  const edit = to.add('removed', where, document.node, undefined, []);
  return { base: valued(base), version: { ...version, edits: [edit] } };
}

/** Whom a version reaches is part of what each of its edits is: a price for new customers is not one for all. */
function versionLabels(what: 'new' | 'old', document: PlanDocument, id: string): string[] {
  const effective = entry(document.node, 'effective')?.value;
  return [what, document.kind, id, versionOf(document), effective ? canonical(effective, {}) : ''];
}

function between(
  to: Collected,
  where: Where,
  base: PlanDocument,
  head: PlanDocument,
  effective: 'base' | 'head',
  renaming: Renaming,
): { edits: Edit[]; delta: MapDelta } {
  // Its own edits are those after the one that the whole family shares.
  renaming?.(to);
  const first = to.edits.length;
  const always = { keys: ['effective'], side: effective };
  const options = { always, ...named(to, base, renaming) };
  const delta = compareMaps(to, where, base.node, head.node, FORMS[base.kind], options);
  return { edits: to.edits.slice(first), delta };
}
