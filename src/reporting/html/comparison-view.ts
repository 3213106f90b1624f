/** An invoice that is not as expected, beside the one that was: row by row, and as text. */

import type { Cell, Difference } from '../../comparison/difference.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import { grouped, signed } from '../amounts.ts';
import { isQuantity, lineName, type Names, type PlanNames, placeOfLine, quantityText } from '../names.ts';
import { oneLine } from '../terminal-differences.ts';
import { columns } from '../text-layout.ts';

export interface ComparedInvoice {
  readonly date: string;
  readonly currency: string;
  readonly because: string;
  readonly rows: readonly ComparedRow[];
}

export interface ComparedRow {
  readonly name: string;
  readonly detail: string;
  /** As it stands in results and differences. */
  readonly key: string;
  /** The key, where the name does not say it already. */
  readonly shownKey: string;
  /** Empty where the row is not there. */
  readonly expected: Side;
  readonly actual: Side;
  readonly by: string;
  /** Of what differs: the line of YAML that prices it; empty where nothing is known. */
  readonly place: string;
  /** Said, not only coloured: `changed`, `follows` from others, `missing`; empty for what is as expected. */
  readonly said: string;
  /** How it is told apart: `differs`, `follows`, or nothing. */
  readonly tone: '' | 'differs' | 'follows';
  readonly sum: boolean;
}

interface Side {
  readonly amount: string;
  readonly quantity: string;
}

const SUMS = ['net', 'tax', 'total'] as const;
const NONE: Side = { amount: '', quantity: '' };

export interface ViewOptions {
  readonly currency: string;
  readonly names: Names;
  readonly plan: string;
  /** What a line is called that only one side has. */
  readonly said?: OneSided | undefined;
}

export type OneSided = Readonly<Record<'missing line' | 'extra line' | 'missing invoice' | 'extra invoice', string>>;

/** Every invoice that has differences, by date. Without the invoice itself only its differing rows are known. */
export function compareForView(
  differences: readonly Difference[],
  invoices: readonly Invoice[],
  { currency, names, plan, said = SAID }: ViewOptions,
): ComparedInvoice[] {
  const dates = [...new Set(differences.map(({ invoice }) => invoice))].filter((date) => date !== '');
  return dates.map((date) => {
    const own = differences.filter(({ invoice }) => invoice === date);
    const invoice = invoices.find((candidate) => candidate.date === date);
    const rows = rowsOf(own, invoice, names.get(invoice?.plan ?? plan), said);
    const because = own.find((one) => one.because !== undefined)?.because ?? '';
    return { date, currency: invoice?.currency ?? currency, because: oneLine(because), rows };
  });
}

function rowsOf(
  all: readonly Difference[],
  invoice: Invoice | undefined,
  names: PlanNames | undefined,
  said: OneSided,
): ComparedRow[] {
  const own = all.filter(({ cell }) => cell !== 'allowance');
  const lines = invoice ? numbered(invoice) : [];
  const keys = lines.map(({ key }) => key);
  for (const { line } of own) if (line !== undefined && !keys.includes(line)) keys.splice(placeOf(line, keys), 0, line);
  // A single tax is told by the sum below, and what nobody expected of it need not agree with what was.
  const taxes = keys.filter((key) => key.startsWith('tax '));
  const telling = (key: string): boolean =>
    own.some(({ line }) => line === key) && (taxes.length > 1 || !own.some(({ cell }) => cell === 'tax'));
  const cells = new Set<string>(own.flatMap(({ line, cell }) => (line === undefined ? cell : [])));
  // Of a net that nobody told nobody knows what it should be: beside a total that differs it would not add up.
  const sums = SUMS.filter((cell) => cells.has(cell) || (invoice !== undefined && !cells.has('total')));
  const others = [...cells].filter((cell) => !SUMS.some((sum) => sum === cell));
  return [
    ...keys
      .filter((key) => !taxes.includes(key) || telling(key))
      .map((key): ComparedRow => {
        const { name, detail } = lineName(names, key);
        const { amount = '', quantity } = lines.find((line) => line.key === key) ?? {};
        const told = quantity === undefined ? '' : quantityText(names, key, quantity);
        const is = { amount: grouped(amount), quantity: told };
        const differing = own.filter(({ line }) => line === key);
        const place = differing.length > 0 ? placeOfLine(names, key) : '';
        return {
          name,
          detail,
          key,
          shownKey: key === name ? '' : key,
          place,
          ...sidesOf(is, differing, (text, beside) => quantityText(names, key, text, beside), said),
          sum: false,
        };
      }),
    ...[...others, ...sums].map((cell): ComparedRow => {
      const differing = own.filter((one) => one.line === undefined && one.cell === cell);
      const is = { amount: grouped(amountOf(invoice, cell)), quantity: '' };
      const name = `${cell.charAt(0).toUpperCase()}${cell.slice(1)}`;
      return {
        name,
        detail: '',
        key: cell,
        shownKey: '',
        place: '',
        ...sidesOf(is, differing, grouped, said),
        sum: true,
      };
    }),
    ...all.filter(({ cell }) => cell === 'allowance').map((one) => allowanceRow(one, names)),
  ];
}

