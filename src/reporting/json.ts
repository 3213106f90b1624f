/**
 * A run as one JSON document for scripts: the verdict, header and summary, causes, and every scenario that is not passed
 * (`all`: every scenario), each on a line of its own. results.ndjson is the run as it is; this is what most scripts ask.
 */

import { visibleJson } from '../problems/visible.ts';
import type { TestRun } from '../run/result.ts';
import { causesOf } from './causes.ts';
import { JSON_EXAMPLES } from './limits.ts';
import type { ReportContext } from './reporters.ts';
import { verdictOf } from './verdict.ts';

export function* renderJson(run: TestRun, { all = false }: ReportContext): Generator<string> {
  const causes = causesOf(run).map(({ plan, cause, status, scenarios, change }) => ({
    ...{ plan, cause, status, change },
    scenarios: scenarios.length,
    examples: scenarios.slice(0, JSON_EXAMPLES).map(({ id }) => id),
  }));
  yield `{\n"verdict": ${line(verdictOf(run))},\n"header": ${line(run.header)},\n`;
  yield `"summary": ${line(run.summary)},\n`;
  yield* list('causes', causes);
  yield ',\n';
  yield* list('results', all ? run.results : notPassed(run));
  yield '\n}\n';
}

/** As `cat` may print it: a text of strangers can stand in it, and none of it acts on a terminal. */
const line = (value: unknown): string => visibleJson(value, 0);

function* notPassed({ results }: TestRun): Generator<TestRun['results'][number]> {
  for (const result of results) if (result.status !== 'passed') yield result;
}

function* list(name: string, values: Iterable<unknown>): Generator<string> {
  yield `"${name}": [`;
  let separator = '\n';
  for (const value of values) {
    yield `${separator}${line(value)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']' : '\n]';
}
