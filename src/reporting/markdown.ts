/**
 * A run as Markdown, for a pull request's comment or a job's page: the verdict first, then money, plans, causes and a few
 * scenarios, folded. It never has more than MARKDOWN_CHARACTERS; what had no room is said at its end.
 */

import type { ScenarioResult, TestRun } from '../run/result.ts';
import { count, counted, grouped } from './amounts.ts';
import { type Cause, causesOf, tellCause } from './causes.ts';
import {
  MARKDOWN_CAUSES,
  MARKDOWN_CELLS,
  MARKDOWN_CHARACTERS,
  MARKDOWN_EXAMPLES,
  MARKDOWN_PLANS,
  MARKDOWN_WHYS,
} from './limits.ts';
import { block, code, htmlCode, paragraph, prose, row } from './markdown-text.ts';
import type { Names } from './names.ts';
import { planTable } from './plan-table.ts';
import type { ReportContext } from './reporters.ts';
import { shortened } from './shortened.ts';
import { labelOf, tellCell } from './terminal-differences.ts';
import { moneyOf, type Verdict, verdictOf } from './verdict.ts';

/** Room that is kept for what is said last. */
const END_CHARACTERS = 1_500;

export function* renderMarkdown(run: TestRun, { names }: ReportContext): Generator<string> {
  const causes = causesOf(run);
  const end = ending(run);
  let left = MARKDOWN_CHARACTERS - Math.max(END_CHARACTERS, end.length + 500);
  const cut: string[] = [];
  for (const { what, text } of sections(run, causes, names)) {
    if (text.length + 1 > left) {
      cut.push(what);
      continue;
    }
    left -= text.length + 1;
    yield `${text}\n`;
  }
  if (cut.length > 0) yield `Left out, since this page has no room for more: ${told(cut)}.\n\n`;
  yield end;
}

interface Section {
  /** What is missing without it. */
  readonly what: string;
  /** Ends with an empty line. */
  readonly text: string;
}

function* sections(run: TestRun, causes: readonly Cause[], names: Names): Generator<Section> {
  yield { what: 'the verdict', text: verdict(run) };
  yield { what: 'the table of plans', text: planRows(run, names) };
  if (causes.length === 0) return;
  yield { what: 'the table of causes', text: causeRows(causes, names) };
  const shown = examplesOf(causes);
  const whys = causes.slice(0, MARKDOWN_WHYS).flatMap((cause) => why(cause, names));
  if (whys.length > 0) yield { what: 'how the causes are priced now', text: whys.join('\n') };
  for (const result of shown) yield { what: 'an example', text: example(result, names) };
  const affected = new Set(causes.flatMap(({ scenarios }) => scenarios)).size;
  if (affected > shown.length) {
    const more = counted(affected - shown.length, 'more scenario');
    yield {
      what: 'how many more there are',
      text: `${more} ${affected - shown.length === 1 ? 'is' : 'are'} in the report.\n`,
    };
  }
}

/** `the table of causes, 3 examples`. */
function told(cut: readonly string[]): string {
  const examples = cut.filter((what) => what === 'an example').length;
  const others = cut.filter((what) => what !== 'an example');
  return [...others, ...(examples > 0 ? [counted(examples, 'example')] : [])].join(', ');
}

const SIGNS: Readonly<Record<Verdict['tone'], string>> = { good: '✅', open: '🆕', wrong: '❌' };

function verdict(run: TestRun): string {
  const { tone, sentence, notes } = verdictOf(run);
  const { compared, records, invoices } = run.summary;
  const money = moneyOf(run);
  const lines = [
    ...notes.map(paragraph),
    `${counted(compared, 'scenario')} compared, ${counted(invoices, 'invoice')} made, ` +
      `${count(records.rated)} of ${counted(records.all, 'record')} rated` +
      (money.length > 0 ? `; invoiced ${prose(money.join(', '))}.` : '.'),
  ];
  return `## ${SIGNS[tone]} ${prose(sentence)}\n\n${lines.join('\n\n')}\n`;
}

function planRows(run: TestRun, names: Names): string {
  const { statuses, rows } = planTable(run);
  const shown = rows.slice(0, MARKDOWN_PLANS).map(({ plan, scenarios, counts }) => {
    const name = names.get(plan)?.name;
    const called = plan === '' ? '(none)' : code(plan, 'table') + (name && name !== plan ? ` ${prose(name)}` : '');
    const numbers = statuses.map((status) => (counts[status] === 0 ? '–' : count(counts[status])));
    return row([called, count(scenarios), ...numbers, prose(invoiced(run, plan))]);
  });
  const more = rows.length - shown.length;
  return [
    row(['Plan', 'Scenarios', ...statuses, 'Invoiced']),
    row(['---', '--:', ...statuses.map(() => '--:'), '--:']),
    ...shown,
    ...(more > 0 ? ['', `and ${counted(more, 'more plan')}`] : []),
    '',
  ].join('\n');
}

