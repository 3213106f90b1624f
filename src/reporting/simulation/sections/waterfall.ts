/** From the revenue of before to that of after, component by component, and from customers as they are to what is assumed. */

import type { Impact, Simulation, WaterfallStep } from '../../../simulation/result.ts';
import { counted, grouped, signed } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import type { Span } from '../charts.ts';
import { assumedMonths, monthsTold, samePeriod, staticAhead, staticMonths } from '../periods.ts';
import {
  changeShown,
  changesTogether,
  customersText,
  forTheEye,
  isEstimated,
  isZero,
  less,
  plus,
  rounded,
  type ShownChange,
  signedMoney,
  together,
} from '../shown.ts';
import { type Block, type Section, section, tableOf } from '../view.ts';
import { AS_THEY_ARE, ASSUMED, GROUPS, namesOf, RESPONSES, titled } from '../words.ts';

interface Step {
  readonly name: string;
  readonly group: string;
  readonly change: string;
  readonly shown: ShownChange;
}

const LEGEND = [
  { ink: 'rise', name: 'more revenue' },
  { ink: 'fall', name: 'less revenue' },
  { ink: 'whole', name: 'all together' },
];

/** Components without a change that are shown one by one. */
const MOST_STILL = 4;

/** Largest first is how a drawing is read; the table keeps the order of a bill. */
export function waterfallSection(simulation: Simulation): Section {
  const { header, static: impact, behaviour } = simulation;
  const { decimals, currency } = header;
  const blocks: (Partial<Block> & Pick<Block, 'table'>)[] = [
    block(
      'waterfall-static',
      titled(namesOf(simulation).now),
      impact,
      staticMonths(simulation),
      decimals,
      currency,
      isEstimated(simulation),
    ),
  ];
  if (behaviour) {
    blocks.push(responses(simulation));
    const own = block(
      'waterfall-behaviour',
      `${titled(namesOf(simulation).later)}, by component`,
      behaviour.impact,
      assumedMonths(simulation),
      decimals,
      currency,
      true,
      true,
    );
    blocks.push(own);
  }
  return section('waterfall', 'Where the change comes from', blocks);
}

/** Steps of the revenue, then those of tax, as they are shown: both add up to what stands under them. */
export function stepsOf({ waterfall, revenue, tax }: Pick<Impact, 'waterfall' | 'revenue' | 'tax'>, decimals: number) {
  const named = (steps: readonly WaterfallStep[], total: typeof revenue): Step[] => {
    const shown = changesTogether(
      steps.map((step) => ({ ...step, percent: null })),
      decimals,
      total,
    );
    return steps.map(({ group, component, change }, at) => ({
      // What the engine itself calls a line has no name of anybody's: it is told in words.
      ...{ name: component === group ? GROUPS[group].toLowerCase() : component, group: GROUPS[group], change },
      shown: shown[at]!,
    }));
  };
  return {
    revenue: named(
      waterfall.filter(({ group }) => group !== 'tax'),
      revenue,
    ),
    tax: named(
      waterfall.filter(({ group }) => group === 'tax'),
      tax,
    ),
  };
}

