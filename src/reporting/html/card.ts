/** One scenario as the page shows it. */

import type { ScenarioResult } from '../../run/result.ts';
import { count, counted, grouped, sumOf } from '../amounts.ts';
import type { Names } from '../names.ts';
import type { KeepInvoice } from '../reporters.ts';
import { oneLine } from '../terminal-differences.ts';
import { asText, type ComparedInvoice, compareForView, type TextLine } from './comparison-view.ts';
import { fragment } from './fragment.ts';
import { type InvoiceView, viewInvoice } from './invoice-view.ts';

export interface Card {
  readonly id: string;
  /** For links to it. */
  readonly fragment: string;
  readonly title: string;
  readonly status: string;
  readonly plan: string;
  readonly segment: string;
  readonly place: string;
  /** `2 invoices, 59.98 EUR`. */
  readonly money: string;
  readonly reason: string;
  /** About usage that was not rated. */
  readonly notes: readonly string[];
  /** Why its invoices are what they should be, where that is not told beside a difference. */
  readonly because: readonly { readonly date: string; readonly text: string }[];
  readonly compared: readonly (ComparedInvoice & { readonly text: readonly TextLine[] })[];
  /** `page`: where it stands as its customer would see it; empty: nowhere. */
  readonly invoices: readonly (InvoiceView & { readonly page: string })[];
  readonly several: boolean;
  /** Whether any of them has a page of its own. */
  readonly paged: boolean;
  /** How many invoices are not shown; empty when all are. */
  readonly more: string;
  readonly again: string;
  /** Unfolded from the start. */
  readonly open: boolean;
}

/** A year of monthly invoices; who has more is told by `rateproof explain`. */
const MOST_INVOICES = 12;

interface CardOptions {
  readonly names: Names;
  readonly keep?: KeepInvoice | undefined;
  readonly open?: boolean;
}

export function cardOf(
  result: ScenarioResult,
  currency: string,
  { names, keep = () => '', open = false }: CardOptions,
): Card {
  const { id, status, plan, segment = '', title = '', file, line, reason = '', differences, invoices = [] } = result;
  const compared = compareForView(differences, invoices, { currency, names, plan });
  const reasons = Object.entries(result.because ?? {});
  const told = compared.filter(({ because }) => because !== '').map(({ date }) => date);
  const left = Math.max(compared.length, invoices.length) - MOST_INVOICES;
  const shown = invoices
    .slice(0, MOST_INVOICES)
    .map((invoice) => ({ ...viewInvoice(invoice, names), page: keep(id, invoice) }));
  return {
    ...{ id, fragment: fragment(id), status, plan: names.get(plan)?.name ?? plan, segment, open },
    ...{ title: oneLine(title), place: `${file}:${line}`, money: moneyOf(result), reason: oneLine(reason) },
    notes: notesOf(result),
    because: reasons.flatMap(([date, text]) => (told.includes(date) ? [] : { date, text: oneLine(text) })),
    compared: compared.slice(0, MOST_INVOICES).map((one) => ({ ...one, text: asText(one.rows) })),
    invoices: shown,
    ...{ several: shown.length > 1, paged: shown.some(({ page }) => page !== '') },
    more: left > 0 ? `and ${counted(left, 'more invoice')}` : '',
    again: result.again ?? `rateproof explain ${id}`,
  };
}

function moneyOf({ invoices = [] }: ScenarioResult): string {
  const sum = sumOf(invoices.map(({ total }) => total));
  if (invoices.length === 0 || sum === undefined) return '';
  const amount = `${grouped(sum)} ${invoices[0]!.currency}`;
  return invoices.length === 1 ? amount : `${counted(invoices.length, 'invoice')}, ${amount}`;
}

/** What is said of records that were not rated, as expected or not. */
export function notesOf({
  differences,
  unrated,
  screened,
}: Pick<ScenarioResult, 'differences' | 'unrated' | 'screened'>): string[] {
  const kinds = [
    { cell: 'unrated', number: unrated, about: 'that no charge matches' },
    { cell: 'screened', number: screened, about: 'outside the service of the customer' },
  ];
  return kinds.flatMap(({ cell, number, about }) => {
    const difference = differences.find((one) => one.cell === cell);
    if (difference) return `Records ${about}: ${count(number)}, expected ${grouped(difference.expected ?? '0')}.`;
    return number > 0 ? `Records ${about}: ${count(number)}, as expected.` : [];
  });
}
