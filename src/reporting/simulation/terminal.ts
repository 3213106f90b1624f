/** A simulation on a terminal: the sentence first, where the files are last; the whole is in the page. */

import { visible } from '../../problems/visible.ts';
import type { Reach } from '../../run/diff/result.ts';
import type { Impact, Simulation } from '../../simulation/result.ts';
import { counted, grouped } from '../amounts.ts';
import { percentOf } from '../diff/percent.ts';
import { SIMULATION_TERMINAL_ROWS } from '../limits.ts';
import { type Paint, painter } from '../paint.ts';
import { shortened } from '../shortened.ts';
import { columns, shorten, widthOf, wrap } from '../text-layout.ts';
import { answersOf } from './answers.ts';
import { assumedMonths, monthsTold, periodOf, staticAhead, staticMonths } from './periods.ts';
import { bandsShown, hiddenTogether } from './sections/spread.ts';
import { stepsOf } from './sections/waterfall.ts';
import { changeShown, forTheEye, isEstimated, isZero, plus, signedMoney, together, unbroken } from './shown.ts';
import { AS_THEY_ARE, ASSUMED, BAND_NAMES, brokenOf, headlineOf, REACH_NAMES, titled } from './words.ts';

export interface SimulationTerminalOptions {
  readonly columns: number;
  /** The caller decides, by the terminal and NO_COLOR. */
  readonly colour: boolean;
  /** Where reports were written. */
  readonly reports?: readonly string[];
  readonly fingerprint?: string;
}

/** A narrower terminal breaks lines by itself. */
const NARROWEST = 60;
const BAR = 20;

interface Room {
  readonly width: number;
  readonly paint: Paint;
}

