/** Reading the bills of a side by customer, for all its months or one of them. */

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

/** `scale` is at least the side's own. `month` is the label of a measured month; undefined: all. */
export function billsOf({ rows, bills }: RatedSide, month: string | undefined, scale: number): Bills {
  const up = Number(10n ** BigInt(scale - bills.scale));
  const only = month === undefined ? undefined : rows.months.indexOf(month);
  const { first } = rows;
  return {
    paid(customer) {
      let sum = 0;
      for (let row = first[customer]!; row < first[customer + 1]!; row += 1) {
        if (only === undefined || rows.month[row] === only) sum += bills.total[row]! * up;
      }
      if (!Number.isSafeInteger(sum)) throw new RangeError(`bills of a customer that add up to ${sum} are beyond 2^53`);
      return sum;
    },
    months(customer) {
      let count = 0;
      for (let row = first[customer]!; row < first[customer + 1]!; row += 1) {
        if ((only === undefined || rows.month[row] === only) && bills.invoices[row]! > 0) count += 1;
      }
      return count;
    },
  };
}

/** The most decimals of any side. */
export const commonScale = (sides: readonly RatedSide[]): number =>
  sides.reduce((most, { bills }) => Math.max(most, bills.scale), 0);
