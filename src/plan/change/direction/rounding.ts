/** Which of two roundings is never smaller. */

import type { Rational } from '../../../exact/rational.ts';
import type { Rounding } from '../../../money/rounding.ts';
import type { Effect } from './sign.ts';

const RANKS = { down: 0, 'half-even': 1, 'half-up': 2, up: 3 } as const;

const multipleOf = (a: Rational, b: Rational): boolean => (a.n * b.d) % (a.d * b.n) === 0n;

/**
 * What becomes of a positive value: of every one the same or more, the same or less, or either. `undefined` drops nothing.
 * Half-even differs from half-up at halves only, and only downwards.
 */
export function roundingEffect(before: Rounding | undefined, after: Rounding | undefined): Effect {
  const [rises, falls] = [never(before, after), never(after, before)];
  return rises && falls ? 'same' : rises ? 'more' : falls ? 'less' : 'either';
}

/** Whether the first never gives more than the second. */
function never(a: Rounding | undefined, b: Rounding | undefined): boolean {
  if (!a) return !b || b.mode === 'up';
  if (!b) return a.mode === 'down';
  if (multipleOf(a.step, b.step) && multipleOf(b.step, a.step)) return RANKS[a.mode] <= RANKS[b.mode];
  // Down to whole steps that are whole steps of the other too: the other cannot go below. Up likewise.
  if (a.mode === 'down' && (b.mode === 'up' || multipleOf(a.step, b.step))) return true;
  return b.mode === 'up' && multipleOf(b.step, a.step);
}
