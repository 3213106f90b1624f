/** `rateproof report`: any report of a finished run, from its results.ndjson. */

import { dirname, join, resolve } from 'node:path';
import { hasErrors } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { namesOfRun } from '../reporting/names.ts';
import { readReporters } from '../reporting/reporters.ts';
import { renderSummary } from '../reporting/terminal.ts';
import { readResults } from '../run/read-results.ts';
import { RESULTS_FILE } from '../run/results-file.ts';
import { isFolder } from './inputs.ts';
import { ledOut } from './led-out.ts';
import { misused } from './misuse.ts';
import { WHAT_REPORTERS, writeReports } from './write-reports.ts';

interface ReportCommand {
  readonly reporter: string;
  readonly out?: string;
  readonly all?: boolean;
}

/** Tells the run's verdict and does not judge again: 0 when everything that was asked for is written. */
export async function report(results: string, command: ReportCommand): Promise<number> {
  const reporters = readReporters(command.reporter);
  if (!reporters) return misused(WHAT_REPORTERS);
  const file = isFolder(results) ? join(results, RESULTS_FILE) : results;
  const read = readResults(resolve(file), file);
  if (!read.value) {
    process.stderr.write(renderProblems(read.problems, { sources: new Map() }));
    return hasErrors(read.problems) ? 3 : 5;
  }
  const run = read.value;
  const out = command.out ?? dirname(file);
  const outside = ledOut(out);
  if (outside !== undefined) return misused(outside);
  const reports = await writeReports(run, reporters, { out, all: command.all });
  if (reporters.includes('terminal')) {
    const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
    const columns = Math.min(process.stdout.columns ?? 80, 80);
    process.stdout.write(renderSummary(run, { columns, colour, reports, names: namesOfRun(run.header) }));
  }
  return 0;
}
