/** The tokens of a YAML file, visited without recursion: how deep they nest is not yet known. */

import { type CST, Lexer, Parser } from 'yaml';

/** Levels of lists and mappings in each other. */
export const MAX_DEPTH = 64;
/** Words, signs, spaces and line ends in a file: each becomes an object of some hundred bytes. */
export const MAX_LEXEMES = 1_000_000;

export type Parsed =
  | { readonly tokens: readonly CST.Token[] }
  | { readonly tooDeepAt: number }
  | { readonly tooManyAt: number };

/**
 * The tokens of a text, or where it becomes more than any document may be. The library closes levels by recursion, and
 * 100,000 of them are more than it survives: so the depth is looked at while it reads.
 */
export function parseTokens(text: string): Parsed {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > MAX_LEXEMES) return { tooManyAt: Math.min(parser.offset, text.length) };
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length <= MAX_DEPTH) continue;
    const tooDeep = parser.stack.filter(isCollection)[MAX_DEPTH];
    if (tooDeep) return { tooDeepAt: tooDeep.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

interface Visit {
  readonly token: CST.Token;
  /** Lists and mappings around the token, and the token itself when it is one. */
  readonly depth: number;
}

/** Every token with the tokens in it, in the order of the file. */
export function* walkTokens(tokens: readonly CST.Token[]): Generator<Visit> {
  const waiting: Visit[] = [];
  const put = (parts: readonly CST.Token[], depth: number) => {
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      const token = parts[index]!;
      waiting.push({ token, depth: depth + (isCollection(token) ? 1 : 0) });
    }
  };
  put(tokens, 0);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    put(partsOf(next.token), next.depth);
  }
}

export const isCollection = (token: CST.Token): token is CST.BlockMap | CST.BlockSequence | CST.FlowCollection =>
  token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection';

function partsOf(token: CST.Token): CST.Token[] {
  const parts: CST.Token[] = [];
  // One by one: a list of a million is too long for the arguments of a call.
  const add = (more: readonly (CST.Token | null | undefined)[]): void => {
    for (const part of more) if (part) parts.push(part);
  };
  if (token.type === 'document') add([...token.start, token.value]);
  if (token.type === 'block-scalar') add(token.props);
  if (isCollection(token)) {
    for (const item of token.items) {
      add(item.start);
      add([item.key]);
      add(item.sep ?? []);
      add([item.value]);
    }
  }
  return parts;
}

/** Offsets of quotes and brackets that are never closed. */
export function findUnclosed(tokens: readonly CST.Token[]): { quotes: number[]; brackets: number[] } {
  const quotes: number[] = [];
  const brackets: number[] = [];
  for (const { token } of walkTokens(tokens)) {
    if (token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar') {
      const quote = token.source[0]!;
      if (token.source.length < 2 || !token.source.endsWith(quote)) quotes.push(token.offset);
    }
    if (token.type === 'flow-collection') {
      const closed = token.end.some(({ type, source }) => type.startsWith('flow-') && /[\]}]/.test(source));
      if (!closed) brackets.push(token.start.offset);
    }
  }
  return { quotes, brackets };
}
