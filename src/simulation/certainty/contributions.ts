/** What each customer adds to a weighted total: bills in columns to one number a customer. Estimates, in the currency. */

import type { BillTable, World } from '../bills.ts';
import { MILLION } from '../population.ts';

/** By customer, weights applied. A World of one side. */
export function contributionsOf(
  world: World,
  size: number,
  amount: (bills: BillTable, row: number) => number,
): Float64Array {
  const sums = new Float64Array(size);
  for (const { bills, rows, month, weight } of world.parts) {
    const unit = MILLION * 10 ** bills.scale;
    for (let row = 0; row < rows.customer.length; row += 1) {
      if (month !== undefined && rows.month[row] !== month) continue;
      const customer = rows.customer[row]!;
      sums[customer] = sums[customer]! + (amount(bills, row) * weight[customer]!) / unit;
    }
  }
  return sums;
}

/** By customer: months in which it has a bill, weights applied: what revenue is divided by for ARPU. */
export function monthsOf(world: World, size: number): Float64Array {
  return contributionsOf(world, size, ({ invoices, scale }, row) => (invoices[row]! > 0 ? 10 ** scale : 0));
}
