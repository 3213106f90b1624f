/**
 * A run as one HTML page that needs nothing else: no request leaves it, and its policy would let none through.
 *
 * Texts of plans and scenarios meet the page in two places only. Templates escape them; the list of customers is JSON
 * in which `<` cannot occur and which the script puts on the page as text. The same run gives the same page.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { visible } from '../problems/visible.ts';
import type { TestRun } from '../run/result.ts';
import { packMade } from './html/made-list.ts';
import { type Page, pageOf } from './html/page.ts';
import type { Names } from './names.ts';
import { byUrgency } from './statuses.ts';
import { duration } from './terminal.ts';
import { isMade } from './verdict.ts';

export interface HtmlOptions {
  /** Gives plans and lines the names that customers read, and quantities their units. */
  readonly names?: Names;
  /** When the run was made, as it is to be shown. */
  readonly time?: string;
  readonly wallMs?: number;
}

export function renderHtml(run: TestRun, { names = new Map(), time, wallMs }: HtmlOptions = {}): string {
  const about = [
    ...(time === undefined ? [] : [{ label: 'Time', value: time }]),
    ...(wallMs === undefined ? [] : [{ label: 'Took', value: duration(wallMs) }]),
  ];
  const page = shown(pageOf(run, { names, about }));
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  // What needs a look stands first, on the page and in the list.
  const made = run.results.filter(({ id }) => isMade(run, id)).sort(byUrgency);
  const list = shown(packMade(made, (plan) => currencies.get(plan) ?? '', names));
  const [style, script] = [read('report.css'), read('report.js')];
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">\n<link rel="icon" href="data:,">',
    `<title>rateproof: ${Handlebars.escapeExpression(page.sentence)}</title>`,
    `<style>${style}</style>\n</head>\n<body>`,
    template()(page),
    `<script type="application/json" id="/customers-data">${embed(list)}</script>`,
    `<script>${script}</script>\n</body>\n</html>\n`,
  ].join('\n');
}

const read = (file: string): string => readFileSync(new URL(`./templates/${file}`, import.meta.url), 'utf8');

const PARTIALS = ['card', 'comparison', 'invoice', 'charts', 'plans'] as const;

function template(): Handlebars.TemplateDelegate<Page> {
  const handlebars = Handlebars.create();
  for (const name of PARTIALS) handlebars.registerPartial(name, read(`${name}.hbs`));
  // Strict: a field that a template misspells is an error, not an empty place on the page.
  return handlebars.compile<Page>(read('page.hbs'), { strict: true, knownHelpersOnly: true });
}

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

/** Every text in it, however deep, without characters that cannot be seen or that reorder what is around them. */
function shown<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map(shown) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)])) as T;
}
