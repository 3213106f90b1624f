/** `rateproof report`: any report of a run that has ended, from what it has written. */

import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { hasErrors, type Outcome } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { namesOfRun } from '../reporting/names.ts';
import { REPORTERS } from '../reporting/reporters.ts';
import { renderSummary } from '../reporting/terminal.ts';
import { CHECK_FILE } from '../run/check-file.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { type Finished, readFinished } from '../run/finished.ts';
import { readResults } from '../run/read-results.ts';
import type { TestRun } from '../run/result.ts';
import { type ChangeReporting, checkReport, diffReport } from './change-report.ts';
import { isFolder } from './inputs.ts';
import { ledOut } from './led-out.ts';
import { misused } from './misuse.ts';
import { readChangeReporters, readHost, WHAT_CHANGE_REPORTERS, WHAT_HOSTS } from './write-change.ts';
import { writeReports } from './write-reports.ts';
import { simulationIn } from './write-simulation.ts';

interface ReportCommand {
  readonly reporter: string;
  readonly for?: string;
  readonly out?: string;
  readonly all?: boolean;
}

/**
 * Tells the run's verdict and does not judge again: 0 when everything that was asked for is written. `typed`: the reporters were named on the
 * command line; settings name those of tests and changes.
 */
export async function report(results: string, command: ReportCommand, typed: boolean): Promise<number> {
  const simulated = simulationIn(results);
  if (simulated?.beside !== undefined) {
    return misused(
      `${simulated.beside} is of one run and ${simulated.file} of another: name the file of the one that is meant`,
    );
  }
  if (simulated) {
    const { reportSimulation, USUAL_REPORTERS } = await import('./report-simulation.ts');
    return reportSimulation(simulated.file, typed ? command : { ...command, reporter: USUAL_REPORTERS });
  }
  const reporters = readChangeReporters(command.reporter);
  if (!reporters) return misused(WHAT_CHANGE_REPORTERS);
  const host = readHost(command.for);
  if (!host) return misused(WHAT_HOSTS);
  const read = readRun(results);
  if (!read.value) {
    process.stderr.write(renderProblems(read.problems, { sources: new Map() }));
    return hasErrors(read.problems) ? 3 : 5;
  }
  const { check, test, diff, fingerprint } = read.value;
  const out = command.out ?? folderOf(results);
  const outside = ledOut(out);
  if (outside !== undefined) return misused(outside);
  const reporting = { out, reporters, host, all: command.all, page: false };
  if (check) {
    await checkReport(check, reporting);
    return 0;
  }
  const ofTests = REPORTERS.filter((name) => reporters.some((one) => one === name));
  const notOfTests = reporters.filter((name) => !REPORTERS.some((one) => one === name));
  if (!diff && notOfTests.length > 0) {
    return misused(`${notOfTests.join(', ')}: these are reports of a comparison or a check, and there is none here`);
  }
  if (test) await testReport(test, ofTests, reporting);
  if (diff) await diffReport(diff, fingerprint?.of === 'diff' ? fingerprint.short : undefined, reporting);
  return 0;
}

const folderOf = (results: string): string => (isFolder(results) ? results : dirname(results));

/** A folder with all that is there; a file of results alone. */
function readRun(results: string): Outcome<Finished> {
  const name = basename(results);
  if (isFolder(results) || (name === CHECK_FILE && existsSync(resolve(results)))) {
    return readFinished(process.cwd(), folderOf(results));
  }
  if (name === DIFF_FILE) {
    const { value, problems } = readFinished(process.cwd(), folderOf(results));
    return value ? { value: { ...value, check: undefined, test: undefined }, problems } : { problems };
  }
  const { value: test, problems } = readResults(resolve(results), results);
  if (!test) return { problems };
  return { value: { ...{ check: undefined, diff: undefined, fingerprint: undefined }, test }, problems };
}

async function testReport(
  run: TestRun,
  reporters: Parameters<typeof writeReports>[1],
  { out, all }: ChangeReporting,
): Promise<void> {
  const reports = await writeReports(run, reporters, { out, all });
  if (!reporters.includes('terminal')) return;
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const columns = Math.min(process.stdout.columns ?? 80, 80);
  process.stdout.write(renderSummary(run, { columns, colour, reports, names: namesOfRun(run.header) }));
}