/** What is left of an allowance: the quantity is what is compared, there is no money in it. */
function allowanceRow({ line = '', expected, actual }: Difference, names: PlanNames | undefined): ComparedRow {
  const { name } = lineName(names, line);
  const tell = (text: string | undefined, beside: string | undefined): Side =>
    text === undefined ? NONE : { amount: quantityText(names, line, text, beside ? [beside] : []), quantity: '' };
  return {
    ...{ name: `Left of ${name}`, detail: '', key: `${line} left`, shownKey: line === name ? '' : line },
    ...{ expected: tell(expected, actual), actual: tell(actual, expected), by: '' },
    ...{ place: placeOfLine(names, line), said: 'changed', tone: 'differs', sum: false },
  };
}

/** A line that is missing stands with the others of its charge, else before the taxes. */
function placeOf(missing: string, keys: readonly string[]): number {
  const charge = missing.split(' ')[0]!;
  const last = keys.findLastIndex((key) => key === charge || key.startsWith(`${charge} `));
  const tax = keys.findIndex((key) => key.startsWith('tax ') || key === 'total-rounding');
  return last >= 0 ? last + 1 : tax >= 0 ? tax : keys.length;
}

const amountOf = (invoice: Invoice | undefined, cell: string): string =>
  invoice && (cell === 'net' || cell === 'tax' || cell === 'total') ? invoice[cell] : '';

const SAID: OneSided = {
  'missing line': 'missing',
  'extra line': 'not expected',
  'missing invoice': 'missing',
  'extra invoice': 'not expected',
};

const isOneSided = (cell: Cell): cell is keyof OneSided => Object.hasOwn(SAID, cell);

/** What a row should be: what it is, less its differences. */
function sidesOf(
  is: Side,
  differing: readonly Difference[],
  tellQuantity: (text: string, beside: readonly string[]) => string,
  oneSided: OneSided,
): Pick<ComparedRow, 'expected' | 'actual' | 'by' | 'said' | 'tone'> {
  let [expected, actual] = [is, is];
  let by = '';
  let said = '';
  for (const difference of differing) {
    if (isQuantity(difference.cell)) {
      const [was = '', now = ''] = [difference.expected, difference.actual];
      expected = { ...expected, quantity: tellQuantity(was, [now]) };
      actual = { ...actual, quantity: tellQuantity(now, [was]) };
    } else {
      expected = difference.expected === undefined ? NONE : { ...expected, amount: grouped(difference.expected) };
      actual = difference.actual === undefined ? NONE : { ...actual, amount: grouped(difference.actual) };
      by = difference.by === undefined ? '' : signed(difference.by);
    }
    said = isOneSided(difference.cell) ? oneSided[difference.cell] : 'changed';
  }
  const follows = differing.length > 0 && differing.every((one) => one.follows);
  const tone = differing.length === 0 ? '' : follows ? 'follows' : 'differs';
  return { expected, actual, by, said: follows ? 'follows' : said, tone };
}

/** Lines under keys of their own: what comes again is `monthly-fee #2`, as differences call it. */
function numbered({ lines }: Invoice): Invoice['lines'] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const times = (seen.get(line.key) ?? 0) + 1;
    seen.set(line.key, times);
    return times === 1 ? line : { ...line, key: `${line.key} #${times}` };
  });
}

export interface TextLine {
  readonly sign: string;
  readonly line: string;
}

/** The rows as text, as `diff` writes it: to be copied into a mail. */
export function asText(rows: readonly ComparedRow[]): TextLine[] {
  const lines = rows.flatMap((row) => {
    const tell = (sign: string, { amount, quantity }: Side) => {
      return { sign, cells: [quantity ? `${row.key} (${quantity})` : row.key, amount] };
    };
    if (row.said === '') return [tell(' ', row.actual)];
    const sides = [
      { sign: '-', side: row.expected },
      { sign: '+', side: row.actual },
    ];
    return sides.flatMap(({ sign, side }) => (side === NONE ? [] : [tell(sign, side)]));
  });
  const table = columns(
    lines.map(({ cells }) => cells),
    (column) => column > 0,
  );
  return lines.map(({ sign }, at) => ({ sign, line: table[at] ?? '' }));
}
