/** Customers of recipes, thousands of them, as compact data that the page's script searches and pages through. */

import type { ScenarioResult } from '../../run/result.ts';
import { signed, sumOf } from '../amounts.ts';
import type { Names } from '../names.ts';
import { labelOf, tellCell } from '../terminal-differences.ts';
import { notesOf } from './card.ts';
import { type InvoiceView, type LineView, viewInvoice } from './invoice-view.ts';

export interface MadeList {
  /** Texts that come again and again; everything else points here. */
  readonly texts: readonly string[];
  /** Id, then indexes: plan, segment, status; by how much totals changed; command that shows it, `{id}` for the id. */
  readonly rows: readonly (readonly [string, number, number, number, string, number])[];
  /** By index of the row, for those of which there is more to show. */
  readonly details: Readonly<Record<number, Details>>;
}

interface Details {
  readonly reason?: string;
  readonly notes?: readonly string[];
  /** Date, cell, expected, actual, difference. */
  readonly differences?: readonly (readonly [number, number, string, string, string])[];
  readonly invoices?: readonly PackedInvoice[];
}

/** Date, cycle, currency, lines (name, detail, quantity, amount), sums (name, amount). */
type PackedInvoice = readonly [
  number,
  number,
  number,
  readonly (readonly [number, number, string, string])[],
  readonly (readonly [number, string])[],
];

/** Beyond so many cells a page gets too heavy for what it tells. */
const MOST_CELLS = 20_000;

export function packMade(
  results: readonly ScenarioResult[],
  currencyOf: (plan: string) => string,
  names: Names,
): MadeList {
  const texts = new Texts();
  const details: Record<number, Details> = {};
  let room = MOST_CELLS;
  const rows = results.map((result, index): MadeList['rows'][number] => {
    const { id, plan, segment = '', status, differences, again = '' } = result;
    room -= differences.length;
    const more = detailsOf(room >= 0 ? result : { ...result, differences: [] }, texts, names);
    if (Object.keys(more).length > 0) details[index] = more;
    const command = texts.at(again.replaceAll(id, '{id}'));
    return [
      id,
      texts.at(names.get(plan)?.name ?? plan),
      texts.at(segment),
      texts.at(status),
      changeOf(result, currencyOf(plan)),
      command,
    ];
  });
  return { texts: texts.all, rows, details };
}

class Texts {
  readonly all: string[] = [];
  private readonly places = new Map<string, number>();

  at(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}

function changeOf({ differences }: ScenarioResult, currency: string): string {
  const totals = differences.filter(({ cell }) => cell === 'total' || cell.endsWith(' invoice'));
  const sum = sumOf(totals.flatMap(({ by }) => by ?? []));
  return totals.length === 0 || sum === undefined ? '' : `${signed(sum)} ${currency}`;
}

function detailsOf(result: ScenarioResult, texts: Texts, names: Names): Details {
  const { reason, differences, invoices = [], plan } = result;
  const notes = notesOf(result);
  return {
    ...(reason !== undefined && { reason }),
    ...(notes.length > 0 && { notes }),
    ...(differences.length > 0 && {
      differences: differences.map((difference) => {
        const { expected, actual, by } = tellCell(difference, names.get(plan));
        return [texts.at(difference.invoice), texts.at(labelOf(difference)), expected, actual, by] as const;
      }),
    }),
    ...(invoices.length > 0 && {
      invoices: invoices.map((invoice) => packInvoice(viewInvoice(invoice, names), texts)),
    }),
  };
}

function packInvoice(
  { date, cycle, currency, lines, taxes, net, tax, total }: InvoiceView,
  texts: Texts,
): PackedInvoice {
  const sums = [
    ['Net', net],
    ['Tax', tax],
    ...taxes.map(({ name, amount }) => [`of which ${name}`, amount]),
    ['Total', total],
  ] as [string, string][];
  return [
    ...([texts.at(date), texts.at(cycle), texts.at(currency)] as const),
    lines.map(({ name, detail, quantity, amount }: LineView) => [texts.at(name), texts.at(detail), quantity, amount]),
    sums.map(([name, amount]) => [texts.at(name), amount]),
  ];
}
