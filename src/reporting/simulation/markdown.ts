/**
 * A simulation as the comment under a pull request: the sentence, then plans and where the change comes from; what it rests
 * on, folded. Never longer than its host takes; what had no room is told at the end, with where the whole is.
 */

import type { Simulation } from '../../simulation/result.ts';
import { count, counted, grouped } from '../amounts.ts';
import { fitted, type Measure, type Section } from '../diff/fit.ts';
import { COMMENT_LIMITS, type CommentLimit, SIMULATION_COMMENT_ROWS as ROWS } from '../limits.ts';
import { code, prose, row } from '../markdown-text.ts';
import { answersOf } from './answers.ts';
import { monthsTold, staticMonths } from './periods.ts';
import { groupsShown, launchedIn, nameOf } from './sections/groups.ts';
import { bandsShown, hiddenTogether } from './sections/spread.ts';
import { stepsOf } from './sections/waterfall.ts';
import { changeShown, isEstimated, isZero, rounded, type ShownChange } from './shown.ts';
import { BAND_NAMES, brokenOf, ESTIMATED, headlineOf, markText, namesOf, titled } from './words.ts';

export interface SimulationMarkdownOptions {
  readonly limit?: CommentLimit;
  /** Where the whole is: an address, or words. */
  readonly whole?: string;
  /** Of the manifest of the run. */
  readonly fingerprint?: string;
}

/** Kept for what is told of what was left out. */
const CUT_CHARACTERS = 600;

interface Fold {
  readonly open: (title: string) => string;
  readonly close: string;
}

export function renderSimulationMarkdown(
  simulation: Simulation,
  {
    limit = COMMENT_LIMITS.github,
    whole = 'the page of this run (simulation.html)',
    fingerprint,
  }: SimulationMarkdownOptions = {},
): string {
  const measure: Measure = limit.unit === 'bytes' ? (text) => Buffer.byteLength(text) : (text) => text.length;
  const fold: Fold = limit.folds
    ? { open: (title) => `<details><summary>${title}</summary>\n\n`, close: '\n</details>\n\n' }
    : { open: (title) => `#### ${title}\n\n`, close: '\n' };
  const top = topOf(simulation);
  const foot = footOf(simulation, fingerprint);
  const room = limit.most - measure(top) - measure(foot) - CUT_CHARACTERS;
  const sections = [
    ...groupSections(simulation),
    waterfallSection(simulation),
    bandsSection(simulation),
    ...assumptionsSection(simulation, fold),
    controlsSection(simulation, fold),
  ];
  const { text, cut } = fitted(sections, room, measure);
  const left = cut.map(({ what, left: some, of }) => (some === 0 ? what : `${count(some)} of ${count(of)} ${what}`));
  const said = left.length === 0 ? '' : `**Left out here:** ${left.join(', ')}. The whole is in ${prose(whole)}.\n\n`;
  return `${top}${text}${said}${foot}`;
}

function topOf(simulation: Simulation): string {
  const broken = brokenOf(simulation);
  const { header, notes } = simulation;
  // A sentence each: what is too long for one text is cut. What is assumed is as bold, and no longer a title.
  const told = (broken ?? headlineOf(simulation)).split(/(?<=\.) /);
  const [head, assumed] = broken === undefined && simulation.behaviour ? [told.slice(0, -1), told.at(-1)] : [told];
  const lines = [
    `## ${broken === undefined ? '📊' : '❌'} ${head.map(prose).join(' ').replace(/\.$/, '')}`,
    ...(assumed === undefined ? [] : [`**${prose(assumed)}**`]),
    `Simulation: ${prose(header.title ?? header.id)}`,
    ...(broken === undefined
      ? [
          answersOf(simulation)
            .map(
              ({ title, text, small }) =>
                `- ${prose(title)}: **${prose(text)}**${small.length === 0 ? '' : ` (${small.map(prose).join('; ')})`}`,
            )
            .join('\n'),
        ]
      : []),
    ...notes.slice(0, ROWS.notes).map((note) => `⚠️ ${prose(note)}`),
    ...(notes.length > ROWS.notes ? [`and ${counted(notes.length - ROWS.notes, 'more note')}`] : []),
  ];
  return `${lines.join('\n\n')}\n\n`;
}