export function renderSimulation(simulation: Simulation, options: SimulationTerminalOptions): string {
  const room = { width: Math.max(NARROWEST, options.columns), paint: painter(options.colour) };
  const broken = brokenOf(simulation);
  const blocks = [
    top(simulation, broken, room),
    ...(simulation.static.sampled === 0
      ? []
      : [reach(simulation, room), figures(simulation, room), waterfall(simulation, room), bands(simulation, room)]),
    foot(simulation, options, room),
  ].filter((lines) => lines.length > 0);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Text of strangers, on as many lines as it takes. */
const lines = (text: string, { width }: Room, first = '', rest = first): string[] =>
  wrap(unbroken(visible(text)), width, { first, rest }).map((line) => line.replaceAll('\u00a0', ' '));

function top(simulation: Simulation, broken: string | undefined, room: Room): string[] {
  const { paint } = room;
  const out = lines(broken ?? headlineOf(simulation), room).map((line) => paint(broken ? 'bad' : 'strong', line));
  if (broken === undefined) {
    for (const { title, text, small } of answersOf(simulation)) {
      const said = [text, ...small];
      out.push(...lines(`${title}: ${said.join('; ')}`, room, '  ', '    '));
    }
  }
  const shown = simulation.notes.slice(0, SIMULATION_TERMINAL_ROWS.notes);
  out.push(...shown.flatMap((note) => lines(`note: ${shortened(note)}`, room, '  ', '    ')));
  const more = simulation.notes.length - shown.length;
  if (more > 0) out.push(`  and ${counted(more, 'more note')}`);
  return out;
}

function reach({ reach: own, header }: Simulation, { paint }: Room): string[] {
  const kinds = Object.keys(REACH_NAMES) as Reach[];
  const customers = together(
    kinds.map((kind) => own[kind].customers),
    0,
    header.population.customers,
  );
  const rows = kinds.map((kind, at) => [
    REACH_NAMES[kind].name,
    grouped(customers[at]!),
    percentOf(own[kind].customers, header.population.customers).replace(/^\+/, ''),
  ]);
  return [paint('strong', 'Who is reached'), ...columns(rows, (column) => column > 0).map((line) => `  ${line}`)];
}

function figures(simulation: Simulation, { paint, width }: Room): string[] {
  const { static: impact, behaviour, header } = simulation;
  const { decimals, currency } = header;
  const measures = ({ revenue, margin, arpu, customers }: Impact) =>
    [
      ['net revenue', revenue, decimals],
      ['margin', margin, decimals],
      ['ARPU', arpu, decimals],
      ['customers billed', customers, 0],
    ] as const;
  const laidOut = (rows: string[][]): string[] => columns(rows, (column) => column > 0).map((line) => `  ${line}`);
  const table = (title: string, head: string[], rows: string[][]): string[] => {
    const whole = laidOut([head, ...rows]);
    // Amounts come first where there is no room for the percents as well.
    const isTooWide = whole.some((line) => widthOf(line) > width);
    const told = isTooWide ? laidOut([head, ...rows].map((row) => row.slice(0, 4))) : whole;
    return [
      ...lines(title, { width, paint }).map((line) => paint('strong', line)),
      ...told.map((line, at) => (at === 0 ? paint('quiet', line) : line)),
    ];
  };
  const single = (own: Impact, est: string): string[][] =>
    measures(own).flatMap(([name, change, places]) => {
      if (!change) return [];
      const { before, after, change: by, percent } = changeShown(change, places);
      return [[name, before, after, `${by}${est}`, percent]];
    });
  const amounts = (est: string): string[] => ['', `before${est}`, `after${est}`, 'change', ''];
  if (behaviour) {
    const still = staticAhead(simulation);
    const as = still && changeShown(still, decimals);
    const later = single(behaviour.impact, '');
    return [
      ...table(
        `${titled(AS_THEY_ARE)}, ${monthsTold(staticMonths(simulation))}, ${currency}${marked(simulation)}`,
        amounts(''),
        single(impact, ''),
      ),
      '',
      ...table(`${titled(ASSUMED)}, ${monthsTold(assumedMonths(simulation))}, ${currency}, estimated`, amounts(''), [
        ...later.slice(0, 1),
        ...(as ? [['same, as they are', as.before, as.after, as.change, as.percent]] : []),
        ...later.slice(1),
      ]),
    ];
  }
  return table(
    `Before and after ${periodOf(staticMonths(simulation))}, ${currency}${marked(simulation)}`,
    amounts(''),
    single(impact, ''),
  );
}

const marked = (simulation: Simulation): string => (isEstimated(simulation) ? ', estimated' : '');

function waterfall(simulation: Simulation, { width, paint }: Room): string[] {
  const { static: impact, header } = simulation;
  const moving = stepsOf(impact, header.decimals)
    .revenue.filter(({ change }) => !isZero(change))
    .sort((a, b) => Math.abs(forTheEye(b.change)) - Math.abs(forTheEye(a.change)));
  const title = lines(
    `Where the change of net revenue comes from ${periodOf(staticMonths(simulation))}, ${header.currency}${marked(simulation)}`,
    {
      width,
      paint,
    },
  ).map((line) => paint('strong', line));
  if (moving.length === 0) return [...title, '  no component changes'];
  const shown = moving.slice(0, SIMULATION_TERMINAL_ROWS.steps);
  const rest = moving.slice(shown.length);
  const most = Math.abs(forTheEye(moving[0]!.change)) || 1;
  const total = changeShown(impact.revenue, header.decimals).change;
  const numbers = [...moving.map(({ shown: own }) => own.change), total];
  const room = Math.max(12, width - Math.max(...numbers.map((text) => text.length)) - BAR - 8);
  const rows = shown.map(({ name, change, shown: own }) => {
    const size = (BAR * Math.abs(forTheEye(change))) / most;
    return [shorten(shortened(name), room), own.change, size < 0.5 ? '▏' : '█'.repeat(Math.round(size))];
  });
  if (rest.length > 0) {
    const sum = rest.reduce((all, { shown: own }) => plus(all, own.change), '0');
    rows.push([counted(rest.length, 'more component'), signedMoney(sum, header.decimals), '']);
  }
  rows.push(['net revenue', total, '']);
  const table = columns(rows, (column) => column === 1);
  return [...title, ...table.map((line) => `  ${line}`)];
}

function bands(simulation: Simulation, { paint, width }: Room): string[] {
  const { static: impact, header } = simulation;
  const shown = bandsShown(impact, header.decimals);
  const most = Math.max(1, ...shown.map(({ length }) => length));
  const rows = shown.map(({ band, customers, change, length, mark }) => {
    const bar = '█'.repeat(length <= 0 ? 0 : Math.max(1, Math.round((BAR * length) / most)));
    return [BAND_NAMES[band], customers ?? mark, change === undefined ? '' : `${change} ${header.currency}`, bar];
  });
  const rest = hiddenTogether(impact, header.decimals);
  const all = [
    ...rows.map((row) => (row[2] === '' ? [row[0]!, '-', '-', row[1]!.replace(/ customers? rated$/, ' rated')] : row)),
    ...(rest ? [[rest.name, rest.customers, `${rest.change} ${header.currency}`, '']] : []),
  ];
  const table = columns(all, (column) => column === 1 || column === 2).map((line) =>
    line.slice(0, width - 2).trimEnd(),
  );
  return [
    ...lines(`Customers by the change of all their bills ${periodOf(staticMonths(simulation))}${marked(simulation)}`, {
      width,
      paint,
    }).map((line) => paint('strong', line)),
    ...table.map((line) => `  ${line}`),
  ];
}

function foot(
  { header, controls: { checks } }: Simulation,
  { reports = [], fingerprint }: SimulationTerminalOptions,
  room: Room,
): string[] {
  const agree = checks.filter(({ same }) => same).length;
  const rows: [string, string][] = [
    ['base', header.base],
    ['candidate', header.candidate],
    ['population', `${header.population.name}, ${counted(header.population.sampled, 'customer')} rated`],
    [
      'controls',
      agree === checks.length
        ? `${agree} of ${agree} agree`
        : `${checks.length - agree} of ${checks.length} do NOT agree`,
    ],
    ...(fingerprint === undefined ? [] : [['run', fingerprint] as [string, string]]),
    ...reports.map((path, at): [string, string] => [at === 0 ? 'reports' : '', path]),
  ];
  return rows.flatMap(([label, text]) =>
    lines(shortened(text), room, label.padEnd(12), ' '.repeat(12)).map((line) => room.paint('quiet', line)),
  );
}
