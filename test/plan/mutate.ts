/** Changes of plan documents as people make them, drawn by numbers: every result has the shape of the schema. */

import type { PlanDocument } from '../../src/plan/parse/parse-documents.ts';
import { checkShape } from '../../src/plan/parse/shape.ts';
import type { ListNode, MapNode, Node, ScalarNode } from '../../src/yaml/document.ts';

/** Numbers from a list, each below what is asked for; zeros when it is used up. */
class Draws {
  #at = 0;
  readonly #numbers: readonly number[];

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  below(limit: number): number {
    const number = this.#numbers[this.#at++] ?? 0;
    return limit === 0 ? 0 : number % limit;
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }
}

type Spot<N extends Node> = { readonly node: N; readonly key: string; readonly replace: (by: Node) => MapNode };

/** Every node with its key (of a list's items: the list's) and what the document is with another in its place. */
function spots(root: MapNode): Spot<Node>[] {
  const found: Spot<Node>[] = [];
  const walk = (node: Node, key: string, replace: (by: Node) => MapNode): void => {
    found.push({ node, key, replace });
    if (node.kind === 'list') {
      node.items.forEach((item, at) => {
        walk(item, key, (by) => replace({ ...node, items: node.items.with(at, by) }));
      });
    }
    if (node.kind === 'map') {
      node.entries.forEach((entry, at) => {
        walk(entry.value, entry.key, (by) =>
          replace({ ...node, entries: node.entries.with(at, { ...entry, value: by }) }),
        );
      });
    }
  };
  walk(root, '', (by) => by as MapNode);
  return found;
}

const ofKind = <K extends Node['kind']>(root: MapNode, kind: K): Spot<Extract<Node, { kind: K }>>[] =>
  spots(root).filter(({ node }) => node.kind === kind) as Spot<Extract<Node, { kind: K }>>[];

const scalar = (like: Node, text: string): ScalarNode => ({ kind: 'scalar', place: like.place, text, quoted: false });

const SECTIONS = ['recurring', 'one_time', 'allowances', 'usage', 'discounts'];
const sections = (root: MapNode): Spot<ListNode>[] => ofKind(root, 'list').filter(({ key }) => SECTIONS.includes(key));
const DOCUMENT_KEYS = ['plan', 'calendar', 'rates', 'new', 'id'];

function withId(part: Node, id: string): Node {
  if (part.kind !== 'map') return part;
  const [first, ...rest] = part.entries;
  return { ...part, entries: [{ ...first!, value: scalar(part, id) }, ...rest] };
}

type Mutation = (root: MapNode, draws: Draws) => MapNode | undefined;

/** Inside one document. */
const INSIDE: Readonly<Record<string, Mutation>> = {
  number: (root, draws) => {
    const numbers = ofKind(root, 'scalar').filter(
      ({ node, key }) => /^\d/.test(node.text) && !DOCUMENT_KEYS.includes(key),
    );
    const spot = draws.pick(numbers);
    return spot?.replace(scalar(spot.node, spot.node.text.replace(/^\d/, String(1 + draws.below(9)))));
  },
  text: (root, draws) => {
    const spot = draws.pick(ofKind(root, 'scalar').filter(({ key }) => key === 'name' || key === 'description'));
    return spot?.replace(scalar(spot.node, `Text ${draws.below(100)}`));
  },
  dropKey: (root, draws) => {
    const spot = draws.pick(ofKind(root, 'map'));
    const at = spot ? draws.below(spot.node.entries.length) : 0;
    return spot?.replace({ ...spot.node, entries: spot.node.entries.toSpliced(at, 1) });
  },
  dropItem: (root, draws) => {
    const spot = draws.pick(ofKind(root, 'list'));
    return spot?.replace({ ...spot.node, items: spot.node.items.toSpliced(draws.below(spot.node.items.length), 1) });
  },
  copyItem: (root, draws) => {
    const spot = draws.pick(ofKind(root, 'list').filter(({ node }) => node.items[0]?.kind === 'map'));
    const item = spot && draws.pick(spot.node.items);
    if (!spot || !item) return undefined;
    const copy = SECTIONS.includes(spot.key) ? withId(item, `copy-${draws.below(50)}`) : item;
    return spot.replace({
      ...spot.node,
      items: spot.node.items.toSpliced(draws.below(spot.node.items.length), 0, copy),
    });
  },
  rename: (root, draws) => {
    const spot = draws.pick(ofKind(root, 'scalar').filter(({ key }) => key === 'id'));
    return spot?.replace(scalar(spot.node, `other-${draws.below(50)}`));
  },
  move: (root, draws) => {
    const spot = draws.pick(sections(root).filter(({ key }) => key !== 'recurring' && key !== 'one_time'));
    if (!spot) return undefined;
    const from = draws.below(spot.node.items.length);
    const items = spot.node.items.toSpliced(from, 1);
    return spot.replace({
      ...spot.node,
      items: items.toSpliced(draws.below(items.length + 1), 0, spot.node.items[from]!),
    });
  },
  split: (root, draws) => {
    const spot = draws.pick(sections(root).filter(({ key }) => key === 'usage'));
    const wide = spot?.node.items.flatMap((part, at) =>
      ofKind(part as MapNode, 'list')
        .filter(({ node, key }) => ['to', 'in'].includes(key) && node.items.length > 1)
        .map((words) => ({ part, at, words })),
    );
    const chosen = wide && draws.pick(wide);
    if (!spot || !chosen) return undefined;
    const { part, at, words } = chosen;
    const parts = words.node.items.map((word, n) =>
      withId(words.replace({ ...words.node, items: [word] }), `${(part as MapNode).entries[0]!.value.kind}-${at}-${n}`),
    );
    return spot.replace({ ...spot.node, items: spot.node.items.toSpliced(at, 1, ...parts) });
  },
};

