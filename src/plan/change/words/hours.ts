/** A change of a calendar in hours: `Saturday 08:00 to 18:00: off-peak -> peak`. */

import { clock } from '../../validate/resolve/week.ts';
import type { Located } from '../side.ts';
import { type MovedHours, movedHours } from '../week.ts';
import { daysWords } from './parts.ts';
import { short } from './values.ts';

const NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'];
const MOST = 3;

/** The hours that the edited band gains, else those it loses; undefined where the calendar moves none. */
export function hoursWords(located: Located): string | undefined {
  const [list, band] = located.edit.path;
  if (list !== 'bands' || typeof band !== 'string') return undefined;
  const moved = movedHours(located);
  const gained = moved.filter(({ is }) => is === band);
  const lost = moved.filter(({ was }) => was === band);
  if (gained.length > 0) return told(gained, ({ was, is }) => `: ${short(was)} -> ${short(is)}`);
  if (lost.length === 0) return undefined;
  return `${short(band)} no longer on ${told(lost, ({ is }) => ` (now ${short(is)})`)}`;
}

/** Days with the same hours together. */
function told(moved: readonly MovedHours[], bands: (one: MovedHours) => string): string {
  const groups = new Map<string, number[]>();
  for (const one of moved) {
    const hours = `${clock(one.from)} to ${clock(one.before)}${bands(one)}`;
    groups.set(hours, [...(groups.get(hours) ?? []), one.day]);
  }
  const texts = [...groups].map(([hours, days]) => `${daysWords(days.map((day) => NAMES[day]!))} ${hours}`);
  return texts.length > MOST ? `${texts.slice(0, MOST).join('; ')} and ${texts.length - MOST} more` : texts.join('; ');
}