const moreRow = (noun: string) => (left: number) => `| *and ${counted(left, noun)}* |\n`;
const est = (text: string, estimated: boolean): string => `${prose(text)}${estimated ? ` *${ESTIMATED}*` : ''}`;
const amounts = (estimated: boolean): string[] =>
  ['Before', 'After'].map((title) => (estimated ? `${title} *(${ESTIMATED})*` : title));
/** The number, not what marks it. */
const strong = (cell: string): string => cell.replace(/^(.+?)( \*est\.\*)?$/, '**$1**$2');
const line = (cells: readonly string[]): string => `${row(cells)}\n`;

function cellsOf({ before, after, change, percent }: ShownChange, estimated: boolean): string[] {
  return [prose(before), prose(after), est(change, estimated), prose(percent)];
}

function groupSections(simulation: Simulation): Section[] {
  const { static: impact, behaviour, header } = simulation;
  const estimated = isEstimated(simulation);
  const total = cellsOf(changeShown(impact.revenue, header.decimals), estimated);
  const moving = behaviour && changeShown(behaviour.impact.revenue, header.decimals).change;
  return (['plans', 'segments'] as const).flatMap((by, rank): Section[] => {
    const all = groupsShown(impact, impact[by], header.decimals);
    if (all.length === 0) return [];
    const other = new Map(
      behaviour
        ? groupsShown(behaviour.impact, behaviour.impact[by], header.decimals).map((one) => [one.row.name, one.revenue])
        : [],
    );
    const noun = by.slice(0, -1);
    const titles = [
      noun === 'plan' ? 'Plan' : 'Segment',
      ...amounts(estimated),
      'Change',
      'Percent',
      ...(behaviour ? [titled(namesOf(simulation).later)] : []),
    ];
    const later = launchedIn(simulation, by).map((row) => ({ row, revenue: undefined }));
    const rows = [...all, ...later].map(({ row: own, revenue }) => {
      const mark = markText(own.mark, own.sampled);
      const name = `${prose(nameOf(own))}${mark === '' ? '' : ` *(${prose(mark)})*`}`;
      const moved = other.get(own.name)?.change;
      return line([
        name,
        ...(revenue ? cellsOf(revenue, estimated) : ['–', '–', '–', '']),
        ...(behaviour ? [moved === undefined ? '–' : est(moved, true)] : []),
      ]);
    });
    return [
      {
        ...{
          what: by,
          rank: rank + 1,
          share: 0.25,
          rows: rows.slice(0, ROWS[by]),
          beyond: Math.max(0, rows.length - ROWS[by]),
        },
        head: `### Net revenue by ${noun}, ${monthsTold(staticMonths(simulation))}, ${prose(header.currency)}\n\n${line(titles)}${line(['---', ...titles.slice(1).map(() => '---:')])}`,
        more: moreRow(`more ${noun}`),
        tail: `${line([`**All**`, ...total.map(strong), ...(moving === undefined ? [] : [strong(est(moving, true))])])}\n`,
      },
    ];
  });
}

function waterfallSection(simulation: Simulation): Section {
  const { static: impact, header } = simulation;
  const estimated = isEstimated(simulation);
  const steps = stepsOf(impact, header.decimals);
  const moving = steps.revenue.filter(({ change }) => !isZero(change));
  const still = steps.revenue.length - moving.length;
  const rows = moving.map(({ name, group, shown }) =>
    line([
      `${prose(name)}${group.toLowerCase() === name ? '' : ` *(${group.toLowerCase()})*`}`,
      prose(shown.before),
      prose(shown.after),
      est(shown.change, estimated),
    ]),
  );
  const whole = (name: string, change: ShownChange): string =>
    line([`**${name}**`, '', '', strong(est(change.change, estimated))]);
  const [revenue, tax, billed] = [impact.revenue, impact.tax, impact.billed].map((change) =>
    changeShown(change, header.decimals),
  );
  return {
    ...{ what: 'components', rank: 3, share: 0.2 },
    head: `### Where the change comes from, ${monthsTold(staticMonths(simulation))}, ${prose(header.currency)}\n\n${line(['Component', ...amounts(estimated), 'Change'])}${line(['---', '---:', '---:', '---:'])}`,
    rows: rows.slice(0, ROWS.steps),
    beyond: Math.max(0, rows.length - ROWS.steps),
    more: moreRow('more component'),
    tail: `${still > 0 ? line([`*${counted(still, 'component')} without a change*`, '', '', '0']) : ''}${whole('Net revenue', revenue!)}${whole('Tax', tax!)}${whole('What customers pay', billed!)}\n`,
  };
}

