/** The YAML library's complaints in our words. */

import type { ErrorCode, YAMLError } from 'yaml';
import type { Problem } from '../problems/problem.ts';
import type { Places } from './places.ts';

const IN_OUR_WORDS: Readonly<Partial<Record<ErrorCode, readonly [message: string, fix: string]>>> = {
  BAD_DQ_ESCAPE: ['no such escape in a text in double quotes', 'use single quotes, or write `\\\\` for a backslash'],
  BAD_INDENT: ['the indentation does not fit the lines around it', 'indent what belongs together alike'],
  BAD_SCALAR_START: ['a text cannot start with this sign', 'put the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: ['a second `key: value` on one line', 'put it on a line of its own, or the text in quotes'],
  BLOCK_IN_FLOW: ['lines with `-` or `key:` cannot stand inside brackets', 'use [ ] and { } within brackets'],
  KEY_OVER_1024_CHARS: ['a key of more than 1024 characters', 'a bracket or quote before it may be open'],
  MULTILINE_IMPLICIT_KEY: ['a key must stand on one line', 'a colon or a quote may be missing on the line before'],
};

/** One problem for each line that has any: what follows on the same line is mostly a consequence. */
export function syntaxProblems(errors: readonly YAMLError[], places: Places, most: number): Problem[] {
  const problems: Problem[] = [];
  let lastLine = 0;
  for (const error of errors) {
    const place = places.at(error.pos[0], error.pos[1]);
    if (place.line === lastLine) continue;
    lastLine = place.line;
    problems.push({ ...inOurWords(error), severity: 'error', place });
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
  const known = IN_OUR_WORDS[code];
  if (known) return { code: 'YAML-SYNTAX', message: known[0], fix: known[1] };
  return { code: 'YAML-SYNTAX', message: message.charAt(0).toLowerCase() + message.slice(1) };
}
