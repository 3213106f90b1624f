/**
 * A change as a table for a spreadsheet: one row a customer, in the order of the run. UTF-8 without a mark of byte order.
 *
 * `before`, `after` and `change` are of all bills of a customer together, so that the column of changes adds up to what
 * bills change by; they are empty where a side has none.
 */

import type { DiffResult, DiffRun } from '../../run/diff/result.ts';
import { sumOf } from '../amounts.ts';
import { csvCell } from '../csv-cell.ts';
import { namesOfRun } from '../names.ts';
import { shortened } from '../shortened.ts';

const COLUMNS = [
  'id',
  'title',
  'plan',
  'plan_name',
  'segment',
  'status',
  'reach',
  'currency',
  'before',
  'after',
  'change',
  'causes',
  'reason',
  'unrated_records',
  'screened_records',
  'file',
  'line',
  'again',
] as const;

export function* renderDiffCsv(run: DiffRun): Generator<string> {
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  const names = namesOfRun(run.header);
  yield `${COLUMNS.join(',')}\n`;
  for (const result of run.results) {
    const { id, title, plan, segment, status, reach, change, causes, reason, unrated, screened, file, line, again } =
      result;
    const told = (text: string | undefined): string => (text === undefined ? '' : shortened(text));
    const sums = billSums(result);
    // In the order of the columns.
    const cells: Readonly<Record<(typeof COLUMNS)[number], string>> = {
      id: told(id),
      title: told(title),
      plan: told(plan),
      plan_name: told(names.get(plan)?.name),
      segment: told(segment),
      status,
      reach,
      currency: currencies.get(plan) ?? '',
      before: sums.before,
      after: sums.after,
      change: change ?? '',
      causes: told(causes.join('; ')),
      reason: told(reason),
      unrated_records: `${unrated}`,
      screened_records: `${screened}`,
      file: told(file),
      line: `${line}`,
      again: told(again),
    };
    yield `${COLUMNS.map((column) => csvCell(cells[column])).join(',')}\n`;
  }
}

/** What the bills of each side come to; with two sides and no `after`, both are the same. */
export function billSums({ before, after, change }: DiffResult): { readonly before: string; readonly after: string } {
  const sum = (totals: readonly (string | null)[] | undefined): string => {
    const known = totals?.filter((total) => total !== null) ?? [];
    // One bill is what most have, and is its own sum.
    return known.length === 1 ? known[0]! : known.length === 0 ? '' : (sumOf(known) ?? '');
  };
  return { before: sum(before), after: sum(after ?? (change === undefined ? undefined : before)) };
}
