/**
 * The templates of the pages. The build puts a module in the place of this one that gives the same from templates
 * compiled ahead (src/build.mjs): compiling them takes several times as long as writing a page.
 */

import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { ChangePage } from '../diff/page.ts';
import type { DrawnPage } from '../simulation/html.ts';
import type { Page } from './page.ts';

const PARTIALS = ['card', 'change', 'comparison', 'edit', 'invoice', 'money', 'plans', 'table'] as const;

const read = (name: string): string => readFileSync(new URL(`../templates/${name}.hbs`, import.meta.url), 'utf8');

function write<T>(template: string, page: T): string {
  const handlebars = Handlebars.create();
  for (const name of PARTIALS) handlebars.registerPartial(name, read(name));
  // Strict: a field that a template misspells is an error, not an empty place on the page.
  return handlebars.compile<T>(read(template), { strict: true, knownHelpersOnly: true })(page);
}

/** Of a run of tests. */
export const writePage = (page: Page): string => write('page', page);

/** Of a change of plans. */
export const writeChangePage = (page: ChangePage): string => write('change-page', page);

/** Of a simulation. */
export const writeSimulationPage = (page: DrawnPage): string => write('simulation-page', page);

export const escapeText = (text: string): string => Handlebars.escapeExpression(text);
