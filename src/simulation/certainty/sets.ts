/**
 * All assumptions at one end of their ranges together. Low and high are ends of numbers, not bad and good: high churn loses
 * revenue, a low elasticity (-0.8 is below -0.2) loses usage. Which set earns least is told in words beside them.
 */

import { compare, type Rational } from '../../exact/rational.ts';
import type { AssumedNumber } from '../behaviour/values.ts';
import type { CertaintyResult } from '../result.ts';
import { asChange, CENTRAL, changeOf, type Evaluate, rangedOf, signed } from './evaluate.ts';

export interface Sets {
  readonly sets: CertaintyResult['sets'];
  readonly notes: readonly string[];
}

const NAMES = ['low', 'central', 'high'] as const;

/**
 * Absent where no assumption has a range: three times the same number would look like certainty. `decimals`: of the currency,
 * for what is told in words.
 */
export async function evaluateSets(
  numbers: readonly AssumedNumber[],
  evaluate: Evaluate,
  decimals: number,
): Promise<Sets> {
  const ranged = rangedOf(numbers);
  if (ranged.length === 0) return { sets: undefined, notes: [] };
  const sets: NonNullable<CertaintyResult['sets']>[number][] = [];
  const changes: Rational[] = [];
  for (const set of NAMES) {
    const values = new Map(ranged.map(({ name, range }) => [name, range[set]]));
    const { revenue, margin } = await evaluate({ ...CENTRAL, values });
    sets.push({ set, revenue: asChange(revenue), margin: margin && asChange(margin) });
    changes.push(changeOf(revenue));
  }
  return { sets, notes: [words(ranged.length, changes as [Rational, Rational, Rational], decimals)] };
}

function words(count: number, [low, central, high]: readonly [Rational, Rational, Rational], decimals: number): string {
  const all = count === 1 ? 'the one assumption with a range' : `all ${count} assumptions with a range`;
  const what = `The low set holds ${all} at the low end, the high set at the high end; they are ends of assumptions, not the worst and the best that can happen.`;
  const [less, more] = compare(low, high) <= 0 ? [low, high] : [high, low];
  if (compare(less, more) === 0) return `${what} Revenue changes by ${signed(less, decimals)} with both.`;
  const name = less === low ? 'low' : 'high';
  const outside =
    compare(central, less) < 0 || compare(central, more) > 0
      ? ' The central result is not between them: assumptions work against each other.'
      : '';
  return `${what} Revenue is lower with the ${name} set: it changes by ${signed(less, decimals)} there, by ${signed(more, decimals)} with the other.${outside}`;
}
