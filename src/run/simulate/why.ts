/** Why the bills of a customer move: its largest lines, before and after. */

import { formatUnits } from '../../exact/rational.ts';
import type { BillTable, RatedPopulation } from '../../simulation/bills.ts';

const MOST_LINES = 3;

/** `data-overage +7.50 (12.00 to 19.50), monthly-fee +1.00 (21.99 to 22.99)`; taxes only where nothing else moves. */
export function whyOf({ rows, sides }: RatedPopulation, decimals: number): (customer: number) => string {
  const [before, after] = [sides[0]!, sides[1]!];
  const names = new Map<string, { was: Float64Array | undefined; is: Float64Array | undefined; tax: boolean }>();
  const note = (table: BillTable, side: 'was' | 'is'): void => {
    table.components.forEach(({ id, kind }, index) => {
      const key = `${kind} ${id}`;
      const own = names.get(key) ?? { was: undefined, is: undefined, tax: kind === 'tax' };
      own[side] = table.amounts[index]!;
      names.set(key, own);
    });
  };
  note(before, 'was');
  note(after, 'is');
  const text = (units: bigint, scale: number): string => trimmed(formatUnits(units, scale), decimals);
  return (customer) => {
    const scale = BigInt(Math.max(before.scale, after.scale));
    const sum = (column: Float64Array | undefined, own: number): bigint => {
      let all = 0n;
      for (let row = rows.first[customer]!; row < rows.first[customer + 1]!; row += 1)
        all += BigInt(column?.[row] ?? 0);
      return all * 10n ** (scale - BigInt(own));
    };
    const moved = [...names].flatMap(([key, { was, is, tax }]) => {
      const [from, to] = [sum(was, before.scale), sum(is, after.scale)];
      return from === to ? [] : [{ id: key.slice(key.indexOf(' ') + 1), from, to, tax }];
    });
    const lines = moved.some(({ tax }) => !tax) ? moved.filter(({ tax }) => !tax) : moved;
    const size = ({ from, to }: (typeof lines)[number]): bigint => (to > from ? to - from : from - to);
    lines.sort((a, b) => (size(a) === size(b) ? (a.id < b.id ? -1 : 1) : size(a) < size(b) ? 1 : -1));
    const told = lines.slice(0, MOST_LINES).map(({ id, from, to }) => {
      const by = to - from;
      const units = Number(scale);
      return `${id} ${by > 0n ? '+' : ''}${text(by, units)} (${text(from, units)} to ${text(to, units)})`;
    });
    const more = lines.length - told.length;
    return [...told, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  };
}

/** No more decimals than there are digits, and never fewer than the currency's. */
function trimmed(text: string, decimals: number): string {
  const point = text.indexOf('.');
  if (point < 0) return text;
  let end = text.length;
  while (end > point + 1 + decimals && text[end - 1] === '0') end -= 1;
  return text.slice(0, end === point + 1 ? point : end);
}
