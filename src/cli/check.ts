/** `rateproof check`: the gate on a change of plans. */

import { renderProblems } from '../problems/render.ts';
import { runCheck } from '../run/check.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { checkReport, removeResults, reportersOfTests } from './change-report.ts';
import { printCheck } from './check-json.ts';
import { sourcesFor } from './inputs.ts';
import { misused } from './misuse.ts';
import { type RunCommand, runOptions, today, triesOf } from './run-options.ts';
import { underWay } from './under-way.ts';
import { readChangeReporters, readHost, removeStaleChange, WHAT_CHANGE_REPORTERS, WHAT_HOSTS } from './write-change.ts';
import { removeStale } from './write-reports.ts';

interface CheckCommand extends RunCommand {
  readonly base?: string;
  readonly approvals: string;
  readonly tries: string;
  readonly reporter: string;
  readonly for?: string;
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
  const host = readHost(command.for);
  if (!host) return misused(WHAT_HOSTS);
  const { out } = options;
  const asked = {
    ...{ ...options, base, approvals, tries, mayLeadOut: typed, asOf: today(), ci: Boolean(process.env.CI) },
    // Nothing is written into the project by a machine that nobody watches.
    ...(process.env.CI && { regressions: `${out}/regressions` }),
  };
  const { check: found, sources } = await underWay((hooks) => runCheck(asked, hooks));
  const problems = [...found.lint, ...(found.incomparable ?? [])];
  if (problems.length > 0) {
    process.stderr.write(renderProblems(problems, { sources: new Map([...sourcesFor(problems), ...sources]) }));
  }
  // Nobody may decide by the comparison of an earlier run.
  if (!found.diff) removeResults(out, [DIFF_FILE]);
  removeStale(found.test ? reportersOfTests(reporters) : [], out);
  removeStaleChange(await checkReport(found, { out, reporters, host, json }), out);
  if (json) printCheck(found);
  return found.exitCode;
}
