/** How the changes of customers spread. */

import type { Impact } from '../result.ts';
import type { CustomerBills } from './bills.ts';
import { sumCounts } from './count.ts';
import { customersText, type Texts } from './exact.ts';

/** Bins over the middle 98 % of customers, and over all of them. */
const MIDDLE_BINS = 30;
const MOST_BINS = 200;

/** Bins of a width 1, 2 or 5 times a power of ten, that start at its multiples: `from <= change < from + width`. */
export function histogramOf({ seen, change, count }: CustomerBills, texts: Texts): Impact['histogram'] {
  const sorted = new Float64Array(seen.reduce((sum, one) => sum + one, 0));
  let many = 0;
  for (let customer = 0; customer < change.length; customer += 1) {
    if (seen[customer] === 1) sorted[many++] = change[customer]!;
  }
  sorted.sort();
  const width = widthOf(sorted);
  const first = Math.floor((sorted[0] ?? 0) / width);
  const keys = new Uint16Array(change.length);
  for (let customer = 0; customer < change.length; customer += 1) {
    if (seen[customer] === 1) keys[customer] = Math.floor(change[customer]! / width) - first;
  }
  // A bin more than their number: the first and the last are cut where they are.
  const customers = sumCounts(count, keys, MOST_BINS + 2, (customer) => seen[customer] === 1);
  const taken = new Uint8Array(customers.length);
  for (let customer = 0; customer < change.length; customer += 1) if (seen[customer] === 1) taken[keys[customer]!] = 1;
  return {
    width: texts.amount(BigInt(width)),
    bins: customers.flatMap((sum, bin) =>
      taken[bin] === 0
        ? []
        : [{ from: texts.amount(BigInt(first + bin) * BigInt(width)), customers: customersText(sum) }],
    ),
  };
}

/** In smallest digits. */
function widthOf(sorted: Float64Array): number {
  if (sorted.length === 0) return 1;
  const last = sorted.length - 1;
  const middle = sorted[Math.ceil((last * 99) / 100)]! - sorted[Math.floor(last / 100)]!;
  const least = Math.max(middle / MIDDLE_BINS, (sorted[last]! - sorted[0]!) / MOST_BINS, 1);
  for (let ten = 1; ; ten *= 10) {
    for (const times of [1, 2, 5]) if (ten * times >= least) return ten * times;
  }
}
