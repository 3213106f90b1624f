/**
 * A run as one HTML page that needs nothing else: no request leaves it, and its policy would let none through.
 *
 * Texts of plans and scenarios meet the page in two places only. Templates escape them; the list of scenarios is JSON
 * in which `<` cannot occur and which the script puts on the page as text. The same run gives the same page.
 *
 * It comes in pieces: what is told of single scenarios is bounded, the list behind it is written row by row.
 */

import type { TestRun } from '../run/result.ts';
import { htmlDocument, shown } from './html/document.ts';
import { pageOf } from './html/page.ts';
import { packScenarios } from './html/scenario-list.ts';
import { writePage } from './html/templates.ts';
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
  const seen = shown(page);
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  const currencyOf = (plan: string): string => currencies.get(plan) ?? '';
  // What needs a look stands first, on the page and in the list.
  const results = [...run.results].sort(byUrgency);
  const data = packScenarios(results, { names, currencyOf, causesOf });
  yield* htmlDocument({ title: seen.sentence, body: writePage(seen), data });
}
