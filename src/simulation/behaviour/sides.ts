/** Reading the bills of a side by customer, for all its months or one of them. */

import { BeyondExact } from '../beyond-exact.ts';
import type { BillRows, BillTable } from '../bills.ts';

/** A side with its rows: sides that were rated at different times may have different rows. */
export interface RatedSide {
  readonly rows: BillRows;
  readonly bills: BillTable;
}

/** What a customer pays in all, with tax, in whole units of 10^-scale; in one measured month, or in all of them. */
export interface Bills {
  paid(customer: number): number;
  /** How many months have an invoice. */
  months(customer: number): number;
}

const known = new WeakMap<BillRows, Map<number, Int32Array>>();

/** By customer: its row of a month, or -1. Kept beside the rows: many parts are billed in one month. */
export function rowsIn(rows: BillRows, month: number): Int32Array {
  const months = known.get(rows) ?? new Map<number, Int32Array>();
  known.set(rows, months);
  const found = months.get(month);
  if (found) return found;
  const row = new Int32Array(rows.first.length - 1).fill(-1);
  for (let at = 0; at < rows.month.length; at += 1) if (rows.month[at] === month) row[rows.customer[at]!] = at;
  months.set(month, row);
  return row;
}

/** `scale` is at least the side's own. `month` is the label of a measured month; undefined: all. */
export function billsOf({ rows, bills }: RatedSide, month: string | undefined, scale: number): Bills {
  const up = Number(10n ** BigInt(scale - bills.scale));
  const { first } = rows;
  const only = month === undefined ? undefined : rowsIn(rows, rows.months.indexOf(month));
  // Its rows are [from, to): one or none where there is one month.
  const from = (customer: number): number => (only ? only[customer]! : first[customer]!);
  const to = (customer: number): number =>
    only ? only[customer]! + (only[customer]! < 0 ? 0 : 1) : first[customer + 1]!;
  return {
    paid(customer) {
      let sum = 0;
      const end = to(customer);
      for (let row = from(customer); row < end; row += 1) sum += bills.total[row]! * up;
      if (!Number.isSafeInteger(sum))
        throw new BeyondExact('the bills of a customer are beyond what can be added exactly');
      return sum;
    },
    months(customer) {
      let count = 0;
      const end = to(customer);
      for (let row = from(customer); row < end; row += 1) if (bills.invoices[row]! > 0) count += 1;
      return count;
    },
  };
}

/** The most decimals of any side. */
export const commonScale = (sides: readonly RatedSide[]): number =>
  sides.reduce((most, { bills }) => Math.max(most, bills.scale), 0);
