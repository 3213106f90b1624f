/**
 * A check as JUnit XML: the scenarios as `junit` tells a run, then what changes against the base (a suite a plan, a case a
 * cause), then the policies. Names of cases hold the fingerprint of the cause, so that no two are alike: GitLab drops the
 * second of a name.
 */

import { hasErrors, type Problem } from '../problems/problem.ts';
import type { CheckRun } from '../run/check-result.ts';
import type { DiffCause, DiffResult, DiffRun } from '../run/diff/result.ts';
import { counted } from './amounts.ts';
import { editsOf, moneyOf, namesOfCheck } from './findings.ts';
import { groupBy } from './group-by.ts';
import { type Case, junitText, type Suite, testSuites } from './junit.ts';
import { JUNIT_CAUSES, JUNIT_EXAMPLES } from './limits.ts';
import { shortened } from './shortened.ts';

export function* renderCheckJunit(check: CheckRun): Generator<string> {
  yield* junitText([
    ...(check.lint.length > 0 ? [problemSuite('lint', check.lint)] : []),
    ...(check.test ? testSuites(check.test, namesOfCheck(check)) : []),
    ...(check.incomparable ? [problemSuite('change', check.incomparable)] : []),
    ...(check.diff ? diffSuites(check.diff) : []),
    ...(check.policies.length > 0 ? [policySuite(check.policies)] : []),
  ]);
}

const passed = (name: string, text: string): Case => ({ name, outcome: 'passed', message: '', type: '', text: [text] });

/** A case a code, since a file may have thousands of one kind. */
function problemSuite(name: string, problems: readonly Problem[]): Suite {
  const cases = [...groupBy(problems, ({ code }) => code)].map(([code, own]): Case => {
    const text = own.slice(0, JUNIT_CAUSES).map(({ message, place, fix }) => {
      const at = place ? `${place.file}:${place.line}:${place.column}  ` : '';
      return `${at}${message}${fix === undefined ? '' : `; fix: ${fix}`}`;
    });
    if (own.length > text.length) text.push(`and ${counted(own.length - text.length, 'more problem')}`);
    const outcome = hasErrors(own) ? 'error' : 'passed';
    const file = own[0].place?.file;
    return { name: code, outcome, message: text[0]!, type: code, text, ...(file !== undefined && { file }) };
  });
  return { name, properties: [['problems', `${problems.length}`]], cases };
}

function diffSuites(run: DiffRun): Suite[] {
  const { header, summary, results } = run;
  const whole = wholeCase(run);
  const properties = [
    ['base', header.base.name],
    ['head', header.head.name],
    ...(header.asOf === undefined ? [] : [['as of', header.asOf] as const]),
    ['compared', `${summary.compared}`],
  ] as const;
  // A cause of several plans stands with the first of them.
  const plans = [...new Set([...summary.causes.map(planOf), ...results.map(({ plan }) => plan)])];
  const byPlan = new Map(plans.map((plan) => [plan, { causes: [] as DiffCause[], results: [] as DiffResult[] }]));
  for (const cause of summary.causes) byPlan.get(planOf(cause))!.causes.push(cause);
  for (const result of results) byPlan.get(result.plan)!.results.push(result);
  return [
    { name: 'change', properties, cases: [whole] },
    ...[...byPlan].map(([plan, own]) => ({
      name: `change of ${plan || '(no plan)'}`,
      properties: [['scenarios', `${own.results.length}`]] as const,
      cases: planCases(own.causes, own.results, run),
    })),
  ];
}

const planOf = ({ plans }: DiffCause): string => plans[0] ?? '';

/** What no plan answers for: a comparison that did not end, held nothing, or does not hold of itself. */
function wholeCase({ summary }: DiffRun): Case {
  const { compared, interrupted, nullCheck, edits, leftOut } = summary;
  const text = [
    `${counted(compared, 'scenario')} rated on both sides`,
    `${counted(edits.length, 'edit')} of plans`,
    `the base against itself: ${counted(nullCheck.scenarios, 'scenario')}, ${nullCheck.differing} differing`,
    ...(leftOut ? [`left out: ${counted(leftOut.scenarios, 'scenario')}${leftOut.proved ? '' : ', not proved'}`] : []),
  ];
  const wrong = interrupted
    ? 'interrupted'
    : nullCheck.differing > 0
      ? 'the base differs from itself'
      : compared === 0 && edits.length > 0 && !leftOut
        ? 'nothing compared'
        : undefined;
  return wrong ? { name: 'run', outcome: 'error', message: wrong, type: wrong, text } : passed('run', text.join('; '));
}

