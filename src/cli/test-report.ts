/** The end of a run: reports are written, and the terminal says what came of it. */

import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { visibleJson } from '../problems/visible.ts';
import { namesOfRun } from '../reporting/names.ts';
import { readReporters } from '../reporting/reporters.ts';
import { renderSummary } from '../reporting/terminal.ts';
import { CHECK_FILE } from '../run/check-file.ts';
import type { TestRun } from '../run/result.ts';
import { RESULTS_FILE } from '../run/results-file.ts';
import { diffText } from './test-diff.ts';
import { removeStaleChange } from './write-change.ts';
import { removeStale, writeReports } from './write-reports.ts';

/** What an earlier check has told here of itself is not about these tests; its comparison stands by itself. */
function removeCheck(out: string): void {
  if (!existsSync(resolve(out, CHECK_FILE))) return;
  rmSync(resolve(out, CHECK_FILE), { force: true });
  removeStaleChange([], out);
}

interface Reporting {
  readonly out: string;
  /** Names of reporters that were read before the run. */
  readonly reporter: string;
  readonly diff?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly wallMs: number;
}

/** Writes before it prints, and loads of reporters only those that are asked for. */
export async function report(run: TestRun, { out, reporter, diff, json, wallMs }: Reporting): Promise<void> {
  const reporters = readReporters(reporter) ?? [];
  const written = await writeReports(run, reporters, { out });
  removeStale(reporters, out);
  removeCheck(out);
  if (json) {
    process.stdout.write(`${visibleJson({ header: run.header, summary: run.summary })}\n`);
    return;
  }
  if (!reporters.includes('terminal')) return;
  if (diff) process.stdout.write(`${diffText(run.results)}\n`);
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const reports = [...written, join(out, RESULTS_FILE)];
  const columns = Math.min(process.stdout.columns ?? 80, 80);
  const names = namesOfRun(run.header);
  process.stdout.write(renderSummary(run, { columns, colour, wallMs, reports, names }));
}