function block(
  id: string,
  title: string,
  impact: Impact,
  months: readonly string[],
  decimals: number,
  currency: string,
  estimated: boolean,
  folded = false,
): Partial<Block> & Pick<Block, 'table'> {
  const steps = stepsOf(impact, decimals);
  const moving = steps.revenue.filter(({ change }) => !isZero(change));
  const cellsOf = ({ before, after, change }: ShownChange) =>
    [before, after, change].map((text) => ({ text, estimated }));
  const row = ({ name, group, shown }: Step) => ({
    cells: [{ text: name, small: group.toLowerCase() === name ? '' : group }, ...cellsOf(shown)],
  });
  const [revenue, tax, billed] = [impact.revenue, impact.tax, impact.billed].map((change) =>
    changeShown(change, decimals),
  );
  // Shown so that it adds up with the rows above it.
  const whole = (text: string, change: ShownChange) => ({ whole: true, cells: [text, ...cellsOf(change)] });
  // Many that stay as they are hide those that move: they stand in one row, and in the workbook one by one.
  const isLong = steps.revenue.length - moving.length > MOST_STILL;
  const shownRows = (isLong ? moving : steps.revenue).slice(0, SIMULATION_ROWS.steps);
  const left = steps.revenue.filter((step) => !shownRows.includes(step));
  const others = left.length === 0 ? [] : [restRow(left, decimals, estimated, moving.length === shownRows.length)];
  const table = tableOf({
    caption: `Net revenue by component, then tax${months.length === 0 ? '' : `, ${monthsTold(months)}`}, ${currency}`,
    columns: [
      { title: 'Component' },
      { title: 'Before', roomy: true },
      { title: 'After', roomy: true },
      { title: 'Change' },
    ],
    rows: [
      ...shownRows.map(row),
      ...others,
      whole('Net revenue', revenue!),
      ...steps.tax.map(row),
      ...(steps.tax.length > 0 ? [whole('Tax', tax!), whole('What customers pay', billed!)] : []),
    ],
  });
  if (moving.length === 0) return { title, table, after: ['No component changes.'] };
  return {
    title,
    table,
    folded,
    chart: {
      id,
      title: `Change of net revenue by component, ${currency}`,
      description: `Bars from the largest step to the smallest, each beginning where the one above it ends; together ${revenue!.change} ${currency}. The numbers are in the table below it.`,
      legend: LEGEND,
      drawing: {
        kind: 'spans',
        rows: cascade(moving, { name: 'Net revenue', change: impact.revenue.change, label: revenue!.change }, decimals),
      },
    },
  };
}

function restRow(left: readonly Step[], decimals: number, estimated: boolean, still: boolean) {
  const sum = (key: 'before' | 'after' | 'change'): string =>
    together(
      left.map(({ shown }) => shown[key].replaceAll(',', '')),
      decimals,
    ).reduce((all, text) => plus(all, text), '0');
  const digits = (text: string): string => grouped(rounded(text, decimals).replaceAll(',', ''));
  const change = signed(rounded(sum('change'), decimals).replaceAll(',', ''));
  return {
    cells: [
      still
        ? { text: `${counted(left.length, 'component')} without a change`, small: 'one by one in the workbook' }
        : counted(left.length, 'more component'),
      { text: digits(sum('before')), estimated },
      { text: digits(sum('after')), estimated },
      { text: change, estimated },
    ],
  };
}

/** Each begins where the one before it ends, the largest first; then the whole. */
function cascade(
  steps: readonly { readonly name: string; readonly change: string; readonly shown: { readonly change: string } }[],
  total: { readonly name: string; readonly change: string; readonly label: string },
  decimals: number,
): Span[] {
  const sorted = [...steps].sort((a, b) => Math.abs(forTheEye(b.change)) - Math.abs(forTheEye(a.change)));
  const drawn = sorted.slice(0, SIMULATION_ROWS.drawn);
  const left = sorted.slice(SIMULATION_ROWS.drawn);
  let at = 0;
  const span = (name: string, change: number, label: string): Span => {
    const from = at;
    at += change;
    return { name, label, parts: [{ from, to: at, ink: change < 0 ? 'fall' : 'rise' }] };
  };
  const rows = drawn.map(({ name, change, shown }) => span(name, forTheEye(change), shown.change));
  if (left.length > 0) {
    const sum = left.reduce((all, { shown }) => plus(all, shown.change.replaceAll(',', '').replace('+', '')), '0');
    rows.push(span(counted(left.length, 'more component'), forTheEye(sum), signedMoney(sum, decimals)));
  }
  const whole = forTheEye(total.change);
  return [...rows, { name: total.name, label: total.label, parts: [{ from: 0, to: whole, ink: 'whole' }] }];
}

/**
 * Where both results are about the same months, from the one to the other. With months ahead, from what these would bring with customers
 * as they are: growth is on both sides and is no part of the change.
 */
