/**
 * What a change of plans is made of: one edit a value. It is the unit in which a change is told, attributed and approved.
 *
 * Edits are found between documents of two sides, matched by what they are (kind, id, version) and inside them by the ids
 * of charges, allowances and discounts: a file that was renamed, a list in another order of lines or a comment is no edit.
 */

import type { Node } from '../../yaml/document.ts';
import type { DocumentKind } from '../parse/shape.ts';

/** Which document an edit is in. */
export interface DocumentKey {
  readonly kind: DocumentKind;
  readonly id: string;
  /** Of a plan: the date of `effective.new` on the head's side (the base's where the head has none), or empty. */
  readonly version: string;
}

/** One step into a document: a key of a map, the part with an id in a list of parts, or a place in another list, from 0. */
export type Step = string | { readonly id: string } | number;

/**
 * changed: a value is another. added, removed: a part, a key or a whole document. moved: a part stands elsewhere in its
 * list, where the order has a meaning. renamed: a part or document has another id; `before` and `after` are the ids. split: one
 * part became several that together say what it said (`after` is a list of them), or, the change read backwards, several
 * became one (`before` is the list); of a tier, steps of one price.
 */
export type EditKind = 'changed' | 'added' | 'removed' | 'moved' | 'renamed' | 'split';

export interface Edit {
  /** 16 hexadecimal digits of the SHA-256 of the content: the same wherever the part stands and whatever else changes beside it. */
  readonly fingerprint: string;
  readonly kind: EditKind;
  readonly document: DocumentKey;
  /**
   * Of a version that only the head has, edits are against the version before it (`versionBefore`: its date); of the
   * base's, likewise. Without one, the whole document is one edit with an empty path; with one, an empty path is a version
   * that says what the one before it says.
   */
  readonly versionBefore?: string;
  /** From the document's root, in the head's words; of what was removed in the base's. */
  readonly path: readonly Step[];
  readonly before: Node | undefined;
  readonly after: Node | undefined;
}

/** Who feels an edit. nobody: names, descriptions, another spelling of the same. */
export type Audience = 'everyone' | 'existing customers' | 'new customers' | 'nobody';

/** For the customer. unknown: it depends on the usage in a way that is not told by the edit alone. */
export type Direction = 'better' | 'worse' | 'mixed' | 'none' | 'unknown';

/** high: existing customers can pay more or lose something. medium: bills move otherwise. low: no bill of today moves. */
export type Severity = 'high' | 'medium' | 'low';

/** An edit in words, as data: what reports, approvals and results.ndjson hold. */
export interface ToldEdit {
  readonly fingerprint: string;
  readonly kind: EditKind;
  /** `plan smart-m from 2026-04-01`, `rates de-sms`. */
  readonly document: string;
  /** Ids of the plans whose bills it can move; of a shared document all that use it. */
  readonly plans: readonly string[];
  /** Id of the charge, allowance or discount it is in; absent for the plan itself. */
  readonly part?: string;
  /** One line: `data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB`. */
  readonly words: string;
  /** Where nothing but text changed: names, descriptions, another spelling of the same meaning, an order that no price minds. */
  readonly textOnly: boolean;
  readonly audience: Audience;
  readonly direction: Direction;
  readonly severity: Severity;
  /** Where it stands: in the head, or of what was removed in the base. */
  readonly place: { readonly file: string; readonly line: number };
}
