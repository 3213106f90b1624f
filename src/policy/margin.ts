/** The margin of a plan: what it earns without tax, less what its usage costs. */

import {
  add,
  compare,
  decimal,
  divide,
  multiply,
  negate,
  type Rational,
  rational,
  subtract,
  ZERO,
} from '../exact/rational.ts';
import type { Match, PlanHistory } from '../plan/model.ts';
import type { DiffRun, UsageSum } from '../run/diff/result.ts';
import { parseRate, STANDARD_UNITS } from '../units/quantity.ts';
import { type Breach, type Held, noComparison, nothing, whom } from './facts.ts';
import type { PolicyOf } from './model.ts';
import { counted, showMatch, showMoney, showPercent } from './text.ts';

type Margin = PolicyOf<'margin'>;

const NEVER = rational(10n ** 40n);

/** Of the head, plan by plan. Revenue is all invoices without their tax lines: inside the total or added, tax is in it. */
export function holdMargin(policy: Margin, diff: DiffRun | undefined, plans: ReadonlyMap<string, PlanHistory>): Held {
  if (!diff) return noComparison;
  const { about, atLeast, costs } = policy;
  const { currency } = costs[0]!.cost;
  const { distributions, usage } = diff.summary;
  const revenue = new Map<string, Rational>();
  for (const { plan, currency: code, sum, parts } of distributions.after) {
    if (code !== currency || (about.plan !== undefined && plan !== about.plan)) continue;
    const taxes = parts
      .filter(({ kind }) => kind === 'tax')
      .reduce((total, part) => add(total, decimal(part.sum)), ZERO);
    revenue.set(plan, add(revenue.get(plan) ?? ZERO, subtract(decimal(sum), taxes)));
  }
  const own = usage.filter(({ plan }) => {
    if (about.plan !== undefined && plan !== about.plan) return false;
    return revenue.has(plan) || plans.get(plan)?.versions[0]?.currency.code === currency;
  });
  const spent = new Map<string, Rational>();
  const met = new Set<number>();
  let free = 0;
  for (const sum of own) {
    const index = costs.findIndex(({ match }) => matches(match, sum));
    if (index < 0) {
      free += sum.records;
      continue;
    }
    met.add(index);
    const { cost } = costs[index]!;
    const rate = parseRate(`1 / ${cost.per}`, plans.get(sum.plan)?.versions[0]?.units ?? STANDARD_UNITS)!;
    const money = multiply(multiply(cost.amount, rate.perBase), decimal(sum.quantity));
    spent.set(sum.plan, add(spent.get(sum.plan) ?? ZERO, money));
  }
  const ids = [...new Set([...revenue.keys(), ...spent.keys()])].sort();
  const margins = ids.flatMap((plan) => marginOf(plan, revenue.get(plan) ?? ZERO, spent.get(plan) ?? ZERO));
  if (margins.length === 0) return nothing(`${whom('customer', about)} has a bill in ${currency}`);
  const told = ({ plan, share, earned, cost }: PlanMargin): string =>
    `plan ${plan}: ${share ? showPercent(share, [atLeast]) : 'nothing is earned'} (${showMoney(earned, currency)} earned, ${showMoney(cost, currency)} spent)`;
  const lowest = margins.reduce((worst, one) => (compare(urgencyOf(one), urgencyOf(worst)) > 0 ? one : worst));
  const breaches = margins
    .filter(({ share }) => !share || compare(share, atLeast) < 0)
    .map((one): Breach => ({ words: () => told(one), urgency: urgencyOf(one), key: one.plan, plan: one.plan }));
  const unmet = costs.filter((_, index) => !met.has(index));
  // What is left out of the costs makes the margin larger than it is: it is told.
  const notes = [
    ...(free > 0 ? [`${counted(free, 'record')} without a cost`] : []),
    ...(unmet.length > 0
      ? [
          `no usage of ${unmet
            .slice(0, 3)
            .map(({ match }) => showMatch(match))
            .join(', ')}${unmet.length > 3 ? ` and ${unmet.length - 3} more costs` : ''}`,
        ]
      : []),
  ];
  return { measured: [`the lowest is of ${told(lowest)}`, ...notes].join('; '), breaches };
}

interface PlanMargin {
  readonly plan: string;
  readonly earned: Rational;
  readonly cost: Rational;
  /** Percent of what is earned; undefined where nothing is. */
  readonly share: Rational | undefined;
}

const urgencyOf = ({ share }: PlanMargin): Rational => (share ? negate(share) : NEVER);

/** None for a plan with neither. */
function marginOf(plan: string, earned: Rational, cost: Rational): PlanMargin[] {
  if (earned.n === 0n && cost.n === 0n) return [];
  const share = earned.n > 0n ? multiply(rational(100n), divide(subtract(earned, cost), earned)) : undefined;
  return [{ plan, earned, cost, share }];
}

const covers = (words: readonly string[] | undefined, word: string): boolean =>
  words === undefined || words.includes(word);

/** As charges match records. */
const matches = (match: Match, { service, direction, to, in: inside }: UsageSum): boolean =>
  match.services.includes(service) &&
  covers(match.directions, direction) &&
  covers(match.to, to) &&
  covers(match.in, inside);