function responses(simulation: Simulation): Partial<Block> & Pick<Block, 'table'> {
  const { static: impact, behaviour, header } = simulation;
  const { decimals, currency } = header;
  const later = behaviour!.impact;
  const still = staticAhead(simulation);
  const base = still ?? impact.revenue;
  const all = behaviour!.responses.filter(({ response }) => !still || response !== 'growth');
  const growth = behaviour!.responses.find(({ response }) => response === 'growth');
  const first = changeShown(base, decimals);
  const last = changeShown(later.revenue, decimals);
  const start = first.change;
  const difference = less(last.change, start);
  const moves = spread(
    all.map(({ change }) => change),
    decimals,
    difference,
  );
  let running = start.replace(/[,+]/g, '');
  const steps = all.map(({ response, change, customers }, at) => {
    running = plus(running, moves[at]!);
    return {
      ...{ name: RESPONSES[response], change, shown: { change: signed(moves[at]!) } },
      row: {
        cells: [
          RESPONSES[response],
          { text: signed(moves[at]!), estimated: true },
          { text: signed(running), estimated: true },
          { text: customersText(customers), estimated: true },
        ],
      },
    };
  });
  const whole = (name: string, shown: ShownChange, customers: string, estimated: boolean) => ({
    whole: true,
    cells: [
      name,
      '',
      { text: shown.change, small: shown.percent, estimated },
      { text: customersText(customers), estimated },
    ],
  });
  const when = samePeriod(simulation) ? '' : `, ${monthsTold(assumedMonths(simulation))}`;
  const table = tableOf({
    caption: `Change of net revenue: from ${AS_THEY_ARE} to what is assumed${when}, ${currency}`,
    columns: [
      { title: 'What customers do' },
      { title: 'Adds' },
      { title: 'Change of net revenue', small: 'so far' },
      {
        title: 'Customers',
        small: samePeriod(simulation) ? '' : 'in the last month, billed in it or not',
        roomy: true,
      },
    ],
    rows: [
      whole(
        titled(AS_THEY_ARE),
        first,
        still ? growth!.customers : impact.customers.after,
        still !== undefined || isEstimated(simulation),
      ),
      ...steps.map(({ row }) => row),
      whole(titled(ASSUMED), last, all.at(-1)?.customers ?? later.customers.after, true),
    ],
  });
  const moving = steps.filter(({ change }) => !isZero(change));
  const title = 'What each assumption adds';
  if (moving.length === 0) return { title, table, after: ['Nothing that is assumed moves revenue.'] };
  let at = forTheEye(base.change);
  const rows = moving.map(({ name, change, shown }): Span => {
    const before = at;
    at += forTheEye(change);
    return {
      name,
      label: `${shown.change} est.`,
      parts: [{ from: before, to: at, ink: at < before ? 'fall' : 'rise' }],
    };
  });
  const bar = (name: string, change: string, label: string): Span => ({
    ...{ name, label },
    parts: [{ from: 0, to: forTheEye(change), ink: 'whole' }],
  });
  const mark = still !== undefined || isEstimated(simulation) ? ' est.' : '';
  return {
    title,
    table,
    chart: {
      id: 'responses',
      title: `Change of net revenue, from ${AS_THEY_ARE} to what is assumed${when}, ${currency}`,
      description: `Bars in the order in which responses are taken in, each beginning where the one above it ends; together ${signed(difference)} ${currency}. The numbers are in the table below it.`,
      legend: LEGEND,
      drawing: {
        kind: 'spans',
        rows: [
          bar(titled(AS_THEY_ARE), base.change, `${first.change}${mark}`),
          ...rows,
          bar(titled(ASSUMED), later.revenue.change, `${last.change} est.`),
        ],
      },
    },
  };
}

/** Rounded so that they come to a sum that is already shown. */
function spread(changes: readonly string[], decimals: number, sum: string): string[] {
  const shown = together(changes, decimals);
  const off = less(sum, shown.reduce(plus, '0'));
  const widest = changes
    .map(forTheEye)
    .reduce((best, value, at, all) => (Math.abs(value) > Math.abs(all[best]!) ? at : best), 0);
  return isZero(off) || shown.length === 0 ? shown : shown.map((text, at) => (at === widest ? plus(text, off) : text));
}
