/** Random customers and their usage: near the edges of bands, tiers, cycles and clock changes, and on them. */

import fc from 'fast-check';
import moment from 'moment-timezone';
import { type PlanCase, planCase } from './arbitrary.ts';
import { pick, rarely, SERVICES, WORDS, ZONES } from './arbitrary-charges.ts';
import { civil, clampedDay, dayOf, isoDay } from './civil.ts';
import type { Account, PlainRecord } from './oracle.ts';
import { list, map, quantity, unitsOf } from './text.ts';

/** The Sundays on which some zone changes its clocks. */
const CLOCK_CHANGES = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'];
const HORIZON = 130;

const rawRecord = fc.record({
  /** Which of the plan's charges it is made for; some are made for none. */
  like: fc.option(fc.nat({ max: 11 }), { nil: undefined, freq: 9 }),
  service: fc.constantFrom<string>('voice', 'voice', ...SERVICES),
  direction: fc.constantFrom<string | undefined>(undefined, 'out', 'out', 'in'),
  to: fc.constantFrom<string | undefined>(...ZONES, undefined),
  in: fc.constantFrom<string | undefined>('home', 'home', 'eu', undefined),
  day: fc.nat({ max: 39 }),
  clock: fc.constantFrom(
    '12:00',
    '00:00',
    '07:00',
    '08:00',
    '12:00',
    '19:00',
    '20:01',
    '02:00',
    '03:00',
    '01:00',
    '24:00',
  ),
  /** Milliseconds beside it. */
  beside: fc.oneof(
    fc.constantFrom(0, -1, 1, -1000, -59_000, -60_000, -500, 61_000),
    fc.integer({ min: -200_000, max: 90_000 }),
  ),
  edge: fc.nat({ max: 7 }),
  times: fc.constantFrom(1, 1, 1, 2, 3, 0),
  off: fc.constantFrom('0', '0', '1', '-1', '0.5', '-0.25', '7'),
  spoilt: rarely(fc.constantFrom('negative', 'unit', 'twice'), 14),
});
type RawRecord = typeof rawRecord extends fc.Arbitrary<infer T> ? T : never;

const rawAccount = fc.record({
  /** Days of service; undefined: it does not end. */
  days: fc.option(fc.constantFrom(1, 2, 5, 14, 27, 28, 30, 31, 45, 59, 61, 75), { nil: undefined }),
  from: fc.constantFrom(0, 0, 0, 0, 1, 32),
  /** At each start of a cycle: the plan to which the customer changes there. */
  changes: fc.array(fc.constantFrom(undefined, 0, 1, 1), { maxLength: 4 }),
});

/** The first days of the customer's cycles after that of the activation. */
function cycleStarts({ activated, documents }: PlanCase): number[] {
  const start = dayOf(activated);
  const { year, month, day } = civil(start);
  const cycle = documents[0]?.bill_cycle;
  const written = cycle && typeof cycle === 'object' && 'anchor' in cycle ? cycle.anchor : '1';
  const anchor = written === 'activation' ? day : Number(written);
  return [0, 1, 2, 3].map((ahead) => clampedDay(year, month + ahead, anchor));
}

/** Days worth a look: the ends of service and of cycles, changes of the clock, holidays, and their neighbours. */
function days(plan: PlanCase, terminated: number | undefined): number[] {
  const start = dayOf(plan.activated);
  const bounds = cycleStarts(plan);
  const ends = terminated === undefined ? [] : [terminated];
  const changes = CLOCK_CHANGES.map(dayOf).filter((one) => one >= start && one < start + HORIZON);
  const near = [start, start + 1, start + 10, ...changes, ...bounds, ...ends].flatMap((one) => [one, one - 1]);
  const inside = near.filter((one) => one >= start && one < (terminated ?? start + HORIZON));
  return [...inside, ...inside, ...ends, start - 1];
}

