/** `rateproof merge`: the results of the parts of a run as one run, with the reports of one run. */

import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Problem } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { readReporters } from '../reporting/reporters.ts';
import { MANIFEST_FILE } from '../run/manifest.ts';
import { mergeRuns, type Part } from '../run/merge.ts';
import { readResults } from '../run/read-results.ts';
import { exitCode } from '../run/result.ts';
import { RESULTS_FILE, resultLines } from '../run/results-file.ts';
import { writeWhole } from '../run/write-file.ts';
import { isFolder } from './inputs.ts';
import { ledOut } from './led-out.ts';
import { misused } from './misuse.ts';
import { report } from './test-report.ts';
import { WHAT_REPORTERS } from './write-reports.ts';

/** Whatever is wrong with the parts makes the whole incomplete: 5. */
export async function merge(
  paths: readonly string[],
  { out, json, reporter }: { readonly out: string; readonly json?: boolean; readonly reporter: string },
): Promise<number> {
  const wrong = readReporters(reporter) ? ledOut(out) : WHAT_REPORTERS;
  if (wrong !== undefined) return misused(wrong);
  const started = performance.now();
  const problems: Problem[] = [];
  const parts: Part[] = [];
  for (const path of paths) {
    const file = isFolder(path) ? join(path, RESULTS_FILE) : path;
    const read = readResults(resolve(file), file);
    problems.push(...read.problems);
    if (read.value) parts.push({ file, run: read.value });
  }
  const merged = problems.length > 0 ? { problems } : mergeRuns(parts);
  if (!merged.value) {
    process.stderr.write(renderProblems(merged.problems, { sources: new Map() }));
    return 5;
  }
  const run = merged.value;
  writeWhole(resolve(out, RESULTS_FILE), resultLines(run));
  // That of an earlier run here: it says nothing of these results.
  rmSync(resolve(out, MANIFEST_FILE), { force: true });
  await report(run, { out, json, reporter, wallMs: performance.now() - started });
  return exitCode(run, { ci: Boolean(process.env.CI) });
}
