/** What is wrong, where, and what to do about it: the one form in which every room reports a user's mistake. */

import type { Code } from './codes.ts';

/** A place in a file. Lines and columns count from 1; a column counts characters, not bytes. */
export interface Place {
  /** Path as the user would write it, relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters the caret underlines; 1 unless told. */
  readonly length?: number;
}

export interface Problem {
  readonly code: Code;
  readonly severity: 'error' | 'warning';
  /** One sentence in the reader's words: what is wrong, with the value as written. */
  readonly message: string;
  readonly place?: Place;
  /** Other places that have a part in it: the other end of a gap, the first of two duplicates. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
  /** The nearest fix, in the imperative: `write "60 s / 1 s"`. */
  readonly fix?: string;
}

/** A value, or all the problems that stood in its way. Warnings may stand beside a value. */
export type Outcome<T> =
  | { readonly value: T; readonly problems: readonly Problem[] }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');
