/** What plain YAML leaves out: found on the tokens, before anything is built from them. */

import type { CST } from 'yaml';
import type { Code } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { Places } from './places.ts';
import { isCollection, MAX_DEPTH, walkTokens } from './tokens.ts';

/** Values in a file: scalars, lists and mappings. */
const MAX_VALUES = 250_000;

const REFUSED: Readonly<Partial<Record<CST.Token['type'], readonly [Code, string, string]>>> = {
  anchor: ['YAML-ANCHOR', 'anchors are not used here', 'leave the anchor out'],
  alias: ['YAML-ANCHOR', 'aliases are not used here', 'write the value out'],
  tag: ['YAML-TAG', 'tags are not used here', 'leave the tag out'],
  directive: ['YAML-DIRECTIVE', 'directives are not used here', 'leave the line out'],
};

/** Problems of everything refused in the tokens of a file. Without recursion: the depth is not yet known. */
export function findRefused(tokens: readonly CST.Token[], places: Places, most: number): Problem[] {
  const problems: Problem[] = [];
  const report = (code: Code, message: string, from: number, to: number, fix?: string) => {
    problems.push({ code, severity: 'error', message, place: places.at(from, to), ...(fix && { fix }) });
  };
  let values = 0;
  for (const { token, depth } of walkTokens(tokens)) {
    if (problems.length >= most) break;
    const refused = REFUSED[token.type];
    if (refused && 'source' in token) {
      const [code, message, fix] = refused;
      const written = token.source.trimEnd();
      report(code, `\`${shown(written)}\`: ${message}`, token.offset, token.offset + written.length, fix);
    }
    if (depth > MAX_DEPTH) {
      problems.push(tooDeep(places, token.offset));
      return problems;
    }
    if (isCollection(token) || token.type.endsWith('scalar')) values += 1;
    if (values > MAX_VALUES) {
      problems.push(tooMany(places, token.offset, `${MAX_VALUES} values`));
      return problems;
    }
  }
  return problems;
}

export const tooDeep = (places: Places, offset: number): Problem => ({
  code: 'YAML-TOO-DEEP',
  severity: 'error',
  message: `nested more than ${MAX_DEPTH} levels deep`,
  place: places.at(offset),
});

export const tooMany = (places: Places, offset: number, what: string): Problem => ({
  code: 'YAML-TOO-LARGE',
  severity: 'error',
  message: `more than ${what} in one file`,
  place: places.at(offset),
});

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
