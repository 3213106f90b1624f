/**
 * A run as a table for a spreadsheet: one row a scenario, in the order of the run. UTF-8 without a mark of byte order.
 *
 * `expected`, `actual` and `difference` are sums over the invoices whose total differs, so that the column of differences
 * adds up to what bills change by; `invoiced` is the sum of all invoices of a scenario, where the run holds them.
 */

import type { ScenarioResult, TestRun } from '../run/result.ts';
import { csvCell } from './csv-cell.ts';
import type { Names } from './names.ts';
import type { ReportContext } from './reporters.ts';
import { shortened } from './shortened.ts';
import { totalsOf } from './totals.ts';

const COLUMNS = [
  'id',
  'title',
  'plan',
  'plan_name',
  'segment',
  'check',
  'status',
  'accepted',
  'currency',
  'expected',
  'actual',
  'difference',
  'invoiced',
  'cause',
  'reason',
  'unrated_records',
  'screened_records',
  'file',
  'line',
  'again',
] as const;

export function* renderCsv(run: TestRun, { names }: ReportContext): Generator<string> {
  const currencies = new Map(run.header.plans.map(({ id, currency }) => [id, currency]));
  yield `${COLUMNS.join(',')}\n`;
  for (const result of run.results) {
    const cells = cellsOf(result, currencies, names);
    yield `${COLUMNS.map((column) => csvCell(cells[column])).join(',')}\n`;
  }
}

function cellsOf(
  result: ScenarioResult,
  currencies: ReadonlyMap<string, string>,
  names: Names,
): Readonly<Record<(typeof COLUMNS)[number], string>> {
  const { id, title, plan, segment, check, status, accepted, reason, unrated, screened, file, line, again } = result;
  const { expected, actual, difference, invoiced } = totalsOf(result);
  const name = names.get(plan)?.name;
  const told = (text: string | undefined): string => (text === undefined ? '' : shortened(text));
  return {
    ...{ id: told(id), title: told(title), plan: told(plan), plan_name: told(name), segment: told(segment) },
    ...{ check, status, accepted: accepted ? 'yes' : '', currency: currencies.get(plan) ?? '' },
    ...{ expected: expected ?? '', actual: actual ?? '', difference: difference ?? '', invoiced: invoiced ?? '' },
    ...{ cause: told(leadingCause(result)), reason: told(reason) },
    ...{ unrated_records: `${unrated}`, screened_records: `${screened}` },
    ...{ file: told(file), line: `${line}`, again: told(again) },
  };
}

/** Charges and discounts that differ, each once; sums and taxes only where nothing else does. */
function leadingCause({ differences }: ScenarioResult): string {
  const causes = [...new Set(differences.map(({ cause }) => cause))];
  const own = causes.filter((cause) => !/^(total|net|tax|total-rounding|tax .*)$/.test(cause));
  return (own.length > 0 ? own : causes.slice(0, 1)).join('; ');
}
