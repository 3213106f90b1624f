/** How the changes of customers spread. */

import type { Impact } from '../result.ts';
import type { CustomerBills } from './bills.ts';
import { customersText, type Texts } from './exact.ts';

/** Bins over the middle 98 % of customers, and over all of them. */
const MIDDLE_BINS = 30;
const MOST_BINS = 200;

/** Bins of a width 1, 2 or 5 times a power of ten, that start at its multiples: `from <= change < from + width`. */
export function histogramOf({ seen, change, count }: CustomerBills, texts: Texts): Impact['histogram'] {
  const sorted = change.filter((_, customer) => seen[customer] === 1).sort();
  const width = widthOf(sorted);
  const bins = new Map<number, bigint>();
  const small = new Map<number, number>();
  for (let customer = 0; customer < change.length; customer += 1) {
    if (seen[customer] === 0) continue;
    const bin = Math.floor(change[customer]! / width);
    const sum = (small.get(bin) ?? 0) + count[customer]!;
    if (sum < 2 ** 52) {
      small.set(bin, sum);
    } else {
      bins.set(bin, (bins.get(bin) ?? 0n) + BigInt(sum));
      small.set(bin, 0);
    }
  }
  return {
    width: texts.amount(BigInt(width)),
    bins: [...small.keys()]
      .sort((a, b) => a - b)
      .map((bin) => ({
        from: texts.amount(BigInt(bin) * BigInt(width)),
        customers: customersText((bins.get(bin) ?? 0n) + BigInt(small.get(bin)!)),
      })),
  };
}

/** In smallest digits. */
function widthOf(sorted: Float64Array): number {
  if (sorted.length === 0) return 1;
  const at = (percent: number): number => sorted[Math.floor(((sorted.length - 1) * percent) / 100)]!;
  const least = Math.max((at(99) - at(1)) / MIDDLE_BINS, (at(100) - at(0)) / MOST_BINS, 1);
  for (let ten = 1; ; ten *= 10) {
    for (const times of [1, 2, 5]) if (ten * times >= least) return ten * times;
  }
}
