/** Limits and what was measured, as text. What is shown may be rounded; what is decided never is. */

import { absolute, compare, decimalsOf, formatRational, type Rational, rational } from '../exact/rational.ts';
import { minorDecimals } from '../money/currency.ts';
import { round } from '../money/rounding.ts';
import type { Match } from '../plan/model.ts';
import type { Limit, PricePer } from './model.ts';

/** `16.00 EUR`; more decimals than the currency has only where they are there. */
export const showMoney = (amount: Rational, currency: string): string =>
  `${showDecimal(amount, minorDecimals(currency) ?? 2)} ${currency}`;

/** With its sign, also of a rise. */
export const showChange = (amount: Rational, currency: string): string => signed(amount, showMoney(amount, currency));

export const signed = (value: Rational, text: string): string => (value.n > 0n ? `+${text}` : text);

const MOST_DECIMALS = 8;

/**
 * Percent with up to two decimals: more where it would look like the limit that it is beside and is not, or on the other
 * side of it.
 */
export function showPercent(percent: Rational, beside: readonly Rational[] = []): string {
  for (let decimals = 2; ; decimals += 1) {
    const shown = rounded(percent, decimals);
    const alike = beside.some((limit) => Math.sign(compare(shown, limit)) !== Math.sign(compare(percent, limit)));
    if (alike && decimals < MOST_DECIMALS) continue;
    const hint = !alike ? '' : compare(percent, shown) > 0 ? 'just over ' : 'just under ';
    return `${hint}${formatRational(shown)} %`;
  }
}

/** All digits where they end soon, else the first ones. */
function showDecimal(value: Rational, least: number): string {
  const decimals = decimalsOf(value);
  if (decimals !== undefined && decimals <= MOST_DECIMALS) return formatRational(value, least);
  return formatRational(rounded(value, MOST_DECIMALS), least);
}

const rounded = (value: Rational, decimals: number): Rational =>
  round(value, { mode: 'half-up', step: rational(1n, 10n ** BigInt(decimals)) });

/** Without its sign. */
export const showLimit = (limit: Limit): string =>
  'percent' in limit
    ? `${formatRational(absolute(limit.percent))} %`
    : showMoney(absolute(limit.amount), limit.currency);

export const limitValue = (limit: Limit): Rational => ('percent' in limit ? limit.percent : limit.amount);

export const showPrice = ({ amount, currency, per }: PricePer): string => `${showMoney(amount, currency)} / ${per}`;

/** `voice out to eu`. */
export function showMatch({ services, directions, to, in: inside }: Match): string {
  const or = (words: readonly string[]): string => words.join(' or ');
  return [
    or(services),
    ...(directions ? [or(directions)] : []),
    ...(to ? [`to ${or(to)}`] : []),
    ...(inside ? [`in ${or(inside)}`] : []),
  ].join(' ');
}

/** `1,000`. */
export const showCount = (count: number): string => `${count}`.replaceAll(/\B(?=(\d{3})+$)/g, ',');

export const counted = (count: number, noun: string): string => `${showCount(count)} ${noun}${count === 1 ? '' : 's'}`;
