/** Which of two increments counts more. */

import type { Rational } from '../../../exact/rational.ts';
import { compare, rational, subtract } from '../../../exact/rational.ts';
import type { UsageCharge } from '../../model.ts';
import type { Effect } from './sign.ts';

type Increment = UsageCharge['increment'];

const whole = (a: Rational, b: Rational): boolean => rational(a.n * b.d, a.d * b.n).d === 1n;

/** Whether every quantity that `coarse` comes to is one that `fine` comes to as well. */
function within(coarse: NonNullable<Increment>, fine: NonNullable<Increment>): boolean {
  const beyond = subtract(coarse.first, fine.first);
  if (compare(beyond, rational(0n)) < 0) return false;
  return whole(beyond, fine.following) && whole(coarse.following, fine.following);
}

/** What becomes of the quantity of a record: of every one the same or more, the same or less, or either. */
export function incrementEffect(before: Increment, after: Increment): Effect {
  const [rises, falls] = [never(before, after), never(after, before)];
  return rises && falls ? 'same' : rises ? 'more' : falls ? 'less' : 'either';
}

/** Whether the first never counts more than the second. */
function never(a: Increment, b: Increment): boolean {
  if (!a) return !b || b.partial === 'up';
  if (!b) return a.partial === 'down';
  if (a.partial === 'down') return b.partial === 'up' || within(a, b);
  return b.partial === 'up' && within(b, a);
}
