/** Times on the wall clock of a plan. */

import { instantOf, wallClock, zoneOf } from '../calendar/zone.ts';

/**
 * The instant at which the clock of a zone shows a time, and whether it shows it once. A skipped time is read as later
 * by what was skipped, a repeated one as the first of the two.
 */
export function atWallClock(zone: string, wall: number): { instant: number; clock: 'plain' | 'skipped' | 'repeated' } {
  const place = zoneOf(zone);
  const instant = instantOf(place, wall);
  if (wallClock(place, instant) !== wall) return { instant, clock: 'skipped' };
  // Clocks are put back by at most a few hours: a second instant with the same face lies within a day.
  const again = place.offsets.some((offset) => {
    const other = wall - offset;
    return other > instant && wallClock(place, other) === wall;
  });
  return { instant, clock: again ? 'repeated' : 'plain' };
}
