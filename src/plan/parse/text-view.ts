/** A document as the schema sees it: every scalar its source text, nothing its `null`. */

import type { Node } from '../../yaml/document.ts';

export type TextView = string | null | readonly TextView[] | { readonly [key: string]: TextView };

/** `key:` with nothing behind it, or YAML's words for nothing. */
export const isNothing = (node: Node): boolean =>
  node.kind === 'scalar' && !node.quoted && ['', '~', 'null', 'Null', 'NULL'].includes(node.text);

export function textView(node: Node): TextView {
  if (node.kind === 'scalar') return isNothing(node) ? null : node.text;
  if (node.kind === 'list') return node.items.map(textView);
  // Without a prototype, so that a key such as `__proto__` or `constructor` is a key like any other.
  const view = Object.create(null) as Record<string, TextView>;
  for (const { key, value } of node.entries) view[key] = textView(value);
  return view;
}
