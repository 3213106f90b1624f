/** Which share of customers leaves because of their bill. */

import { add, compare, divide, multiply, ONE, type Rational, rational, subtract, ZERO } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { Churn } from '../assumptions.ts';
import { MILLION } from '../population.ts';

/** Share that leaves in a month, in whole millionths, of those whose bill was `before` and is `after` (same units). */
export type Leaving = (before: number, after: number) => number;

const HUNDRED = rational(100n);

/**
 * The share of those who leave because of the change: what the points say at this change of the bill, less what they say
 * at no change (those leave with the base too), times the scale; from 0 to 1, rounded half-even to a millionth. Between two
 * points along a line, beyond the ends as at the ends. A bill that was nothing or a credit has no percent: if it rises
 * it counts as the last point, if it falls as the first.
 */
export function leaving({ points, scale }: { readonly points: Churn['points']; readonly scale: Rational }): Leaving {
  const atNone = leaveAt(points, ZERO);
  const shareAt = (leave: Rational): number => {
    const share = divide(multiply(subtract(leave, atNone), scale), HUNDRED);
    if (share.n <= 0n) return 0;
    if (compare(share, ONE) >= 0) return MILLION;
    return Number(roundQuotient(share.n * BigInt(MILLION), share.d, 'half-even'));
  };
  const exact: Leaving = (before, after) => {
    const bill = multiply(rational(BigInt(after) - BigInt(before), BigInt(before)), HUNDRED);
    return shareAt(leaveAt(points, bill));
  };
  const lowest = shareAt(points[0]?.leave ?? ZERO);
  const highest = shareAt(points.at(-1)?.leave ?? ZERO);
  const quick = inDoubles(points, atNone, scale);
  return (before, after) => {
    if (before === after) return 0;
    if (before <= 0) return after > before ? highest : lowest;
    const share = quick(before, after);
    return share ?? exact(before, after);
  };
}

/** What the points say at a change of the bill, in percent, exact. */
function leaveAt(points: Churn['points'], bill: Rational): Rational {
  const next = points.findIndex((point) => compare(point.bill, bill) >= 0);
  if (next === -1) return points.at(-1)?.leave ?? ZERO;
  const to = points[next]!;
  const from = points[next - 1];
  if (!from) return to.leave;
  const along = divide(subtract(bill, from.bill), subtract(to.bill, from.bill));
  return add(from.leave, multiply(along, subtract(to.leave, from.leave)));
}

/**
 * The same in doubles, many times faster; undefined where what doubles may be off by could turn the rounding. A bill so near
 * to a point that its side of it is in doubt makes no difference: the line has no steps.
 */
function inDoubles(
  points: Churn['points'],
  atNone: Rational,
  scale: Rational,
): (before: number, after: number) => number | undefined {
  const double = ({ n, d }: Rational): number => Number(n) / Number(d);
  const bills = points.map(({ bill }) => double(bill));
  const leaves = points.map(({ leave }) => double(multiply(multiply(leave, scale), rational(10_000n))));
  const none = double(multiply(multiply(atNone, scale), rational(10_000n)));
  const last = points.length - 1;
  return (before, after) => {
    if (last < 0) return 0;
    const bill = ((after - before) / before) * 100;
    let next = 0;
    while (next <= last && bills[next]! < bill) next += 1;
    let leave: number;
    // Of all that is added below, the largest: the error is a few units in its last place.
    let size = Math.abs(none);
    if (next === 0) leave = leaves[0]!;
    else if (next > last) leave = leaves[last]!;
    else {
      const slope = (leaves[next]! - leaves[next - 1]!) / (bills[next]! - bills[next - 1]!);
      leave = leaves[next - 1]! + (bill - bills[next - 1]!) * slope;
      size += Math.abs(leaves[next]!) + Math.abs(slope) * (Math.abs(bill) + Math.abs(bills[next - 1]!) + 100);
    }
    const share = leave - none;
    const error = (size + Math.abs(leave)) * 1e-13;
    if (share <= -error) return 0;
    if (share >= MILLION + error) return MILLION;
    const cut = Math.floor(share);
    if (Math.abs(share - cut - 0.5) <= error) return undefined;
    return Math.min(MILLION, Math.max(0, share - cut > 0.5 ? cut + 1 : cut));
  };
}
