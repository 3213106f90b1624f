/** The end of a comparison or a check: reports are written, then the terminal says what came of it. */

import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Subject } from '../reporting/diff/subject.ts';
import { renderChange } from '../reporting/diff/terminal.ts';
import { REPORTERS, type ReporterName } from '../reporting/reporters.ts';
import { CHECK_FILE } from '../run/check-file.ts';
import type { CheckRun } from '../run/check-result.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { type DiffRun, diffExitCode } from '../run/diff/result.ts';
import { RESULTS_FILE } from '../run/results-file.ts';
import { ciContext } from './ci-context.ts';
import { type ChangeReporter, type Host, tellCi, writeChange } from './write-change.ts';
import { writeReports } from './write-reports.ts';

export interface ChangeReporting {
  readonly out: string;
  readonly reporters: readonly ChangeReporter[];
  /** Whose comments the comment keeps short enough for. */
  readonly host: Host;
  /** JSON: customers with the same bills as well. */
  readonly all?: boolean | undefined;
  /** Nothing is told on the terminal, and nothing but a document on the standard output. */
  readonly json?: boolean | undefined;
  /** Whether the page of the job is written; default yes. */
  readonly page?: boolean | undefined;
}

/** A comparison alone in the form of a check: nothing else was asked for. */
export const comparisonAsCheck = (diff: DiffRun, fingerprint: string | undefined): CheckRun => ({
  ...{ lint: [], test: undefined, diff, incomparable: undefined, policies: [] },
  ...(fingerprint !== undefined && { fingerprint }),
  exitCode: diffExitCode(diff),
});

/** The comment and the suites of a check tell of its tests as well; these tell more of them. */
const OF_TESTS: readonly ReporterName[] = ['html', 'json', 'csv'];

/** Those of a check that are about its tests alone. */
export const reportersOfTests = (reporters: readonly ChangeReporter[]): readonly ReporterName[] =>
  REPORTERS.filter((name) => OF_TESTS.includes(name) && reporters.some((one) => one === name));

/** All reports of a check; names of the files that were written. */
export async function checkReport(check: CheckRun, reporting: ChangeReporting): Promise<readonly string[]> {
  const { reporters, out, all } = reporting;
  const { test, diff } = check;
  const ofTests = test ? await writeReports(test, reportersOfTests(reporters), { out, all }) : [];
  const results = [...(test ? [RESULTS_FILE] : []), ...(diff ? [DIFF_FILE] : []), CHECK_FILE];
  return [...ofTests, ...(await changeReport(check, check, results, reporting))];
}

/** All reports of a comparison that was made; as checkReport. */
export const diffReport = (
  diff: DiffRun,
  fingerprint: string | undefined,
  reporting: ChangeReporting,
): Promise<readonly string[]> => {
  const told = { ...diff, ...(fingerprint !== undefined && { fingerprint }) };
  return changeReport(told, comparisonAsCheck(diff, fingerprint), [DIFF_FILE], reporting);
};

/**
 * `told` is what the terminal tells: of a comparison alone it asks for less than a check does. `results`: further files in
 * `out` that are there to be looked at.
 */
export async function changeReport(
  told: CheckRun | (DiffRun & Pick<Subject, 'fingerprint'>),
  check: CheckRun,
  results: readonly string[],
  { out, reporters, host, all = false, json = false, page = true }: ChangeReporting,
): Promise<readonly string[]> {
  const context = ciContext(process.cwd(), process.env);
  const written = await writeChange(check, reporters, { out, host, all, context });
  await tellCi(check, reporters, { context, page, to: json ? process.stderr : process.stdout });
  if (json || !reporters.includes('terminal')) return written;
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const columns = Math.min(process.stdout.columns ?? 80, 80);
  const reports = [...written, ...results.map((file) => join(out, file))];
  process.stdout.write(renderChange(told, { columns, colour, reports }));
  return written;
}

/** What only an earlier run has written here. */
export function removeResults(out: string, files: readonly string[]): void {
  for (const file of files) rmSync(resolve(out, file), { force: true });
}
