/** Which version holds for a customer in which cycle. */

import { cycleOf, nextCycle, type Period } from '../calendar/cycle.ts';
import { civilDate } from '../calendar/day.ts';
import type { EpochDay, PlanHistory, RatePlan } from '../plan/model.ts';

/** Day of the month on which the cycles of a customer begin. */
export const anchorOf = ({ versions }: PlanHistory, activated: EpochDay): number => {
  const { anchor } = versions[0]!;
  return anchor === 'activation' ? civilDate(activated).day : anchor;
};

/** First day on which customers can be activated; undefined: always. */
export const soldFrom = ({ versions }: PlanHistory): EpochDay | undefined => versions[0]!.effective.newFrom;

/** The version that holds in the cycle that begins on a day. */
function versionIn(history: PlanHistory, activated: EpochDay, cycleFrom: EpochDay): RatePlan | undefined {
  const { versions } = history;
  const first = versions.findLastIndex(({ effective }) => (effective.newFrom ?? -Infinity) <= activated);
  const moved = versions.findLastIndex(
    ({ effective }) => effective.existingFrom !== 'never' && effective.existingFrom <= cycleFrom,
  );
  return versions[cycleFrom > activated ? Math.max(first, moved) : first];
}

/** A customer's cycle with an invoice at its end, and the one it opens. */
export interface Between {
  readonly closing: Period;
  readonly opening: Period;
  /** Cycles the customer had before the one that closes. */
  readonly before: number;
}

/** The cycles around the invoice of a day; undefined when the day ends no cycle of the customer. */
function cyclesAround(history: PlanHistory, activated: EpochDay, date: EpochDay): Between | undefined {
  const anchor = anchorOf(history, activated);
  let before = 0;
  for (let cycle = cycleOf(activated, anchor); cycle.before <= date; cycle = nextCycle(cycle, anchor)) {
    if (cycle.before === date) return { closing: cycle, opening: nextCycle(cycle, anchor), before };
    before += 1;
  }
  return undefined;
}

/** The one version on both sides of an invoice between two whole cycles; undefined when there is none such. */
export function steadyVersion(history: PlanHistory, activated: EpochDay, date: EpochDay): RatePlan | undefined {
  const around = cyclesAround(history, activated, date);
  if (!around || around.closing.from < activated) return undefined;
  const [closing, opening] = [around.closing, around.opening].map(({ from }) => versionIn(history, activated, from));
  return closing === opening ? closing : undefined;
}

/** Whether the discounts of a customer's first cycles are over on an invoice. */
export function isSettled(history: PlanHistory, activated: EpochDay, date: EpochDay): boolean {
  const around = cyclesAround(history, activated, date);
  return around !== undefined && around.before > mostDiscounted(history);
}

/** Most cycles that a discount is limited to. */
export const mostDiscounted = ({ versions }: PlanHistory): number =>
  Math.max(0, ...versions.flatMap(({ discounts }) => discounts.map(({ cycles }) => cycles?.count ?? 0)));
