/**
 * What is simpler than a bill, in the words of the domain: a record fewer, one invoice for several, an earlier or plainer
 * customer, a rounder quantity, noon of the first day, an ordinary kind of usage. Each list begins with the simplest.
 */

import { cycleOf } from '../calendar/cycle.ts';
import { instantOf, wallClock, zoneOf } from '../calendar/zone.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { UsageRecord } from '../scenario/scenario.ts';
import { SERVICES } from '../units/quantity.ts';
import type { Bill, Law } from './law.ts';
import { kindsFor } from './matching.ts';
import { quantitiesOf, seasonsOf, simplerThan } from './preferred.ts';
import { anchorOf } from './versions.ts';

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;

/** Steps of one sort; those of a later sort are tried when none of an earlier one still breaks the law. */
export function simplifications(bill: Bill, law: Law, history: PlanHistory): (readonly Bill[])[] {
  const { records, invoices } = bill;
  const replaced = (at: number, record: UsageRecord): Bill => {
    const changed = records.map((one, index) => (index === at ? record : one));
    return { ...bill, records: changed.sort((a, b) => a.start - b.start) };
  };
  const each = (simpler: (record: UsageRecord) => readonly UsageRecord[]): Bill[] =>
    records.flatMap((record, at) => simpler(record).map((one) => replaced(at, one)));
  const kinds = kindsFor(law, history);
  const zone = zoneOf(history.versions[0]!.timezone);

  const fewer = records.map((_, at) => ({ ...bill, records: records.filter((_record, index) => index !== at) }));
  const oneInvoice =
    invoices.from < invoices.before - 1 ? [{ ...bill, invoices: { ...invoices, from: invoices.before - 1 } }] : [];
  const earlier = earlierSeasons(bill, law, history);
  const times = each((record) => {
    const wall = wallClock(zone, record.start);
    const simpler = simplerTimes(wall, firstDay(bill, history));
    return simpler.map((time) => ({ ...record, start: instantOf(zone, time) }));
  });
  const rounder = each((record) => {
    const dimension = SERVICES[record.kind.service]!;
    return simplerThan(record.quantity, dimension, quantitiesOf(history, dimension)).map((quantity) => ({
      ...record,
      quantity,
    }));
  });
  const ordinary = each((record) => {
    const at = kinds.findIndex(({ kind }) => sameKind(kind, record.kind));
    return kinds
      .slice(0, Math.max(0, at))
      .filter(({ kind }) => kind.service === record.kind.service)
      .map(({ kind }) => ({ ...record, kind }));
  });
  return [fewer, oneInvoice, earlier, times, ordinary, rounder].map((bills) => bills.map(law.about));
}

const sameKind = (a: UsageRecord['kind'], b: UsageRecord['kind']): boolean =>
  a.service === b.service && a.direction === b.direction && a.to === b.to && a.in === b.in;

/** The first day on which the customer has service in the cycle that the last invoice closes. */
function firstDay({ activated, invoices }: Bill, history: PlanHistory): number {
  return Math.max(activated, cycleOf(invoices.before - 2, anchorOf(history, activated)).from);
}

/** The same usage on the same days of an earlier cycle, and customers activated earlier or on a plainer day. */
function earlierSeasons(bill: Bill, { against }: Law, history: PlanHistory): Bill[] {
  const here = cycleOf(bill.invoices.before - 2, anchorOf(history, bill.activated));
  const seasons = seasonsOf(history, against).filter(
    ({ activated, cycle }) => cycle.from < here.from || (cycle.from === here.from && activated < bill.activated),
  );
  const zone = zoneOf(history.versions[0]!.timezone);
  const from = firstDay(bill, history);
  return seasons.flatMap(({ activated, cycle }) => {
    const first = Math.max(activated, cycle.from);
    const walls = bill.records.map(({ start }) => wallClock(zone, start) + (first - from) * DAY_MS);
    if (walls.some((wall) => wall >= cycle.before * DAY_MS)) return [];
    const single = bill.invoices.from === bill.invoices.before - 1;
    return [
      {
        ...bill,
        activated,
        invoices: { from: single ? cycle.before : activated, before: cycle.before + 1 },
        records: bill.records.map((record, index) => ({ ...record, start: instantOf(zone, walls[index]!) })),
      },
    ];
  });
}

/** Noon of the first day, then of the day itself, the same time on earlier days, a full hour, a full minute. */
function simplerTimes(wall: number, firstDayOf: number): number[] {
  const day = Math.floor(wall / DAY_MS);
  const time = wall - day * DAY_MS;
  const noon = DAY_MS / 2;
  const plain = [
    noon,
    Math.floor(time / 3_600_000) * 3_600_000,
    Math.floor(time / 60_000) * 60_000,
    Math.floor(time / SECOND_MS) * SECOND_MS,
  ];
  const days = [firstDayOf, firstDayOf + 1, Math.floor((firstDayOf + day) / 2), day - 7, day - 1, day].filter(
    (one) => one >= firstDayOf && one <= day,
  );
  const rank = (one: number): number => (one === noon ? 0 : one % 3_600_000 === 0 ? 1 : one % 60_000 === 0 ? 2 : 3);
  const all = days.flatMap((one) => [...plain, time].map((at) => ({ day: one, at })));
  const simpler = all.filter((one) =>
    one.day < day ? rank(one.at) <= rank(time) || one.at === time : one.day === day && rank(one.at) < rank(time),
  );
  return [...new Set(simpler.map((one) => one.day * DAY_MS + one.at))];
}
