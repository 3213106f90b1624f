/** Whole units shared out exactly: what is given adds up to what there is. */

/**
 * `total` in proportion to `parts`, by largest remainder; of equal remainders the earlier part has the unit. Parts are
 * whole numbers from 0 on, below 2^53, not all of them 0 unless the total is.
 */
export function shareOut(total: bigint, parts: ArrayLike<number>): Float64Array {
  const given = new Float64Array(parts.length);
  let sum = 0n;
  for (let index = 0; index < parts.length; index += 1) sum += BigInt(parts[index]!);
  if (sum === 0n) {
    if (total !== 0n) throw new RangeError('nothing to share out to');
    return given;
  }
  const remainders: { readonly index: number; readonly rest: bigint }[] = [];
  let left = total;
  // Neighbours mostly weigh the same: the division of one is that of the next.
  let part = -1;
  let quotient = 0n;
  let rest = 0n;
  for (let index = 0; index < parts.length; index += 1) {
    if (parts[index] !== part) {
      part = parts[index]!;
      const product = total * BigInt(part);
      quotient = product / sum;
      rest = product % sum;
    }
    given[index] = Number(quotient);
    left -= quotient;
    if (rest > 0n) remainders.push({ index, rest });
  }
  if (left > 0n) {
    remainders.sort((a, b) => (a.rest > b.rest ? -1 : a.rest < b.rest ? 1 : a.index - b.index));
    for (let n = 0; n < Number(left); n += 1) given[remainders[n]!.index]! += 1;
  }
  return given;
}
