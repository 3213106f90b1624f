/**
 * One record or two: a record cut in two where an increment ends costs the same. Not so where something is owed once a
 * record: a setup, a minimum, a first increment longer than the following ones, rounding of the record's money, tiers that
 * begin anew with each record, or a band chosen by the record's start.
 */

import { wallClock, zoneOf } from '../calendar/zone.ts';
import { add, compare, divide, multiply, ONE, type Rational, rational, subtract } from '../exact/rational.ts';
import type { RatePlan, UsageCharge } from '../plan/model.ts';
import type { UsageRecord } from '../scenario/scenario.ts';
import { firstDifference } from './amounts.ts';
import { asItIs, type Bill, type Law, type LawContext } from './law.ts';
import { chargeFor } from './matching.ts';

export function splitRecord({ history }: LawContext): Law {
  const { versions } = history;
  const cut = (bill: Bill): UsageRecord[] =>
    bill.records.flatMap((record, index) => halves(bill, record, index, versions));
  return {
    name: 'split-record-costs-the-same',
    plan: history.id,
    says: 'a record cut in two at the end of an increment costs what the whole one costs',
    not: undefined,
    except: new Map(versions.flatMap(({ usage }) => usage.flatMap(reasonNot))),
    about: asItIs,
    speaksOf: (bill) => cut(bill).length > bill.records.length,
    beside: (bill) => [{ ...bill, records: cut(bill) }],
    judge: (_, [whole = [], split]) =>
      split && firstDifference(whole, split, 'the invoice with its records in one piece'),
  };
}

/** The two halves, the second right behind the first; the record itself where there is nothing to cut at. */
function halves({ records }: Bill, record: UsageRecord, index: number, versions: readonly RatePlan[]): UsageRecord[] {
  const charges = versions.flatMap((plan) => chargeFor(plan, record.kind) ?? []);
  // One cut that is right in every version.
  const steps = charges.map(({ increment }) => increment?.following ?? ONE);
  const step = steps.every(({ n, d }) => n === steps[0]?.n && d === steps[0]?.d) ? steps[0] : undefined;
  if (!step) return [record];
  const { n, d } = divide(record.quantity, multiply(step, rational(2n)));
  const first = multiply(step, rational(n / d));
  const second = subtract(record.quantity, first);
  if (first.n === 0n || second.n === 0n) return [record];
  const start = charges.some(({ bands }) => bands) ? later(record.start, first) : record.start;
  const next = records[index + 1];
  // Another record in between would be rated before the second half.
  if (start === undefined || (next && next.start < start)) return [record];
  // A day's end may be a cycle's end: usage belongs to the cycle in which it begins.
  if (dayOf(versions, start) !== dayOf(versions, record.start)) return [record];
  return [
    { ...record, quantity: first },
    { ...record, start, quantity: second },
  ];
}

const DAY_MS = 86_400_000;

const dayOf = ([plan]: readonly RatePlan[], instant: number): number =>
  Math.floor(wallClock(zoneOf(plan!.timezone), instant) / DAY_MS);

/** The moment a duration later, when it is a whole millisecond. */
function later(start: number, seconds: Rational): number | undefined {
  const { n, d } = add(rational(BigInt(start)), multiply(seconds, rational(1000n)));
  return d === 1n ? Number(n) : undefined;
}

function reasonNot({ id, increment, setup, minimumQuantity, bands, price, rounding }: UsageCharge): [string, string][] {
  const because = (reason: string): [string, string][] => [[id, reason]];
  if (setup) return because('a setup is owed once a record');
  if (minimumQuantity) return because('a record has a minimum');
  if (increment && compare(increment.first, increment.following) !== 0)
    return because('the first increment of a record is another than the following ones');
  if (rounding.record || rounding.segment) return because('the money of each record is rounded');
  if (price.model === 'per-unit' && price.tiers?.counter === 'record')
    return because('its tiers begin anew with each record');
  if (bands && bands.crossing !== 'split-by-increment') return because(`its bands are ${bands.crossing}`);
  return [];
}
