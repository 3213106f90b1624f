/** Usage without records that are too long to be one. */

import type { RespondingColumns } from '../../usage/respond.ts';

/** As withoutOverlong: nobody calls for a month. With how many there are of each account; undefined: none. */
export function withoutLonger(
  columns: RespondingColumns,
  longest: Float64Array,
): { readonly columns: RespondingColumns; readonly overlong: Uint32Array | undefined } {
  const { start, quantity, kind, first, end } = columns;
  const overlong = new Uint32Array(first.length);
  let some = false;
  for (let account = 0; account < first.length; account += 1) {
    for (let record = first[account]!, last = end[account]!; record < last; record += 1) {
      if (quantity[record]! <= longest[kind[record]!]!) continue;
      overlong[account]! += 1;
      some = true;
    }
  }
  if (!some) return { columns, overlong: undefined };
  const kept: number[] = [];
  const [begins, ends] = [new Uint32Array(first.length), new Uint32Array(first.length)];
  for (let account = 0; account < first.length; account += 1) {
    begins[account] = kept.length;
    for (let record = first[account]!; record < end[account]!; record += 1) {
      if (quantity[record]! <= longest[kind[record]!]!) kept.push(record);
    }
    ends[account] = kept.length;
  }
  const rows = Uint32Array.from(kept);
  const own = {
    start: Float64Array.from(rows, (record) => start[record]!),
    quantity: Float64Array.from(rows, (record) => quantity[record]!),
    kind: Uint16Array.from(rows, (record) => kind[record]!),
  };
  return { columns: { ...own, first: begins, end: ends }, overlong };
}
