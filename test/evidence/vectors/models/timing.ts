/** CGRateS: when a rule holds, as a band of a calendar; the line of a call shows the band. */

import type { PlainMap } from '../../../oracle/oracle.ts';
import { dayAfter } from '../../numbers.ts';
import { type Bills, run } from '../../run.ts';
import type { Case } from '../case.ts';
import type { Outcome } from '../outcome.ts';

export interface Timing {
  /** 1 is Monday. */
  readonly weekdays?: readonly number[];
  /** Month and day of the month, every year. */
  readonly monthDay?: readonly [month: number, day: number];
  readonly months?: readonly number[];
  readonly monthDays?: readonly number[];
  readonly years?: readonly number[];
  /** `18:00:00` */
  readonly from?: string;
  readonly to?: string;
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `18:00` of `18:00:00`; without one, the beginning of the day. */
export const hourOf = (time = '00:00:00'): string => time.slice(0, 5);

/** The days of a rule that names dates: holidays of a calendar. Those of every year, of the year asked about. */
export function datesOf({ monthDay, months, monthDays, weekdays, years }: Timing, year: string): string[] | undefined {
  const dates = monthDay ? [monthDay] : monthDays && months?.flatMap((m) => monthDays.map((d) => [m, d] as const));
  const two = (value: number): string => String(value).padStart(2, '0');
  return dates
    ?.flatMap(([month, day]) => (years ?? [year]).map((y) => `${y}-${two(month)}-${two(day)}`))
    .filter((date) => !weekdays || weekdays.includes(((new Date(date).getUTCDay() + 6) % 7) + 1));
}

/** The rules of the band in which a timing holds. */
export function calendarOf(timing: Timing): PlainMap[] {
  const days = datesOf(timing, '2000') ? ['holiday'] : (timing.weekdays?.map((day) => WEEKDAYS[day - 1]!) ?? WEEKDAYS);
  return [{ days, ...(timing.from && { from: hourOf(timing.from) }), ...(timing.to && { before: hourOf(timing.to) }) }];
}

interface Call {
  readonly at: string;
  readonly seconds: number;
  readonly increment?: string;
}

/** A call under a calendar with a band `inside` a timing and one `outside`, a line for each. */
function call(timing: Timing, { at, seconds, increment = '1' }: Call): Bills {
  const dates = datesOf(timing, at.slice(0, 4));
  const calendar = {
    calendar: 'rule',
    bands: { inside: calendarOf(timing), outside: 'otherwise' },
    ...(dates && dates.length > 0 && { holidays: dates }),
  };
  return callUnder(calendar, ['inside', 'outside'], { at, seconds, increment });
}

function callUnder(calendar: PlainMap, bands: readonly string[], { at, seconds, increment }: Call): Bills {
  const charge = {
    ...{ id: 'call', match: { service: 'voice' }, increment: `${increment} s` },
    bands: { calendar: 'rule', crossing: 'split-by-increment' },
    rate: Object.fromEntries(bands.map((band) => [band, '1 / s'])),
    line_by: ['band'],
  };
  const month = `${at.slice(0, 7)}-01`;
  const records = [{ service: 'voice', at, quantity: `${seconds} s` }];
  return run({ plan: { usage: [charge] }, beside: [calendar], activated: month, before: dayAfter(month, 40), records });
}

const inside = (bills: Bills): string => bills.quantity('call band=inside');
const outside = (bills: Bills): string => bills.quantity('call band=outside');

/** Whether an instant is inside: the band of a call of one second. */
export function contains(one: Case): Outcome {
  const { timing } = one.params as { timing: Timing };
  const bills = call(timing, { at: one.inputs.at as string, seconds: 1 });
  const ours = { inside: bills.has('call band=inside') };
  return { ours, ...(timing.to && { policy: 'a band ends before its last minute' }) };
}

/** A call over the edge of a timing: the part on each side, the one in which it starts first. */
export function split(one: Case): Outcome {
  const { timing } = one.params as { timing: Timing };
  if (timing.to && !timing.to.endsWith(':00')) return { needs: 'band edges inside a minute' };
  const { start, end } = one.inputs as { start: string; end: string };
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  const startsInside = call(timing, { at: start, seconds: 1 }).has('call band=inside');
  const bills = call(timing, { at: start, seconds });
  const spanSeconds = startsInside ? [inside(bills), outside(bills)] : [outside(bills), inside(bills)];
  return { ours: { spanSeconds }, policy: 'a record is cut at every edge' };
}

/** Of rules that overlap, the heavier: a date comes before a weekday. */
export function chosen(one: Case): Outcome {
  const { timings } = one.params as { timings: readonly (Timing & { weight: number })[] };
  const at = one.inputs as { at: string };
  const holidays = timings.flatMap((timing) => datesOf(timing, at.at.slice(0, 4)) ?? []);
  const bands = timings.map((timing, index): [string, PlainMap[]] => [`rule-${index}`, calendarOf(timing)]);
  const calendar = { calendar: 'rule', bands: Object.fromEntries(bands), holidays };
  const names = bands.map(([name]) => name);
  const bills = callUnder(calendar, names, { at: at.at, seconds: 1, increment: '1' });
  return { ours: { chosenIndex: names.findIndex((name) => bills.has(`call band=${name}`)) } };
}

/** A call over an edge whose first increments run on into the next band: it starts as long before the edge as told. */
export function expanded(one: Case): Outcome {
  const { spans, incrementOfFirstSpan } = one.inputs as { spans: [number, number][]; incrementOfFirstSpan: number };
  if (spans.length > 2) return { needs: 'band edges inside a minute' };
  const [edge, end] = [spans[0]![1], spans[1]![1]];
  const at = new Date(Date.parse('2024-01-10T12:00:00Z') - edge * 1000).toISOString();
  const bills = call({ to: '12:00:00' }, { at, seconds: end, increment: String(incrementOfFirstSpan) });
  const first = Number(inside(bills));
  const rest = Number(outside(bills));
  const ours = {
    spans:
      rest > 0
        ? [
            [0, first],
            [first, first + rest],
          ]
        : [[0, first]],
  };
  return { ours, policy: 'one increment for the whole record' };
}
