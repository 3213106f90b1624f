/** Tables by plan and by segment, and by month. */

import type { Change, GroupRow, MonthRow } from '../result.ts';
import type { Counted } from './count.ts';
import { customersChange, customersText, type Texts } from './exact.ts';
import { marksOf } from './suppress.ts';

/** Sums of both sides by group: money in 10^-scale x millionths, months of customers in millionths. */
export interface SideSums {
  readonly net: readonly bigint[];
  readonly total: readonly bigint[];
  readonly months: readonly bigint[];
  /** Only where costs are given. */
  readonly cost: readonly bigint[] | undefined;
}

export interface TableSums {
  readonly before: SideSums;
  readonly after: SideSums;
}

/** Customers by group who pay less, the same, more; millionths. */
export interface Outcome {
  readonly less: readonly bigint[];
  readonly same: readonly bigint[];
  readonly more: readonly bigint[];
}

/** One row a name in which anybody is, in the order of the names. */
export function groupRows(
  names: readonly string[],
  sums: TableSums,
  { counted, outcome, fewest, texts }: { counted: Counted; outcome: Outcome; fewest: number; texts: Texts },
): GroupRow[] {
  const marks = marksOf(counted.sampled, fewest);
  return names.flatMap((name, index): GroupRow[] => {
    const sampled = counted.sampled[index]!;
    if (sampled === 0) return [];
    const mark = marks[index];
    if (mark === 'suppressed') return [{ name, sampled, mark }];
    const margin = marginOf(sums, index, texts);
    return [
      {
        name,
        sampled,
        mark,
        customers: customersChange(counted.before[index]!, counted.after[index]!),
        revenue: texts.moneyChange(sums.before.net[index]!, sums.after.net[index]!),
        billed: texts.moneyChange(sums.before.total[index]!, sums.after.total[index]!),
        ...(margin && { margin }),
        arpu: arpuOf(sums, index, texts),
        less: customersText(outcome.less[index]!),
        same: customersText(outcome.same[index]!),
        more: customersText(outcome.more[index]!),
      },
    ];
  });
}

/** Customers of a month are those with an invoice in it. */
export const monthRows = (months: readonly string[], sums: TableSums, texts: Texts): MonthRow[] =>
  months.map((month, index) => ({
    month,
    customers: customersChange(sums.before.months[index]!, sums.after.months[index]!),
    revenue: texts.moneyChange(sums.before.net[index]!, sums.after.net[index]!),
    billed: texts.moneyChange(sums.before.total[index]!, sums.after.total[index]!),
    margin: marginOf(sums, index, texts),
  }));

export const arpuOf = ({ before, after }: TableSums, index: number, texts: Texts): Change =>
  texts.perMonth(
    { sum: before.net[index]!, months: before.months[index]! },
    { sum: after.net[index]!, months: after.months[index]! },
  );

export const marginOf = ({ before, after }: TableSums, index: number, texts: Texts): Change | undefined =>
  before.cost &&
  after.cost &&
  texts.moneyChange(before.net[index]! - before.cost[index]!, after.net[index]! - after.cost[index]!);
