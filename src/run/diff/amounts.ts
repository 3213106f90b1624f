/** Amounts of many bills, added up: whole numbers of their smallest digit, exact and quick. */

import { formatUnits } from '../../exact/rational.ts';

/** `units` x 10^-decimals. */
export interface Amount {
  readonly units: bigint;
  readonly decimals: number;
}

export const NO_AMOUNT: Amount = { units: 0n, decimals: 0 };

/** Decimal text, as the engine writes it. */
export function amountOf(text: string): Amount {
  const point = text.indexOf('.');
  if (point < 0) return { units: BigInt(text), decimals: 0 };
  return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), decimals: text.length - point - 1 };
}

const at = ({ units, decimals }: Amount, wanted: number): bigint =>
  decimals === wanted ? units : units * 10n ** BigInt(wanted - decimals);

export function plus(a: Amount, b: Amount): Amount {
  const decimals = Math.max(a.decimals, b.decimals);
  return { units: at(a, decimals) + at(b, decimals), decimals };
}

export const minus = (a: Amount, b: Amount): Amount => plus(a, { units: -b.units, decimals: b.decimals });

export function compareAmounts(a: Amount, b: Amount): number {
  const { units } = minus(a, b);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** With the decimals of the longest amount in it. */
export const textOf = ({ units, decimals }: Amount): string => formatUnits(units, decimals);
