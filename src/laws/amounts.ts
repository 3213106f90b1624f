/** Sums over invoices, and the first cell in which two of them differ. */

import { add, compare, decimal, formatRational, type Rational, subtract, ZERO } from '../exact/rational.ts';
import type { Invoice, InvoiceLine } from '../invoicing/invoice.ts';
import type { Breach } from './law.ts';

export const sumOf = (amounts: readonly string[]): Rational =>
  amounts.reduce((sum, amount) => add(sum, decimal(amount)), ZERO);

export const totalOf = (invoices: readonly Invoice[]): Rational => sumOf(invoices.map(({ total }) => total));

/** The charge or discount of a line: `voice-world` of `voice-world zone=eu`, `fee` of `fee/credit`. */
export const ownerOf = ({ key }: Pick<InvoiceLine, 'key'>): string => key.split(/[ /]/)[0]!;

/** A cell that is not what a law says; undefined when it is. */
export function cellBreach(
  where: Pick<Breach, 'invoice' | 'line' | 'cell'>,
  expected: Rational,
  actual: Rational,
  because?: string,
): Breach | undefined {
  const by = subtract(actual, expected);
  if (by.n === 0n) return undefined;
  return {
    ...where,
    ...{ expected: formatRational(expected, 2), actual: formatRational(actual, 2), by: formatRational(by, 2) },
    ...(because && { because }),
  };
}

/** More than a law allows. */
export const aboveBreach = (
  where: Pick<Breach, 'invoice' | 'line' | 'cell'>,
  most: Rational,
  actual: Rational,
  because: string,
): Breach | undefined => (compare(actual, most) > 0 ? cellBreach(where, most, actual, because) : undefined);

/** The first cell in which invoices are not the same. */
export function firstDifference(
  expected: readonly Invoice[],
  actual: readonly Invoice[],
  because: string,
): Breach | undefined {
  const dates = [...new Set([...expected, ...actual].map(({ date }) => date))].sort();
  for (const date of dates) {
    const [before, after] = [expected, actual].map((list) => list.find((invoice) => invoice.date === date));
    const where = { invoice: date };
    const total = cellBreach(
      { ...where, cell: 'total' },
      decimal(before?.total ?? '0'),
      decimal(after?.total ?? '0'),
      because,
    );
    if (total) return total;
    if (!before || !after) {
      return { ...where, cell: before ? 'missing invoice' : 'extra invoice', because };
    }
    const line = differentLine(before, after, because);
    if (line) return line;
    const tax = cellBreach({ ...where, cell: 'tax' }, decimal(before.tax), decimal(after.tax), because);
    if (tax) return tax;
  }
  return undefined;
}

function differentLine(before: Invoice, after: Invoice, because: string): Breach | undefined {
  const keys = [...new Set([...before.lines, ...after.lines].map(({ key }) => key))];
  for (const key of keys) {
    const [one, other] = [before, after].map(({ lines }) => lines.find((line) => line.key === key));
    for (const cell of ['amount', 'quantity'] as const) {
      const where = { invoice: before.date, line: key, cell };
      const breach = cellBreach(where, decimal(one?.[cell] ?? '0'), decimal(other?.[cell] ?? '0'), because);
      if (breach) return breach;
    }
  }
  return undefined;
}
