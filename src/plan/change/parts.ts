/** Which charges, allowances and discounts of two lists are the same one: by id, by content, one for several. */

import { add, decimal, equal, type Rational, ZERO } from '../../exact/rational.ts';
import { entry, type MapNode, type Node } from '../../yaml/document.ts';
import { type Pair, pairAlike, pairEqual } from './align.ts';
import { canonical, leaves, likeness, textOf, without, wordsOf, wordText } from './canonical.ts';
import { type Division, type Form, formOfItem, formOfKey } from './forms.ts';

/** One part for several (`from` has one), or several for one. */
export interface Split {
  readonly from: readonly number[];
  readonly into: readonly number[];
}

export interface PartMatch {
  readonly pairs: readonly Pair[];
  readonly splits: readonly Split[];
  readonly removed: readonly number[];
  readonly added: readonly number[];
}

/** What a part says of itself, beside what it does. */
const NAMES = ['id', 'name'];
/** Parts under different ids of which at least this share of values is the same, are one that was renamed and changed. */
const ALIKE = 0.6;
/** With the same usage to match there is less to doubt: who else should price it? */
const ALIKE_IDENTITY = 0.5;

export function matchParts(base: readonly Node[], head: readonly Node[], form: Form): PartMatch {
  const ids = (nodes: readonly Node[]) => nodes.map((node) => textOf(node, 'id') ?? '');
  let pairs = pairEqual(ids(base), ids(head));
  const left = new Left(base.length, head.length);
  left.take(pairs);

  const content = (of: readonly Node[], indexes: readonly number[]) =>
    indexes.map((index) => contentOf(of[index]!, form));
  const [restA, restB] = [left.base(), left.head()];
  const same = pairEqual(content(base, restA), content(head, restB)).map(([i, j]): Pair => [restA[i]!, restB[j]!]);
  left.take(same);
  pairs.push(...same);

  const splits: Split[] = [];
  const changed = pairs.filter(([i, j]) => contentOf(base[i]!, form) !== contentOf(head[j]!, form));
  const own = new Map(changed);
  const back = new Map(changed.map(([i, j]): Pair => [j, i]));
  const found = (from: readonly number[], into: readonly number[]) => {
    splits.push({ from, into });
    pairs = pairs.filter(([i, j]) => !from.includes(i) && !into.includes(j));
    left.take(from.flatMap((i) => into.map((j): Pair => [i, j])));
  };
  for (const division of form.divisions ?? []) {
    for (const { one, many } of divide(base, head, [...left.base(), ...own.keys()], left.head(), own, division, form)) {
      if (isFree(splits, [one], many)) found([one], many);
    }
    for (const { one, many } of divide(
      head,
      base,
      [...left.head(), ...back.keys()],
      left.base(),
      back,
      division,
      form,
    )) {
      if (isFree(splits, many, [one])) found(many, [one]);
    }
  }

  const alike = pairAlike(left.base(), left.head(), scored(base, head, left, form), 0);
  left.take(alike);
  pairs.push(...alike);
  return { pairs, splits, removed: left.base(), added: left.head() };
}

const isFree = (splits: readonly Split[], from: readonly number[], into: readonly number[]): boolean =>
  !splits.some((split) => split.from.some((i) => from.includes(i)) || split.into.some((j) => into.includes(j)));

/** Indexes that are not spoken for. */
class Left {
  readonly #base: Set<number>;
  readonly #head: Set<number>;

  constructor(base: number, head: number) {
    this.#base = new Set(Array.from({ length: base }, (_, index) => index));
    this.#head = new Set(Array.from({ length: head }, (_, index) => index));
  }

  take(pairs: readonly Pair[]): void {
    for (const [i, j] of pairs) {
      this.#base.delete(i);
      this.#head.delete(j);
    }
  }

