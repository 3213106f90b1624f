/** The end of a run on a terminal: the verdict first, the way to see a difference again last. */

import { visible } from '../problems/visible.ts';
import type { ScenarioResult, TestRun } from '../run/result.ts';
import { count, counted } from './amounts.ts';
import { type Cause, causeOf, causesOf, numberOf, tellCause } from './causes.ts';
import type { Names } from './names.ts';
import { type Paint, painter, type Tone } from './paint.ts';
import { type PlanRow, planTable } from './plan-table.ts';
import { renderDifferences } from './terminal-differences.ts';
import { columns, shorten, wrap } from './text-layout.ts';
import { moneyOf, verdictOf } from './verdict.ts';

export interface SummaryOptions {
  readonly columns: number;
  /** The caller decides, by the terminal and NO_COLOR. */
  readonly colour: boolean;
  /** Absent for a run that was finished before. */
  readonly wallMs?: number;
  /** Where reports were written. */
  readonly reports?: readonly string[];
  /** Gives quantities their units. */
  readonly names?: Names;
}

/** At most so many causes are listed, and so many scenarios shown in full: a terminal is not the place for more. */
const MOST_CAUSES = 12;
const MOST_IN_FULL = 5;
/** The table needs so much; a narrower terminal breaks lines by itself. */
const NARROWEST = 60;

export function renderSummary(run: TestRun, options: SummaryOptions): string {
  const width = Math.max(NARROWEST, options.columns);
  const paint = painter(options.colour);
  const blocks = [
    verdict(run, width, paint),
    plans(run, width, paint),
    ...differences(run, width, paint, options.names),
    footer(run, width, options, paint),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function verdict(run: TestRun, width: number, paint: Paint): string[] {
  const { tone, sentence, notes } = verdictOf(run);
  const colour: Tone = tone === 'good' ? 'good' : tone === 'open' ? 'new' : 'bad';
  return [
    ...wrap(sentence, width).map((line) => paint(colour, line)),
    ...notes.flatMap((note) => wrap(visible(note), width)),
  ];
}

const TONES: Readonly<Record<string, Tone>> = {
  changed: 'bad',
  unrated: 'bad',
  error: 'bad',
  new: 'new',
  obsolete: 'new',
};

function plans(run: TestRun, width: number, paint: Paint): string[] {
  const { statuses, rows } = planTable(run);
  const cells = ({ scenarios, counts }: PlanRow): string[] => [
    count(scenarios),
    ...statuses.map((status) => (counts[status] === 0 ? '-' : count(counts[status]))),
  ];
  const numbers = [['scenarios', ...statuses], ...rows.map(cells)];
  const taken = (numbers[0] ?? []).reduce(
    (sum, _, at) => sum + 2 + Math.max(...numbers.map((row) => row[at]?.length ?? 0)),
    0,
  );
  const names = ['plan', ...rows.map(({ plan }) => shorten(visible(plan) || '(none)', Math.max(8, width - taken)))];
  const table = columns(
    names.map((name, at) => [name, ...(numbers[at] ?? [])]),
    (column) => column > 0,
  );
  return table.map((line, at) => paint(at === 0 ? 'quiet' : toneOf(rows[at - 1]), line));
}

const toneOf = (row: PlanRow | undefined): Tone | undefined =>
  row && Object.entries(TONES).find(([status]) => row.counts[status as keyof PlanRow['counts']] > 0)?.[1];

function differences(run: TestRun, width: number, paint: Paint, names: Names | undefined): string[][] {
  const causes = causesOf(run);
  if (causes.length === 0) return [];
  const list = causes.slice(0, MOST_CAUSES).flatMap((cause) => causeLine(cause, width));
  const more = causes.length - MOST_CAUSES;
  if (more > 0) list.push(`  and ${counted(more, 'more cause')}`);

  const shown = new Set<ScenarioResult>();
  for (const { example, scenarios } of causes) {
    const next = [example, ...scenarios].find((scenario) => !shown.has(scenario));
    if (next && shown.size < MOST_IN_FULL) shown.add(next);
  }
  const blocks = [...shown].map((scenario) => renderDifferences(scenario, { width, paint, names }));
  const affected = new Set(causes.flatMap(({ scenarios }) => scenarios)).size;
  if (affected > shown.size)
    blocks.push([paint('quiet', `and ${counted(affected - shown.size, 'more scenario')}: see the report`)]);
  return [[paint('strong', 'By cause'), ...list], ...blocks];
}

function causeLine(cause: Cause, width: number): string[] {
  const { plan, status } = cause;
  const head = `  ${numberOf(cause)}: `;
  const said = status === 'error' ? 'could not be rated: ' : status === 'obsolete' ? 'no longer made: ' : '';
  const what = visible([plan, `${said}${causeOf(cause)}`].filter(Boolean).join(' '));
  return wrap([what, tellCause(cause, new Map()).does].filter(Boolean).join(', '), width, {
    first: head,
    rest: ' '.repeat(6),
  });
}

function footer(run: TestRun, width: number, { wallMs, reports = [] }: SummaryOptions, paint: Paint): string[] {
  const { compared, records, invoices } = run.summary;
  const { all, rated, unrated, screened, notBilled } = records;
  const rest = [
    unrated > 0 ? `${count(unrated)} that no charge matches` : '',
    screened > 0 ? `${count(screened)} outside service` : '',
    notBilled > 0 ? `${count(notBilled)} after the last invoice` : '',
  ].filter(Boolean);
  const rows: [string, string][] = [
    ['compared', `${counted(compared, 'scenario')}, of ${counted(invoices, 'invoice')} made`],
    ['records', [`${count(rated)} of ${count(all)} rated`, ...rest].join(', ')],
    ['invoiced', moneyOf(run).join(', ') || 'nothing'],
    ...(wallMs === undefined ? [] : [['time', duration(wallMs)] as [string, string]]),
    ...reports.map((path, at): [string, string] => [at === 0 ? 'reports' : '', path]),
  ];
  return rows.flatMap(([label, text]) =>
    wrap(visible(text), width, { first: label.padEnd(10), rest: ' '.repeat(10) }).map((line) => paint('quiet', line)),
  );
}

/** `0.3 s`, `27.1 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
