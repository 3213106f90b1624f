/** `rateproof rate`: usage files -> invoices, and where every record went. */

import { dirname } from 'node:path';
import { formatDay, parseDay } from '../calendar/day.ts';
import { hasErrors, type Problem } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { invoiceFormatOf, writeInvoices } from '../reporting/invoices/write-invoices.ts';
import { preparePlans } from '../run/prepare-plan.ts';
import { type RatedUsage, UsageRating } from '../run/rate-usage.ts';
import { openUsage } from '../usage/open-usage.ts';
import { readMappingFile, readPlanPaths, sourcesFor } from './inputs.ts';
import { misused } from './misuse.ts';
import { MEMORY } from './numbers.ts';

interface RateOptions {
  readonly usage: string;
  readonly from: string;
  readonly before: string;
  readonly out: string;
  readonly plans: readonly string[];
  readonly data?: string;
  readonly memory?: string;
}

const MOST_DAYS = 3660;

export async function rate(options: RateOptions): Promise<number> {
  const [from, before] = [parseDay(options.from), parseDay(options.before)];
  if (from === undefined || before === undefined || before <= from || before - from > MOST_DAYS) {
    return misused('--from and --before are dates such as 2026-04-01, the second at most ten years after the first');
  }
  const format = invoiceFormatOf(options.out);
  if (!format) return misused('--out ends in .json, .ndjson, .csv or .parquet');
  if (options.memory !== undefined && !MEMORY.test(options.memory)) return misused('--memory is a size such as 500MB');
  const files = readPlanPaths(options.plans);
  if (!files.value) return refused(files.problems);
  const plans = preparePlans(files.value);
  if (!plans.value) return refused(plans.problems);

  const mapping = readMappingFile(options.usage);
  if (!mapping.value) return refused(mapping.problems);
  const source = await openUsage(
    mapping.value.text,
    mapping.value.file,
    options.data ?? dirname(options.usage),
    options.memory === undefined ? {} : { memoryLimit: options.memory },
  );
  if (!source.value) return refused(source.problems);
  try {
    const rating = new UsageRating(plans.value.compiled, source.value, { from, before });
    const checked = rating.check();
    if (!checked.value) return refused(checked.problems);
    const written = await writeInvoices(format, options.out, rating.invoices());
    const result = rating.result();
    if (source.problems.length > 0)
      process.stderr.write(renderProblems(source.problems, { sources: sourcesFor(source.problems) }));
    process.stdout.write(summary(result, written.lines, options, { from, before }));
    return result.balanced && result.balance.unrated === 0 ? 0 : 5;
  } finally {
    source.value.close();
  }
}

function summary(
  { balance, balanced, rows, invoices }: RatedUsage,
  lines: number,
  options: RateOptions,
  dates: { from: number; before: number },
): string {
  const number = (value: number): string => value.toLocaleString('en-US').padStart(14);
  const shown = rows.map(({ file, row, what }) => `  ${visible(file)}, row ${row}: ${what}`);
  return [
    `Invoices dated ${formatDay(dates.from)} up to, not including, ${formatDay(dates.before)}`,
    '',
    `records      ${number(balance.records)}`,
    `  rated      ${number(balance.rated)}`,
    `  screened   ${number(balance.screened)}`,
    `  unrated    ${number(balance.unrated)}`,
    ...(balance.notBilled > 0
      ? [`  not billed ${number(balance.notBilled)}   of cycles without an invoice in these dates`]
      : []),
    balanced ? 'All records are accounted for.' : 'The records do not add up: some are in no place, or in two.',
    ...(shown.length > 0 ? ['', 'The first of those that were read and not rated:', ...shown] : []),
    '',
    `${invoices.toLocaleString('en-US')} invoices with ${lines.toLocaleString('en-US')} lines are in ${visible(options.out)}`,
    '',
  ].join('\n');
}

function refused(problems: readonly Problem[]): number {
  process.stderr.write(renderProblems(problems, { sources: sourcesFor(problems) }));
  return hasErrors(problems) ? 3 : 0;
}
