/**
 * Every scenario of the run as compact data, which the page's script searches and pages through. It is made piece by
 * piece, so that a run of any size is written with the memory of one piece.
 *
 * A list of PIECE rows each, then what is told of them when they are opened (read only then), at last the texts that come
 * again and again; rows and details point at those.
 */

import { visible } from '../../problems/visible.ts';
import type { ScenarioResult } from '../../run/result.ts';
import { signed, sumOf } from '../amounts.ts';
import type { Names } from '../names.ts';
import { oneLine } from '../terminal-differences.ts';
import { totalsOf } from '../totals.ts';
import { notesOf } from './card.ts';
import { compareForView, type OneSided } from './comparison-view.ts';
import { type InvoiceView, viewInvoice } from './invoice-view.ts';

/** `rows`, `details` (both by piece) or `texts`, and its JSON. */
export interface DataPiece {
  readonly kind: 'rows' | 'details' | 'texts';
  readonly piece: number;
  readonly value: unknown;
}

/**
 * What comes before the number in the id of a customer, and the number; or nothing and the whole id. Then texts: status,
 * plan; the sum of its invoices; texts again: segment, title, change of the totals; then the causes it stands under, and two texts more: the command that shows
 * it again, with `{id}` for the id as a pattern, and what happened. Zeros at the end are left out.
 */
type Row = readonly (number | string | readonly number[])[];

interface Details {
  readonly place: number;
  readonly notes?: readonly string[];
  /** Date of the invoice, and why it is expected to be what it is. */
  readonly because?: readonly (readonly [number, string])[];
  readonly compared?: readonly PackedComparison[];
  readonly invoices?: readonly PackedInvoice[];
  /** Invoices or differences beyond what a page can hold were left out. */
  readonly cut?: true;
}

/** Date, currency, rows: name, detail, expected and its quantity, actual and its quantity, change, said, place. */
type PackedComparison = readonly [
  number,
  number,
  readonly (readonly [number, number, string, string, string, string, string, number, number])[],
];

/** Date, cycle, currency, lines (name, detail, quantity, amount), sums (name, amount), allowances (name, granted, left). */
type PackedInvoice = readonly [
  number,
  number,
  number,
  readonly (readonly [number, number, string, string])[],
  readonly (readonly [number, string])[],
  readonly (readonly [number, string, string])[],
];

/** Rows of one piece. */
const PIECE = 1000;
/** Beyond so many a list is not searched by hand. */
export const MOST_ROWS = 100_000;
/** Characters of details that a page holds: what opens in a second on an ordinary machine. */
const MOST_CHARACTERS = 1_500_000;
/** A title or a segment is there to be recognised. */
const MOST_TITLE = 120;

/** What the list tells of a scenario: of a run of tests, or of a comparison of two sides. */
export interface Listed extends Omit<ScenarioResult, 'status' | 'accepted' | 'why' | 'baseline'> {
  readonly status: string;
  /** What its bills change by, where its differences do not tell all of it. */
  readonly change?: string;
}

export interface ListOptions<Result extends Listed> {
  readonly names: Names;
  readonly currencyOf: (plan: string) => string;
  readonly causesOf: (result: Result) => readonly number[];
  /** What a line is called that only one side has. */
  readonly said?: OneSided;
}

/** Of results in the order in which they are to stand. */
export function* packScenarios<Result extends Listed>(
  results: readonly Result[],
  options: ListOptions<Result>,
): Generator<DataPiece> {
  const texts = new Texts();
  const room = { characters: MOST_CHARACTERS };
  const shown = Math.min(results.length, MOST_ROWS);
  for (let piece = 0; piece * PIECE < shown; piece += 1) {
    const own = results.slice(piece * PIECE, Math.min(shown, (piece + 1) * PIECE));
    yield { kind: 'rows', piece, value: own.map((result) => packRow(result, texts, options)) };
    const details = own.flatMap((result, at) => {
      const packed = detailsOf(result, texts, options, room);
      return packed ? [[at, packed] as const] : [];
    });
    if (details.length > 0) yield { kind: 'details', piece, value: Object.fromEntries(details) };
  }
  yield { kind: 'texts', piece: 0, value: texts.all };
}

