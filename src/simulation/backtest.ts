/** A past change: what its simulation predicts from usage before it, against what was billed after it. */

import { compare, decimal, formatRational, formatUnits, type Rational, subtract } from '../exact/rational.ts';
import { roundQuotient } from '../money/rounding.ts';
import type { BacktestResult, Change, GroupRow } from './result.ts';

export interface BacktestAsked {
  /** Net revenue: before, predicted after; with an interval of the change where customers are a sample. */
  readonly predicted: Change;
  /** Net revenue of the bills after the change, exact decimal text. */
  readonly actual: string;
  /** Groups of the prediction; those suppressed have no revenue and are left out. */
  readonly segments: readonly GroupRow[];
  /** By name of a segment; one that is missing had no bills. */
  readonly actualOf: ReadonlyMap<string, string>;
  /** Of the currency. */
  readonly decimals: number;
}

/** Errors are predicted less actual, in percent of the actual. */
export function backtestScores({ predicted, actual, segments, actualOf, decimals }: BacktestAsked): BacktestResult {
  const rows = segments.flatMap(({ name, sampled, revenue }) => {
    if (!revenue) return [];
    const own = actualOf.get(name) ?? formatUnits(0n, decimals);
    return [
      {
        name,
        sampled,
        predicted: revenue.after,
        actual: own,
        errorPercent: percentText(errorOf(revenue, own), decimal(own)),
        covered: coveredBy(revenue, own),
      },
    ];
  });
  const held = rows.flatMap(({ covered }) => (covered === undefined ? [] : [covered]));
  return {
    predicted,
    actual,
    error: formatRational(errorOf(predicted, actual), decimals),
    errorPercent: percentText(errorOf(predicted, actual), decimal(actual)),
    covered: coveredBy(predicted, actual),
    segments: rows,
    meanAbsolutePercent: meanAbsolute(rows.flatMap(({ errorPercent }) => errorPercent ?? [])),
    coverage:
      held.length === 0
        ? null
        : percentText({ n: BigInt(held.filter(Boolean).length), d: 1n }, { n: BigInt(held.length), d: 1n }),
  };
}

const errorOf = ({ after }: Change, actual: string): Rational => subtract(decimal(after), decimal(actual));

/** The interval is of the change: it is held against what the change was. */
function coveredBy({ before, interval }: Change, actual: string): boolean | undefined {
  if (!interval) return undefined;
  const change = subtract(decimal(actual), decimal(before));
  return compare(change, decimal(interval.low)) >= 0 && compare(change, decimal(interval.high)) <= 0;
}

/** Four decimals, half-even; null where there is nothing, or less, to divide by. */
function percentText(part: Rational, whole: Rational): string | null {
  if (whole.n <= 0n) return null;
  return formatUnits(roundQuotient(part.n * whole.d * 1_000_000n, part.d * whole.n, 'half-even'), 4);
}

/** Over segments whose actual is above nothing, each counting once. */
function meanAbsolute(percents: readonly string[]): string | null {
  if (percents.length === 0) return null;
  const sum = percents.reduce((all, text) => {
    const units = BigInt(text.replace('.', ''));
    return all + (units < 0n ? -units : units);
  }, 0n);
  return formatUnits(roundQuotient(sum, BigInt(percents.length), 'half-even'), 4);
}
