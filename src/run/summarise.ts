/** Counts and sums of a run. */

import { mergeDistributions } from './distribution.ts';
import { addPlans, moneyOfPlans } from './plan-sums.ts';
import { type RunSummary, type ScenarioResult, STATUSES, type Status } from './result.ts';
import type { BatchResult } from './run-scenario.ts';

export function summarise(
  results: readonly ScenarioResult[],
  batches: readonly BatchResult[],
  { filtered, compared, interrupted }: { filtered: number; compared: number; interrupted: boolean },
): RunSummary {
  const scenarios = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of results) scenarios[status] += 1;
  scenarios.skipped += filtered;
  const sum = (of: (batch: BatchResult) => number): number => batches.reduce((total, batch) => total + of(batch), 0);
  const within = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
  const plans = addPlans(batches.map((batch) => batch.plans));
  return {
    scenarios,
    compared,
    accepted: results.filter(({ accepted }) => accepted).length,
    records: {
      all: sum(({ records }) => records),
      rated: sum(({ rated }) => rated),
      unrated: sum(({ unrated }) => within(unrated)),
      screened: sum(({ screened }) => within(screened)),
      notBilled: sum(({ notBilled }) => notBilled),
    },
    invoices: [...plans.values()].reduce((total, { invoices }) => total + invoices, 0),
    money: moneyOfPlans(plans),
    plans: Object.fromEntries(plans),
    distributions: mergeDistributions(batches.map(({ distributions }) => distributions)),
    interrupted,
  };
}
