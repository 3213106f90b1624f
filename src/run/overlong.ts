/** Takes records out that last too long to have a band at their end: nobody calls for a month. */

import { OVERRUN_DAYS } from '../calendar/band-table.ts';
import { divide, rational } from '../exact/rational.ts';
import { SERVICES } from '../units/quantity.ts';
import type { AccountUsage, UsageCoding } from '../usage/batch.ts';

/** Longest duration of a record, in seconds; a day less than what the band tables reach, for its last increment. */
const LONGEST_SECONDS = (OVERRUN_DAYS - 1) * 86_400;

export interface Shortened {
  readonly usage: AccountUsage;
  readonly overlong: readonly number[];
  /** Index in the usage as given, of each record that is left. */
  original(record: number): number;
}

export function withoutOverlong(usage: AccountUsage): Shortened {
  const longest = longestByKind(usage.coding);
  const overlong: number[] = [];
  usage.quantity.forEach((quantity, record) => {
    if (quantity > longest[usage.kind[record]!]!) overlong.push(record);
  });
  if (overlong.length === 0) return { usage, overlong, original: (record) => record };
  const out = new Set(overlong);
  const kept = Uint32Array.from(usage.start.keys()).filter((record) => !out.has(record));
  const before = (record: number): number => record - overlong.filter((gone) => gone < record).length;
  const { coding, accounts, local } = usage;
  const left: AccountUsage = {
    ...{ coding, accounts, local },
    first: usage.first.map(before),
    start: Float64Array.from(kept, (record) => usage.start[record]!),
    quantity: Float64Array.from(kept, (record) => usage.quantity[record]!),
    kind: Uint16Array.from(kept, (record) => usage.kind[record]!),
    row: Float64Array.from(kept, (record) => usage.row[record]!),
    ...(usage.id ? { id: Array.from(kept, (record) => usage.id![record]!) } : {}),
  };
  return { usage: left, overlong, original: (record) => kept[record]! };
}

/** The longest that a record of each kind may be, in quanta of the input. */
export function longestByKind({ kinds, quanta }: UsageCoding): Float64Array {
  return Float64Array.from(kinds, ({ service }) => {
    const quantum = quanta.get(service);
    if (SERVICES[service] !== 'time' || !quantum) return Number.POSITIVE_INFINITY;
    const { n, d } = divide(rational(BigInt(LONGEST_SECONDS)), quantum);
    return Number(n / d);
  });
}
