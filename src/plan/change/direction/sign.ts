/** Directions as signs: what several movements of a bill come to together. */

import type { Direction } from '../edit.ts';

/** What an edit does to what a customer pays: more, less, either, nothing, or not known. */
export type Effect = 'more' | 'less' | 'either' | 'same' | 'unknown';

export const opposite = (effect: Effect): Effect => (effect === 'more' ? 'less' : effect === 'less' ? 'more' : effect);

/** Several at once: more and more is more; more and less is either. */
export function together(effects: Iterable<Effect>): Effect {
  let all: Effect = 'same';
  for (const effect of effects) {
    if (effect === 'same' || effect === all) continue;
    if (effect === 'unknown' || all === 'unknown') all = 'unknown';
    else all = all === 'same' ? effect : 'either';
  }
  return all;
}

/** By the sign of after - before. */
export const bySign = (sign: number): Effect => (sign > 0 ? 'more' : sign < 0 ? 'less' : 'same');

export const directionOf: Readonly<Record<Effect, Direction>> = {
  more: 'worse',
  less: 'better',
  either: 'mixed',
  same: 'none',
  unknown: 'unknown',
};
