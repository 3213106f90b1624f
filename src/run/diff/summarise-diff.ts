/** Counts and sums of a comparison. */

import { mergeDistributions } from '../distribution.ts';
import { amountOf, minus, NO_AMOUNT, plus, textOf } from './amounts.ts';
import type { ComparedScenario } from './change.ts';
import type { Finished, RowResult } from './collect-rows.ts';
import { effectsOf } from './effects.ts';
import type { PairGiven } from './pair.ts';
import { DIFF_STATUSES, type DiffStatus, type DiffSummary, REACHES, type Reach } from './result.ts';
import { addUsage } from './usage.ts';

/** What both sides rated, with where it stands among all. */
interface ComparedRow {
  readonly index: number;
  readonly result: RowResult['result'];
  readonly row: NonNullable<RowResult['row']>;
  readonly currency: string;
}

export function comparedOf(rows: readonly RowResult[], currencyOf: (plan: string) => string): ComparedRow[] {
  return rows.flatMap(({ row, result }, index) => {
    if (!row || row.left || result.change === undefined) return [];
    return [{ index, result, row, currency: row.currency ?? currencyOf(result.plan) }];
  });
}

export function changedSum({ index, currency, row, result }: ComparedRow): ComparedScenario {
  const { id, plan, status, change = '0', before = [] } = result;
  const sum = before.reduce((all, text) => (text === null ? all : plus(all, amountOf(text))), NO_AMOUNT);
  return {
    index,
    id,
    plan,
    currency,
    change,
    before: textOf(sum),
    after: textOf(plus(sum, amountOf(change))),
    changed: status !== 'passed' && result.differences.length > 0,
    changedPlans: CHANGED.includes(row.reach) ? (row.plans ?? [plan]) : [],
    unrated: Math.max(...row.unrated),
  };
}

const CHANGED: readonly Reach[] = ['repriced', 'new-only'];

/** What only the whole run knows is added by it. */
export function summariseDiff(
  rows: readonly RowResult[],
  finished: readonly Finished[],
  {
    filtered,
    currency,
    leaves,
  }: {
    readonly filtered: number;
    readonly currency: (plan: string) => string;
    readonly leaves: PairGiven['untouched'];
  },
): Pick<
  DiffSummary,
  'scenarios' | 'compared' | 'effects' | 'reach' | 'distributions' | 'usage' | 'leftOut' | 'records'
> {
  const scenarios = Object.fromEntries(DIFF_STATUSES.map((status) => [status, 0])) as Record<DiffStatus, number>;
  const reach = Object.fromEntries(REACHES.map((name) => [name, 0])) as Record<Reach, number>;
  scenarios.skipped += filtered;
  for (const { row, result } of rows) {
    if (!row?.left) scenarios[result.status] += 1;
    if (row && row.on !== 'base' && result.status !== 'error') reach[row.reach] += 1;
  }
  const compared = comparedOf(rows, currency);
  const effects = effectsOf(compared);
  // The sum of all customers and that of their changes are found apart, and must agree to the last digit.
  for (const [code, { all }] of Object.entries(effects)) {
    const own = compared.filter((one) => one.currency === code);
    const sum = own.reduce((total, { result }) => plus(total, amountOf(result.change!)), NO_AMOUNT);
    if (minus(sum, amountOf(all.change)).units !== 0n) {
      throw new Error(`the changes of all customers add up to ${textOf(sum)} ${code}, their totals to ${all.change}`);
    }
  }
  const results = finished.map(({ result }) => result);
  const sum = (of: 'all' | 'rated'): number => results.reduce((total, { records }) => total + records[of], 0);
  return {
    scenarios,
    compared: compared.length,
    effects,
    reach,
    distributions: {
      before: mergeDistributions(results.map(({ distributions }) => distributions.before)),
      after: mergeDistributions(results.map(({ distributions }) => distributions.after)),
    },
    usage: addUsage(results.map(({ usage }) => usage)),
    ...(leaves !== 'rate' && {
      leftOut: {
        scenarios: rows.filter(({ row }) => row?.left || row?.touched === false).length,
        proved: leaves === 'mark',
      },
    }),
    records: { all: sum('all'), rated: sum('rated') },
  };
}
