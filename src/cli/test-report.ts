/** The end of a run: reports are written, and the terminal says what came of it. */

import { join } from 'node:path';
import { visibleJson } from '../problems/visible.ts';
import type { Names } from '../reporting/names.ts';
import { renderSummary } from '../reporting/terminal.ts';
import type { TestRun } from '../run/result.ts';
import { RESULTS_FILE } from '../run/results-file.ts';
import { writeWhole } from '../run/write-file.ts';
import { diffText } from './test-diff.ts';

interface Reporting {
  readonly out: string;
  readonly diff?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly names: Names;
  readonly wallMs: number;
}

/** Writes before it prints, and loads the template of the page only when there is a run to show. */
export async function report(run: TestRun, { out, diff, json, names, wallMs }: Reporting): Promise<void> {
  const { renderHtml } = await import('../reporting/html.ts');
  const page = join(out, 'index.html');
  writeWhole(join(process.cwd(), page), [renderHtml(run, { names })]);
  if (json) {
    process.stdout.write(`${visibleJson({ header: run.header, summary: run.summary })}\n`);
    return;
  }
  if (diff) process.stdout.write(`${diffText(run.results)}\n`);
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const reports = [page, join(out, RESULTS_FILE)];
  const columns = Math.min(process.stdout.columns ?? 80, 80);
  process.stdout.write(renderSummary(run, { columns, colour, wallMs, reports, names }));
}
