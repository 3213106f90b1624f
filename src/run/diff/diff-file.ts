/** diff.ndjson: the header, a line a scenario, the summary. The same bytes for the same comparison on any machine. */

import type { DiffRun } from './result.ts';

export const DIFF_FILE = 'diff.ndjson';

export function* diffLines({ header, results, summary }: DiffRun): Generator<string> {
  yield `${JSON.stringify({ kind: 'header', ...header })}\n`;
  for (const result of results) yield `${JSON.stringify({ kind: 'scenario', ...result })}\n`;
  yield `${JSON.stringify({ kind: 'summary', ...summary })}\n`;
}
