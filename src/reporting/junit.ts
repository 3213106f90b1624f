/**
 * A run as JUnit XML, for the test pages of CI systems. Thousands of scenarios are not thousands of cases there: a suite a
 * plan, and in it a case for every check (rated, expectation, baseline, law) and one more for every cause of what fails.
 *
 * The shape is that of the JUnit schema which Jenkins publishes; `time` is left out, since a result has none and the same
 * run must give the same file. A run that compared nothing, or did not end, is an error here too.
 */

import type { Check, ScenarioResult, Status, TestRun } from '../run/result.ts';
import { counted } from './amounts.ts';
import { type Cause, causeOf, causesOf, tellCause } from './causes.ts';
import { JUNIT_CAUSES, JUNIT_CELLS, JUNIT_EXAMPLES } from './limits.ts';
import type { Names } from './names.ts';
import type { ReportContext } from './reporters.ts';
import { shortened } from './shortened.ts';
import { labelOf, tellCell } from './terminal-differences.ts';
import { verdictOf } from './verdict.ts';

export interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** The file that it is about, where there is one: GitLab links it. */
  readonly file?: string;
  /** One line; empty for what passed. */
  readonly message: string;
  readonly type: string;
  readonly text: readonly string[];
}

export interface Suite {
  readonly name: string;
  readonly properties: readonly (readonly [string, string])[];
  readonly cases: readonly Case[];
}

export function* renderJunit(run: TestRun, { names }: ReportContext): Generator<string> {
  yield* junitText(testSuites(run, names));
}

/** Of the scenarios: the run as a whole, then a suite a plan. */
export const testSuites = (run: TestRun, names: Names): readonly Suite[] => [runSuite(run), ...planSuites(run, names)];

/** The document, in pieces. */
export function* junitText(suites: readonly Suite[]): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rateproof"${totals(suites)}>\n`;
  for (const suite of suites) yield suiteText(suite);
  yield '</testsuites>\n';
}

const passed = (name: string, text: string): Case => ({ name, outcome: 'passed', message: '', type: '', text: [text] });

/** What no plan answers for: a run that was interrupted, or held nothing against anything. */
function runSuite(run: TestRun): Suite {
  const { sentence, notes } = verdictOf(run);
  const { summary, header } = run;
  const text = [sentence, ...notes];
  const nothing = summary.compared === 0 && summary.accepted === 0;
  const wrong = summary.interrupted ? 'interrupted' : nothing ? 'nothing compared' : undefined;
  const one: Case = wrong
    ? { name: 'run', outcome: 'error', message: sentence, type: wrong, text }
    : { name: 'run', outcome: 'passed', message: '', type: '', text };
  const properties = [
    ['rateproof', header.rateproof],
    ['time-zone data', header.timeZoneData],
    ['inputs', header.inputs],
    ['scenarios', `${header.scenarios}`],
    ['compared', `${summary.compared}`],
    ['invoices', `${summary.invoices}`],
    ['records rated', `${summary.records.rated}`],
  ] as const;
  const { laws } = summary;
  const held = laws && `${counted(laws.held, 'law')} of plans held, tried on ${counted(laws.bills, 'bill')}`;
  return { name: 'rateproof', properties, cases: [one, ...(held ? [passed('laws', held)] : [])] };
}

const CHECKS: readonly Check[] = ['expectation', 'baseline', 'law'];

function planSuites(run: TestRun, names: Names): Suite[] {
  const byPlan = new Map<string, ScenarioResult[]>(run.header.plans.map(({ id }) => [id, []]));
  for (const result of run.results) {
    const own = byPlan.get(result.plan);
    if (own) own.push(result);
    else byPlan.set(result.plan, [result]);
  }
  const used = [...byPlan].filter(([, results]) => results.length > 0);
  return used.map(([plan, results]) => {
    const cases = [
      ...ratedCases({ ...run, results }, names),
      ...CHECKS.flatMap((check) => {
        const own = results.filter((result) => result.check === check);
        return own.length === 0 ? [] : checkCases(check, { ...run, results: own }, names);
      }),
    ];
    const properties = [
      ['plan', names.get(plan)?.name ?? plan],
      ['scenarios', `${results.length}`],
    ] as const;
    return { name: plan || '(no plan)', properties, cases };
  });
}

const NOT_RATED: readonly Status[] = ['error', 'unrated'];

function ratedCases(run: TestRun, names: Names): Case[] {
  const causes = causesOf(run).filter(({ status }) => NOT_RATED.includes(status));
  const tried = run.results.filter(({ status }) => status !== 'skipped' && status !== 'obsolete');
  const rated = tried.filter(({ status }) => !NOT_RATED.includes(status)).length;
  const skipped = run.results.filter(({ status }) => status === 'skipped');
  return [
    ...(rated > 0 ? [passed('rated', `${counted(rated, 'scenario')}, all of the usage rated`)] : []),
    ...failing('rated', causes, names),
    ...(skipped.length > 0 ? [grouped('rated: skipped', 'skipped', skipped, 'not run', names)] : []),
  ];
}

