/** Reads the keys of a mapping and collects everything that is wrong with them. */

import type { Code } from '../../problems/codes.ts';
import type { Place, Problem } from '../../problems/problem.ts';
import { entry, type MapNode, type Node, type ScalarNode } from '../../yaml/document.ts';
import { shown } from '../shown.ts';
import type { ColumnField } from './mapping.ts';

const CONTROL = /[\u0000-\u001f\u007f]/;

export class MappingReader {
  readonly problems: Problem[] = [];

  error(code: Code, place: Place, message: string, fix?: string): undefined {
    this.problems.push({ code, severity: 'error', message, place, ...(fix !== undefined && { fix }) });
    return undefined;
  }

  /** Refuses keys that are not known. */
  keys(map: MapNode, what: string, known: readonly string[]): void {
    for (const { key, keyPlace } of map.entries) {
      if (known.includes(key)) continue;
      this.error('USAGE-MAPPING', keyPlace, `${what} has no key ${shown(key)}`, `use one of: ${known.join(', ')}`);
    }
  }

  required(map: MapNode, what: string, key: string): Node | undefined {
    const found = entry(map, key);
    return found?.value ?? this.error('USAGE-MAPPING', map.place, `${what} needs "${key}"`, `add "${key}:"`);
  }

  map(node: Node | undefined, what: string): MapNode | undefined {
    if (!node || node.kind === 'map') return node;
    return this.error('USAGE-MAPPING', node.place, `${what} must be a map of keys and values`);
  }

  /** Text on one line; refuses what would not be seen. */
  text(node: Node | undefined, what: string): ScalarNode | undefined {
    if (!node) return undefined;
    if (node.kind === 'scalar' && node.text !== '' && !CONTROL.test(node.text)) return node;
    return this.error('USAGE-MAPPING', node.place, `${what} must be text on one line`);
  }

  optional(map: MapNode, what: string, key: string): ScalarNode | undefined {
    return this.text(entry(map, key)?.value, `${what} "${key}"`);
  }

  oneOf<Choice extends string>(
    map: MapNode,
    what: string,
    key: string,
    choices: readonly Choice[],
  ): Choice | undefined {
    const node = this.optional(map, what, key);
    if (!node) return undefined;
    const choice = choices.find((candidate) => candidate === node.text);
    const message = `${what} "${key}" cannot be ${shown(node.text)}`;
    return choice ?? this.error('USAGE-MAPPING', node.place, message, `use one of: ${choices.join(', ')}`);
  }

  whole(map: MapNode, what: string, key: string, most: number): number | undefined {
    const node = this.optional(map, what, key);
    if (!node) return undefined;
    if (/^\d{1,3}$/.test(node.text) && Number(node.text) <= most) return Number(node.text);
    const message = `${what} "${key}" cannot be ${shown(node.text)}`;
    return this.error('USAGE-MAPPING', node.place, message, `write a whole number from 0 to ${most}`);
  }

  /** A map from text to text, such as `{ CALL: voice }`. */
  texts(node: Node, what: string): ReadonlyMap<string, string> | undefined {
    const map = this.map(node, what);
    if (!map) return undefined;
    const texts = new Map<string, string>();
    for (const { key, keyPlace, value } of map.entries) {
      const text = this.text(value, `${what} ${shown(key)}`);
      if (CONTROL.test(key)) this.error('USAGE-MAPPING', keyPlace, `${what} must have keys on one line`);
      else if (text) texts.set(key, text.text);
    }
    return texts;
  }

  /** `user_id`, or `{ column: type, values: { CALL: voice } }` where values may be translated. */
  column(node: Node, what: string, translated: boolean): ColumnField | undefined {
    if (node.kind !== 'map' || !translated) {
      const name = this.text(node, what);
      return name && { column: name.text, place: name.place };
    }
    this.keys(node, what, ['column', 'values']);
    const name = this.text(this.required(node, what, 'column'), `${what} "column"`);
    const written = entry(node, 'values')?.value;
    const values = written && this.texts(written, `${what} "values"`);
    return name && { column: name.text, place: name.place, ...(values && { values }) };
  }
}
