/** Laws that a plan states and that cannot be derived: what an unused month costs, and that another plan is hardly cheaper. */

import { formatDay } from '../calendar/day.ts';
import { add, decimal, formatRational } from '../exact/rational.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { EpochDay, PlanHistory, RatePlan, StatedLaw } from '../plan/model.ts';
import { aboveBreach, cellBreach } from './amounts.ts';
import { alone, type Bill, EVERYWHERE, type Law, type LawContext } from './law.ts';
import { chargeFor } from './matching.ts';
import { isSettled, soldFrom, steadyVersion } from './versions.ts';

type Stated<Name> = Extract<StatedLaw, { law: Name }>;

/** One law for all that the versions state of it; each bill is held against its own version. */
export function statedLaws(context: LawContext): Law[] {
  const all = context.history.versions.flatMap(({ mustHold }) => mustHold);
  const others = all.flatMap((one) => (one.law === 'never-more-than' ? [one.plan] : []));
  return [
    ...(all.some(({ law }) => law === 'zero-usage-costs') ? [zeroUsageCosts(context)] : []),
    ...[...new Set(others)].map((other) => neverMoreThan(context, other)),
  ];
}

function zeroUsageCosts({ history }: LawContext): Law {
  const statedBy = (bill: Bill) =>
    versionOf(history, bill)?.mustHold.find((one): one is Stated<'zero-usage-costs'> => one.law === 'zero-usage-costs');
  return {
    name: 'zero-usage-costs',
    plan: history.id,
    stated: true,
    aims: statingVersions(history, ({ law }) => law === 'zero-usage-costs').map((version) => ({
      needs: settled(history, version),
      fits: (activated, invoice) => settledVersion(history, activated, invoice) === version,
    })),
    says: 'a month without usage costs what the plan says it does',
    ...{ not: undefined, except: EVERYWHERE, beside: alone },
    about: (bill) => ({ ...onlyLast(bill), records: [] }),
    speaksOf: (bill) => bill.records.length === 0 && statedBy(bill) !== undefined,
    judge: (bill, [rated = []]) => {
      const stated = statedBy(bill);
      const where = { invoice: lastDate(bill), cell: 'total' as const };
      return stated && cellBreach(where, stated.total, decimal(lastOf(bill, rated)?.total ?? '0'), 'zero-usage-costs');
    },
  };
}

function neverMoreThan({ history, plans }: LawContext, plan: string): Law {
  const other = plans.get(plan);
  const statedBy = (version: RatePlan | undefined) =>
    version?.mustHold.find(
      (one): one is Stated<'never-more-than'> => one.law === 'never-more-than' && one.plan === plan,
    );
  return {
    name: `never-more-than-${plan}`,
    plan: history.id,
    stated: true,
    ...(other && { against: other }),
    aims: statingVersions(history, (one) => one.law === 'never-more-than' && one.plan === plan).map((version) => ({
      needs: `${settled(history, version)}, on which ${plan} is sold to the same customer and has them behind it too`,
      fits: (activated, invoice) =>
        settledVersion(history, activated, invoice) === version && isComparable(other, activated, invoice),
    })),
    says: `the same usage never costs more than it does on ${plan}, but for what the plan allows`,
    ...{ not: undefined, except: EVERYWHERE, about: onlyLast },
    speaksOf: (bill) => {
      const { activated, invoices } = bill;
      if (!other || !statedBy(versionOf(history, bill)) || !isComparable(other, activated, invoices.before - 1))
        return false;
      return bill.records.every(({ kind }) => other.versions.every((version) => chargeFor(version, kind)));
    },
    beside: (bill) => [{ ...bill, plan }],
    judge: (bill, [own = [], theirs]) => {
      const stated = statedBy(versionOf(history, bill));
      if (!stated || !theirs) return undefined;
      const total = decimal(lastOf(bill, theirs)?.total ?? '0');
      const because = `${formatRational(total, 2)} on ${plan} and ${formatRational(stated.by, 2)}`;
      const where = { invoice: lastDate(bill), cell: 'total' as const };
      return aboveBreach(where, add(total, stated.by), decimal(lastOf(bill, own)?.total ?? '0'), because);
    },
  };
}

const onlyLast = (bill: Bill): Bill => ({ ...bill, invoices: { ...bill.invoices, from: bill.invoices.before - 1 } });
const lastDate = ({ invoices }: Bill): string => formatDay(invoices.before - 1);
const lastOf = (bill: Bill, invoices: readonly Invoice[]): Invoice | undefined =>
  invoices.find(({ date }) => date === lastDate(bill));

/** The version of an invoice between two whole cycles, with the discounts of the first cycles over. */
const settledVersion = (history: PlanHistory, activated: EpochDay, date: EpochDay): RatePlan | undefined =>
  isSettled(history, activated, date) ? steadyVersion(history, activated, date) : undefined;

const versionOf = (history: PlanHistory, { activated, invoices }: Bill): RatePlan | undefined =>
  settledVersion(history, activated, invoices.before - 1);

const isComparable = (other: PlanHistory | undefined, activated: EpochDay, date: EpochDay): boolean =>
  other !== undefined &&
  (soldFrom(other) ?? -Infinity) <= activated &&
  settledVersion(other, activated, date) !== undefined;

const statingVersions = ({ versions }: PlanHistory, states: (law: StatedLaw) => boolean): RatePlan[] =>
  versions.filter(({ mustHold }) => mustHold.some(states));

/** What a bill needs, by the version that states a law. */
function settled({ versions }: PlanHistory, version: RatePlan): string {
  const from = version.effective.newFrom;
  const which = versions.length > 1 && from !== undefined ? `the version from ${formatDay(from)}` : 'the plan';
  return `an invoice between two whole cycles of ${which}, with the discounts of the first cycles over`;
}
