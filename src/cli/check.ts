/** `rateproof check`: the gate on a change of plans. */

import { renderProblems } from '../problems/render.ts';
import { visibleJson } from '../problems/visible.ts';
import { REPORTERS, type ReporterName } from '../reporting/reporters.ts';
import { runCheck } from '../run/check.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { RESULTS_FILE } from '../run/results-file.ts';
import { changeReport } from './change-report.ts';
import { sourcesFor } from './inputs.ts';
import { misused } from './misuse.ts';
import { type RunCommand, runOptions, today, triesOf } from './run-options.ts';
import { underWay } from './under-way.ts';
import { readChangeReporters, WHAT_CHANGE_REPORTERS } from './write-change.ts';
import { removeStale, writeReports } from './write-reports.ts';

interface CheckCommand extends RunCommand {
  readonly base?: string;
  readonly approvals: string;
  readonly tries: string;
  readonly reporter: string;
  readonly json?: boolean;
}

/** `typed`: the base was named on the command line, not by the environment. */
export async function check(command: CheckCommand, typed: boolean): Promise<number> {
  const { base, approvals, reporter, json } = command;
  const options = runOptions(command);
  if (typeof options === 'string') return misused(options);
  const tries = triesOf(command.tries);
  if (typeof tries === 'string') return misused(tries);
  const reporters = readChangeReporters(reporter);
  if (!reporters) return misused(WHAT_CHANGE_REPORTERS);
  const asked = {
    ...{ ...options, base, approvals, tries, mayLeadOut: typed, asOf: today(), ci: Boolean(process.env.CI) },
    // Nothing is written into the project by a machine that nobody watches.
    ...(process.env.CI && { regressions: `${options.out}/regressions` }),
  };
  const { check: found, sources } = await underWay((hooks) => runCheck(asked, hooks));
  const problems = [...found.lint, ...(found.incomparable ?? [])];
  if (problems.length > 0) {
    process.stderr.write(renderProblems(problems, { sources: new Map([...sourcesFor(problems), ...sources]) }));
  }
  const ofTests = REPORTERS.filter((name) => OF_TESTS.includes(name) && reporters.some((one) => one === name));
  if (found.test) await writeReports(found.test, ofTests, { out: options.out });
  removeStale(found.test ? ofTests : [], options.out);
  const results = [...(found.test ? [RESULTS_FILE] : []), ...(found.diff ? [DIFF_FILE] : [])];
  await changeReport(found, found, { out: options.out, reporters, results, json });
  if (json) {
    const { test, diff, ...rest } = found;
    process.stdout.write(`${visibleJson({ ...rest, test: test?.summary, diff: diff?.summary })}\n`);
  }
  return found.exitCode;
}

/** The comment and the suites of a check tell of its tests as well; these tell more of them. */
const OF_TESTS: readonly ReporterName[] = ['html', 'json', 'csv'];
