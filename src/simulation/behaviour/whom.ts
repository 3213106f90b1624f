/** Whom an assumption is about. */

import type { Whom } from '../assumptions.ts';
import type { Population } from '../population.ts';

/** Whether customers of this segment and plan are meant: what is not named may be anything. */
const isAbout = (whom: Whom, segment: string, plan: string): boolean =>
  (whom.segment === undefined || whom.segment === segment) && (whom.plan === undefined || whom.plan === plan);

/** A cell is a pair of segment and plan: its number is segment * plans + plan, as in a usage response. */
export const cellOf = ({ plans, segment, plan }: Population, customer: number): number =>
  segment[customer]! * plans.length + plan[customer]!;

/** By cell: whether it is meant. */
export function cellsOf(population: Population, whom: Whom): readonly boolean[] {
  return population.segments.flatMap((segment) => population.plans.map((plan) => isAbout(whom, segment, plan)));
}

/** By cell: the first of the list that is about it. Of several that fit the earlier one in the file counts. */
export function firstByCell<W extends Whom>(population: Population, list: readonly W[]): readonly (W | undefined)[] {
  return population.segments.flatMap((segment) =>
    population.plans.map((plan) => list.find((whom) => isAbout(whom, segment, plan))),
  );
}
