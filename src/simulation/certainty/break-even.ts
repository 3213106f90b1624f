/**
 * Which price keeps revenue flat? A search on the grid of prices that can be written (four decimals, or as many as the plan
 * or the ends have): everybody is rated at each price that is looked at, and what is found is exact.
 *
 * The bracket is cut where a straight line between its ends crosses zero (revenue is nearly straight in a price), or in the
 * middle when that did not halve it: never more than twice the steps of bisection. The statistics library's root search
 * takes floats and a function that answers at once; neither is so here.
 */

import {
  absolute,
  compare,
  decimalsOf,
  formatRational,
  formatUnits,
  type Rational,
  rational,
  subtract,
} from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { BreakEven } from '../assumptions.ts';
import { nameOf, type PriceNow } from '../levers.ts';
import type { BreakEvenResult } from '../result.ts';
import { amountTold, CENTRAL, changeOf, type Evaluate, movesTold } from './evaluate.ts';

/** A rate of a few cents has four decimals, a fee of a hundred two: so many digits, whatever the size. */
const [DIGITS, MOST_DECIMALS] = [10_000n, 4];
/** Revenue may turn between the ends: so many prices between them are looked at before it is said that there is none. */
const PARTS = 4n;

interface Point {
  /** In steps of the grid. */
  readonly at: bigint;
  readonly change: Rational;
}

/**
 * `now`: the price as the candidate has it, for its unit and decimals; `digits`: those of the currency, for sentences.
 * `isTooLong`: whether amounts of a price had too many digits to be added exactly. Then prices with fewer are looked at, down to
 * those that the plan and the ends have; where these have too many themselves, that is thrown.
 */
export async function findBreakEven(
  question: BreakEven,
  now: PriceNow,
  evaluate: Evaluate,
  { digits, isTooLong = () => false }: { readonly digits: number; readonly isTooLong?: (error: unknown) => boolean },
): Promise<BreakEvenResult> {
  const [low, high] = question.between;
  const written = Math.max(now.decimals, decimalsOf(low) ?? 0, decimalsOf(high) ?? 0);
  const finest = Math.max(fine(high), written);
  for (let decimals = finest; ; decimals -= 1) {
    try {
      return await search(question, now, evaluate, { digits, decimals, isCoarse: decimals < finest });
    } catch (error) {
      if (decimals <= written || !isTooLong(error)) throw error;
    }
  }
}

async function search(
  { lever, between: [low, high] }: BreakEven,
  now: PriceNow,
  evaluate: Evaluate,
  { digits, decimals, isCoarse }: { readonly digits: number; readonly decimals: number; readonly isCoarse: boolean },
): Promise<BreakEvenResult> {
  const steps = 10n ** BigInt(decimals);
  const priceOf = (at: bigint): string => formatUnits(at, decimals);
  const look = async (at: bigint): Promise<Point> => {
    const price = { amount: rational(at, steps), per: now.per };
    const { revenue } = await evaluate({ ...CENTRAL, prices: [{ lever, price }] });
    return { at, change: changeOf(revenue) };
  };
  const first = await look((low.n * steps) / low.d);
  const last = await look((high.n * steps) / high.d);
  const told = (price: bigint | null, why: string): BreakEvenResult => ({
    what: nameOf(lever),
    between: [formatRational(low), formatRational(high)],
    per: now.per ?? '',
    ends: [formatRational(first.change), formatRational(last.change)],
    price: price === null ? null : priceOf(price),
    why,
  });
  if (first.change.n === 0n && last.change.n === 0n) {
    return told(first.at, `Revenue does not change at either end: the price may be any of them, or all between.`);
  }
  const looked = [first, last];
  const bracket = await bracketOf(first, last, async (at) => {
    const point = await look(at);
    looked.push(point);
    return point;
  });
  if (!bracket) {
    // Revenue that turns can be alike at both ends.
    const flat = looked.every(({ change }) => compare(first.change, change) === 0);
    const way = first.change.n > 0n ? 'rises' : 'falls';
    return told(
      null,
      flat
        ? `There is none: revenue ${way} by ${amountTold(first.change, digits)} whatever this price is, so nobody pays it.`
        : `There is none between ${priceOf(first.at)} and ${priceOf(last.at)}: revenue ${way} at both ends, by ${amountTold(first.change, digits)} and by ${amountTold(last.change, digits)}, and at ${Number(PARTS) - 1} prices between them.`,
    );
  }
  const [below, above] = await narrow(bracket, look);
  const best = compare(absolute(below.change), absolute(above.change)) <= 0 ? below : above;
  // Who passes what it was once must pass it again.
  const second =
    sign(first) === sign(last)
      ? ` Revenue ${first.change.n > 0n ? 'rises' : 'falls'} at both ends of what was searched, so there is one more such price at least.`
      : '';
  if (best.change.n === 0n)
    return told(best.at, `At ${priceOf(best.at)} revenue is exactly what it is with the base.${second}`);
  const other = best === below ? above : below;
  const jump = isJump([below, above], [first, last])
    ? ' Revenue jumps between the two: no price in between can be expected to keep it flat.'
    : '';
  return told(
    best.at,
    `At ${priceOf(best.at)} revenue ${movesTold(best.change, digits)}, at ${priceOf(other.at)} it ${movesTold(other.change, digits)}: ${isCoarse ? 'amounts of finer prices have too many digits to be added exactly' : 'the price has no finer step'}.${jump}${second}`,
  );
}