type WholeMutation = (documents: readonly PlanDocument[], draws: Draws) => readonly PlanDocument[];

const DATES = ['2024-06-01', '2025-06-01', '2026-06-01', '2027-01-01', '2027-06-01'];
const EXISTING = ['never', 'next-cycle', '2028-01-01'];

/** Of whole documents. */
const WHOLE: Readonly<Record<string, WholeMutation>> = {
  drop: (documents, draws) => documents.toSpliced(draws.below(documents.length), 1),
  copy: (documents, draws) => {
    const from = documents[draws.below(documents.length)]!;
    const id = `new-${draws.below(20)}`;
    return [...documents, { ...from, id, node: withId(from.node, id) as MapNode }];
  },
  rename: (documents, draws) => {
    const from = documents[draws.below(documents.length)]!;
    const id = `renamed-${draws.below(20)}`;
    return documents.map((other) =>
      other.kind === from.kind && other.id === from.id
        ? { ...other, id, node: withId(other.node, id) as MapNode }
        : other,
    );
  },
  version: (documents, draws) => {
    const plans = documents.filter(({ kind }) => kind === 'plan');
    const from = draws.pick(plans);
    if (!from) return documents;
    const { place } = from.node;
    const [date, existing] = [draws.pick(DATES)!, draws.pick(EXISTING)!];
    const taken = plans.some(({ id, node }) => id === from.id && JSON.stringify(node).includes(date));
    if (taken) return documents;
    const entries = [
      { key: 'new', keyPlace: place, value: scalar(from.node, date) },
      { key: 'existing', keyPlace: place, value: scalar(from.node, existing) },
    ];
    const rest = from.node.entries.filter(({ key }) => key !== 'effective');
    const effective = { key: 'effective', keyPlace: place, value: { kind: 'map' as const, place, entries } };
    const version: PlanDocument = { ...from, node: { ...from.node, entries: [...rest, effective] } };
    // Most new versions change something.
    return [...documents, inside([version], draws)[0]!];
  },
};

/** One of the documents changed inside. */
function inside(
  documents: readonly PlanDocument[],
  draws: Draws,
  only = Object.values(INSIDE),
): readonly PlanDocument[] {
  const at = draws.below(documents.length);
  const { [at]: document } = documents;
  if (!document) return documents;
  const node = draws.pick(only)!(document.node, draws);
  return node && checkShape(document.kind, node).length === 0 ? documents.with(at, { ...document, node }) : documents;
}

/** `numbers`: one list a change. */
export function mutate(
  documents: readonly PlanDocument[],
  numbers: readonly (readonly number[])[],
  only: 'anything' | 'values' = 'anything',
): readonly PlanDocument[] {
  const { number, text, dropKey } = INSIDE;
  let result = documents;
  for (const list of numbers) {
    const draws = new Draws(list);
    if (only === 'values') result = inside(result, draws, [number!, number!, text!, dropKey!]);
    else if (draws.below(4) === 0) result = draws.pick(Object.values(WHOLE))!(result, draws);
    else result = inside(result, draws);
  }
  return result;
}
