/**
 * In which order usage comes does not matter. Derived for charges whose price of a record depends on no other record, and
 * for those that only the sum of their records moves through tiers or an allowance of their own. It is not so where
 * records compete: for an allowance that several charges share, for the cheap tier of one counter, across bands and zones.
 *
 * Tried are two orders at once: records that begin at the same moment change places, and records of charges without bands
 * take each other's times within their cycle.
 */

import { cycleOf } from '../calendar/cycle.ts';
import { wallClock, zoneOf } from '../calendar/zone.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { PlanHistory, RatePlan, UsageCharge } from '../plan/model.ts';
import type { UsageRecord } from '../scenario/scenario.ts';
import { firstDifference } from './amounts.ts';
import { asItIs, type Bill, type Law, type LawContext } from './law.ts';
import { chargeFor, coveredBy } from './matching.ts';
import { anchorOf } from './versions.ts';

export function recordOrder({ history }: LawContext): Law {
  const { versions } = history;
  const banded = (record: UsageRecord): boolean =>
    versions.some((plan) => chargeFor(plan, record.kind)?.bands !== undefined);
  return {
    name: 'record-order-does-not-matter',
    plan: history.id,
    says: 'an invoice is the same in whichever order usage comes',
    not: undefined,
    except: new Map(versions.flatMap((plan) => plan.usage.flatMap((charge) => reasonNot(plan, charge)))),
    about: asItIs,
    speaksOf: ({ records }) => records.length > 1,
    beside: (bill) => {
      // Over the end of a cycle records keep their times.
      const keep = (record: UsageRecord): boolean => banded(record) || !inOneCycle(history, bill);
      return [{ ...bill, records: reordered(bill, keep) }];
    },
    judge: (_: Bill, [first = [], second]: readonly (readonly Invoice[])[]) =>
      second && firstDifference(first, second, 'the invoice with the same usage in another order'),
  };
}

function inOneCycle(history: PlanHistory, { activated, records }: Bill): boolean {
  const zone = zoneOf(history.versions[0]!.timezone);
  const days = records.map(({ start }) => Math.floor(wallClock(zone, start) / DAY_MS));
  return new Set(days.map((day) => cycleOf(day, anchorOf(history, activated)).from)).size === 1;
}

const DAY_MS = 86_400_000;

function reordered({ records }: Bill, keep: (record: UsageRecord) => boolean): UsageRecord[] {
  const free = records.filter((record) => !keep(record));
  const times = free.map(({ start }) => start).reverse();
  const moved = new Map(free.map((record, index) => [record, times[index]!]));
  return [...records]
    .reverse()
    .map((record) => ({ ...record, start: moved.get(record) ?? record.start }))
    .sort((a, b) => a.start - b.start);
}

/** Pairs of a charge's id and why the order of its records matters; none when it does not. */
function reasonNot(plan: RatePlan, charge: UsageCharge): [string, string][] {
  const because = (reason: string): [string, string][] => [[charge.id, reason]];
  const { price, rounding } = charge;
  const tiers = price.model === 'per-unit' ? price.tiers : undefined;
  const counter = tiers && tiers.counter !== 'record' ? tiers.counter : undefined;
  const allowances = plan.allowances.filter((allowance) => coveredBy(plan, allowance).includes(charge));
  if (counter === undefined && allowances.length === 0) return [];
  if (allowances.length > 1) return because('several allowances cover it');
  const shared = allowances.find((allowance) => coveredBy(plan, allowance).length > 1);
  if (shared) return because(`it shares the allowance ${shared.id}`);
  if (allowances.some(({ remainder }) => remainder !== 'split'))
    return because(`an allowance does not split increments`);
  if (counter !== undefined && sharing(plan, counter).length > 1) return because(`it shares the counter ${counter}`);
  if (charge.bands || (price.model === 'per-unit' && price.zone))
    return because('bands or zones compete for its tiers or allowance');
  if (charge.setup || rounding.record || rounding.segment) return because('it has a setup or record rounding');
  return [];
}

/** Charges on one counter of the cycle. */
export const sharing = ({ usage }: RatePlan, counter: string): UsageCharge[] =>
  usage.filter(({ price }) => price.model === 'per-unit' && price.tiers?.counter === counter);
