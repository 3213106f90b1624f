/** The YAML library's complaints in our words. */

import type { CST, YAMLError } from 'yaml';
import type { Problem } from '../problems/problem.ts';
import type { Places } from './places.ts';
import { findUnclosed } from './tokens.ts';

type Words = readonly [pattern: RegExp, message: string, fix?: string];

/** By the code and message of the library; the first that fits. */
const IN_OUR_WORDS: readonly Words[] = [
  [/^BAD_DQ_ESCAPE/, 'no such escape in a text in double quotes', 'use single quotes, or write `\\\\` for a backslash'],
  [/^BAD_SCALAR_START/, 'a text cannot start with this sign', 'put the text in quotes'],
  [
    /^BLOCK_AS_IMPLICIT_KEY/,
    'a `key: value` within the value of a key',
    'put the text in quotes, or look whether the next line is indented too far',
  ],
  [/^BLOCK_IN_FLOW/, 'lines with `-` or `key:` cannot stand within brackets', 'use [ ] and { } within brackets'],
  [/^KEY_OVER_1024_CHARS/, 'a key of more than 1024 characters', 'a bracket or quote before it may be open'],
  [/^MULTILINE_IMPLICIT_KEY/, 'a key must stand on one line', 'a colon or quote may be missing on the line before'],
  [/Missing ,/, 'a comma is missing before this', 'write the comma'],
  [/Unexpected (,|empty item)/, 'a comma with nothing before it', 'leave the comma out'],
  [/at node end/, 'this cannot follow what stands before it', 'a comma, quote or line break may be missing before it'],
  [/need to be followed by map values/, 'a key without a colon', 'write `key: value`'],
  [/Sequence item without/, 'an entry of the list without its `-`', 'begin it with `- `'],
  [/Missing space after/, 'a space is missing after the colon', 'write the space'],
  [/Comments must be separated/, 'a space is missing before `#`', 'write the space, or put the text in quotes'],
  [/BAD_INDENT/, 'the indentation does not fit the lines around it', 'indent alike what belongs together'],
];

/** One problem for each line that has any: what follows on the same line is mostly a consequence. */
export function syntaxProblems(
  errors: readonly YAMLError[],
  tokens: readonly CST.Token[],
  places: Places,
  most: number,
): Problem[] {
  if (errors.length === 0) return [];
  const { quotes, brackets } = findUnclosed(tokens);
  const problems: Problem[] = [];
  const lines = new Set<number>();
  for (const error of errors) {
    const quote = /Missing closing .quote/.test(error.message) && quotes.at(-1);
    const bracket = /end with a [\]}]/.test(error.message) && brackets.at(-1);
    const open = typeof quote === 'number' ? quote : bracket;
    const place = typeof open === 'number' ? places.at(open) : places.at(error.pos[0], error.pos[1]);
    if (lines.has(place.line)) continue;
    lines.add(place.line);
    const what = typeof quote === 'number' ? 'quote' : 'bracket';
    const words =
      typeof open === 'number'
        ? { code: 'YAML-SYNTAX' as const, message: `this ${what} is never closed`, fix: `close the ${what}` }
        : inOurWords(error);
    problems.push({ ...words, severity: 'error', place });
    if (problems.length === most) break;
  }
  return problems;
}

function inOurWords({ code, message }: YAMLError): Pick<Problem, 'code' | 'message' | 'fix'> {
  if (code === 'TAB_AS_INDENT') {
    return { code: 'YAML-TAB', message: 'a tab cannot be used to indent', fix: 'indent with spaces' };
  }
  if (code === 'NON_STRING_KEY') return { code: 'YAML-KEY', message: 'a key must be plain text' };
  if (code === 'RESOURCE_EXHAUSTION') return { code: 'YAML-TOO-DEEP', message: 'nested too deeply' };
  const known = IN_OUR_WORDS.find(([pattern]) => pattern.test(`${code} ${message}`));
  if (!known) return { code: 'YAML-SYNTAX', message: `this is not YAML: ${message}` };
  return { code: 'YAML-SYNTAX', message: known[1], ...(known[2] && { fix: known[2] }) };
}
