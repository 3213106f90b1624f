/** Bill shock: bills that rise by more than a percentage and more than an amount, both. */

import { formatRational, type Rational } from '../../exact/rational.ts';
import type { Shock } from '../result.ts';
import { alignedTo, steps } from './bills.ts';
import { customersText } from './exact.ts';
import { rowsOf, type Worlds } from './parts.ts';

interface Limits {
  readonly percent: Rational;
  readonly amount: Rational;
}

/**
 * Customers: those with at least one such bill; of a path with responses, the most in any one month. A first bill is no shock:
 * there has to be one before.
 */
export function shockOf(
  { before, after, population: { size }, scale }: Worlds,
  { percent, amount }: Limits,
  decimals: number,
): Shock {
  const most = new Float64Array(size);
  let bills = 0n;
  const rises = riser({ percent, amount }, scale);
  for (const { parts, reference } of steps(before, after)) {
    if (!reference) continue;
    const now = new Float64Array(size);
    for (const part of parts) {
      const [own, other] = [factorOf(part.bills.scale, scale), factorOf(reference.bills.scale, scale)];
      const aligned = alignedTo(part, reference);
      const shocked = new Uint8Array(size);
      const list = rowsOf(part);
      const length = list ? list.length : part.rows.customer.length;
      for (let index = 0; index < length; index += 1) {
        const row = list ? list[index]! : index;
        const was = aligned ? aligned[index]! : row;
        const customer = part.rows.customer[row]!;
        const weight = part.weight[customer]!;
        if (was < 0 || weight === 0 || reference.bills.invoices[was] === 0 || part.bills.invoices[row] === 0) continue;
        if (!rises(reference.bills.total[was]! * other, part.bills.total[row]! * own)) continue;
        bills += BigInt(weight);
        if (shocked[customer] === 0) now[customer]! += weight;
        shocked[customer] = 1;
      }
    }
    for (let customer = 0; customer < size; customer += 1) most[customer] = Math.max(most[customer]!, now[customer]!);
  }
  let [sampled, customers] = [0, 0n];
  for (const weight of most) {
    if (weight === 0) continue;
    sampled += 1;
    customers += BigInt(weight);
  }
  return {
    percent: formatRational(percent),
    amount: formatRational(amount, decimals),
    sampled,
    bills: customersText(bills),
    customers: customersText(customers),
  };
}

const factorOf = (own: number, scale: number): number => Number(10n ** BigInt(scale - own));

/** Whether a bill rises by more than both: amounts in 10^-scale. */
function riser({ percent, amount }: Limits, scale: number): (was: number, is: number) => boolean {
  // Of whole numbers: more than x is more than the whole part of x.
  const most = Number((amount.n * 10n ** BigInt(scale)) / amount.d);
  const [n, d] = [percent.n, percent.d * 100n];
  // Below this neither product leaves what a float holds exactly.
  const [top, bottom] = [Number(n), Number(d)];
  const small = 2 ** 52 / Math.max(Math.abs(top), bottom);
  return (was, is) => {
    const rise = is - was;
    if (rise <= most) return false;
    if (rise < small && was < small && was > -small) return rise * bottom > was * top;
    return BigInt(rise) * d > BigInt(was) * n;
  };
}
