/** Amounts in bins of one width that a person would choose: 1, 2 or 5 times a power of ten. */

import { compare, divide, formatRational, type Rational, rational, subtract } from '../../exact/rational.ts';

const MOST_BINS = 25n;

export interface Bins {
  readonly width: string;
  /** Ascending, `[from, from + width)`; those that hold something. */
  readonly bins: readonly { readonly from: string; readonly count: number }[];
}

/** `decimals`: no bin is finer. At least one amount. */
export function histogramOf(amounts: readonly Rational[], decimals: number): Bins {
  const ascending = [...amounts].sort(compare);
  const width = widthOf(subtract(ascending.at(-1)!, ascending[0]!), decimals);
  const counts = new Map<bigint, number>();
  for (const amount of ascending) {
    const bin = floor(divide(amount, width));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const bins = [...counts].map(([bin, count]) => ({ from: formatRational(rational(bin * width.n, width.d)), count }));
  return { width: formatRational(width), bins };
}

/** The least such width with which the whole span needs no more than MOST_BINS, and one for the edges. */
function widthOf(span: Rational, decimals: number): Rational {
  let power = rational(1n, 10n ** BigInt(decimals));
  for (;;) {
    for (const times of [1n, 2n, 5n]) {
      const width = rational(power.n * times, power.d);
      if (compare(span, rational(width.n * MOST_BINS, width.d)) <= 0) return width;
    }
    power = rational(power.n * 10n, power.d);
  }
}

const floor = ({ n, d }: Rational): bigint => (n >= 0n || n % d === 0n ? n / d : n / d - 1n);
