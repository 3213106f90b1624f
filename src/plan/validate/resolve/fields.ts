/** Reading a document whose shape was checked: what the schema promised is taken for granted. */

import type { Place } from '../../../problems/problem.ts';
import { entry, type ListNode, type MapNode, type Node, type ScalarNode } from '../../../yaml/document.ts';

export const field = (map: MapNode, key: string): Node | undefined => entry(map, key)?.value;

export const has = (map: MapNode, key: string): boolean => entry(map, key) !== undefined;

export function scalarField(map: MapNode, key: string): ScalarNode | undefined {
  const node = field(map, key);
  return node?.kind === 'scalar' ? node : undefined;
}

export function mapField(map: MapNode, key: string): MapNode | undefined {
  const node = field(map, key);
  return node?.kind === 'map' ? node : undefined;
}

export function listField(map: MapNode, key: string): ListNode | undefined {
  const node = field(map, key);
  return node?.kind === 'list' ? node : undefined;
}

/** The mappings of a list of mappings; none when the key is absent. */
export function mapsOf(map: MapNode, key: string): MapNode[] {
  return (listField(map, key)?.items ?? []).filter((item): item is MapNode => item.kind === 'map');
}

export const textField = (map: MapNode, key: string): string | undefined => scalarField(map, key)?.text;

/** A word of a closed list (the schema has checked which), or its default. */
export function wordField<Word extends string>(map: MapNode, key: string, otherwise: Word): Word {
  return (textField(map, key) as Word | undefined) ?? otherwise;
}

/** A whole number, or its default. */
export function numberField(map: MapNode, key: string, otherwise: number): number {
  const text = textField(map, key);
  return text === undefined ? otherwise : Number(text);
}

/** The scalars of a key that is one word or a list of words. */
export function wordNodes(map: MapNode, key: string): ScalarNode[] {
  const node = field(map, key);
  if (node?.kind === 'scalar') return [node];
  return node?.kind === 'list' ? node.items.filter((item): item is ScalarNode => item.kind === 'scalar') : [];
}

/** The place of the deepest key of a path that is there; of the mapping itself when none is. */
export function placeOf(map: MapNode, ...path: readonly string[]): Place {
  let place = map.place;
  let here: Node | undefined = map;
  for (const key of path) {
    const found: ReturnType<typeof entry> = here?.kind === 'map' ? entry(here, key) : undefined;
    if (!found) break;
    place = found.keyPlace;
    here = found.value;
  }
  return place;
}