/** Service and zones such that a charge of the plan may match. */
function attributes(raw: RawRecord, { documents }: PlanCase): Pick<RawRecord, 'service' | 'direction' | 'to' | 'in'> {
  const charges = documents.flatMap(({ usage }) => list(usage)).map(map);
  if (raw.like === undefined || charges.length === 0) return raw;
  const charge = pick(charges, raw.like);
  const table = map(
    typeof charge?.rates === 'string' ? documents.find((one) => one.rates === charge.rates) : charge?.rates,
  );
  const match = map(charge?.match);
  const zone = (key: 'to' | 'in'): string | undefined => {
    const wanted = table?.by === key ? Object.keys(map(table.rows) ?? {}) : list(match?.[key]).map(String);
    return wanted.length > 0 ? pick(wanted, raw.edge) : raw[key];
  };
  const direction = match?.direction === 'in' ? 'in' : match?.direction === 'out' ? 'out' : raw.direction;
  return { service: String(match?.service), direction, to: zone('to'), in: zone('in') };
}

function writeRecord(drawn: RawRecord, id: string, plan: PlanCase, near: readonly number[]): PlainRecord {
  const raw = { ...drawn, ...attributes(drawn, plan) };
  const { unit, edges } = WORDS[raw.service] ?? { unit: 'unit', edges: [] };
  const at = moment.tz(`${isoDay(pick(near, raw.day))}T00:00:00`, plan.timezone);
  const [hour = 0, minute = 0] = raw.clock.split(':').map(Number);
  at.hour(hour).minute(minute);
  const base = quantity(pick(edges, raw.edge), unitsOf(undefined)).value;
  // Whole messages and bytes; a call may end within a second.
  const off = raw.service === 'voice' ? raw.off : raw.off.replace(/\.\d+/, '');
  const used = Number(base.toString()) * raw.times + Number(off);
  const size = raw.spoilt === 'negative' ? -Math.abs(used) - 1 : Math.max(0, used);
  const minutes = raw.service === 'voice' && size > 0 && size % 3 === 0;
  const text = minutes ? `${size / 60} min` : `${size} ${unit}`;
  return {
    id,
    at: new Date(at.valueOf() + raw.beside).toISOString(),
    service: raw.service,
    ...(raw.direction && { direction: raw.direction }),
    ...(raw.to && { to: raw.to }),
    ...(raw.in && { in: raw.in }),
    quantity: raw.spoilt === 'unit' ? `5 ${raw.service === 'voice' ? 'kB' : 's'}` : text,
  };
}

export interface Pair extends PlanCase {
  readonly account: Account;
  readonly records: readonly PlainRecord[];
}

const rawUsage = fc.record({ account: rawAccount, records: fc.array(rawRecord, { maxLength: 12 }) });

export const pair: fc.Arbitrary<Pair> = fc
  .record({ plan: planCase, usage: rawUsage })
  .map(({ plan, usage }) => pairOf(plan, usage));

/** One plan with several accounts and their usage: a plan takes longer to read than to rate. */
export const pairs = (count: number): fc.Arbitrary<Pair[]> =>
  fc
    .record({ plan: planCase, usages: fc.array(rawUsage, { minLength: count, maxLength: count }) })
    .map(({ plan, usages }) => usages.map((usage) => pairOf(plan, usage)));

type RawUsage = typeof rawUsage extends fc.Arbitrary<infer T> ? T : never;

function pairOf(plan: PlanCase, { account, records: drawn }: RawUsage): Pair {
  const start = dayOf(plan.activated);
  const terminated = account.days === undefined ? undefined : start + account.days;
  const near = days(plan, terminated);
  const records = drawn.flatMap((raw, at) => {
    const record = writeRecord(raw, `r${String(at).padStart(2, '0')}`, plan, near);
    return raw.spoilt === 'twice' ? [record, record] : [record];
  });
  const changes = cycleStarts(plan).flatMap((day, at) => {
    const to = account.changes[at];
    const inService = day > start && day < (terminated ?? Number.POSITIVE_INFINITY);
    // A plan without another one to change to may still be changed to itself: then its newest version holds.
    return to === undefined || !inService ? [] : [{ on: isoDay(day), plan: pick(plan.plans, to) }];
  });
  return {
    ...plan,
    account: {
      id: 'a',
      plan: 'p',
      activated: plan.activated,
      ...(changes.length > 0 && { changes }),
      ...(terminated !== undefined && { terminated: isoDay(terminated) }),
      invoices: { from: isoDay(start + account.from), before: isoDay(start + HORIZON) },
    },
    records,
  };
}
