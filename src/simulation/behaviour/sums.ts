/** Weighted sums, exact. */

import { add, type Rational, rational, ZERO } from '../../exact/rational.ts';
import type { BillRows, Part, World } from '../bills.ts';
import { rowsIn } from './sides.ts';

/** Adds up products exactly: in doubles as long as they hold whole numbers, in BigInt beyond. */
export class ExactSum {
  #low = 0;
  #high = 0n;

  add(value: number, weight: number): void {
    const product = value * weight;
    if (Math.abs(product) > Number.MAX_SAFE_INTEGER) {
      this.#high += BigInt(value) * BigInt(weight);
      return;
    }
    const sum = this.#low + product;
    if (Math.abs(sum) <= Number.MAX_SAFE_INTEGER) {
      this.#low = sum;
      return;
    }
    this.#high += BigInt(this.#low);
    this.#low = product;
  }

  get sum(): bigint {
    return this.#high + BigInt(this.#low);
  }
}

/** Sum over rows (of one month, or all) of a column times the customer's weight: in units of the column, millionths. */
function weighted(column: Float64Array, rows: BillRows, month: number | undefined, weight: Float64Array): bigint {
  const sum = new ExactSum();
  if (month === undefined) {
    for (let row = 0; row < column.length; row += 1) sum.add(column[row]!, weight[rows.customer[row]!]!);
    return sum.sum;
  }
  const rowOf = rowsIn(rows, month);
  for (let customer = 0; customer < rowOf.length; customer += 1) {
    const row = rowOf[customer]!;
    if (row >= 0) sum.add(column[row]!, weight[customer]!);
  }
  return sum.sum;
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
  const sum = new ExactSum();
  for (const weight of weights) {
    for (let customer = 0; customer < weight.length; customer += 1) {
      if (first[customer + 1]! !== first[customer]!) sum.add(1, weight[customer]!);
    }
  }
  return sum.sum;
}

/** Net revenue of a world, exact. */
export const netRevenue = ({ parts }: World): Rational => netOf(parts);
