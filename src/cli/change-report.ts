/** The end of a comparison or a check: reports are written, then the terminal says what came of it. */

import { join } from 'node:path';
import { renderChange } from '../reporting/diff/terminal.ts';
import type { CheckRun } from '../run/check-result.ts';
import type { DiffRun } from '../run/diff/result.ts';
import { type ChangeReporter, hostOf, removeStaleChange, tellCi, writeChange } from './write-change.ts';

interface Reporting {
  readonly out: string;
  readonly reporters: readonly ChangeReporter[];
  /** Further files in `out` that are there to be looked at. */
  readonly results: readonly string[];
  readonly json?: boolean | undefined;
}

/** `told` is what the terminal tells: of a comparison alone it asks for less than a check does. */
export async function changeReport(
  told: CheckRun | DiffRun,
  check: CheckRun,
  { out, reporters, results, json = false }: Reporting,
): Promise<void> {
  const written = await writeChange(check, reporters, { out, host: hostOf(process.env) });
  removeStaleChange(written, out);
  await tellCi(check, reporters);
  if (json || !reporters.includes('terminal')) return;
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const columns = Math.min(process.stdout.columns ?? 80, 80);
  const reports = [...written, ...results.map((file) => join(out, file))];
  process.stdout.write(renderChange(told, { columns, colour, reports }));
}
