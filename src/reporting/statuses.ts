/** The statuses for people: in the order of tables, with what they mean and what needs a look first. */

import type { Status } from '../run/result.ts';

interface About {
  readonly meaning: string;
  /** 1 is looked at first. */
  readonly urgency: number;
}

export const ABOUT: Readonly<Record<Status, About>> = {
  passed: { meaning: 'as expected or accepted', urgency: 6 },
  changed: { meaning: 'not as expected or accepted', urgency: 3 },
  new: { meaning: 'nothing was accepted yet', urgency: 5 },
  unrated: { meaning: 'usage that was not rated', urgency: 2 },
  error: { meaning: 'could not be rated', urgency: 1 },
  obsolete: { meaning: 'accepted, but no longer made', urgency: 4 },
  skipped: { meaning: 'not run', urgency: 7 },
};

/** In the order of tables. */
export const ORDER = Object.keys(ABOUT) as Status[];

/** For sorting: what needs a look first. */
export const byUrgency = (a: { readonly status: Status }, b: { readonly status: Status }): number =>
  ABOUT[a.status].urgency - ABOUT[b.status].urgency;
