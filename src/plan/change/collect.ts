/** The edits of one comparison, each with its fingerprint. */

import { createHash } from 'node:crypto';
import type { Node } from '../../yaml/document.ts';
import type { DocumentKey, Edit, EditKind, Step } from './edit.ts';

/** Where in a document an edit is. */
export interface Where {
  readonly document: DocumentKey;
  readonly versionBefore?: string;
  /** For people: in the words of the head. */
  readonly path: readonly Step[];
  /**
   * For the fingerprint: in the words of the base where it has some, entries of lists by what they say. An edit beside
   * this one, or another position, changes nothing in it.
   */
  readonly labels: readonly string[];
}

export const into = (where: Where, step: Step, label: string): Where => ({
  ...where,
  path: [...where.path, step],
  labels: [...where.labels, label],
});

const FINGERPRINT_DIGITS = 16;

export class Collected {
  readonly edits: Edit[] = [];
  readonly #times = new Map<string, number>();

  /** `says`: what is there before and after as canonical text, or what else tells this edit from all others. */
  add(kind: EditKind, where: Where, before: Node | undefined, after: Node | undefined, says: readonly string[]): Edit {
    const content = JSON.stringify([kind, where.labels, says]);
    // Two covers that say the same, both taken away: the same edit twice, known as first and second.
    const times = this.#times.get(content) ?? 0;
    this.#times.set(content, times + 1);
    const hash = createHash('sha256').update(times === 0 ? content : `${content}${times}`);
    const edit: Edit = {
      fingerprint: hash.digest('hex').slice(0, FINGERPRINT_DIGITS),
      kind,
      document: where.document,
      ...(where.versionBefore !== undefined && { versionBefore: where.versionBefore }),
      path: where.path,
      before,
      after,
    };
    this.edits.push(edit);
    return edit;
  }
}
