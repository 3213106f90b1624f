/** What usage a charge or an allowance can meet: sets of words, undefined standing for any word. */

import type { Match, UsageCharge } from '../../model.ts';

type Words = readonly string[] | undefined;

/** The match of a charge, narrowed to the zones of its rate table. */
export function reachOf({ match, price }: UsageCharge): Match {
  const zone = price.model === 'per-unit' ? price.zone : undefined;
  if (!zone) return match;
  const written = match[zone.attribute];
  const zones = written ? written.filter((name) => zone.names.includes(name)) : zone.names;
  return { ...match, [zone.attribute]: zones };
}

/** Whether some record could be met by both. */
export function overlaps(a: Match, b: Match): boolean {
  const share = (left: Words, right: Words) => !left || !right || left.some((word) => right.includes(word));
  return pairs(a, b).every(([left, right]) => share(left, right));
}

const pairs = (a: Match, b: Match): readonly (readonly [Words, Words])[] => [
  [a.services, b.services],
  [a.directions, b.directions],
  [a.to, b.to],
  [a.in, b.in],
];
