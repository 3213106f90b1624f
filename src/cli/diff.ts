/** `rateproof diff`: what a change of plans does to every customer. */

import { hasErrors } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { visibleJson } from '../problems/visible.ts';
import type { CheckRun } from '../run/check-result.ts';
import { changeTools } from '../run/diff/change-tools.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { diffExitCode } from '../run/diff/result.ts';
import { runDiff } from '../run/diff/run-diff.ts';
import { changeReport } from './change-report.ts';
import { sourcesFor } from './inputs.ts';
import { misused } from './misuse.ts';
import { type RunCommand, runOptions, today } from './run-options.ts';
import { underWay } from './under-way.ts';
import { readChangeReporters, WHAT_CHANGE_REPORTERS } from './write-change.ts';

interface DiffCommand extends RunCommand {
  readonly base?: string;
  readonly head?: string;
  readonly approvals: string;
  readonly onlyAffected?: boolean;
  readonly proveAffected?: boolean;
  readonly reporter: string;
  readonly json?: boolean;
}

/** `typed`: the sides were named on the command line, not by the environment. */
export async function diff(command: DiffCommand, typed: boolean): Promise<number> {
  const { base, head, approvals, onlyAffected, proveAffected, reporter, json } = command;
  const options = runOptions(command);
  if (typeof options === 'string') return misused(options);
  const reporters = readChangeReporters(reporter);
  if (!reporters) return misused(WHAT_CHANGE_REPORTERS);
  const asked = { ...options, base, head, approvals, onlyAffected, proveAffected, mayLeadOut: typed, asOf: today() };
  const { value, problems, sources } = await underWay((hooks) =>
    runDiff(asked, { ...hooks, change: changeTools(approvals) }),
  );
  if (problems.length > 0) {
    process.stderr.write(renderProblems(problems, { sources: new Map([...sourcesFor(problems), ...(sources ?? [])]) }));
  }
  const exitCode: CheckRun['exitCode'] = value
    ? diffExitCode(value)
    : problems.some(({ code }) => code === 'DIFF-INCOMPARABLE') || !hasErrors(problems)
      ? 5
      : 3;
  const found = { test: undefined, policies: [], exitCode, diff: value };
  const check =
    exitCode === 3 || value
      ? { ...found, lint: value ? [] : problems, incomparable: undefined }
      : { ...found, lint: [], incomparable: problems };
  await changeReport(value ?? check, check, { out: options.out, reporters, results: value ? [DIFF_FILE] : [], json });
  if (json && value) process.stdout.write(`${visibleJson(value.summary)}\n`);
  return exitCode;
}
