/** Why the bills of a customer move: its largest lines, before and after. */

import { formatUnits } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
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
  // As bills are read: both ends half to even at the decimals of the currency, and what lies between them.
  const shown = (units: bigint, scale: bigint): bigint =>
    roundQuotient(units * 10n ** BigInt(decimals), 10n ** scale, 'half-even');
  const text = (units: bigint): string => formatUnits(units, decimals);
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
      const [was, is] = [shown(from, scale), shown(to, scale)];
      const by = is - was;
      if (by === 0n) return `${id} ${to > from ? 'up' : 'down'} by less than ${text(1n)} (${text(was)})`;
      return `${id} ${by > 0n ? '+' : ''}${text(by)} (${text(was)} to ${text(is)})`;
    });
    const more = lines.length - told.length;
    return [...told, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  };
}
