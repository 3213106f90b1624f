/** Weighted sums, exact. */

import { add, type Rational, rational, ZERO } from '../../exact/rational.ts';
import type { BillRows, Part, World } from '../bills.ts';

/**
 * Sum over rows (of one month, or all) of a column times the customer's weight: in units of the column, millionths.
 * Neighbours of the same weight are added up before they are multiplied.
 */
function weighted(column: Float64Array, rows: BillRows, month: number | undefined, weight: Float64Array): bigint {
  let sum = 0n;
  let run = 0;
  let each = 0;
  for (let row = 0; row < column.length; row += 1) {
    if (month !== undefined && rows.month[row] !== month) continue;
    const by = weight[rows.customer[row]!]!;
    const value = column[row]!;
    if (by === 0 || value === 0) continue;
    if (by !== each || Math.abs(run + value) > Number.MAX_SAFE_INTEGER) {
      if (run !== 0) sum += BigInt(run) * BigInt(each);
      run = 0;
      each = by;
    }
    run += value;
  }
  return run === 0 ? sum : sum + BigInt(run) * BigInt(each);
}

type Weighed = Pick<Part, 'bills' | 'rows' | 'month' | 'weight'>;

/** Net revenue of some parts, in the currency. */
export function netOf(parts: readonly Weighed[]): Rational {
  let sum = ZERO;
  for (const { bills, rows, month, weight } of parts) {
    const units = weighted(bills.net, rows, month, weight);
    sum = add(sum, rational(units, 10n ** BigInt(bills.scale + 6)));
  }
  return sum;
}

/** Customers of a list of weights, in millionths, without those who never have a bill. */
export function customersOf(weights: Iterable<Float64Array>, { first }: BillRows): bigint {
  let sum = 0n;
  for (const weight of weights) {
    let run = 0;
    for (let customer = 0; customer < weight.length; customer += 1) {
      if (first[customer + 1]! === first[customer]!) continue;
      if (run + weight[customer]! > Number.MAX_SAFE_INTEGER) {
        sum += BigInt(run);
        run = 0;
      }
      run += weight[customer]!;
    }
    sum += BigInt(run);
  }
  return sum;
}

/** Net revenue of a world, exact. */
export const netRevenue = ({ parts }: World): Rational => netOf(parts);
