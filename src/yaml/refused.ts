/** What plain YAML leaves out: found on the tokens, before anything is built from them. */

import type { CST } from 'yaml';
import type { Code } from '../problems/codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { Places } from './places.ts';

/** Levels of lists and mappings in each other. */
export const MAX_DEPTH = 64;
/** Values in a file: scalars, lists and mappings. */
export const MAX_VALUES = 400_000;

const REFUSED: Readonly<Partial<Record<CST.Token['type'], readonly [Code, string, string]>>> = {
  anchor: ['YAML-ANCHOR', 'anchors are not used here', 'leave the anchor out'],
  alias: ['YAML-ANCHOR', 'aliases are not used here', 'write the value out'],
  tag: ['YAML-TAG', 'tags are not used here', 'leave the tag out'],
  directive: ['YAML-DIRECTIVE', 'directives are not used here', 'leave the line out'],
};

type Piece = Exclude<CST.Token, CST.Document> | CST.Document;

/** Problems of everything refused in the tokens of a file. Without recursion: the depth is not yet known. */
export function findRefused(tokens: readonly CST.Token[], places: Places, most: number): Problem[] {
  const problems: Problem[] = [];
  const report = (code: Code, message: string, from: number, to: number, fix?: string) => {
    problems.push({ code, severity: 'error', message, place: places.at(from, to), ...(fix && { fix }) });
  };
  let values = 0;
  const waiting: { token: Piece; depth: number }[] = [];
  for (let index = tokens.length - 1; index >= 0; index -= 1) waiting.push({ token: tokens[index]!, depth: 0 });
  for (let next = waiting.pop(); next && problems.length < most; next = waiting.pop()) {
    const { token, depth } = next;
    const refused = REFUSED[token.type];
    if (refused && 'source' in token) {
      const [code, message, fix] = refused;
      const written = token.source.trimEnd();
      report(code, `\`${shown(written)}\`: ${message}`, token.offset, token.offset + written.length, fix);
    }
    const inner = depth + (isCollection(token) ? 1 : 0);
    if (inner > MAX_DEPTH) {
      report('YAML-TOO-DEEP', `nested more than ${MAX_DEPTH} levels deep`, token.offset, token.offset + 1);
      return problems;
    }
    if (isCollection(token) || token.type.endsWith('scalar')) values += 1;
    if (values > MAX_VALUES) {
      report('YAML-TOO-LARGE', `more than ${MAX_VALUES} values in one file`, token.offset, token.offset + 1);
      return problems;
    }
    const parts = partsOf(token);
    for (let index = parts.length - 1; index >= 0; index -= 1) waiting.push({ token: parts[index]!, depth: inner });
  }
  return problems;
}

const isCollection = (token: Piece): token is CST.BlockMap | CST.BlockSequence | CST.FlowCollection =>
  token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection';

function partsOf(token: Piece): Piece[] {
  const parts: (Piece | null | undefined)[] = [];
  if (token.type === 'document') parts.push(...token.start, token.value);
  if (token.type === 'block-scalar') parts.push(...token.props);
  if (isCollection(token)) {
    for (const item of token.items) {
      for (const start of item.start) parts.push(start);
      parts.push(item.key);
      for (const separator of item.sep ?? []) parts.push(separator);
      parts.push(item.value);
    }
  }
  return parts.filter((part): part is Piece => part !== null && part !== undefined);
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
