/** Winners and losers in five bands: the rule of a comparison, on columns. */

import type { BandRow } from '../result.ts';
import type { CustomerBills } from './bills.ts';

export const BANDS = [
  'much-better',
  'better',
  'same',
  'worse',
  'much-worse',
] as const satisfies readonly BandRow['band'][];

/** Percent; the edge belongs to the middle bands, as in run/diff. */
export const EDGE = 5;

const SAME = 2;

/** By customer: index into BANDS. Without a bill to take a percentage of, any change is a large one. */
export function bandsOf({ before, change }: CustomerBills): Uint8Array {
  const bands = new Uint8Array(before.length);
  for (let customer = 0; customer < bands.length; customer += 1) {
    bands[customer] = bandOf(before[customer]!, change[customer]!);
  }
  return bands;
}

function bandOf(before: number, change: number): number {
  if (change === 0) return SAME;
  const small = before > 0 && isSmall(Math.abs(change), before);
  if (change < 0) return small ? 1 : 0;
  return small ? 3 : 4;
}

/** change / before <= 5 %, without a division. */
const isSmall = (change: number, before: number): boolean =>
  change < 2 ** 46 && before < 2 ** 46
    ? change * 100 <= before * EDGE
    : BigInt(change) * 100n <= BigInt(before) * BigInt(EDGE);