/** Two neighbours among the points looked at of which one is zero or the signs differ. */
async function bracketOf(
  first: Point,
  last: Point,
  look: (at: bigint) => Promise<Point>,
): Promise<readonly [Point, Point] | undefined> {
  if (sign(first) !== sign(last)) return [first, last];
  let before = first;
  for (let part = 1n; part < PARTS; part += 1n) {
    const at = first.at + ((last.at - first.at) * part) / PARTS;
    if (at === before.at || at === last.at) continue;
    const point = await look(at);
    if (sign(point) !== sign(before)) return [before, point];
    before = point;
  }
  return undefined;
}

/** Neighbours on the grid between which the sign changes, or a zero twice. */
async function narrow(
  bracket: readonly [Point, Point],
  look: (at: bigint) => Promise<Point>,
): Promise<readonly [Point, Point]> {
  let [low, high] = bracket;
  let halve = false;
  for (;;) {
    if (low.change.n === 0n) return [low, low];
    if (high.change.n === 0n) return [high, high];
    const width = high.at - low.at;
    if (width <= 1n) return [low, high];
    const point = await look(low.at + (halve ? width / 2n : crossing(low, high)));
    if (sign(point) === sign(low)) low = point;
    else high = point;
    halve = 2n * (high.at - low.at) > width;
  }
}

/** Steps from the low end to where the straight line crosses zero; never an end itself. */
function crossing(low: Point, high: Point): bigint {
  const width = high.at - low.at;
  const whole = subtract(high.change, low.change);
  const n = -low.change.n * whole.d * width;
  const d = low.change.d * whole.n;
  const at = roundQuotient(d < 0n ? -n : n, d < 0n ? -d : d, 'half-even');
  return at < 1n ? 1n : at > width - 1n ? width - 1n : at;
}

const sign = ({ change: { n } }: Point): number => (n > 0n ? 1 : n < 0n ? -1 : 0);

/** Whether one step moves revenue by more than ten times what a step does between the ends on average. */
function isJump([below, above]: readonly [Point, Point], [first, last]: readonly [Point, Point]): boolean {
  const step = absolute(subtract(above.change, below.change));
  const whole = absolute(subtract(last.change, first.change));
  const steps = last.at - first.at;
  return above.at !== below.at && step.n * whole.d * steps > 10n * whole.n * step.d && steps > 10n;
}

/** Decimals of the prices that are tried: more would make amounts of pro rata charges too long to be added exactly. */
function fine({ n, d }: Rational): number {
  let decimals = 0;
  while (decimals < MOST_DECIMALS && n * 10n ** BigInt(decimals) < DIGITS * d) decimals += 1;
  return decimals;
}
