/** Markdown that strangers wrote into, as hosts of pull requests read it. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { CommentLimit } from '../../src/reporting/limits.ts';

export const sizeOf = (text: string, { unit }: CommentLimit): number =>
  unit === 'bytes' ? Buffer.byteLength(text) : text.length;

/** What a renderer reads as Markdown: blocks and spans of code are letters. */
export const readOf = (page: string): string =>
  page
    .replace(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<!\\)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '')
    .replace(/<code>(?:[^<`@]|&#\d+;)*<\/code>/g, '');

export function expectHarmless(page: string, limit: CommentLimit): void {
  expect(sizeOf(page, limit)).toBeLessThanOrEqual(limit.most);
  const read = readOf(page);
  const ours = limit.folds ? ['<details>', '<summary>', '</summary>', '</details>'] : [];
  for (const [tag] of read.matchAll(/<[^>\n]*>?/g)) expect(ours).toContain(tag);
  expect(read.match(/<details>/g)?.length).toBe(read.match(/<\/details>/g)?.length);
  // A space of no width stands where a mention, a reference or an address would begin.
  const called = /.{0,30}(?:@[\w-]|(?<!&)#\d|[!%$]\w|~[a-z]|\bGH-\d|:\/\/|\bwww\.).{0,30}/i;
  expect(called.exec(read.replaceAll('&#8203;', '\u00b7'))?.[0]).toBe(undefined);
  // Nothing but what we write begins a line: no heading, no list of theirs, no command of GitLab.
  for (const line of page.split('\n')) {
    expect(line.slice(0, 80)).toMatch(
      /^$|^(?:#{2,4} |\||- | {2}- |---$|`{3,}|rateproof |<\/?details>|\*\*|[\p{L}\p{Extended_Pictographic}]|ℹ️|and \d)/u,
    );
  }
  expect(
    /.{0,20}[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.exec(page)?.[0],
  ).toBe(undefined);
}

const parts = fc.constantFrom(
  ...['@team', '#12', '!3', '%1', '$5', '~bug', '&7', 'GH-1', '|', '\\', '`', '``', '```', '<b>', '</details>', '<!--'],
  ...[
    '\n',
    '\r\n# x',
    '\n/merge\n',
    '- ',
    '1. ',
    '> ',
    '***',
    '__',
    '[x](y)',
    '![',
    '://',
    'www.',
    '\u202e',
    '\u001b[2J',
  ],
  ...['\u0000', '\ud800', '&lt;', '&#64;', '~~~', '===', '\t', ' ', '=1+1', 'é', '漢'],
);
/** Texts of pieces that mean something to somebody. */
export const hostileText = fc
  .array(fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 8 })
  .map((all) => all.join(''));
