/** Rules of bands laid out over a day, with what they leave open and where they meet. */

import type { Place } from '../../../problems/problem.ts';
import type { BandSpan } from '../../model.ts';
import type { Report } from './context.ts';

export const DAY_MINUTES = 1440;

/** Hours of one kind of day that a rule gives to a band. */
export interface Rule {
  readonly band: number;
  readonly day: number;
  readonly from: number;
  readonly before: number;
  readonly place: Place;
}

/** 90 is `01:30`. */
export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The bands of a day, from its rules by their beginning. Time that is left goes to `otherwise`, or is a fault. */
export function fillDay(
  rules: readonly Rule[],
  day: string,
  otherwise: number | undefined,
  faults: Faults,
): BandSpan[] {
  const spans: BandSpan[] = [];
  let minute = 0;
  let last: Rule | undefined;
  const fill = (until: number, next: Rule | undefined) => {
    if (minute >= until) return;
    if (otherwise === undefined) faults.gap(day, minute, until, last, next);
    else addSpan(spans, minute, otherwise);
  };
  for (const rule of rules) {
    if (last && rule.from < minute) faults.overlap(day, last, rule);
    fill(rule.from, rule);
    addSpan(spans, rule.from, rule.band);
    if (rule.before > minute) last = rule;
    minute = Math.max(minute, rule.before);
  }
  fill(DAY_MINUTES, undefined);
  return spans;
}

function addSpan(spans: BandSpan[], fromMinute: number, band: number): void {
  if (spans.at(-1)?.band !== band) spans.push({ fromMinute, band });
}

interface Fault {
  readonly days: string[];
  readonly tell: (days: string) => void;
}

/** Gaps and overlaps of a week; those with the same hours on several days are told once. */
export class Faults {
  readonly #report: Report;
  readonly #bands: readonly string[];
  readonly #place: Place;
  readonly #faults = new Map<string, Fault>();

  constructor(report: Report, bands: readonly string[], place: Place) {
    this.#report = report;
    this.#bands = bands;
    this.#place = place;
  }

  gap(day: string, from: number, until: number, last: Rule | undefined, next: Rule | undefined): void {
    const hours = `${clock(from)} to ${clock(until)}`;
    this.#add(`gap ${hours} ${last?.band} ${next?.band}`, day, (days) => {
      const place = last?.place ?? next?.place ?? this.#place;
      const related = last && next && [{ message: 'the next rule is here', place: next.place }];
      const fix = 'give the time to a band, or make one band `otherwise`';
      this.#report.add('PLAN-BAND-GAP', `no band holds on ${days} ${hours}`, place, { related, fix });
    });
  }

  overlap(day: string, first: Rule, second: Rule): void {
    const hours = `${clock(second.from)} to ${clock(Math.min(first.before, second.before))}`;
    const [a, b] = [this.#bands[first.band], this.#bands[second.band]];
    this.#add(`overlap ${hours} ${a} ${b}`, day, (days) => {
      const message =
        a === b
          ? `two rules of \`${a}\` hold on ${days} ${hours}`
          : `\`${a}\` and \`${b}\` both hold on ${days} ${hours}`;
      const related = [{ message: 'the other rule is here', place: first.place }];
      this.#report.add('PLAN-BAND-OVERLAP', message, second.place, { related });
    });
  }

  tell(): void {
    for (const { days, tell } of this.#faults.values()) tell(days.join(', '));
  }

  #add(key: string, day: string, tell: Fault['tell']): void {
    const known = this.#faults.get(key);
    if (known) known.days.push(day);
    else this.#faults.set(key, { days: [day], tell });
  }
}
