/**
 * The hidden line by which our comment is found again. It is the first line of the comment and stands there alone: a
 * comment of somebody who quotes ours begins with `>`, or holds the line further down, and is not ours.
 */

/** comment: `<!-- … -->`. reference: `[//]: # (…)`, for Bitbucket, whose Markdown shows HTML comments as text. */
export type TagForm = 'comment' | 'reference';

/** Letters and digits with single `.`, `_` or `-` between them: nothing in it can end the line it stands in. */
export const TAG = /^(?=.{1,64}$)[a-z0-9]+(?:[._-][a-z0-9]+)*$/i;

const lineOf = (tag: string, form: TagForm): string =>
  form === 'comment' ? `<!-- rateproof:${tag} -->` : `[//]: # (rateproof:${tag})`;

/** The text with its tag in front. A reference needs an empty line behind it. */
export const tagged = (text: string, tag: string, form: TagForm): string =>
  `${lineOf(tag, form)}\n${form === 'reference' ? '\n' : ''}${text}`;

/** Hosts may turn line ends into those of Windows, and drop blanks at the end of a line. */
export const hasTag = (body: string, tag: string, form: TagForm): boolean =>
  (body.split(/\r?\n/, 1)[0] ?? '').trim() === lineOf(tag, form);

/** Whether a host would show the same: line ends and blanks at both ends aside. */
export const sameText = (a: string, b: string): boolean => plain(a) === plain(b);

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
