/** One scenario that is not as expected, in full: cell by cell, why it was expected, and how to see it again. */

import type { Cell, Difference } from '../comparison/difference.ts';
import { visible } from '../problems/visible.ts';
import type { ScenarioResult, Why } from '../run/result.ts';
import { counted, grouped, signed } from './amounts.ts';
import { isQuantity, type Names, type PlanNames, quantityText } from './names.ts';
import type { Paint } from './paint.ts';
import { padEnd, padStart, widthOf, wrap } from './text-layout.ts';

interface Room {
  readonly width: number;
  readonly paint: Paint;
  readonly names: Names | undefined;
}

const MOST_CELLS = 12;

/** The command comes last and on a line of its own, however long: it is there to be copied. */
export function renderDifferences(result: ScenarioResult, { width, paint, names }: Room): string[] {
  const { id, plan, file, line, status, reason, differences, why, again } = result;
  const lines = wrap(visible(`${status}: ${id} (${plan}, ${file}:${line})`), width, { first: '', rest: '  ' });
  const out = lines.map((text) => paint('bad', text));
  if (reason !== undefined) out.push(...wrap(visible(reason), width, { first: '  ' }));
  // What only follows is told in a word: the reader looks for where it began.
  const origins = differences.filter(({ follows, cell }) => !follows || cell === 'total');
  const shown = origins.slice(0, MOST_CELLS);
  for (const [invoice, cells] of byInvoice(shown)) {
    if (invoice !== '') out.push(`  invoice ${visible(invoice)}`);
    out.push(...cellLines(cells, names?.get(plan), width, paint));
    const because = cells.find((cell) => cell.because !== undefined)?.because;
    if (because !== undefined)
      out.push(...wrap(visible(oneLine(because)), width, { first: '    because: ', rest: '      ' }));
  }
  if (origins.length > shown.length) out.push(`  and ${counted(origins.length - shown.length, 'more cell')}`);
  if (why) out.push(...whyLines(why, width));
  if (again !== undefined) out.push(`  ${visible(again)}`);
  return out;
}

/** Where the plan says it, and how one record came to its price. */
function whyLines({ line, place, steps }: Why, width: number): string[] {
  const at = wrap(visible(`${line} is priced by ${place.file}:${place.line}, for example:`), width, { first: '  ' });
  return [...at, ...steps.flatMap((step) => wrap(visible(step), width, { first: '    ', rest: '      ' }))];
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function byInvoice(differences: readonly Difference[]): Map<string, Difference[]> {
  const invoices = new Map<string, Difference[]>();
  for (const difference of differences) {
    const known = invoices.get(difference.invoice);
    if (known) known.push(difference);
    else invoices.set(difference.invoice, [difference]);
  }
  return invoices;
}

/** `data-overage  20.00 → 19.50  -0.50`; a label that is too long for that stands on a line of its own. */
function cellLines(
  differences: readonly Difference[],
  names: PlanNames | undefined,
  width: number,
  paint: Paint,
): string[] {
  const rows = differences.map((difference) => ({
    label: visible(labelOf(difference)),
    ...tellCell(difference, names),
  }));
  const widest = (of: (row: (typeof rows)[number]) => string): number =>
    Math.max(...rows.map((row) => widthOf(of(row))));
  const [before, after, by] = [widest((row) => row.expected), widest((row) => row.actual), widest((row) => row.by)];
  const room = Math.max(8, width - 4 - 2 - before - 3 - after - 2 - by);
  const label = Math.min(
    room,
    widest((row) => row.label),
  );
  return rows.flatMap((row) => {
    const values =
      `${padStart(row.expected, before)} → ${padEnd(row.actual, after)}  ${padStart(row.by, by)}`.trimEnd();
    if (widthOf(row.label) <= label) return `    ${padEnd(row.label, label)}  ${paint('bad', values)}`;
    return [...wrap(row.label, width, { first: '    ' }), `    ${' '.repeat(label)}  ${paint('bad', values)}`];
  });
}

const NOT_RATED: Readonly<Record<string, string>> = {
  unrated: 'records that no charge matches',
  screened: "records outside the customer's service",
};

/** What of the invoice a difference is about, in words. */
export function labelOf({ line, cell }: Difference): string {
  if (line === undefined) return NOT_RATED[cell] ?? cell;
  const words: Partial<Record<Cell, string>> = { quantity: 'quantity', allowance: 'left' };
  return cell === 'amount' ? line : `${line} ${words[cell] ?? `(${cell})`}`;
}

/** The values of a difference for people; `none` where there is, or should be, nothing. */
export function tellCell(
  { cell, line = '', expected, actual, by }: Difference,
  names: PlanNames | undefined,
): { readonly expected: string; readonly actual: string; readonly by: string } {
  const tell = (text: string | undefined): string => {
    if (text === undefined) return 'none';
    return visible(isQuantity(cell) ? quantityText(names, line, text) : cell === 'currency' ? text : grouped(text));
  };
  return {
    expected: tell(expected),
    actual: tell(actual),
    by: by === undefined || isQuantity(cell) ? '' : signed(by),
  };
}
