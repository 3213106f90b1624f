/**
 * A run as one HTML page that needs nothing else: no request leaves it, and its policy would let none through.
 *
 * Texts of plans and scenarios meet the page in two places only. Templates escape them; the list of scenarios is JSON
 * in which `<` cannot occur and which the script puts on the page as text. The same run gives the same page.
 *
 * It comes in pieces: what is told of single scenarios is bounded, the list behind it is written row by row.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { visible } from '../problems/visible.ts';
import type { TestRun } from '../run/result.ts';
import { pageOf } from './html/page.ts';
import { packScenarios } from './html/scenario-list.ts';
import { escapeText, writePage } from './html/templates.ts';
import type { Names } from './names.ts';
import type { KeepInvoice } from './reporters.ts';
import { byUrgency } from './statuses.ts';
import { duration } from './terminal.ts';

export interface HtmlOptions {
  /** Gives plans and lines the names that customers read, and quantities their units. */
  readonly names?: Names;
  /** When the run was made, as it is to be shown. */
  readonly time?: string;
  readonly wallMs?: number;
  /** Where invoices that are shown stand as pages of their own, beside this one. */
  readonly keep?: KeepInvoice;
}

/** The page in pieces, to be written one after the other. */
export function* renderHtml(
  run: TestRun,
  { names = new Map(), time, wallMs, keep }: HtmlOptions = {},
): Generator<string> {
  const about = [
    ...(time === undefined ? [] : [{ label: 'Time', value: time }]),
    ...(wallMs === undefined ? [] : [{ label: 'Took', value: duration(wallMs) }]),
  ];
  const { page, causesOf } = pageOf(run, { names, about, keep });
  const [style, script] = [read('report.css'), pageScript()];
  const seen = shown(page);
  yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n';
  yield `<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">\n`;
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n';
  yield '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">\n';
  yield `<title>rateproof: ${escapeText(seen.sentence)}</title>\n`;
  yield `<style>${style}</style>\n</head>\n<body>\n`;
  yield writePage(seen);
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  const currencyOf = (plan: string): string => currencies.get(plan) ?? '';
  // What needs a look stands first, on the page and in the list.
  const results = [...run.results].sort(byUrgency);
  for (const { kind, piece, value } of packScenarios(results, { names, currencyOf, causesOf })) {
    yield `<script type="application/json" data-list="${kind}" data-piece="${piece}">${embed(shown(value))}</script>\n`;
  }
  yield `<script type="module">${script}</script>\n</body>\n</html>\n`;
}

const read = (file: string): string => readFileSync(new URL(`./templates/${file}`, import.meta.url), 'utf8');

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
function policy(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const rules = ["default-src 'none'", `style-src ${hash(style)}`, `script-src ${hash(script)}`, 'img-src data:'];
  return [...rules, "base-uri 'none'", "form-action 'none'"].join('; ');
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
function shown<T>(value: T): T {
  if (typeof value === 'string') return (PLAIN.test(value) ? value : visible(value)) as T;
  if (Array.isArray(value)) return value.map(shown) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)])) as T;
}
