/**
 * More usage never costs less: without any one of its records a bill is not dearer. Stated by a plan it is held of all
 * charges that are not excepted; otherwise it is derived, charge by charge, and not so
 *
 * - where one unit more brings all units a cheaper rate (volume tiers that fall without a fee that makes up for it);
 * - where usage of one kind fills the dear tiers that another kind would have paid for (falling tiers on a counter that
 *   charges, zones or bands share), or shifts the rounding of records and of lines by tier;
 * - where an allowance leaves increments: less of it left can then serve another record;
 * - where a percentage is rounded more coarsely than the lines it is taken off, or spread over taxed lines.
 */

import { add, compare, divide, multiply, type Rational } from '../exact/rational.ts';
import type { PlanHistory, RatePlan, UsageCharge } from '../plan/model.ts';
import { aboveBreach, totalOf } from './amounts.ts';
import { asItIs, type Law, type LawContext } from './law.ts';
import { coveredBy } from './matching.ts';
import { sharing } from './record-order.ts';

export function moreUsage({ history }: LawContext): Law {
  const { versions } = history;
  const stated = versions.flatMap(({ mustHold }) => mustHold.flatMap((one) => (one.law === NAME ? [one] : [])));
  const excepted = stated.flatMap(({ except }) => except.map((id): [string, string] => [id, 'excepted by the plan']));
  const derived = versions.flatMap((plan) => plan.usage.flatMap((charge) => reasonNot(plan, charge)));
  return {
    name: NAME,
    plan: history.id,
    ...(stated.length > 0 && { stated: true }),
    says: 'without any one of its records a bill is not dearer',
    not: stated.length > 0 ? undefined : creditForUse(history),
    except: new Map(stated.length > 0 ? excepted : derived),
    about: asItIs,
    speaksOf: ({ records }) => records.length > 0,
    beside: (bill) =>
      bill.records.slice(0, MOST_RECORDS).map((left) => ({
        ...bill,
        records: bill.records.filter((record) => record !== left),
      })),
    judge: (bill, [whole = [], ...less]) => {
      const invoice = whole.at(-1)?.date ?? less[0]?.at(-1)?.date ?? '';
      for (const [index, without] of less.entries()) {
        const { kind } = bill.records[index]!;
        const because = `without record ${index + 1} (${kind.service}) it is dearer`;
        const breach = aboveBreach({ invoice, cell: 'total' }, totalOf(whole), totalOf(without), because);
        // Told of the bill as it stands: it costs less than it must.
        if (breach) return { ...breach, expected: breach.actual!, actual: breach.expected!, by: `-${breach.by}` };
      }
      return undefined;
    },
  };
}

const NAME = 'more-usage-never-costs-less';

/** Of a bill with more, as many are left out, one at a time. */
const MOST_RECORDS = 20;

function creditForUse({ versions }: PlanHistory): string | undefined {
  const credits = versions.flatMap(({ recurring }) =>
    recurring.filter(({ onlyIf, amount }) => onlyIf === 'used' && amount.n < 0n),
  );
  return credits[0] && `${credits[0].id} is a credit for months with usage`;
}

function reasonNot(plan: RatePlan, charge: UsageCharge): [string, string][] {
  const reason = ofAllowances(plan, charge) ?? ofPrice(plan, charge) ?? ofDiscounts(plan, charge);
  return reason ? [[charge.id, reason]] : [];
}

function ofAllowances(plan: RatePlan, charge: UsageCharge): string | undefined {
  const leaving = plan.allowances.find((allowance) => {
    if (allowance.remainder !== 'leave') return false;
    const covered = coveredBy(plan, allowance);
    const even = !charge.increment || compare(charge.increment.first, charge.increment.following) === 0;
    return covered.includes(charge) && (covered.length > 1 || !even);
  });
  return leaving && `the allowance ${leaving.id} leaves increments that it cannot cover whole`;
}

function ofPrice(plan: RatePlan, charge: UsageCharge): string | undefined {
  const { price } = charge;
  switch (price.model) {
    case 'package':
      return undefined;
    case 'volume': {
      const rates = price.rates.map(({ perBase }) => perBase);
      const { edges, fees } = price.tiers;
      if (rises(rates) && rises(fees)) return undefined;
      const covered = plan.allowances.some((allowance) => coveredBy(plan, allowance).includes(charge));
      const at = (tier: number, edge: Rational): Rational => add(multiply(edge, rates[tier]!), fees[tier]!);
      const falls = edges.some((edge, tier) => compare(at(tier, edge), at(tier + 1, edge)) > 0);
      return covered || falls ? 'volume tiers that fall' : undefined;
    }
    case 'per-unit': {
      const { tiers } = price;
      if (!tiers || tiers.counter === 'record') return undefined;
      const others = sharing(plan, tiers.counter);
      const cells = others.flatMap((one) => (one.price.model === 'per-unit' ? one.price.rates.flat() : []));
      const told = cells.map((cell) => cell.map(({ perBase }) => perBase));
      const alike =
        others.length === 1 && told.every((cell) => cell.every((rate, tier) => compare(rate, told[0]![tier]!) === 0));
      const oneLine = others.length === 1 && told.length === 1;
      if (others.some(({ lineBy }) => lineBy.includes('tier')) && !oneLine)
        return 'its lines by tier are rounded one by one';
      if (told.every(rises)) return undefined;
      if (!alike)
        return `cheaper later tiers on ${others.length > 1 ? 'the shared counter' : 'one counter of zones or bands'} ${tiers.counter}`;
      if (charge.lineBy.length > 0 && !oneLine) return 'its lines are rounded one by one';
      if (charge.rounding.record || charge.rounding.segment)
        return 'cheaper later tiers, and the money of each record is rounded';
      const shared = plan.allowances.some((allowance) => {
        const covered = coveredBy(plan, allowance);
        return covered.includes(charge) && covered.length > 1;
      });
      return tiers.count === 'all' && shared
        ? 'cheaper later tiers that count what a shared allowance covers'
        : undefined;
    }
  }
}

const rises = (values: readonly Rational[]): boolean =>
  values.every((value, index) => index === 0 || compare(values[index - 1]!, value) <= 0);

function ofDiscounts(plan: RatePlan, charge: UsageCharge): string | undefined {
  const own = plan.discounts.filter(({ on }) => on.includes(charge.id));
  if (plan.prices === 'net' && own.length > 0 && (plan.tax?.rates.length ?? 0) > 1)
    return `the discount ${own[0]!.id} is spread over several categories of tax`;
  const share = own.find(({ value }) => 'percent' in value);
  const step = plan.rounding.discount?.step;
  const fine = step && charge.lineRounding && divide(charge.lineRounding.step, step).d === 1n;
  return share && !fine ? `the discount ${share.id} is rounded more coarsely than its lines` : undefined;
}
