/** Columns of bills against the invoices of the same customers: the same amounts, whatever the plans and the usage. */

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Account } from '../../../src/invoicing/account.ts';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import { WorkerPool } from '../../../src/run/pool.ts';
import { rateAccounts } from '../../../src/run/rate-accounts.ts';
import { PopulationError, populationRater } from '../../../src/run/simulate/rate-population.ts';
import type { RatedPopulation } from '../../../src/simulation/bills.ts';
import type { AccountUsage } from '../../../src/usage/batch.ts';
import { type Pair, pairs } from '../../oracle/arbitrary-usage.ts';
import { inDays, plansOf, unitsOf, usageOf } from '../../oracle/engine.ts';
import { toYaml } from '../../oracle/yaml.ts';
import { columnsOf, mergeUsage, populationOf, sumsOfInvoices, sumsOfTable } from './columns.ts';

const pool = new WorkerPool(2);
afterAll(() => pool.destroy());

interface Customers {
  readonly accounts: readonly Account[];
  readonly usage: AccountUsage;
  readonly invoices: { readonly from: number; readonly before: number };
}

/** Customers of pairs of one plan, without changes of plan: usage files know of none. */
function customersOf(tried: readonly Pair[]): Customers {
  const plain = tried.map(({ account, ...pair }) => ({ ...pair, account: { ...account, changes: undefined } }));
  const days = plain.map(({ account: { changes, ...account } }) => inDays(account).invoices);
  const invoices = {
    from: Math.min(...days.map(({ from }) => from)),
    before: Math.max(...days.map(({ before }) => before)),
  };
  const accounts = plain.map(({ account: { changes, ...account } }, index): Account => {
    const { changes: none, ...rest } = inDays(account);
    return { ...rest, id: `customer ${index}`, invoices };
  });
  const units = unitsOf(toYaml(tried[0]!.documents));
  const usage = mergeUsage(
    tried.map(({ account: { changes, ...account }, records }) => usageOf(units, account, records).usage),
  );
  return { accounts, usage, invoices };
}

async function rated(
  { accounts, usage, invoices }: Customers,
  sides: readonly CompiledPlans[],
  inPool = false,
): Promise<RatedPopulation> {
  const rate = populationRater(
    { usage: columnsOf(accounts, usage) },
    { population: populationOf(accounts), invoices, pool: inPool ? pool : undefined },
  );
  return rate({ sides: sides.map((plans) => ({ plans })), measures: [] });
}

const isRated = (result: unknown): result is RatedPopulation =>
  typeof result === 'object' && result !== null && 'rows' in result;

const plansIn = (tried: readonly Pair[]): CompiledPlans | undefined => {
  try {
    return plansOf(toYaml(tried[0]!.documents));
  } catch {
    return undefined;
  }
};

test('sums by customer, month and component are those of the invoices, on both sides', async () => {
  let [compared, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(pairs(6), pairs(1), async (tried, other) => {
      const [base, head] = [plansIn(tried), plansIn(other)];
      if (!base || !head) return;
      const customers = customersOf(tried);
      const result = await rated(customers, [base, head]).catch((error: unknown) => error);
      if (result instanceof PopulationError) {
        // Only what really does not fit is refused.
        const [, decimals] = /with (\d+) decimals/.exec(result.message) ?? [];
        const sums = [base, head].map((plans) =>
          sumsOfInvoices(rateAccounts(plans, customers.accounts, customers.usage).invoices),
        );
        const largest = Math.max(...sums.flatMap((all) => Object.values(all).map((sum) => Math.abs(Number(sum)))));
        expect(largest * 10 ** Number(decimals)).toBeGreaterThan(9e15);
        refused += 1;
        return;
      }
      if (!isRated(result)) throw result;
      for (const [side, plans] of [base, head].entries()) {
        const on = customers.accounts.every(({ plan }) => plans.has(plan));
        if (!on) continue;
        const expected = rateAccounts(plans, customers.accounts, customers.usage);
        const table = result.sides[side]!;
        expect(sumsOfTable(result, table)).toEqual(sumsOfInvoices(expected.invoices));
        expect(table.unrated).toBe(expected.unrated.length);
        expect(table.screened).toBe(expected.screened.length);
        if (side === 0) expect(result.notBilled).toBe(expected.notBilled);
        compared += expected.invoices.flat().length;
      }
      expect(result.records).toBe(customers.usage.start.length);
    }),
    { seed: 20_260_401, numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(500);
  expect(refused).toBeLessThan(20);
}, 120_000);
