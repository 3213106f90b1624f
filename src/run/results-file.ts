/** results.ndjson: the header, a line a scenario, the summary. The same bytes for the same run on any machine. */

import type { TestRun } from './result.ts';

export const RESULTS_FILE = 'results.ndjson';

export function* resultLines({ header, results, summary }: TestRun): Generator<string> {
  yield `${JSON.stringify({ kind: 'header', ...header })}\n`;
  for (const result of results) yield `${JSON.stringify({ kind: 'scenario', ...result })}\n`;
  yield `${JSON.stringify({ kind: 'summary', ...summary })}\n`;
}
