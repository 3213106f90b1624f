/** `rateproof diff`: what a change of plans does to every customer. */

import { hasErrors, type Problem } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { CHECK_FILE } from '../run/check-file.ts';
import type { CheckRun } from '../run/check-result.ts';
import { changeTools } from '../run/diff/change-tools.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { runDiff } from '../run/diff/run-diff.ts';
import { shortFingerprint } from '../run/manifest.ts';
import { changeReport, comparisonAsCheck, diffReport, removeResults } from './change-report.ts';
import { printCheck } from './check-json.ts';
import { sourcesFor } from './inputs.ts';
import { misused } from './misuse.ts';
import { type RunCommand, runOptions, today } from './run-options.ts';
import { underWay } from './under-way.ts';
import { readChangeReporters, readHost, removeStaleChange, WHAT_CHANGE_REPORTERS, WHAT_HOSTS } from './write-change.ts';

interface DiffCommand extends RunCommand {
  readonly base?: string;
  readonly head?: string;
  readonly approvals: string;
  readonly onlyAffected?: boolean;
  readonly proveAffected?: boolean;
  readonly reporter: string;
  readonly for?: string;
  readonly json?: boolean;
}

/** `typed`: the sides were named on the command line, not by the environment. */
export async function diff(command: DiffCommand, typed: boolean): Promise<number> {
  const { base, head, approvals, onlyAffected, proveAffected, reporter, json } = command;
  const options = runOptions(command);
  if (typeof options === 'string') return misused(options);
  const reporters = readChangeReporters(reporter);
  if (!reporters) return misused(WHAT_CHANGE_REPORTERS);
  const host = readHost(command.for);
  if (!host) return misused(WHAT_HOSTS);
  const { out } = options;
  const asked = { ...options, base, head, approvals, onlyAffected, proveAffected, mayLeadOut: typed, asOf: today() };
  let fingerprint: string | undefined;
  const { value, problems, sources } = await underWay((hooks) =>
    runDiff(asked, {
      ...hooks,
      change: changeTools(approvals),
      onManifest: (manifest) => {
        fingerprint = shortFingerprint(manifest);
      },
    }),
  );
  if (problems.length > 0) {
    process.stderr.write(renderProblems(problems, { sources: new Map([...sourcesFor(problems), ...(sources ?? [])]) }));
  }
  // What a check has said here is not about this comparison; and nobody may decide by that of an earlier run.
  removeResults(out, [CHECK_FILE, ...(value ? [] : [DIFF_FILE])]);
  const reporting = { out, reporters, host, json };
  const found = value ? comparisonAsCheck(value, fingerprint) : withoutComparison(problems);
  const written = value
    ? await diffReport(value, fingerprint, reporting)
    : await changeReport(found, found, [], reporting);
  removeStaleChange(written, out);
  if (json) printCheck(found);
  return found.exitCode;
}

function withoutComparison(problems: readonly Problem[]): CheckRun {
  const nothing = { test: undefined, diff: undefined, policies: [] };
  const isIncomparable = problems.some(({ code }) => code === 'DIFF-INCOMPARABLE') || !hasErrors(problems);
  return isIncomparable
    ? { ...nothing, lint: [], incomparable: problems, exitCode: 5 }
    : { ...nothing, lint: problems, incomparable: undefined, exitCode: 3 };
}
