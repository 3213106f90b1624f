/**
 * A change as one JSON document for scripts: how it stands in words, header and summary, policies, and every customer
 * whose bills are not the same (`all`: every customer), each on a line of its own.
 */

import { visibleJson } from '../../problems/visible.ts';
import type { CheckRun } from '../../run/check-result.ts';
import type { DiffRun } from '../../run/diff/result.ts';
import { headlineOf, moneySentences, reachOf } from './headline.ts';
import { subjectOf } from './subject.ts';

export function* renderDiffJson(run: DiffRun | CheckRun, all = false): Generator<string> {
  const subject = subjectOf(run);
  const { diff, lint, incomparable, policies, gate, fingerprint, exitCode, test } = subject;
  const words = diff ? { reach: reachOf(diff), money: moneySentences(diff) } : {};
  yield `{\n"verdict": ${line({ ...headlineOf(subject), ...words })},\n`;
  if (subject.command === 'check') {
    yield `"exitCode": ${line(exitCode ?? null)},\n"fingerprint": ${line(fingerprint ?? null)},\n`;
    yield `"lint": ${line(lint)},\n"incomparable": ${line(incomparable ?? null)},\n`;
    yield `"test": ${line(test ? { scenarios: test.summary.scenarios, compared: test.summary.compared } : null)},\n`;
    yield `"policies": ${line(policies)},\n"gate": ${line(gate ?? null)},\n`;
  }
  yield `"header": ${line(diff?.header ?? null)},\n"summary": ${line(diff?.summary ?? null)},\n"results": [`;
  let separator = '\n';
  for (const result of diff?.results ?? []) {
    if (!all && result.status === 'passed') continue;
    yield `${separator}${line(result)}`;
    separator = ',\n';
  }
  yield separator === '\n' ? ']\n}\n' : '\n]\n}\n';
}

/** As `cat` may print it: a text of strangers can stand in it, and none of it acts on a terminal. */
const line = (value: unknown): string => visibleJson(value, 0);
