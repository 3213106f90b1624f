/**
 * One HTML page that needs nothing else: no request leaves it, and its policy would let none through. What stands in it
 * as data is JSON in which `<` cannot occur and which its script puts on the page as text.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { visible } from '../../problems/visible.ts';
import type { DataPiece } from './scenario-list.ts';
import { escapeText } from './templates.ts';

export interface HtmlDocument {
  readonly title: string;
  /** Markup: a template escaped what is not ours. */
  readonly body: string;
  /** What its script lists; a page without it runs no script at all. */
  readonly data?: Iterable<DataPiece>;
  /** Of the templates, in this order; the one of all pages unless told. */
  readonly styles?: readonly string[];
}

/** The page in pieces, to be written one after the other. */
export function* htmlDocument({ title, body, data, styles = ['report.css'] }: HtmlDocument): Generator<string> {
  const [style, script] = [styles.map(read).join('\n'), data ? pageScript() : undefined];
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  yield '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n';
  yield `<title>rateproof: ${escapeText(title)}</title>\n`;
  yield `<style>${style}</style>\n</head>\n<body>\n`;
  yield body;
  for (const { kind, piece, value } of data ?? []) {
    yield `<script type="application/json" data-list="${kind}" data-piece="${piece}">${embed(shown(value))}</script>\n`;
  }
  if (script !== undefined) yield `<script type="module">${script}</script>\n`;
  yield '</body>\n</html>\n';
}

const read = (file: string): string => readFileSync(new URL(`../templates/${file}`, import.meta.url), 'utf8');

/** The page's modules as one: imports between them go, and what they export is simply there. */
const pageScript = (): string =>
  ['list.js', 'report.js']
    .map((file) =>
      read(file)
        .replace(/^import .*;\n/gm, '')
        .replace(/^export /gm, ''),
    )
    .join('\n');

/** Nothing is loaded; only this style and this script run. */
function policy(style: string, script: string | undefined): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const rules = ["default-src 'none'", `style-src ${hash(style)}`];
  if (script !== undefined) rules.push(`script-src ${hash(script)}`);
  return [...rules, 'img-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');
}

/** JSON that cannot end the element it stands in. */
const embed = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Most texts; the look for what cannot be seen takes ten times as long. */
const PLAIN = /^[ -~]*$/;

/** Every text in it, however deep, without characters that cannot be seen or that reorder what is around them. */
export function shown<T>(value: T): T {
  if (typeof value === 'string') return (PLAIN.test(value) ? value : visible(value)) as T;
  if (Array.isArray(value)) return value.map(shown) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)])) as T;
}
