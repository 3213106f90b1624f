/** What every problem must be, whatever the input was. */

import { CODES } from '../../src/problems/codes.ts';
import type { Place, Problem } from '../../src/problems/problem.ts';
import { problemsToJson, renderProblems } from '../../src/problems/render.ts';

/** A frame of a stack trace. */
export const FRAME = /^\s+at .*[(:]\d+:\d+\)?$/m;
/** What acts on a terminal or turns the text around. */
export const ACTS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Codes of the problems; throws when one of them is not as it must be. `texts` by file: all places lie inside them. */
export function codesOf(
  problems: readonly Problem[],
  texts: ReadonlyMap<string, string>,
  { placed }: { readonly placed: boolean } = { placed: true },
): string[] {
  const lines = new Map([...texts].map(([file, text]) => [file, text.replace(/^\ufeff/, '').split(/\r?\n/)]));
  for (const { code, message, fix = '', place, related = [] } of problems) {
    if (!Object.hasOwn(CODES, code)) throw new Error(`no such code: ${code}`);
    if (message.trim() === '') throw new Error(`${code} without a message`);
    if (message.length + fix.length > 3000) throw new Error(`${code}: a message of ${message.length} characters`);
    if (FRAME.test(message) || /\[object|\bundefined\b|\bNaN\b(?!`)/.test(message.replaceAll(/[`"].*[`"]/gs, '')))
      throw new Error(`${code}: ${message}`);
    if (place) checkPlace(code, place, lines);
    else if (placed) throw new Error(`${code} has no place: ${message}`);
    for (const other of related) checkPlace(code, other.place, lines);
  }
  const shown = renderProblems(problems, { sources: texts });
  if (ACTS.test(shown)) throw new Error(`control characters in ${JSON.stringify(shown)}`);
  if (ACTS.test(problemsToJson(problems))) throw new Error(`control characters in ${problemsToJson(problems)}`);
  return problems.map(({ code }) => code);
}

function checkPlace(code: string, { file, line, column }: Place, lines: ReadonlyMap<string, readonly string[]>): void {
  const text = lines.get(file)?.[line - 1];
  // A byte order mark is no character of its line; a place may be right behind the last one.
  if (text === undefined || line < 1 || column < 1 || column > [...text].length + 1) {
    throw new Error(`${code} at ${file}:${line}:${column}, which is outside the text`);
  }
}