function bandsSection(simulation: Simulation): Section {
  const { static: impact, header } = simulation;
  const estimated = isEstimated(simulation);
  const rows = bandsShown(impact, header.decimals).map(({ band, customers, change, mark }) =>
    line([
      BAND_NAMES[band],
      customers === undefined
        ? prose(mark) || '–'
        : `${est(customers, estimated)}${mark === '' ? '' : ` *(${prose(mark)})*`}`,
      change === undefined ? '–' : est(change, estimated),
    ]),
  );
  const rest = hiddenTogether(impact, header.decimals);
  if (rest) rows.push(line([rest.name, est(rest.customers, estimated), est(rest.change, estimated)]));
  const text = `### Who pays more, who pays less, ${monthsTold(staticMonths(simulation))}\n\n${line(['Customers who', 'Number', `Change, ${prose(header.currency)}`])}${line(['---', '---:', '---:'])}${rows.join('')}\n`;
  return { what: 'the bands', rank: 4, share: 0.1, head: text, rows: [], more: () => '', tail: '' };
}

function assumptionsSection({ assumptions }: Simulation, fold: Fold): Section[] {
  if (assumptions.length === 0) return [];
  const rows = assumptions.map(({ what, value, range, source, file, line: at }) =>
    line([
      prose(what),
      `${prose(value)}${range === undefined ? '' : ` (${prose(range)})`}`,
      prose(source),
      code(`${file}:${at}`, 'table'),
    ]),
  );
  return [
    {
      ...{ what: 'assumptions', rank: 5, share: 0.2 },
      head: `${fold.open(counted(assumptions.length, 'assumption'))}${line(['Assumption', 'Value', 'Source', 'Where'])}${line(['---', '---', '---', '---'])}`,
      rows: rows.slice(0, ROWS.assumptions),
      beyond: Math.max(0, rows.length - ROWS.assumptions),
      more: moreRow('more assumption'),
      tail: fold.close,
    },
  ];
}

function controlsSection({ controls: { checks, records }, header }: Simulation, fold: Fold): Section {
  const wrong = checks.filter(({ same }) => !same).length;
  // What does not agree is told with every digit: the difference may be in the last.
  const total = (value: string, same: boolean): string =>
    same && (value.split('.')[1] ?? '').length > header.decimals ? rounded(value, header.decimals) : grouped(value);
  const sorted = [...checks].sort((a, b) => Number(a.same) - Number(b.same));
  const rows = sorted.map(({ what, one, other, same }) =>
    line([prose(what), prose(total(one, same)), prose(total(other, same)), same ? 'yes' : '**no**']),
  );
  const title = `Control totals: ${wrong === 0 ? `${count(checks.length)} of ${count(checks.length)} agree` : `${count(wrong)} of ${count(checks.length)} do NOT agree`}`;
  return {
    ...{ what: 'control totals', rank: wrong === 0 ? 6 : 1, share: 0.15 },
    head: `${fold.open(title)}Usage records: ${count(records.all)}, of them ${count(records.rated)} rated, ${count(records.screened)} screened out, ${count(records.unrated)} that could not be rated, ${count(records.notBilled)} on no bill.\n\n${line(['Total', 'One way', 'The other way', 'Agree'])}${line(['---', '---:', '---:', '---'])}`,
    rows: rows.slice(0, ROWS.controls),
    beyond: Math.max(0, rows.length - ROWS.controls),
    more: moreRow('more total'),
    tail: fold.close,
  };
}

function footOf({ header }: Simulation, fingerprint: string | undefined): string {
  const parts = [
    // Never first on its line: many backticks there would begin a block.
    `base ${code(header.base)}, candidate ${code(header.candidate)}`,
    `${prose(header.population.name)}, ${counted(header.population.sampled, 'customer')} rated`,
    `seed ${header.seed}`,
    `rateproof ${prose(header.rateproof)}`,
    ...(fingerprint === undefined ? [] : [`fingerprint ${code(fingerprint)}`]),
  ];
  return `${parts.join(' · ')}\n`;
}
