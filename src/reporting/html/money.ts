/** What the invoices of each plan come to, by currency: how totals spread, and what they are made of. */

import type { PlanDistribution } from '../../run/distribution.ts';
import { counted, grouped } from '../amounts.ts';
import type { Names } from '../names.ts';
import { type Composition, compositionOf } from './composition.ts';
import { HEIGHT, type Histogram, halfBelow, histogramOf, scaleOf, WIDTH } from './histogram.ts';

export interface PlanMoney {
  readonly name: string;
  readonly id: string;
  readonly invoices: string;
  readonly sum: string;
  /** `half of them below 20.00`; empty for one invoice. */
  readonly half: string;
  readonly histogram: Histogram;
  readonly composition: Composition | undefined;
  readonly currency: string;
  readonly viewBox: string;
}

/** By currency, as plans of one currency share a scale. */
export function moneyByPlan(distributions: readonly PlanDistribution[], names: Names): PlanMoney[] {
  const currencies = [...new Set(distributions.map(({ currency }) => currency))].sort();
  return currencies.flatMap((currency) => {
    const own = distributions.filter((one) => one.currency === currency && one.invoices > 0);
    if (own.length === 0) return [];
    const scale = scaleOf(own);
    return own.map((one): PlanMoney => {
      const { plan, invoices, sum } = one;
      const name = names.get(plan)?.name ?? plan;
      return {
        ...{ name, id: name === plan ? '' : plan, currency, viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
        ...{ invoices: counted(invoices, 'invoice'), sum: `${grouped(sum)} ${currency}` },
        half: invoices > 1 ? `half of them below ${halfBelow(one)}` : '',
        histogram: histogramOf(name, one, scale),
        composition: compositionOf(one, names.get(plan)),
      };
    });
  });
}
