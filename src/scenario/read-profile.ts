/** Reads when usage happens: hours of the day and days of the week, in a stream or in `profiles:` by a name. */

import type { MapNode, Node } from '../yaml/document.ts';
import { readWeightList } from './read-weights.ts';
import type { Fields, Reading } from './reading.ts';

export const PROFILE_KEYS = ['hours', 'days'] as const;
export const HOURS_KEYS = ['workdays', 'weekend'] as const;
const MOST_PROFILES = 1000;

/** Weights of the 168 hours of a week, Monday 0:00 first. */
export type Week = readonly number[];
export type Profiles = ReadonlyMap<string, Week>;

const EVERY_HOUR = Array.from({ length: 24 }, () => 1);
const EVERY_DAY = [1, 1, 1, 1, 1, 1, 1];

/** `{ calls: { hours: [...], days: [...] } }` */
export function readProfiles(node: Node, reading: Reading): Profiles {
  const profiles = new Map<string, Week>();
  const map = reading.map(node, '`profiles`', '{ calls: { hours: [24 weights], days: [7 weights] } }');
  const entries = map?.entries ?? [];
  if (entries.length > MOST_PROFILES) {
    reading.error('SCENARIO-TOO-LARGE', node.place, `a recipe has at most ${MOST_PROFILES} profiles`, 'join some');
    return profiles;
  }
  for (const { key, keyPlace, value } of entries) {
    reading.word({ kind: 'scalar', place: keyPlace, text: key, quoted: false }, 'the name of a profile');
    const profile = reading.map(value, 'a profile', '{ hours: [24 weights], days: [7 weights] }');
    const week = profile && readWeek(reading.fields(profile, 'a profile', PROFILE_KEYS), reading);
    profiles.set(key, week ?? weekOf(EVERY_HOUR, EVERY_HOUR, EVERY_DAY));
  }
  return profiles;
}

/** Of a stream: the profile it names, or its own `hours` and `days`. */
export function readTimes(map: MapNode, fields: Fields, reading: Reading, profiles: Profiles): Week | undefined {
  const named = fields.get('profile');
  if (!named) return readWeek(fields, reading);
  if (fields.has('hours') || fields.has('days')) {
    const fix = 'keep the `profile`, or `hours` and `days`';
    return reading.error('SCENARIO-NO-EFFECT', map.place, 'a stream has its times from its `profile`', fix);
  }
  const name = reading.word(named, 'a profile');
  if (name === undefined || profiles.has(name)) return name === undefined ? undefined : profiles.get(name);
  if (profiles.size === 0) {
    const fix = 'add `profiles:` to the recipe';
    return reading.error('SCENARIO-BAD-VALUE', named.place, `there is no profile \`${name}\``, fix);
  }
  return reading.unknown('SCENARIO-BAD-VALUE', named, `there is no profile \`${name}\``, name, [...profiles.keys()]);
}

function readWeek(fields: Fields, reading: Reading): Week | undefined {
  const before = reading.problems.length;
  const days = fields.has('days') ? readWeightList(fields.get('days')!, reading, '`days`', 7) : EVERY_DAY;
  const hours = fields.get('hours');
  const list = (node: Node | undefined, what: string) => (node ? readWeightList(node, reading, what, 24) : undefined);
  if (hours?.kind === 'map') {
    const both = reading.fields(hours, '`hours`', HOURS_KEYS, HOURS_KEYS);
    const [workdays, weekend] = HOURS_KEYS.map((key) => list(both.get(key), `\`${key}\``));
    return workdays && weekend && days && reading.problems.length === before
      ? weekOf(workdays, weekend, days)
      : undefined;
  }
  const every = hours ? list(hours, '`hours`') : EVERY_HOUR;
  return every && days && weekOf(every, every, days);
}

/** A day weighs as `days` tell; `hours` only tell how it is shared out within the day. */
function weekOf(workdays: readonly number[], weekend: readonly number[], days: readonly number[]): Week {
  const sum = (all: readonly number[]): number => all.reduce((total, weight) => total + weight, 0);
  return days.flatMap((weight, day) => {
    const hours = day < 5 ? workdays : weekend;
    return hours.map((hour) => (weight * hour) / sum(hours));
  });
}
