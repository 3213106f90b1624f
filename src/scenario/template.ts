/** Templates: what scenarios have in common, in a document of its own, for all files. */

import { nearest } from '../problems/nearest.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode } from '../yaml/document.ts';
import { type Reading, valueIn } from './reading.ts';

/** Keys that speak of one scenario. */
const NOT_SHARED: readonly string[] = ['scenario', 'like', 'cases'];

/** The templates of some documents, by id. */
export class Templates {
  readonly #templates = new Map<string, MapNode>();
  readonly #used = new Set<string>();

  /** Keeps a document that begins with `template:`. */
  add(document: MapNode, reading: Reading): void {
    const id = reading.id(document.entries[0]!.value, 'the id of a template');
    for (const { key, keyPlace } of document.entries) {
      if (!NOT_SHARED.includes(key)) continue;
      const message = `a template has no key \`${key}\``;
      reading.error('SCENARIO-UNKNOWN-KEY', keyPlace, message, 'write it in the scenario that is `like` the template');
    }
    if (id !== undefined) this.#templates.set(id, document);
  }

  /** The scenario written out: what it does not say itself is as in the template it is `like`. */
  writeOut(document: MapNode, reading: Reading): MapNode | undefined {
    const like = valueIn(document, 'like');
    if (!like) return document;
    const id = reading.id(like, '`like`');
    if (id === undefined) return undefined;
    const template = this.#templates.get(id);
    if (!template) {
      const near = nearest(id, this.#templates.keys());
      const fix = near ? `write \`${near}\`` : `write one: a document that begins with \`template: ${shownText(id)}\``;
      const message = `there is no template \`${shownText(id)}\``;
      return reading.error('SCENARIO-UNKNOWN-TEMPLATE', like.place, message, fix);
    }
    this.#used.add(id);
    const own = new Set(document.entries.map(({ key }) => key));
    const shared = template.entries.slice(1).filter(({ key }) => !own.has(key) && !NOT_SHARED.includes(key));
    return { ...document, entries: [...document.entries, ...shared] };
  }

  /** Nobody would notice a mistake in a template that is not used. */
  checkUsed(reading: Reading): void {
    for (const [id, document] of this.#templates) {
      if (this.#used.has(id)) continue;
      const { place } = document.entries[0]!.value;
      const fix = `write \`like: ${id}\` in a scenario, or take the template out`;
      reading.error('SCENARIO-NO-EFFECT', place, `no scenario is like the template \`${id}\``, fix);
    }
  }
}
