/** Where a part of an entry stands, such as the segment of an elasticity: messages about it point there, not at the entry. */

import type { Place } from '../problems/problem.ts';
import type { Assumptions } from './assumptions.ts';

/** Its key among `Assumptions.places`; no two entries begin at one place. */
export const partKey = ({ line, column }: Place, part: string): string => `${line}:${column}.${part}`;

/** Of the entry that stands at `place`; that place where nothing was noted of the part. */
export const partPlace = (places: Assumptions['places'], place: Place, part: string): Place =>
  places?.get(partKey(place, part)) ?? place;
