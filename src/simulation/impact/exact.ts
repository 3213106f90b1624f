/** Sums of weighted money as text: whole numbers of 10^-scale of the currency times millionths of a customer. */

import { formatUnits } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { Change } from '../result.ts';

/** Decimals of a millionth. */
const WEIGHT_DECIMALS = 6;

/** Exact: as many decimals as it takes, at least so many. */
export function exactText(units: bigint, decimals: number, least: number): string {
  let [rest, places] = [units, decimals];
  if (rest === 0n) places = Math.min(places, least);
  while (places > least && rest % 10n === 0n) {
    rest /= 10n;
    places -= 1;
  }
  return formatUnits(rest * 10n ** BigInt(Math.max(0, least - places)), Math.max(places, least));
}

/** As exactText, of a whole number below 2^53: what most amounts of a customer are, in a tenth of the time. */
export function exactNumberText(units: number, decimals: number, least: number): string {
  if (!Number.isSafeInteger(units) || decimals < least) return exactText(BigInt(units), decimals, least);
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  let end = digits.length;
  while (end > point + least && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  const sign = units < 0 ? '-' : '';
  return end === point ? sign + digits.slice(0, point) : `${sign}${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

const ZERO = 48;

/** How sums of one impact are written. `scale`: of its amounts; `decimals`: of the currency. */
export class Texts {
  readonly scale: number;
  readonly decimals: number;

  constructor(scale: number, decimals: number) {
    this.scale = scale;
    this.decimals = decimals;
  }

  /** Of one bill. */
  amount(units: bigint): string {
    return exactText(units, this.scale, this.decimals);
  }

  /** Of amounts times weights. */
  money(sum: bigint): string {
    return exactText(sum, this.scale + WEIGHT_DECIMALS, this.decimals);
  }

  moneyChange(before: bigint, after: bigint): Change {
    return {
      before: this.money(before),
      after: this.money(after),
      change: this.money(after - before),
      percent: percentOf(after - before, before),
    };
  }

  /**
   * Money (weighted) by months of customers, before and after. No quotient has to end as a decimal: half-even at two decimals
   * more than the currency has; `change` is of what is written, so that a row adds up. Without customers: 0.
   */
  perMonth(before: Mean, after: Mean): Change {
    const places = this.decimals + 2;
    const mean = ({ sum, months }: Mean): bigint =>
      months <= 0n ? 0n : roundQuotient(sum * 10n ** BigInt(places), months * 10n ** BigInt(this.scale), 'half-even');
    const [was, is] = [mean(before), mean(after)];
    const [n, d] = [after.sum * before.months - before.sum * after.months, before.sum * after.months];
    return {
      before: formatUnits(was, places),
      after: formatUnits(is, places),
      change: formatUnits(is - was, places),
      percent: percentOf(n, d),
    };
  }
}

/** Weighted money, and months of customers in millionths. */
export interface Mean {
  readonly sum: bigint;
  readonly months: bigint;
}

/** Of millionths of a customer. */
export const customersText = (millionths: bigint): string => exactText(millionths, WEIGHT_DECIMALS, 0);

export const customersChange = (before: bigint, after: bigint): Change => ({
  before: customersText(before),
  after: customersText(after),
  change: customersText(after - before),
  percent: percentOf(after - before, before),
});

/** With four decimals, half-even; null where there is nothing, or less, to divide by. */
const percentOf = (part: bigint, whole: bigint): string | null =>
  whole <= 0n ? null : formatUnits(roundQuotient(part * 1_000_000n, whole, 'half-even'), 4);
