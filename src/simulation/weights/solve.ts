/** Small systems of equations. */

import { divide, equal, multiply, type Rational, rational, subtract, ZERO } from '../../exact/rational.ts';

/** Below this part of the largest pivot, an equation says nothing new. */
const NOTHING_NEW = 1e-11;

/**
 * A solution of `matrix` x = `right` for a symmetric matrix without negative eigenvalues, by Cholesky's factor with
 * pivots. Equations that follow from others are left out: their unknown is 0.
 */
export function solveSymmetric(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const rows = matrix.map((row) => row.slice());
  const order = Array.from({ length: size }, (_, index) => index);
  let rank = 0;
  let largest = 0;
  for (; rank < size; rank += 1) {
    let pivot = rank;
    for (let n = rank + 1; n < size; n += 1) {
      if (rows[order[n]!]![order[n]!]! > rows[order[pivot]!]![order[pivot]!]!) pivot = n;
    }
    [order[rank], order[pivot]] = [order[pivot]!, order[rank]!];
    const at = order[rank]!;
    const diagonal = rows[at]![at]!;
    largest = Math.max(largest, diagonal);
    if (!(diagonal > largest * NOTHING_NEW)) break;
    for (let n = rank + 1; n < size; n += 1) {
      const row = rows[order[n]!]!;
      const factor = row[at]! / diagonal;
      row[at] = factor;
      for (let m = rank + 1; m < size; m += 1) row[order[m]!]! -= factor * rows[at]![order[m]!]!;
    }
  }
  const values = right.slice();
  for (let n = 0; n < rank; n += 1) {
    for (let m = 0; m < n; m += 1) values[order[n]!]! -= rows[order[n]!]![order[m]!]! * values[order[m]!]!;
  }
  const solution = new Float64Array(size);
  for (let n = rank - 1; n >= 0; n -= 1) {
    const at = order[n]!;
    let value = values[at]!;
    for (let m = n + 1; m < rank; m += 1) value -= rows[at]![order[m]!]! * solution[order[m]!]!;
    solution[at] = value / rows[at]![at]!;
  }
  return solution;
}

/**
 * Whole numbers x with `rows` x = `right`, as many of them 0 as can be; columns that come first are used first.
 * Undefined: none is found this way. For equations between sums over groups that lie within or across each other (two
 * ways), there is one whenever there is any.
 */
export function solveWhole(rows: readonly (readonly boolean[])[], right: readonly bigint[]): bigint[] | undefined {
  const columns = rows[0]?.length ?? 0;
  const table = rows.map((row, index) => [...row.map((one) => (one ? rational(1n) : ZERO)), rational(right[index]!)]);
  const pivots: number[] = [];
  for (let column = 0; column < columns && pivots.length < table.length; column += 1) {
    const done = pivots.length;
    const found = table.findIndex((row, index) => index >= done && row[column]!.n !== 0n);
    if (found < 0) continue;
    [table[done], table[found]] = [table[found]!, table[done]!];
    const pivot = table[done]!.map((value) => divide(value, table[done]![column]!));
    table[done] = pivot;
    table.forEach((row, index) => {
      const factor = row[column]!;
      if (index !== done && factor.n !== 0n) table[index] = row.map((value, n) => less(value, factor, pivot[n]!));
    });
    pivots.push(column);
  }
  if (table.slice(pivots.length).some((row) => !equal(row[columns]!, ZERO))) return undefined;
  const solution = new Array<bigint>(columns).fill(0n);
  for (const [row, column] of pivots.entries()) {
    const value = table[row]![columns]!;
    if (value.d !== 1n) return undefined;
    solution[column] = value.n;
  }
  return solution;
}

const less = (value: Rational, factor: Rational, other: Rational): Rational =>
  other.n === 0n ? value : subtract(value, multiply(factor, other));
