/**
 * Exact values of a simulation as a page shows them. Money has the decimals of its currency, customers are whole; both
 * are rounded half to even, and rows that stand under a total are rounded together so that they add up as shown. Before
 * and change are rounded, after is what they add up to: whoever adds on paper finds what stands there.
 */

import { formatRational, formatUnits, type Rational, subtract, ZERO } from '../../exact/rational.ts';
import { roundQuotient, roundTogether } from '../../money/rounding.ts';
import type { Change, Interval, Simulation } from '../../simulation/result.ts';
import { exact, grouped, signed, sumOf } from '../amounts.ts';
import { percentOf } from '../diff/percent.ts';

export interface ShownChange {
  readonly before: string;
  readonly after: string;
  /** With its sign. */
  readonly change: string;
  /** With its sign; empty where there is nothing to divide by. */
  readonly percent: string;
  /** `95 %: -14.00 to -10.50`; empty where there is none. An estimate. */
  readonly interval: string;
  /** Of the percent: `-3.61 % to -2.38 %`; empty where there is none. An estimate. */
  readonly intervalPercent: string;
}

export const amountOf = (text: string): Rational => exact(text) ?? ZERO;

/** For lengths in a drawing only: no number that is written comes from it. */
export function forTheEye(text: string): number {
  const { n, d } = amountOf(text);
  const most = 10n ** 15n;
  const whole = n / d;
  // Beyond what a double holds only the length matters.
  return whole > most || whole < -most ? Number(whole) : Number(n) / Number(d) || Number((n * 1_000_000n) / d) / 1e6;
}

export const isZero = (text: string): boolean => amountOf(text).n === 0n;

const unitsOf = (decimals: number): bigint => 10n ** BigInt(decimals);

/** Half to even, with its thousands set apart. */
export function rounded(text: string, decimals: number): string {
  const { n, d } = amountOf(text);
  return grouped(formatUnits(roundQuotient(n * unitsOf(decimals), d, 'half-even'), decimals));
}

/** Customers: whole ones; `less than 1` where rounding would call somebody nobody. */
export function customersText(text: string): string {
  const { n, d } = amountOf(text);
  return n > 0n && 2n * n <= d ? 'less than 1' : rounded(text, 0);
}

/** Amounts that add up, as shown, to their sum. `rest`: what belongs to the sum and is not shown. */
export function together(texts: readonly string[], decimals: number, total?: string): string[] {
  const values = texts.map(amountOf);
  const rest = total === undefined ? [] : [values.reduce(subtract, amountOf(total))];
  return roundTogether([...values, ...rest], unitsOf(decimals))
    .slice(0, values.length)
    .map((units) => formatUnits(units, decimals));
}

function intervalText(interval: Interval | undefined, decimals: number): string {
  if (!interval) return '';
  const end = (text: string): string => signed(ungrouped(rounded(text, decimals)));
  return `${percentText(interval.confidence)}: ${end(interval.low)} to ${end(interval.high)}`;
}

const percentIntervalText = (interval: Interval | undefined): string =>
  interval ? `${percentOf(interval.low, '100')} to ${percentOf(interval.high, '100')}` : '';

const ungrouped = (text: string): string => text.replace(/[,+]/g, '');

/** Of amounts as they are shown. */
export const plus = (a: string, b: string): string => sumOf([ungrouped(a), ungrouped(b)]) ?? a;
export const less = (a: string, b: string): string =>
  plus(a, ungrouped(b).startsWith('-') ? ungrouped(b).slice(1) : `-${ungrouped(b)}`);

/** Of exact amounts. */
export const minus = (a: string, b: string): string => formatRational(subtract(amountOf(a), amountOf(b)));

/** `95 %`: as written, without needless zeros. */
export const percentText = (text: string): string => `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} %`;

/** Changes under one total, as rows that add up downwards and across. */
export function changesTogether(
  changes: readonly (Change | undefined)[],
  decimals: number,
  total?: Change,
): (ShownChange | undefined)[] {
  const there = changes.flatMap((change) => (change ? [change] : []));
  const befores = together(
    there.map(({ before }) => before),
    decimals,
    total?.before,
  );
  const moves = together(
    there.map(({ change }) => change),
    decimals,
    total?.change,
  );
  let at = 0;
  return changes.map((change) => {
    if (!change) return undefined;
    const [before, move] = [befores[at]!, moves[at]!];
    at += 1;
    const after = formatUnits(inUnits(before) + inUnits(move), decimals);
    return {
      ...{ before: grouped(before), after: grouped(after), change: signed(move) },
      percent: change.percent === null ? '' : percentOf(change.change, change.before),
      interval: intervalText(change.interval, decimals),
      intervalPercent: percentIntervalText(change.percentInterval),
    };
  });
}

const inUnits = (text: string): bigint => BigInt(text.replace('.', ''));

export const changeShown = (change: Change, decimals: number): ShownChange => changesTogether([change], decimals)[0]!;

/** `+1,234.50`, half to even. */
export const signedMoney = (text: string, decimals: number): string => signed(ungrouped(rounded(text, decimals)));

export const isRise = (text: string): boolean => amountOf(text).n > 0n;

/** Whether its totals come from some customers who stand for all. */
export const isEstimated = ({ certainty }: Pick<Simulation, 'certainty'>): boolean => certainty.method === 'bootstrap';

/** With no line between a number and its unit: a percent sign or the code of a currency. */
export const unbroken = (text: string): string => text.replace(/(\d) (?=%|[A-Z]{3}\b)/g, '$1\u00a0');
