/** From the YAML library's nodes to ours. */

import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, Scalar, type Node as YamlNode } from 'yaml';
import type { Problem } from '../problems/problem.ts';
import type { MapEntry, Node, ScalarNode } from './document.ts';
import type { Places } from './places.ts';

/** Tab and line feed are text; everything else that cannot be seen, and half characters, are not. */
export const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Surrogate}\ufffe\uffff]/u;

/** A document's content; undefined when it is empty. Problems go to `problems`. */
export function buildDocument(document: Document.Parsed, places: Places, problems: Problem[]): Node | undefined {
  const contents = document.contents as YamlNode | null;
  if (!contents) return undefined;
  const node = new Builder(places, problems).node(contents);
  return node?.kind === 'scalar' && node.text === '' && !node.quoted ? undefined : node;
}

class Builder {
  readonly #places: Places;
  readonly #problems: Problem[];

  constructor(places: Places, problems: Problem[]) {
    this.#places = places;
    this.#problems = problems;
  }

  node(from: YamlNode): Node | undefined {
    const [start, end] = from.range!;
    if (isScalar(from)) return this.#scalar(from, this.#places.trimmed(start, end));
    const place = this.#places.at(start, start + 1);
    if (isSeq(from)) {
      const items: Node[] = [];
      for (const item of from.items) {
        const built = this.node(item as YamlNode);
        if (built) items.push(built);
      }
      return { kind: 'list', place, items };
    }
    if (isMap(from)) return { kind: 'map', place, entries: this.#entries(from.items as Pair<YamlNode, YamlNode>[]) };
    return undefined;
  }

  #scalar(from: Scalar, place: Node['place']): ScalarNode {
    const quoted = from.type !== undefined && from.type !== Scalar.PLAIN;
    const text = quoted ? String(from.value) : (from.source ?? '');
    if (CONTROL.test(text)) {
      this.#error('YAML-CONTROL', 'a text holds a control character', place, 'leave the escape sequence out');
    }
    return { kind: 'scalar', place, text, quoted };
  }

  #entries(pairs: readonly Pair<YamlNode, YamlNode | null>[]): MapEntry[] {
    const entries: MapEntry[] = [];
    const seen = new Map<string, MapEntry>();
    for (const { key, value } of pairs) {
      const [start, end] = key.range!;
      const keyPlace = this.#places.trimmed(start, end);
      if (!isScalar(key) || isAlias(key)) {
        this.#error('YAML-KEY', 'a key must be plain text', keyPlace);
        continue;
      }
      const { text, quoted } = this.#scalar(key, keyPlace);
      if (text === '' || text.includes('\n')) {
        this.#error('YAML-KEY', 'a key must be a word on one line', keyPlace, 'write a word before the colon');
      } else if (text === '<<' && !quoted) {
        this.#error('YAML-MERGE', '`<<`: merge keys are not used here', keyPlace, 'write the keys out');
      } else {
        const built = value ? this.node(value) : undefined;
        const nothing: ScalarNode = { kind: 'scalar', place: keyPlace, text: '', quoted: false };
        const entry: MapEntry = { key: text, keyPlace, value: built ?? nothing };
        const first = seen.get(text);
        if (first) this.#duplicate(text, keyPlace, first);
        else {
          seen.set(text, entry);
          entries.push(entry);
        }
      }
    }
    return entries;
  }

  #duplicate(key: string, place: Node['place'], first: MapEntry): void {
    this.#problems.push({
      code: 'YAML-DUPLICATE-KEY',
      severity: 'error',
      message: `\`${key}\` is written twice in one mapping`,
      place,
      related: [{ message: 'the first one is here', place: first.keyPlace }],
      fix: 'keep one of the two',
    });
  }

  #error(code: Problem['code'], message: string, place: Node['place'], fix?: string): void {
    this.#problems.push({ code, severity: 'error', message, place, ...(fix && { fix }) });
  }
}
