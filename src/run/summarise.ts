/** Counts and sums of a run. */

import { mergeDistributions } from './distribution.ts';
import { type RunSummary, type ScenarioResult, STATUSES, type Status } from './result.ts';
import { addMoney, type BatchResult } from './run-scenario.ts';

export function summarise(
  results: readonly ScenarioResult[],
  batches: readonly (BatchResult | undefined)[],
  { filtered, compared, interrupted }: { filtered: number; compared: number; interrupted: boolean },
): RunSummary {
  const scenarios = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of results) scenarios[status] += 1;
  scenarios.skipped += filtered;
  const done = batches.filter((batch) => batch !== undefined);
  const sum = (of: (batch: BatchResult) => number): number => done.reduce((total, batch) => total + of(batch), 0);
  const within = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
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
    invoices: sum(({ invoiceCount }) => invoiceCount),
    money: Object.fromEntries(addMoney(done.map(({ money }) => money))),
    distributions: mergeDistributions(done.map(({ distributions }) => distributions)),
    interrupted,
  };
}