/** Sums of all invoices of the plan. */
function invoiced({ summary }: TestRun, plan: string): string {
  const money = Object.hasOwn(summary.plans, plan) ? (summary.plans[plan]?.money ?? {}) : {};
  return Object.entries(money)
    .map(([currency, sum]) => `${currency} ${grouped(sum)}`)
    .join(', ');
}

function causeRows(causes: readonly Cause[], names: Names): string {
  const shown = causes.slice(0, MARKDOWN_CAUSES).map((cause) => {
    const { plan, status, scenarios } = cause;
    const { name, id, place, does } = tellCause(cause, names);
    const called = [prose(name), ...(id ? [code(id, 'table')] : []), ...(place ? [code(place, 'table')] : [])].join(
      ' ',
    );
    return row([count(scenarios.length), plan && code(plan, 'table'), called, status, prose(does)]);
  });
  const more = causes.length - shown.length;
  return [
    '### Differences by cause\n',
    row(['Scenarios', 'Plan', 'Cause', 'Status', 'What it does']),
    row(['--:', '---', '---', '---', '---']),
    ...shown,
    ...(more > 0 ? ['', `and ${counted(more, 'more cause')}`] : []),
    '',
  ].join('\n');
}

/** How one record came to its price, folded. */
function why(cause: Cause, names: Names): string[] {
  const { id, why: own } = cause.example;
  if (!own || own.cause !== cause.cause) return [];
  const { name } = tellCause(cause, names);
  return [
    [
      `<details><summary>How ${htmlCode(name)} is priced now, by the example of ${htmlCode(id)}</summary>\n`,
      `${code(`${own.place.file}:${own.place.line}`)}\n`,
      `${block(
        own.steps.map((step) => shortened(step)),
        'text',
      )}\n`,
      '</details>\n',
    ].join('\n'),
  ];
}

/** One of every cause, the first that says why it was expected before others; each scenario once. */
function examplesOf(causes: readonly Cause[]): ScenarioResult[] {
  const shown = new Set<ScenarioResult>();
  for (const { scenarios } of causes) {
    const fresh = scenarios.filter((scenario) => !shown.has(scenario));
    const next = fresh.find(({ differences }) => differences.some(({ because }) => because !== undefined)) ?? fresh[0];
    if (next && shown.size < MARKDOWN_EXAMPLES) shown.add(next);
  }
  return [...shown];
}

function example(result: ScenarioResult, names: Names): string {
  const { id, plan, file, line, status, title, reason, differences, again } = result;
  // What only follows from others comes after them.
  const cells = [...differences]
    .sort((a, b) => Number(a.follows ?? 0) - Number(b.follows ?? 0))
    .slice(0, MARKDOWN_CELLS);
  const lines = cells.flatMap((difference) => {
    const { expected, actual } = tellCell(difference, names.get(plan));
    const label = shortened([difference.invoice, labelOf(difference)].filter(Boolean).join('  '));
    return [`- ${label}: ${shortened(expected)}`, `+ ${label}: ${shortened(actual)}`];
  });
  if (differences.length > cells.length) lines.push(`  and ${counted(differences.length - cells.length, 'more cell')}`);
  const because = new Set(cells.flatMap((cell) => cell.because ?? []));
  return [
    `<details><summary>${status}: ${htmlCode(id)} (${htmlCode(plan)})</summary>\n`,
    ...(title === undefined ? [] : [`${paragraph(title)}\n`]),
    `${code(`${file}:${line}`)}\n`,
    ...(reason === undefined ? [] : [`${paragraph(reason)}\n`]),
    ...(lines.length === 0 ? [] : [`${block(lines, 'diff')}\n`]),
    ...[...because].map((text) => `Because ${prose(text)}\n`),
    ...(again === undefined ? [] : [`${block([shortened(again)], 'sh')}\n`]),
    '</details>\n',
  ].join('\n');
}

function ending({ header }: TestRun): string {
  const recipes = header.recipes
    .slice(0, 5)
    .map(({ id, seed }) => `${shortened(id, 60)} with seed ${seed}`)
    .join(', ');
  return [
    '### How to see it again\n',
    block(['npx rateproof test'], 'sh'),
    '',
    prose(
      `rateproof ${header.rateproof}, time-zone data ${header.timeZoneData}${recipes && `, recipes ${recipes}`}; ` +
        `inputs ${header.inputs.slice(0, 12)}.`,
    ),
    '',
  ].join('\n');
}