function planCases(causes: readonly DiffCause[], results: readonly DiffResult[], run: DiffRun): Case[] {
  const same = results.filter(({ status }) => status === 'passed').length;
  // What fails first, if there are more than are told.
  const told = [...causes].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
  const left = told.slice(JUNIT_CAUSES);
  const failed = left.filter(isOpen).length;
  const rest: Case = {
    name: 'other causes',
    outcome: failed > 0 ? 'failure' : 'passed',
    message: `${counted(left.length, 'more cause')}, ${failed} of them not approved`,
    type: 'unapproved',
    text: left.slice(0, JUNIT_CAUSES).map(({ fingerprint }) => `cause ${fingerprint}`),
  };
  return [
    ...(same > 0 ? [passed('same bills', `${counted(same, 'scenario')} with the same bills on both sides`)] : []),
    ...told.slice(0, JUNIT_CAUSES).map((cause) => causeCase(cause, run)),
    ...(left.length > 0 ? [rest] : []),
    ...notRated('error', results),
    ...notRated('unrated', results),
  ];
}

const isOpen = ({ matters, approval }: DiffCause): boolean => matters && approval?.state !== 'approved';

function causeCase(cause: DiffCause, run: DiffRun): Case {
  const { fingerprint, approval, matters } = cause;
  const { words, spots } = editsOf(cause, run);
  const examples = run.results.filter(({ causes }) => causes.includes(fingerprint)).slice(0, JUNIT_EXAMPLES);
  const decided = approval ? `${approval.state} by ${approval.by} on ${approval.on}: ${approval.why}` : 'not approved';
  const open = isOpen(cause);
  return {
    name: `${words[0]} (${fingerprint})`,
    outcome: open ? 'failure' : 'passed',
    message: `${words[0]}: ${moneyOf(cause)}`,
    type: open ? (approval?.state ?? 'unapproved') : '',
    ...(spots[0] && { file: spots[0].file }),
    text: [
      ...words,
      ...spots.map(({ file, line }) => `  ${file}:${line}`),
      moneyOf(cause),
      matters ? decided : 'no bill can move by it',
      ...examples.map(
        ({ id, file, line, change }) => `  ${id} (${file}:${line})${change === undefined ? '' : `: ${change}`}`,
      ),
      ...(open ? [`rateproof accept --cause ${fingerprint}`] : []),
    ],
  };
}

/** One case for each reason. */
function notRated(status: 'error' | 'unrated', results: readonly DiffResult[]): Case[] {
  const own = results.filter((result) => result.status === status);
  const why = status === 'unrated' ? 'usage that no charge matches' : 'no reason was given';
  const byReason = groupBy(own, ({ reason }) => shortened(reason ?? why));
  const caseOf = (reason: string, own: readonly DiffResult[]): Case => {
    const shown = own.slice(0, JUNIT_EXAMPLES).map(({ id, file, line }) => `  ${id} (${file}:${line})`);
    const more = own.length - shown.length;
    const message = `${counted(own.length, 'scenario')}: ${reason}`;
    const text = [message, ...shown, ...(more > 0 ? [`  and ${counted(more, 'more scenario')}`] : [])];
    return {
      name: `${status}: ${reason}`,
      outcome: 'error',
      message,
      type: status,
      ...(own[0] && { file: own[0].file }),
      text,
    };
  };
  const all = [...byReason];
  const left = all.slice(JUNIT_CAUSES).flatMap(([, own]) => own);
  return [
    ...all.slice(0, JUNIT_CAUSES).map(([reason, own]) => caseOf(reason, own)),
    ...(left.length > 0 ? [caseOf(`${all.length - JUNIT_CAUSES} other reasons`, left)] : []),
  ];
}

/** A policy that warns is passed, and says so. */
function policySuite(policies: CheckRun['policies']): Suite {
  const names = new Map<string, number>();
  const cases = policies.map(
    ({ policy, words, scope, outcome, measured, limit, breaches, breached, exceptions, place }): Case => {
      const called = `${policy}${scope === undefined ? '' : `, ${scope}`}`;
      const before = names.get(called) ?? 0;
      names.set(called, before + 1);
      const said = `found ${measured}, allowed ${limit}`;
      const more = breached - Math.min(breaches.length, JUNIT_EXAMPLES);
      return {
        name: before === 0 ? called : `${called} (${before + 1})`,
        outcome: outcome === 'block' ? 'failure' : 'passed',
        ...{ message: `${words} ${said}`, type: outcome, file: place.file },
        text: [
          `${outcome}: ${words}`,
          said,
          `${place.file}:${place.line}`,
          ...breaches.slice(0, JUNIT_EXAMPLES).map((breach) => `  ${breach}`),
          ...(breached > 0 && more > 0 ? [`  and ${more} more`] : []),
          ...exceptions.map(({ owner, reason, until, expired, used }) => {
            return `exception of ${owner} until ${until}${expired ? ' (expired)' : ''}, used ${used} times: ${reason}`;
          }),
        ],
      };
    },
  );
  return { name: 'policies', properties: [['policies', `${policies.length}`]], cases };
}
