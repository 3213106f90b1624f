/**
 * The templates of the page. The build puts a module in the place of this one that gives the same two from templates
 * compiled ahead (src/build.mjs): compiling them takes several times as long as writing a page.
 */

import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Page } from './page.ts';

const PARTIALS = ['card', 'comparison', 'invoice', 'money', 'plans'] as const;

const read = (name: string): string => readFileSync(new URL(`../templates/${name}.hbs`, import.meta.url), 'utf8');

export function writePage(page: Page): string {
  const handlebars = Handlebars.create();
  for (const name of PARTIALS) handlebars.registerPartial(name, read(name));
  // Strict: a field that a template misspells is an error, not an empty place on the page.
  return handlebars.compile<Page>(read('page'), { strict: true, knownHelpersOnly: true })(page);
}

export const escapeText = (text: string): string => Handlebars.escapeExpression(text);
