/** Which documents of two sides are the same one: by kind and id, by content under another id, versions by their date. */

import { entry } from '../../yaml/document.ts';
import type { PlanDocument } from '../parse/parse-documents.ts';
import type { DocumentKind } from '../parse/shape.ts';
import { type Pair, pairAlike, pairEqual } from './align.ts';
import { leaves, likeness, textOf } from './canonical.ts';
import { FORMS } from './forms.ts';

/** A document with its place among those of its side. */
export interface Numbered {
  readonly index: number;
  readonly document: PlanDocument;
}

/** All documents of one kind and id: of a plan its versions, earliest first. */
interface Family {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly members: readonly Numbered[];
}

/** Documents that belong together; a side is empty where the other has the id alone. */
export interface FamilyPair {
  readonly base: readonly Numbered[];
  readonly head: readonly Numbered[];
}

/** `effective.new`, or empty: the earliest. Dates as text are in the order of time. */
export function versionOf({ kind, node }: PlanDocument): string {
  const effective = kind === 'plan' ? entry(node, 'effective')?.value : undefined;
  return (effective && textOf(effective, 'new')) ?? '';
}

/**
 * A plan under another id is the same plan only when little else changed: one that takes another's place has mostly much
 * in common with it. Names, texts and dates do not count.
 */
const ALIKE: Readonly<Record<DocumentKind, number>> = { plan: 0.9, calendar: 0.75, rates: 0.75 };
const UNCOUNTED: readonly string[] = ['plan', 'calendar', 'rates', 'name', 'description', 'effective'];

export function matchFamilies(base: readonly PlanDocument[], head: readonly PlanDocument[]): FamilyPair[] {
  const [a, b] = [familiesOf(base), familiesOf(head)];
  const keys = (of: readonly Family[]) => of.map(({ kind, id }) => `${kind} ${id}`);
  const pairs = pairEqual(keys(a), keys(b));
  const rest = (of: readonly Family[], taken: readonly number[]) => {
    const gone = new Set(taken);
    return of.flatMap((_, index) => (gone.has(index) ? [] : [index]));
  };
  const restA = rest(
    a,
    pairs.map(([i]) => i),
  );
  const restB = rest(
    b,
    pairs.map(([, j]) => j),
  );
  pairs.push(...renamed(a, b, restA, restB));
  const partner = new Map(pairs);
  const taken = new Set(partner.values());
  return [
    ...a.map(({ members }, index) => ({ base: members, head: b[partner.get(index) ?? -1]?.members ?? [] })),
    ...b.flatMap(({ members }, index) => (taken.has(index) ? [] : [{ base: [], head: members }])),
  ];
}

/** Beyond this many comparisons only documents that say exactly the same are renamed: hundreds that all came and went at once. */
const MAX_COMPARISONS = 10_000;

function renamed(a: readonly Family[], b: readonly Family[], restA: number[], restB: number[]): Pair[] {
  const read = (of: readonly Family[], indexes: readonly number[]) =>
    new Map(indexes.map((index) => [index, leavesOf(of[index]!)]));
  const [left, right] = [read(a, restA), read(b, restB)];
  const texts = (of: readonly Family[], found: ReadonlyMap<number, readonly string[]>) =>
    [...found].map(([index, values]) => `${of[index]!.kind}\n${[...values].sort().join('\n')}`);
  const same = pairEqual(texts(a, left), texts(b, right)).map(([i, j]): Pair => [restA[i]!, restB[j]!]);
  for (const [i, j] of same) {
    left.delete(i);
    right.delete(j);
  }
  if (left.size * right.size > MAX_COMPARISONS) return same;
  const score = (i: number, j: number): number => {
    const { kind } = a[i]!;
    if (kind !== b[j]!.kind) return -1;
    const share = likeness(left.get(i)!, right.get(j)!);
    return share >= ALIKE[kind] ? share : -1;
  };
  return [...same, ...pairAlike([...left.keys()], [...right.keys()], score, 0)];
}

const leavesOf = ({ members }: Family): string[] =>
  members.flatMap(({ document: { kind, node } }) => leaves(node, FORMS[kind], UNCOUNTED));

function familiesOf(documents: readonly PlanDocument[]): Family[] {
  const families = new Map<string, Numbered[]>();
  documents.forEach((document, index) => {
    const key = `${document.kind} ${document.id}`;
    const members = families.get(key);
    if (members) members.push({ index, document });
    else families.set(key, [{ index, document }]);
  });
  return [...families.values()].map((members) => {
    members.sort((a, b) => compareText(versionOf(a.document), versionOf(b.document)) || a.index - b.index);
    const { kind, id } = members[0]!.document;
    return { kind, id, members };
  });
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Versions (or the one document) of a family: by date; then, where both sides have as many left, in the order of their
 * dates. Where nothing is common the earliest are one version: a plan that is there on both sides has a common beginning.
 */
export function matchVersions({ base, head }: FamilyPair): Pair[] {
  const dates = (of: readonly Numbered[]) => of.map(({ document }) => versionOf(document));
  const pairs = pairEqual(dates(base), dates(head));
  const left = base.map((_, index) => index).filter((index) => !pairs.some(([i]) => i === index));
  const right = head.map((_, index) => index).filter((index) => !pairs.some(([, j]) => j === index));
  if (left.length === right.length) pairs.push(...left.map((i, at): Pair => [i, right[at]!]));
  else if (pairs.length === 0 && left.length > 0 && right.length > 0) pairs.push([left[0]!, right[0]!]);
  return pairs.sort(([i], [j]) => i - j);
}
