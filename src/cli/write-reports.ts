/** Reports of a run as files of one folder. */

import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { namesOfRun } from '../reporting/names.ts';
import { type FileReporter, REPORT_FILES, REPORTERS, type ReporterName, render } from '../reporting/reporters.ts';
import type { TestRun } from '../run/result.ts';
import { writeWhole } from '../run/write-file.ts';

/** What is said of a word that is none. */
export const WHAT_REPORTERS = `--reporter is one or more of ${REPORTERS.join(', ')}, with commas between them`;

interface ReportOptions {
  /** Folder, from where the command runs. */
  readonly out: string;
  readonly all?: boolean | undefined;
}

/** Writes those that are files, each whole or not at all; their paths as they are to be told. */
export async function writeReports(
  run: TestRun,
  reporters: readonly ReporterName[],
  { out, all = false }: ReportOptions,
): Promise<string[]> {
  const names = namesOfRun(run.header);
  const written: string[] = [];
  for (const reporter of reporters) {
    if (reporter === 'terminal') continue;
    const path = join(out, REPORT_FILES[reporter]);
    writeWhole(resolve(path), await render(reporter, run, { names, all }));
    written.push(path);
  }
  return written;
}

/** Takes away what an earlier run left and this one does not write: a page of another run must not look like this one's. */
export function removeStale(reporters: readonly ReporterName[], out: string): void {
  for (const [reporter, file] of Object.entries(REPORT_FILES) as [FileReporter, string][]) {
    if (!reporters.includes(reporter)) rmSync(resolve(out, file), { force: true });
  }
}
