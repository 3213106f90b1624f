/** How much was invoiced, by plan: exact sums that can be added to others in any order. */

import { add, decimal, formatRational, type Rational, ZERO } from '../exact/rational.ts';
import type { Account } from '../invoicing/account.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { PlanSummary } from './result.ts';

/** By id of the plan. */
export type PlanSums = ReadonlyMap<string, PlanSummary>;

/** Of the invoices of accounts[i] = invoices[i]. */
export function planSums(accounts: readonly Account[], invoices: readonly (readonly Invoice[])[]): PlanSums {
  const sums = new Sums();
  accounts.forEach(({ plan }, index) => {
    sums.of(plan).scenarios += 1;
    for (const invoice of invoices[index]!) {
      const own = sums.of(invoice.plan);
      own.invoices += 1;
      own.add(invoice.currency, invoice.total);
    }
  });
  return sums.told();
}

export function addPlans(parts: readonly PlanSums[]): PlanSums {
  const sums = new Sums();
  for (const part of parts) {
    for (const [plan, { scenarios, invoices, money }] of part) {
      const own = sums.of(plan);
      own.scenarios += scenarios;
      own.invoices += invoices;
      for (const [currency, sum] of Object.entries(money)) own.add(currency, sum);
    }
  }
  return sums.told();
}

/** Of all plans, by currency in the order of the codes. */
export function moneyOfPlans(plans: PlanSums): Readonly<Record<string, string>> {
  const all = new PlanSum();
  for (const { money } of plans.values()) {
    for (const [currency, sum] of Object.entries(money)) all.add(currency, sum);
  }
  return all.money();
}

class Sums {
  private readonly plans = new Map<string, PlanSum>();

  of(plan: string): PlanSum {
    const known = this.plans.get(plan) ?? new PlanSum();
    this.plans.set(plan, known);
    return known;
  }

  told(): PlanSums {
    const ids = [...this.plans.keys()].sort();
    return new Map(
      ids.map((id) => {
        const own = this.plans.get(id)!;
        return [id, { scenarios: own.scenarios, invoices: own.invoices, money: own.money() }];
      }),
    );
  }
}

class PlanSum {
  scenarios = 0;
  invoices = 0;
  /** As many decimals as the longest amount. */
  private readonly sums = new Map<string, { sum: Rational; decimals: number }>();

  add(currency: string, amount: string): void {
    const known = this.sums.get(currency);
    const { sum, decimals } = known ?? { sum: ZERO, decimals: 0 };
    const own = amount.split('.')[1]?.length ?? 0;
    this.sums.set(currency, { sum: add(sum, decimal(amount)), decimals: Math.max(decimals, own) });
  }

  money(): Readonly<Record<string, string>> {
    const codes = [...this.sums.keys()].sort();
    return Object.fromEntries(
      codes.map((code) => [code, formatRational(this.sums.get(code)!.sum, this.sums.get(code)!.decimals)]),
    );
  }
}
