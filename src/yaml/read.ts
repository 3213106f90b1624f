/**
 * Plain YAML, read safely: any bytes give documents or problems, never an exception, in time proportional to their size.
 *
 * Not supported on purpose: anchors, aliases, merge keys, tags, directives. Nothing is converted: numbers, dates and
 * words stay text for the room that knows what they mean.
 */

import { Composer, type YAMLError } from 'yaml';
import type { Outcome, Problem } from '../problems/problem.ts';
import { buildDocument, CONTROL } from './build.ts';
import type { Node } from './document.ts';
import { Places } from './places.ts';
import { findRefused, tooDeep, tooMany } from './refused.ts';
import { readSimple } from './simple.ts';
import { syntaxProblems } from './syntax.ts';
import { MAX_LEXEMES, parseTokens } from './tokens.ts';

/** Bytes a file may have. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Problems reported of one file; mending the first ones mostly mends the rest. */
export const MAX_PROBLEMS_PER_FILE = 100;

const STRICT = new TextDecoder('utf-8', { fatal: true });

/** The text of a file's bytes: refuses what is too large or no UTF-8. */
export function readText(bytes: Uint8Array, file: string, most = MAX_FILE_BYTES): Outcome<string> {
  if (bytes.length > most) return { problems: [tooLarge(file, most)] };
  try {
    return { value: STRICT.decode(bytes), problems: [] };
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const place = new Places(text, file).at(Math.max(text.indexOf('\ufffd'), 0));
    const message = 'the file is not UTF-8 text from here on';
    return { problems: [{ code: 'YAML-ENCODING', severity: 'error', message, place, fix: 'save it as UTF-8' }] };
  }
}

/** As readYaml, from the bytes of a file. */
export function readYamlBytes(bytes: Uint8Array, file: string): Outcome<readonly Node[]> {
  const read = readText(bytes, file);
  return read.value === undefined ? { problems: read.problems } : readYaml(read.value, file);
}

/**
 * The documents of a file. Empty documents are left out; a file without any gives an empty list and a warning. With
 * any error there is no value: at most MAX_PROBLEMS_PER_FILE problems tell all that is wrong.
 */
export function readYaml(text: string, file: string): Outcome<readonly Node[]> {
  if (text.length > MAX_FILE_BYTES || Buffer.byteLength(text) > MAX_FILE_BYTES) {
    return { problems: [tooLarge(file)] };
  }
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const simple = readSimple(plain, file);
  if (simple) return { value: simple, problems: [] };
  const places = new Places(plain, file);
  const controls = controlProblems(plain, places);
  if (controls.length > 0) return { problems: controls };
  return withoutStackTraces(() => readPlain(plain, places, file));
}

function readPlain(text: string, places: Places, file: string): Outcome<readonly Node[]> {
  const parsed = parseTokens(text);
  if ('tooDeepAt' in parsed) return { problems: [tooDeep(places, parsed.tooDeepAt)] };
  if ('tooManyAt' in parsed) return { problems: [tooMany(places, parsed.tooManyAt, `${MAX_LEXEMES} words and signs`)] };
  const { tokens } = parsed;
  const refused = findRefused(tokens, places, MAX_PROBLEMS_PER_FILE);
  if (refused.some(({ code }) => code === 'YAML-TOO-DEEP' || code === 'YAML-TOO-LARGE')) return { problems: refused };

  // uniqueKeys and prettyErrors of the library take quadratic time: keys and places are ours.
  const composer = new Composer({ schema: 'failsafe', prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  const nodes: Node[] = [];
  const problems: Problem[] = [];
  const errors: YAMLError[] = [];
  for (const document of composer.compose(tokens, true, text.length)) {
    for (const error of document.errors) errors.push(error);
    const node = document.errors.length === 0 ? buildDocument(document, places, problems) : undefined;
    if (node) nodes.push(node);
  }
  // A refused anchor, tag or directive makes the library stumble over what comes after it.
  const syntax = refused.length === 0 ? syntaxProblems(errors, tokens, places, MAX_PROBLEMS_PER_FILE) : [];
  const all = [...refused, ...syntax, ...problems];
  if (all.length > 0) return { problems: all.slice(0, MAX_PROBLEMS_PER_FILE) };
  if (nodes.length > 0) return { value: nodes, problems: [] };
  const message = 'the file has no content';
  return {
    value: nodes,
    problems: [{ code: 'YAML-EMPTY', severity: 'warning', message, place: { file, line: 1, column: 1 } }],
  };
}

function controlProblems(text: string, places: Places): Problem[] {
  const problems: Problem[] = [];
  // A carriage return before a line feed is the other way to end a line.
  const controls = new RegExp(`\\r(?!\\n)|(?!\\r)${CONTROL.source}`, 'gu');
  for (const { 0: character, index } of text.matchAll(controls)) {
    const number = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    const message = `the control character U+${number} cannot stand here`;
    problems.push({ code: 'YAML-CONTROL', severity: 'error', message, place: places.at(index), fix: 'remove it' });
    if (problems.length === MAX_PROBLEMS_PER_FILE) break;
  }
  return problems;
}

/** What is said of a file that has more bytes than it may have. */
export function tooLarge(file: string, most = MAX_FILE_BYTES): Problem {
  const message = `the file is larger than ${most / 1024 / 1024} MiB`;
  return { code: 'YAML-TOO-LARGE', severity: 'error', message, place: { file, line: 1, column: 1 } };
}

/** The library makes an Error for every mistake; its stack trace is the expensive part and nobody reads it. */
function withoutStackTraces<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
