/** Which months a result is about. The two results of a simulation can be about different ones: bills measured, months ahead. */

import { add, divide, formatRational, formatUnits, multiply, rational, subtract } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { Change, Simulation } from '../../simulation/result.ts';
import { amountOf } from './shown.ts';

const NAMES = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** `2026-07` is `July 2026`. */
function monthName(month: string): string {
  const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
  const name = NAMES[Number(number) - 1];
  return year === undefined || name === undefined ? month : `${name} ${year}`;
}

/** `in May 2026`, `over 12 months`. */
export const periodOf = (months: readonly string[]): string =>
  months.length === 1 ? `in ${monthName(months[0]!)}` : `over ${months.length} months`;

/** `May 2026`, `12 months, July 2026 to June 2027`. */
export const monthsTold = (months: readonly string[]): string =>
  months.length === 1
    ? monthName(months[0]!)
    : `${months.length} months, ${monthName(months[0]!)} to ${monthName(months.at(-1)!)}`;

export const staticMonths = ({ header, static: impact }: Simulation): readonly string[] =>
  impact.months.length > 0 ? impact.months.map(({ month }) => month) : header.months;

/** Months of the result with what is assumed; empty where nothing is. */
export const assumedMonths = ({ behaviour }: Simulation): readonly string[] =>
  behaviour?.impact.months.map(({ month }) => month) ?? [];

/** Whether both results are about the same months, so that their totals can stand in one table. */
export function samePeriod(simulation: Simulation): boolean {
  const own = assumedMonths(simulation);
  return own.length === 0 || own.join() === staticMonths(simulation).join();
}

/**
 * Net revenue with customers as they are, over the months of the result with what is assumed: that with growth and seasons alone,
 * which are on both sides. Undefined where it is the static result itself, or is not known.
 */
export function staticAhead(simulation: Simulation): Change | undefined {
  const { behaviour } = simulation;
  const growth = behaviour?.responses.find(({ response }) => response === 'growth');
  if (!behaviour || !growth || samePeriod(simulation)) return undefined;
  const { before } = behaviour.impact.revenue;
  const by = subtract(amountOf(growth.revenue), amountOf(before));
  const share = amountOf(before).n === 0n ? undefined : divide(multiply(by, rational(100n)), amountOf(before));
  return {
    ...{ before, after: growth.revenue, change: formatRational(by) },
    percent: share ? formatUnits(roundQuotient(share.n * 10_000n, share.d, 'half-up'), 4) : null,
  };
}

/** Of a total over so many months: a share of it, rounded where it has no end. */
export function monthly(total: string, months: number): string {
  const { n, d } = divide(amountOf(total), rational(BigInt(months || 1)));
  return `${n}/${d}`;
}

export const sumText = (texts: readonly string[]): string =>
  formatRational(texts.map(amountOf).reduce(add, rational(0n)));
