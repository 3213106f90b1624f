/** What a scenario file becomes under vitest: a test a scenario; a test a recipe, its baseline a file snapshot. */

import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { asExpected } from '../comparison/expected.ts';
import { invoiceText } from '../comparison/text.ts';
import { renderProblems } from '../problems/render.ts';
import { namesOf } from '../reporting/names.ts';
import { painter } from '../reporting/paint.ts';
import { renderDifferences } from '../reporting/terminal-differences.ts';
import { readInputFile } from '../run/files.ts';
import { type Loaded, load } from '../run/load.ts';
import type { ScenarioResult } from '../run/result.ts';
import { type FileRun, namesIn, runFile } from '../run/run-file.ts';

export interface Project {
  readonly root: string;
  readonly plans: string;
  readonly scenarios: string;
}

/** Declares the tests of a file; it is read now, and rated when the first of its tests runs. */
export async function scenarioTests({ root, plans, scenarios }: Project, file: string): Promise<void> {
  const { value: loaded, problems } = load({ root, plans, scenarios }, undefined);
  if (!loaded) {
    const files = [...new Set(problems.flatMap(({ place }) => (place ? [place.file] : [])))];
    const sources = new Map(
      files.flatMap((name) => (readInputFile(root, name).value ?? []).map((one) => [name, one.text])),
    );
    test(file, () => {
      throw new Error(renderProblems(problems, { sources }));
    });
    return;
  }
  let run: Promise<FileRun> | undefined;
  const rated = (): Promise<FileRun> => {
    run ??= runFile(loaded, file);
    return run;
  };
  const { written, recipes } = namesIn(loaded, file);
  for (const [index, { id, title }] of written.entries()) {
    test(title ? `${id}: ${title}` : id, async () => {
      const result = (await rated()).written[index]!;
      if (result.status !== 'passed') throw failure(result, loaded, root);
    });
  }
  for (const [index, { id, count, place }] of recipes.entries()) {
    test(`${id}: ${count} generated customers`, async () => {
      const { baseline, baselineFile, results } = (await rated()).recipes[index]!;
      const wrong = results.find(({ status }) => status === 'unrated' || status === 'error');
      if (wrong) throw failure(wrong, loaded, root);
      try {
        await expect(baseline).toMatchFileSnapshot(resolve(root, baselineFile));
      } catch (error) {
        throw baselineError(error, results, `${id} (${resolve(root, place.file)}:${place.line}:1)`);
      }
    });
  }
}

/** An error as vitest shows it: what differs in words, the invoices as a diff, the scenario's line as its place. */
function failure(result: ScenarioResult, { plans }: Loaded, root: string): Error {
  const { id, file, line, differences, reason, invoices = [] } = result;
  const names = namesOf(plans.histories.values());
  const words = renderDifferences(result, { width: 100, paint: painter(false), names }).join('\n');
  const error: Error & { expected?: string; actual?: string } = new Error(reason ?? words);
  error.stack = `${error.message}\n    at ${id} (${resolve(root, file)}:${line}:1)`;
  const changed = invoices.filter(({ date }) => differences.some(({ invoice }) => invoice === date));
  if (changed.length > 0) {
    error.expected = changed.map((invoice) => invoiceText(asExpected(invoice, differences))).join('\n');
    error.actual = changed.map(invoiceText).join('\n');
  }
  return error;
}

/** At most so many lines of a baseline are shown as a diff: thousands that changed alike are told by their number. */
const MOST_LINES = 20;

/** What vitest says of a baseline that differs, at the place of its recipe and not longer than a person reads. */
function baselineError(error: unknown, results: readonly ScenarioResult[], place: string): unknown {
  const { expected, actual } = error as { expected?: unknown; actual?: unknown };
  if (!(error instanceof Error)) return error;
  const count = (status: ScenarioResult['status']) => results.filter((result) => result.status === status).length;
  const counts = [`${count('changed')} changed`, `${count('new')} without an accepted bill`];
  error.message = `of ${results.length} customers ${counts.join(', ')}`;
  if (typeof expected === 'string' && typeof actual === 'string') {
    const [before, after] = [expected.split('\n'), actual.split('\n')];
    const places = Array.from({ length: Math.max(before.length, after.length) }, (_, line) => line);
    const changed = places.filter((line) => before[line] !== after[line]);
    const text = (lines: readonly string[]): string =>
      changed
        .slice(0, MOST_LINES)
        .flatMap((line) => lines[line] ?? [])
        .join('\n');
    if (changed.length > MOST_LINES) error.message += `; the first ${MOST_LINES} lines that differ are shown`;
    Object.assign(error, { expected: text(before), actual: text(after) });
  }
  error.message += '. When it is meant, accept it with `vitest -u` and review the change of the baseline.';
  error.stack = `${error.message}\n    at ${place}`;
  return error;
}
