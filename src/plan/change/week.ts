/** Hours of the week that go from one band to another. */

import type { Calendar, RatePlan } from '../model.ts';
import { DAY_MINUTES } from '../validate/resolve/week.ts';
import type { ChangeSide, Located } from './side.ts';

/** Kinds of day as a calendar knows them, Monday 0 to Sunday 6, holidays 7. */
export interface MovedHours {
  readonly day: number;
  readonly from: number;
  readonly before: number;
  readonly was: string;
  readonly is: string;
}

/** Versions with the charges that have bands of a calendar. */
export function plansWith(side: ChangeSide, id: string): RatePlan[] {
  const versions = [...side.plans.values()].flatMap((plan) => plan.versions);
  return versions.filter(({ usage }) => usage.some(({ bands }) => bands?.calendar.id === id));
}

function calendarOf(side: ChangeSide, id: string): Calendar | undefined {
  for (const { usage } of plansWith(side, id)) {
    const found = usage.find(({ bands }) => bands?.calendar.id === id);
    if (found) return found.bands!.calendar;
  }
  return undefined;
}

/** All hours that another band holds on the head; none where a side has no such calendar in use. */
export function movedHours({ edit, base, head }: Located): MovedHours[] {
  const [old, now] = [calendarOf(base.side, edit.document.id), calendarOf(head.side, edit.document.id)];
  if (!old || !now) return [];
  return old.days.flatMap((_, day) => hoursOfDay(old, now, day));
}

function hoursOfDay(old: Calendar, now: Calendar, day: number): MovedHours[] {
  const edges = new Set([old, now].flatMap(({ days }) => days[day]!.map(({ fromMinute }) => fromMinute)));
  const sorted = [...edges, DAY_MINUTES].sort((a, b) => a - b);
  return sorted.slice(0, -1).flatMap((from, index): MovedHours[] => {
    const [was, is] = [bandAt(old, day, from), bandAt(now, day, from)];
    return was === is ? [] : [{ day, from, before: sorted[index + 1]!, was, is }];
  });
}

/** The band that holds at a minute of a kind of day. */
function bandAt({ bands, days }: Calendar, day: number, minute: number): string {
  const span = days[day]!.filter(({ fromMinute }) => fromMinute <= minute).at(-1);
  return bands[span?.band ?? 0] ?? '';
}
