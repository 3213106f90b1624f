/**
 * Text of strangers inside Markdown, as GitHub, GitLab and their like show it: it formats nothing, holds no HTML, links
 * nowhere and calls nobody. Mentions and references (`@name`, `#12`, `GH-12`, GitLab's `!12`, `&12`, `%1`, `$1`, `~bug`) are
 * found after Markdown is read, so that no escape of Markdown stops them: a space of no width does.
 */

import { shortened } from './shortened.ts';

const NO_WIDTH = '&#8203;';
/** Stands for it until everything else is escaped; no text that was made visible holds one. */
const MARK = '\u200b';

/** Inside a sentence or a cell of a table. */
export function prose(text: string): string {
  return shortened(text)
    .replace(/@|[#!&%$](?=[\w"])|~(?=[a-z"])|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, `$&${MARK}`)
    .replace(/[\\`*_{}[\]|~$^]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(MARK, NO_WIDTH);
}

/** A paragraph of its own: what would begin a heading, a list, a rule or a command of GitLab (`/merge`) begins nothing. */
export function paragraph(text: string): string {
  // A list's mark with nothing behind it would make a heading of the line before.
  return (prose(text) || '–').replace(/^(?:[#+\-=/]|\d+(?=[.)]))/, (start) => {
    return start === '/' ? `${NO_WIDTH}/` : /\d/.test(start) ? `${start}${NO_WIDTH}` : `\\${start}`;
  });
}

/** As it is, in the letters of code; in a table a bar would end the cell. */
export function code(text: string, place: 'sentence' | 'table' = 'sentence'): string {
  const line = shortened(text) || ' ';
  // There a bar after a backslash ends the cell however many more are put before it, in code too.
  if (place === 'table' && line.includes('\\|')) return prose(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  const inside = place === 'table' ? line.replaceAll('|', '\\|') : line;
  return `${fence}${pad}${inside}${pad}${fence}`;
}

/** Lines as they are, in a block of their own; nothing in them can end it. */
export function block(lines: readonly string[], language: 'diff' | 'sh' | 'text'): string {
  const fence = '`'.repeat(Math.max(2, ...lines.map(longestRun)) + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));

/** Inside an element: Markdown is not read there by everybody, HTML is. In code, so that it mentions nobody. */
export function htmlCode(text: string): string {
  const escaped = shortened(text).replace(/[&<>"'\\`*_[\]~$@#:]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${escaped}</code>`;
}

/** A row of a table, of cells that are escaped. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