class Texts {
  readonly all: string[] = [''];
  private readonly places = new Map<string, number>([['', 0]]);

  at(text: string): number {
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}

function packRow<Result extends Listed>(
  result: Result,
  texts: Texts,
  { currencyOf, causesOf }: ListOptions<Result>,
): Row {
  const { id, plan, segment = '', title = '', status, again = '', reason = '' } = result;
  const causes = causesOf(result);
  const [, prefix = '', number] = /^(.*\/)([1-9]\d{0,8})$/s.exec(id) ?? [];
  const row: Row = [
    texts.at(visible(prefix)),
    number === undefined ? id : Number(number),
    texts.at(status),
    texts.at(plan),
    totalsOf(result).invoiced ?? 0,
    texts.at(cut(segment)),
    texts.at(cut(title)),
    texts.at(changeOf(result, currencyOf(plan))),
    causes.length > 0 ? causes : 0,
    texts.at(again.replaceAll(id.replaceAll('.', '\\.'), '{id}')),
    texts.at(oneLine(reason)),
  ];
  const last = row.findLastIndex((value) => value !== 0);
  return row.slice(0, last + 1);
}

const cut = (text: string): string => {
  const line = oneLine(text);
  return line.length > MOST_TITLE ? `${line.slice(0, MOST_TITLE)}…` : line;
};

/** By how much the totals of its invoices differ from what they should be. */
function changeOf({ check, differences, change }: Listed, currency: string): string {
  if (check === 'law') return '';
  if (change !== undefined) return `${signed(change)} ${currency}`;
  const totals = differences.filter(({ cell }) => cell === 'total' || cell.endsWith(' invoice'));
  const sum = sumOf(totals.flatMap(({ by }) => by ?? []));
  return totals.length === 0 || sum === undefined ? '' : `${signed(sum)} ${currency}`;
}

/** Undefined where nothing is known beyond the row. What does not fit any more is left out, and said to be. */
function detailsOf<Result extends Listed>(
  result: Result,
  texts: Texts,
  { names, currencyOf, said }: ListOptions<Result>,
  room: { characters: number },
): Details | undefined {
  const { differences, invoices = [], because = {}, plan } = result;
  const notes = notesOf(result);
  if (notes.length + differences.length + invoices.length === 0) return undefined;
  const about = {
    place: texts.at(`${result.file}:${result.line}`),
    ...(notes.length > 0 && { notes }),
  };
  if (room.characters <= 0) return { ...about, cut: true };
  const reasons = Object.entries(because).map(([date, text]) => [texts.at(date), oneLine(text)] as const);
  const details: Details = {
    ...about,
    ...(reasons.length > 0 && { because: reasons }),
    ...(differences.length > 0 && {
      compared: compareForView(differences, invoices, { currency: currencyOf(plan), names, plan, said }).map(
        ({ date, currency, rows }): PackedComparison => [
          texts.at(date),
          texts.at(currency),
          rows.map(({ name, detail, expected, actual, by, said, place }) => [
            ...([texts.at(name), texts.at(detail), expected.amount, said && expected.quantity] as const),
            ...([actual.amount, said && actual.quantity, by, texts.at(said), texts.at(place)] as const),
          ]),
        ],
      ),
    }),
    ...(invoices.length > 0 && {
      invoices: invoices.map((invoice) => packInvoice(viewInvoice(invoice, names), texts)),
    }),
  };
  room.characters -= JSON.stringify(details).length;
  return details;
}

function packInvoice(
  { date, cycle, currency, lines, taxes, net, tax, total, allowances }: InvoiceView,
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
    lines.map(({ name, detail, quantity, amount }) => [texts.at(name), texts.at(detail), quantity, amount]),
    sums.map(([name, amount]) => [texts.at(name), amount]),
    allowances.map(({ name, granted, left }) => [texts.at(name), granted, left]),
  ];
}
