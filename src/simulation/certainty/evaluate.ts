/** What scenarios of certainty ask for: the revenue with some assumptions at other values, everybody rated again in full. */

import {
  compare,
  decimal,
  divide,
  formatRational,
  formatUnits,
  multiply,
  type Rational,
  rational,
  subtract,
} from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { AssumedNumber } from '../behaviour/values.ts';
import { type PriceSetting, settingKey } from '../levers.ts';
import type { Change } from '../result.ts';

/** Those of which more than one value is assumed. */
export const rangedOf = (numbers: readonly AssumedNumber[]): AssumedNumber[] =>
  numbers.filter(({ range: { low, high } }) => compare(low, high) < 0);

export interface Asked {
  /** By name; those not here are at their central value. */
  readonly values: ReadonlyMap<string, Rational>;
  /** Of the candidate; in this order. */
  readonly prices: readonly PriceSetting[];
  /** By service: usage of both sides in percent of what it is. */
  readonly usage: ReadonlyMap<string, Rational>;
}

/** Net revenue and margin of both sides, exact decimal text. */
export interface Evaluated {
  readonly revenue: { readonly before: string; readonly after: string };
  readonly margin?: { readonly before: string; readonly after: string };
}

export type Evaluate = (asked: Asked) => Promise<Evaluated>;

/** Everything as it is assumed. */
export const CENTRAL: Asked = { values: new Map(), prices: [], usage: new Map() };

/** Asks for the same thing once. Values at their central one are left out, so that they are the same thing. */
export function remembered(evaluate: Evaluate, numbers: readonly AssumedNumber[]): Evaluate {
  const central = new Map(numbers.map(({ name, range }) => [name, range.central]));
  const known = new Map<string, Promise<Evaluated>>();
  return ({ values, prices, usage }) => {
    const others = [...values].filter(([name, value]) => {
      const own = central.get(name);
      return !own || compare(own, value) !== 0;
    });
    const moved = [...usage].filter(([, { n, d }]) => n !== 100n * d);
    const asked = { values: sorted(others), prices, usage: sorted(moved) };
    const key = JSON.stringify([keysOf(asked.values), prices.map(settingKey), keysOf(asked.usage)]);
    const answer = known.get(key) ?? evaluate(asked);
    known.set(key, answer);
    return answer;
  };
}

const sorted = (entries: readonly (readonly [string, Rational])[]): Map<string, Rational> =>
  new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

const keysOf = (values: ReadonlyMap<string, Rational>): string[][] =>
  [...values].map(([name, value]) => [name, `${value.n}/${value.d}`]);

/** After - before. */
export const changeOf = ({ before, after }: Evaluated['revenue']): Rational =>
  subtract(decimal(after), decimal(before));

/** As a report tells it: percent of before with four decimals, half away from zero. */
export function asChange({ before, after }: Evaluated['revenue']): Change {
  const change = changeOf({ before, after });
  return { before, after, change: formatRational(change), percent: percentOf(change, decimal(before)) };
}

function percentOf(part: Rational, whole: Rational): string | null {
  if (whole.n === 0n) return null;
  const percent = divide(multiply(part, rational(100n)), whole);
  return formatUnits(roundQuotient(percent.n * 10_000n, percent.d, 'half-up'), 4);
}

/** Money in a sentence, in the decimals of the currency: `1.50`, `0.00`; `less than 0.01` where there is some. */
export function unsigned({ n, d }: Rational, decimals: number): string {
  const units = roundQuotient((n < 0n ? -n : n) * 10n ** BigInt(decimals), d, 'half-up');
  return units === 0n && n !== 0n ? `less than ${formatUnits(1n, decimals)}` : formatUnits(units, decimals);
}

/** `+1.50`, `-2.00`, `0.00`, `less than 0.01`. */
export function signed(value: Rational, decimals: number): string {
  const text = unsigned(value, decimals);
  if (value.n === 0n || text.startsWith('less')) return text;
  return `${value.n > 0n ? '+' : '-'}${text}`;
}
