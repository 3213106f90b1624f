/**
 * What a value says as one text, without how it is written: no comments, quotes, flow or block style, no order where order
 * means nothing. Two values say the same exactly when their texts are equal.
 */

import { entry, type MapNode, type Node, type ScalarNode } from '../../yaml/document.ts';
import { type Form, formOfItem, formOfKey } from './forms.ts';

/** Nodes never change and stand in one place of one document, so each is read once. */
const known = new WeakMap<Node, string>();

export function canonical(node: Node, form: Form): string {
  let text = known.get(node);
  if (text === undefined) {
    text = read(node, form);
    known.set(node, text);
  }
  return text;
}

function read(node: Node, form: Form): string {
  if (node.kind === 'map') return without(node, form, []);
  if (form.list === 'words') {
    return `[${wordsOf(node).map(wordText).sort().join()}]`;
  }
  if (node.kind === 'scalar') return JSON.stringify(node.text);
  const items = [...node.items];
  if (form.order === 'priority') items.sort((a, b) => priorityOf(a) - priorityOf(b));
  const texts = items.map((item) => canonical(item, formOfItem(form)));
  if (form.list === 'any-order' || form.order === 'none') texts.sort();
  return `[${texts.join()}]`;
}

/** The text of a mapping as if it had not these keys. */
export function without(map: MapNode, form: Form, left: readonly string[]): string {
  const entries = map.entries.filter(({ key }) => !left.includes(key));
  const texts = entries.map(({ key, value }) => `${JSON.stringify(key)}:${canonical(value, formOfKey(form, key))}`);
  if (!form.ordered) texts.sort();
  return `{${texts.join()}}`;
}

/** The members of a set of words, which may be written as one word. */
export const wordsOf = (node: Node): readonly Node[] => (node.kind === 'list' ? node.items : [node]);

/** One word of a set; a word that stands alone says as a set something else than as a word. */
export const wordText = (word: Node): string =>
  word.kind === 'scalar' ? JSON.stringify(word.text) : canonical(word, {});

const DEFAULT_PRIORITY = 100;

/** Priority of an allowance. */
export function priorityOf(part: Node): number {
  const text = textOf(part, 'priority');
  return text === undefined ? DEFAULT_PRIORITY : Number(text);
}

export function textOf(node: Node, key: string): string | undefined {
  return scalarOf(node, key)?.text;
}

export function scalarOf(node: Node, key: string): ScalarNode | undefined {
  const value = node.kind === 'map' ? entry(node, key)?.value : undefined;
  return value?.kind === 'scalar' ? value : undefined;
}

/** All single values of a document or part with where they stand: what likeness is counted in. */
export function leaves(node: Node, form: Form, left: readonly string[], into: string[] = [], at = ''): string[] {
  if (node.kind === 'scalar') into.push(`${at}=${JSON.stringify(node.text)}`);
  else if (form.list === 'whole') into.push(`${at}=${canonical(node, form)}`);
  else if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      if (!left.includes(key)) leaves(value, formOfKey(form, key), [], into, `${at}.${key}`);
    }
  } else {
    node.items.forEach((item, index) => {
      if (form.list === 'words') into.push(`${at}=${wordText(item)}`);
      else if (form.list === 'any-order') into.push(`${at}=${canonical(item, formOfItem(form))}`);
      else leaves(item, formOfItem(form), [], into, `${at}/${(form.list === 'parts' && textOf(item, 'id')) || index}`);
    });
  }
  return into;
}

/** Share of single values that two have in common, from 0 to 1. A ratio of two counts: no result depends on its last bit. */
export function likeness(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const leaf of a) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
  let common = 0;
  for (const leaf of b) {
    const left = counts.get(leaf) ?? 0;
    if (left > 0) {
      common += 1;
      counts.set(leaf, left - 1);
    }
  }
  return (2 * common) / (a.length + b.length);
}
