/**
 * Reads results.ndjson back: the header, a line a scenario, the summary. The file may come from another machine: what
 * is cut short, too long or of another shape is a problem with its line, never half a run.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Outcome, Problem } from '../problems/problem.ts';
import { checkHeader, checkScenario, checkSummary, Misshapen } from './check-results.ts';
import { type RunHeader, type RunSummary, type ScenarioResult, STATUSES, type TestRun } from './result.ts';

/** A scenario with all its invoices has its place; a file that is no text is not read to its end. */
const MAX_LINE = 32 * 1024 * 1024;

/** The whole run; `file` is how the file is called in problems. */
export function readResults(path: string, file: string): Outcome<TestRun> {
  const refuse = (line: number, message: string): { problems: Problem[] } => ({
    problems: [
      {
        ...{ code: 'RESULTS-UNREADABLE', severity: 'error', message },
        ...{ place: { file, line, column: 1 }, fix: 'run `rateproof test` again' },
      },
    ],
  });
  let number = 0;
  let header: RunHeader | undefined;
  let summary: RunSummary | undefined;
  const results: ScenarioResult[] = [];
  try {
    for (const line of linesOf(path)) {
      number += 1;
      if (line === undefined) return refuse(number, 'the line is cut short or too long: the file is not whole');
      const { kind, ...value } = parsed(line);
      if (summary) return refuse(number, 'there is more after the summary');
      if ((number === 1) !== (kind === 'header')) return refuse(number, 'the header is the first line, and only there');
      if (kind === 'header') header = checkHeader(value);
      else if (kind === 'scenario') results.push(checkScenario(value));
      else if (kind === 'summary') summary = checkSummary(value);
      else return refuse(number, 'this is no header, scenario or summary');
    }
  } catch (error) {
    if (error instanceof Misshapen) return refuse(number, error.message);
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { problems: [missing(file)] };
    return refuse(Math.max(number, 1), `the file cannot be read (${code})`);
  }
  if (!header) return refuse(1, 'the file is empty');
  if (!summary) return refuse(number, 'the file ends without a summary: it is not whole');
  const broken = results.filter(({ check, status }) => check === 'law' && status === 'changed').length;
  if (broken !== (summary.laws?.broken ?? 0)) {
    const told = summary.laws?.broken ?? 0;
    return refuse(number, `the summary tells of ${told} broken laws, the file of ${broken}: it is not whole`);
  }
  // What the filters left out is counted as skipped, and not listed.
  for (const status of STATUSES) {
    // Laws are beside the scenarios, with a count of their own.
    const listed = results.filter((result) => result.check !== 'law' && result.status === status).length;
    const told = summary.scenarios[status];
    if (status === 'skipped' ? listed > told : listed !== told) {
      return refuse(number, `the summary tells of ${told} ${status}, the file of ${listed}: it is not whole`);
    }
  }
  if (results.length < header.scenarios) {
    return refuse(
      1,
      `the header tells of ${header.scenarios} scenarios, the file has ${results.length}: it is not whole`,
    );
  }
  return { value: { header, results, summary }, problems: [] };
}

function missing(file: string): Problem {
  const message = `there is no ${file}`;
  return { code: 'RESULTS-MISSING', severity: 'error', message, fix: 'run `rateproof test` first' };
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Misshapen('this is no line of JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misshapen('this is no object');
  return value as Readonly<Record<string, unknown>>;
}

/** Lines without their ends; undefined for one that is too long or, as the last, has no end. */
function* linesOf(path: string): Generator<string | undefined> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (;;) {
      const length = readSync(file, buffer);
      if (length === 0) break;
      const lines = (rest + decoder.write(buffer.subarray(0, length))).split('\n');
      rest = lines.pop()!;
      yield* lines;
      if (rest.length > MAX_LINE) return yield undefined;
    }
    if (rest !== '') yield undefined;
  } finally {
    closeSync(file);
  }
}