  base = (): number[] => [...this.#base];
  head = (): number[] => [...this.#head];
}

/** What it does, whatever it is called. */
const contentOf = (node: Node, form: Form): string =>
  node.kind === 'map' ? without(node, form, NAMES) : canonical(node, form);

/** How alike two parts are, of which one may be the other under a new id: below zero when it is not. */
function scored(base: readonly Node[], head: readonly Node[], left: Left, form: Form) {
  const read = (of: readonly Node[], indexes: readonly number[]) =>
    new Map(indexes.map((index) => [index, leaves(of[index]!, form, ['id'])]));
  const [a, b] = [read(base, left.base()), read(head, left.head())];
  const identity = (node: Node) =>
    (form.identity ?? []).map((key) => {
      const value = node.kind === 'map' ? entry(node, key)?.value : undefined;
      return value && canonical(value, formOfKey(form, key));
    });
  const least = form.identity ? ALIKE_IDENTITY : ALIKE;
  return (i: number, j: number): number => {
    const [mine, other] = [identity(base[i]!), identity(head[j]!)];
    if (mine.some((value, index) => value !== other[index])) return -1;
    const share = likeness(a.get(i)!, b.get(j)!);
    return share >= least ? share : -1;
  };
}

/** What a part is divided by, and all the rest of it. */
interface Share {
  readonly rest: string;
  /** Words, rows or covers, by what they are; undefined of an amount. */
  readonly pieces: ReadonlyMap<string, string> | undefined;
  readonly amount: Rational | undefined;
}

/** Parts of `ones` that several of `others` (with its own counterpart, if it kept its id) say together, exactly. */
function divide(
  ones: readonly Node[],
  others: readonly Node[],
  candidates: readonly number[],
  free: readonly number[],
  own: ReadonlyMap<number, number>,
  division: Division,
  form: Form,
): { one: number; many: number[] }[] {
  if (free.length === 0) return [];
  const byRest = new Map<string, { index: number; share: Share }[]>();
  const note = (index: number): void => {
    const share = shareOf(others[index]!, division, form);
    if (share) byRest.set(share.rest, [...(byRest.get(share.rest) ?? []), { index, share }]);
  };
  for (const index of free) note(index);
  return candidates.flatMap((one) => {
    const whole = shareOf(ones[one]!, division, form);
    const bucket = whole && byRest.get(whole.rest);
    if (!whole || !bucket) return [];
    const kept = own.get(one);
    const counterpart = kept === undefined ? undefined : shareOf(others[kept]!, division, form);
    if (kept !== undefined && counterpart?.rest !== whole.rest) return [];
    const all = counterpart ? [...bucket, { index: kept!, share: counterpart }] : bucket;
    const parts = all.filter(({ share }) => within(share, whole)).sort((a, b) => a.index - b.index);
    if (
      parts.length < 2 ||
      !together(
        whole,
        parts.map(({ share }) => share),
      )
    )
      return [];
    return [{ one, many: parts.map(({ index }) => index) }];
  });
}

function within({ pieces }: Share, whole: Share): boolean {
  if (!pieces || !whole.pieces) return true;
  return [...pieces].every(([key, says]) => whole.pieces!.get(key) === says);
}

function together(whole: Share, parts: readonly Share[]): boolean {
  if (whole.amount) {
    return equal(
      whole.amount,
      parts.reduce((sum, { amount }) => add(sum, amount!), ZERO),
    );
  }
  const count = parts.reduce((sum, { pieces }) => sum + pieces!.size, 0);
  const union = new Set(parts.flatMap(({ pieces }) => [...pieces!.keys()]));
  return count === union.size && union.size === whole.pieces!.size;
}

/** Undefined of a part that cannot be divided so. */
function shareOf(part: Node, { by, path }: Division, form: Form): Share | undefined {
  const rest: string[] = [];
  let here: Node = part;
  let inner = form;
  for (const [depth, key] of path.entries()) {
    const found = here.kind === 'map' ? entry(here, key) : undefined;
    if (!found) return undefined;
    rest.push(without(here as MapNode, inner, depth === 0 ? [...NAMES, key] : [key]));
    here = found.value;
    inner = formOfKey(inner, key);
  }
  const share = { rest: rest.join('\n'), pieces: undefined, amount: undefined };
  const texts = (nodes: readonly Node[], item: Form) =>
    new Map(nodes.map((node) => [canonical(node, item), ''] as const));
  switch (by) {
    case 'words':
      return { ...share, pieces: new Map(wordsOf(here).map((word) => [wordText(word), ''])) };
    case 'covers':
      // Two allowances of 10 GB are twice one: only what has no end can be divided by what it covers.
      if (textOf(part, 'amount') !== 'unlimited' || here.kind !== 'list') return undefined;
      return { ...share, pieces: texts(here.items, formOfItem(inner)) };
    case 'rows':
      if (here.kind !== 'map') return undefined;
      return { ...share, pieces: new Map(here.entries.map(({ key, value }) => [key, canonical(value, {})])) };
    case 'amount':
      return here.kind === 'scalar' ? { ...share, amount: decimal(here.text) } : undefined;
  }
}
