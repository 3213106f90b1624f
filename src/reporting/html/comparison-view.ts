/** An invoice that is not as expected, beside the one that was: row by row, and as text. */

import type { Difference } from '../../comparison/difference.ts';
import type { Invoice } from '../../invoicing/invoice.ts';
import { grouped, signed } from '../amounts.ts';
import { lineName, type PlanNames, quantityText } from '../names.ts';
import { oneLine } from '../terminal-differences.ts';
import { columns } from '../text-layout.ts';

export interface ComparedInvoice {
  readonly date: string;
  readonly currency: string;
  readonly because: string;
  readonly rows: readonly ComparedRow[];
  readonly text: readonly { readonly sign: string; readonly line: string }[];
}

export interface ComparedRow {
  readonly name: string;
  readonly detail: string;
  readonly key: string;
  /** Empty where the row is not there. */
  readonly expected: Side;
  readonly actual: Side;
  readonly by: string;
  /** Said, not only coloured; empty for what is as expected. */
  readonly said: string;
  readonly sum: boolean;
}

interface Side {
  readonly amount: string;
  readonly quantity: string;
}

const SUMS: readonly string[] = ['net', 'tax', 'total'];
const NONE: Side = { amount: '', quantity: '' };

/** Every invoice that has differences, by date. Without the invoice itself only its differing rows are known. */
export function compareForView(
  differences: readonly Difference[],
  invoices: readonly Invoice[],
  currency: string,
  names: PlanNames | undefined,
): ComparedInvoice[] {
  const dates = [...new Set(differences.map(({ invoice }) => invoice))].filter((date) => date !== '');
  return dates.map((date) => {
    const own = differences.filter(({ invoice }) => invoice === date);
    const invoice = invoices.find((candidate) => candidate.date === date);
    const rows = rowsOf(own, invoice, names);
    const because = own.find((one) => one.because !== undefined)?.because ?? '';
    return { date, currency: invoice?.currency ?? currency, because: oneLine(because), rows, text: textOf(rows) };
  });
}

function rowsOf(own: readonly Difference[], invoice: Invoice | undefined, names: PlanNames | undefined): ComparedRow[] {
  const lines = new Map((invoice ? numbered(invoice) : []).map((line) => [line.key, line]));
  const sums = new Map(invoice ? SUMS.map((cell) => [cell, invoice[cell as 'net' | 'tax' | 'total']]) : []);
  const keys = new Set([...lines.keys(), ...own.flatMap(({ line }) => line ?? [])]);
  const cells = new Set([...own.flatMap(({ line, cell }) => (line === undefined ? cell : [])), ...sums.keys()]);
  const ordered = [...cells].sort((a, b) => SUMS.indexOf(a) - SUMS.indexOf(b));
  return [
    ...[...keys].map((key): ComparedRow => {
      const { name, detail } = lineName(names, key);
      const differing = own.filter(({ line }) => line === key);
      const { amount, quantity } = lines.get(key) ?? {};
      const is = {
        amount: grouped(amount ?? ''),
        quantity: quantity === undefined ? '' : quantityText(names, key, quantity),
      };
      const sides = sidesOf(is, differing, (text) => quantityText(names, key, text));
      return { name, detail, key: name === key || key === `${name} ${detail}` ? '' : key, ...sides, sum: false };
    }),
    ...ordered.map((cell): ComparedRow => {
      const differing = own.filter((one) => one.line === undefined && one.cell === cell);
      const sides = sidesOf({ amount: grouped(sums.get(cell) ?? ''), quantity: '' }, differing, grouped);
      return { name: cell, detail: '', key: '', ...sides, sum: true };
    }),
  ];
}

const SAID: Readonly<Record<string, string>> = {
  'missing line': 'missing',
  'extra line': 'not expected',
  'missing invoice': 'missing',
  'extra invoice': 'not expected',
};

/** What a row should be: what it is, less its differences. */
function sidesOf(
  is: Side,
  differing: readonly Difference[],
  tellQuantity: (text: string) => string,
): Pick<ComparedRow, 'expected' | 'actual' | 'by' | 'said'> {
  let [expected, actual] = [is, is];
  let by = '';
  let said = '';
  for (const difference of differing) {
    if (difference.cell === 'quantity') {
      expected = { ...expected, quantity: tellQuantity(difference.expected ?? '') };
      actual = { ...actual, quantity: tellQuantity(difference.actual ?? '') };
    } else {
      expected = difference.expected === undefined ? NONE : { ...expected, amount: grouped(difference.expected) };
      actual = difference.actual === undefined ? NONE : { ...actual, amount: grouped(difference.actual) };
      by = difference.by === undefined ? '' : signed(difference.by);
    }
    said = SAID[difference.cell] ?? 'changed';
  }
  return { expected, actual, by, said };
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

function textOf(rows: readonly ComparedRow[]): ComparedInvoice['text'] {
  const lines = rows.flatMap((row) => {
    const tell = (sign: string, { amount, quantity }: Side) => {
      const label = row.key || [row.name, row.detail].filter(Boolean).join(' ');
      return { sign, cells: [quantity ? `${label} (${quantity})` : label, amount] };
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
