/** What the laws need of a run: the laws of its plans, and their bills rated by its engine. */

import type { Difference } from '../comparison/difference.ts';
import type { Bill, Breach, Law } from '../laws/law.ts';
import { lawsOf } from '../laws/laws.ts';
import type { Rate } from '../laws/search.ts';
import { columnsOf } from '../scenario/columns.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import type { Engine } from './run-scenario.ts';

/** Laws of all plans, in the order of the plans. */
export const allLaws = ({ histories }: Pick<PreparedPlans, 'histories'>): Law[] =>
  [...histories.values()].flatMap((history) => lawsOf({ history, plans: histories }));

export const differenceOf = (law: Law, breach: Breach): Difference => ({ ...breach, cause: law.name });

/** Rates bills together, as accounts of one batch; where that fails, each alone. */
export function rateWith(engine: Engine, { compiled }: PreparedPlans): Rate {
  const together = (bills: readonly Bill[]) => {
    const { accounts, usage } = columnsOf(bills.map(scenarioOf));
    return engine(compiled, accounts, usage, { allowances: true }).invoices;
  };
  return (bills) => {
    if (bills.length === 0) return [];
    try {
      return together(bills);
    } catch {
      return bills.map((bill) => {
        try {
          return together([bill])[0]!;
        } catch (error) {
          return { failed: error instanceof Error ? error.message : String(error) };
        }
      });
    }
  };
}

/** Accounts of one batch have names of their own. */
const scenarioOf = (bill: Bill, index: number): Scenario => ({
  ...bill,
  ...{ id: `bill-${index + 1}`, title: undefined, place: { file: '', line: 0, column: 0 } },
  ...{ tags: [], segment: undefined, changes: [], expect: [], law: undefined, unrated: 0, screened: 0 },
});
