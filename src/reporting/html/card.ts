/** One scenario as the page shows it. */

import type { ScenarioResult } from '../../run/result.ts';
import { count, counted, grouped, sumOf } from '../amounts.ts';
import type { Names } from '../names.ts';
import { oneLine } from '../terminal-differences.ts';
import { type ComparedInvoice, compareForView } from './comparison-view.ts';
import { type InvoiceView, viewInvoice } from './invoice-view.ts';

export interface Card {
  readonly id: string;
  readonly status: string;
  readonly plan: string;
  readonly segment: string;
  readonly place: string;
  /** `2 invoices, 59.98 EUR`. */
  readonly money: string;
  readonly reason: string;
  /** About usage that was not rated. */
  readonly notes: readonly string[];
  readonly compared: readonly ComparedInvoice[];
  readonly invoices: readonly InvoiceView[];
  readonly again: string;
  /** Unfolded from the start. */
  readonly open: boolean;
}

export function cardOf(result: ScenarioResult, currency: string, names: Names, open = false): Card {
  const { id, status, plan, segment = '', file, line, reason = '', again = '', differences, invoices = [] } = result;
  return {
    ...{ id, status, plan: names.get(plan)?.name ?? plan, segment, place: `${file}:${line}`, open },
    money: moneyOf(result),
    reason: oneLine(reason),
    notes: notesOf(result),
    compared: compareForView(differences, invoices, currency, names.get(plan)),
    invoices: invoices.map((invoice) => viewInvoice(invoice, names)),
    again,
  };
}

function moneyOf({ invoices = [] }: ScenarioResult): string {
  const sum = sumOf(invoices.map(({ total }) => total));
  if (invoices.length === 0 || sum === undefined) return '';
  const amount = `${grouped(sum)} ${invoices[0]!.currency}`;
  return invoices.length === 1 ? amount : `${counted(invoices.length, 'invoice')}, ${amount}`;
}

/** What is said of records that were not rated, as expected or not. */
export function notesOf({ differences, unrated, screened }: ScenarioResult): string[] {
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
