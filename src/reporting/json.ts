/**
 * A run as one JSON document for scripts: the verdict, header and summary, causes, and every scenario that is not passed
 * (`all`: every scenario), each on a line of its own. results.ndjson is the run as it is; this is what most scripts ask.
 */

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
  yield `{\n"verdict": ${JSON.stringify(verdictOf(run))},\n"header": ${JSON.stringify(run.header)},\n`;
  yield `"summary": ${JSON.stringify(run.summary)},\n`;
  yield* list('causes', causes);
  yield ',\n';
  yield* list('results', all ? run.results : notPassed(run));
  yield '\n}\n';
}

function* notPassed({ results }: TestRun): Generator<TestRun['results'][number]> {
  for (const result of results) if (result.status !== 'passed') yield result;
}

function* list(name: string, values: Iterable<unknown>): Generator<string> {
  yield `"${name}": [`;
  let separator = '\n';
  for (const value of values) {
    yield `${separator}${JSON.stringify(value)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']' : '\n]';
}