function checkCases(check: Check, run: TestRun, names: Names): Case[] {
  const causes = causesOf(run).filter(({ status }) => !NOT_RATED.includes(status));
  const of = (status: Status): ScenarioResult[] => run.results.filter((result) => result.status === status);
  const agreed = of('passed').length;
  const open = of('new').filter(({ accepted }) => !accepted);
  const accepted = of('new').length - open.length;
  const added = `nothing was accepted yet${accepted > 0 ? `; ${accepted} more were accepted in this run` : ''}`;
  return [
    ...(agreed > 0 ? [passed(check, `${counted(agreed, 'scenario')} as expected or accepted`)] : []),
    ...failing(check, causes, names),
    ...(open.length > 0 ? [grouped(`${check}: new`, 'failure', open, added, names)] : []),
    ...(open.length === 0 && accepted > 0
      ? [grouped(`${check}: new`, 'skipped', of('new'), 'accepted in this run', names)]
      : []),
  ];
}

function failing(check: string, causes: readonly Cause[], names: Names): Case[] {
  const cases = causes.slice(0, JUNIT_CAUSES).map((cause) => {
    const { status, scenarios } = cause;
    const { name, id, does } = tellCause(cause, names);
    const said = [id ? `${name} (${id})` : name, does].filter(Boolean).join(', ');
    const accepted = scenarios.every((result) => result.accepted);
    const outcome = accepted ? 'skipped' : status === 'error' ? 'error' : 'failure';
    const about = accepted ? `${said}; accepted in this run` : said;
    const called = check === 'law' ? causeOf(cause) : `${check}: ${causeOf(cause)}`;
    return { ...grouped(called, outcome, scenarios, about, names), type: status };
  });
  const left = causes.slice(JUNIT_CAUSES).flatMap(({ scenarios }) => scenarios);
  if (left.length === 0) return cases;
  return [
    ...cases,
    grouped(`${check}: other causes`, 'failure', left, `${causes.length - JUNIT_CAUSES} causes`, names),
  ];
}

/** One case for scenarios that share a cause, with some of them in full. */
function grouped(
  name: string,
  outcome: Case['outcome'],
  scenarios: readonly ScenarioResult[],
  about: string,
  names: Names,
): Case {
  const shown = scenarios.slice(0, JUNIT_EXAMPLES);
  const text = shown.flatMap((result) => scenarioLines(result, names));
  if (scenarios.length > shown.length) text.push(`and ${counted(scenarios.length - shown.length, 'more scenario')}`);
  const message = `${counted(scenarios.length, 'scenario')}: ${shortened(about)}`;
  return { name, outcome, message, type: scenarios[0]?.status ?? outcome, text: [message, '', ...text] };
}

function scenarioLines(result: ScenarioResult, names: Names): string[] {
  const { id, plan, file, line, reason, differences, again } = result;
  const cells = differences.slice(0, JUNIT_CELLS).map((difference) => {
    const { expected, actual, by } = tellCell(difference, names.get(plan));
    const label = [difference.invoice, labelOf(difference)].filter(Boolean).join(' ');
    return `  ${label}: expected ${expected}, actual ${actual}${by && ` (${by})`}`;
  });
  const because = new Set(differences.slice(0, JUNIT_CELLS).flatMap((cell) => cell.because ?? []));
  return [
    `${id} (${file}:${line})`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...cells,
    ...(differences.length > cells.length ? [`  and ${counted(differences.length - cells.length, 'more cell')}`] : []),
    ...[...because].map((text) => `  because: ${text}`),
    ...(again === undefined ? [] : [`  ${again}`]),
    '',
  ];
}

function suiteText({ name, properties, cases }: Suite): string {
  const lines = [
    `<testsuite name="${xml(name)}"${totals([{ cases }])}>`,
    '<properties>',
    ...properties.map(([key, value]) => `<property name="${xml(key)}" value="${xml(value)}"/>`),
    '</properties>',
    ...cases.map((one) => caseText(one, name)),
    '</testsuite>',
  ];
  return `${lines.join('\n')}\n`;
}

function caseText({ name, file, outcome, message, type, text }: Case, suite: string): string {
  const said = text
    .map((line) => indented(line))
    .join('\n')
    .trimEnd();
  const inside =
    outcome === 'passed'
      ? `<system-out>${said}</system-out>`
      : outcome === 'skipped'
        ? `<skipped message="${xml(message)}"/>`
        : `<${outcome} message="${xml(message)}" type="${xml(type)}">${said}</${outcome}>`;
  const where = file === undefined ? '' : ` file="${xml(file)}"`;
  return `<testcase name="${xml(name)}" classname="${xml(suite)}"${where}>${inside}</testcase>`;
}

function totals(suites: readonly { readonly cases: readonly Case[] }[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  const of = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return ` tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

const indented = (line: string): string => (line.startsWith('  ') ? '  ' : '') + xml(line);

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** For text and attributes, on one line; characters that XML 1.0 has no place for are shown as their codes. */
const xml = (text: string): string =>
  shortened(text)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    .replace(/[&<>"]/g, (character) => XML[character]!);
