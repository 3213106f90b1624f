/** How many scenarios of each plan came out how. */

import type { Status, TestRun } from '../run/result.ts';
import { ORDER } from './statuses.ts';

export interface PlanTable {
  /** Always those that matter; the others when there is one. */
  readonly statuses: readonly Status[];
  readonly rows: readonly PlanRow[];
}

export interface PlanRow {
  readonly plan: string;
  readonly currency: string;
  readonly scenarios: number;
  readonly counts: Readonly<Record<Status, number>>;
}

const ALWAYS: readonly Status[] = ['passed', 'changed', 'unrated', 'error'];

/** In the order of the header; a plan that no scenario uses is left out, one that the header does not know comes last. */
export function planTable({ header, results }: TestRun): PlanTable {
  const none = (): Record<Status, number> =>
    Object.fromEntries(ORDER.map((status) => [status, 0])) as Record<Status, number>;
  const byPlan = new Map(header.plans.map(({ id }) => [id, none()]));
  for (const { plan, check, status } of results) {
    // Laws are no scenarios; they are told beside them.
    if (check === 'law') continue;
    const counts = byPlan.get(plan) ?? none();
    byPlan.set(plan, counts);
    counts[status] += 1;
  }
  const currencies = new Map(header.plans.map(({ id, currency }) => [id, currency]));
  const rows = [...byPlan].map(([plan, counts]) => ({
    ...{ plan, currency: currencies.get(plan) ?? '', counts },
    scenarios: ORDER.reduce((sum, status) => sum + counts[status], 0),
  }));
  const used = rows.filter(({ scenarios }) => scenarios > 0);
  const statuses = ORDER.filter((status) => ALWAYS.includes(status) || used.some(({ counts }) => counts[status] > 0));
  return { statuses, rows: used };
}
