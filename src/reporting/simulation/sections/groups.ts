/** Plans and segments: revenue, margin and customers of each, and who of them pays more. */

import type { GroupRow, Impact, Simulation } from '../../../simulation/result.ts';
import { count, counted, grouped } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { monthsTold, staticMonths } from '../periods.ts';
import { changeShown, changesTogether, customersText, forTheEye, isEstimated, isZero, together } from '../shown.ts';
import { type Block, type CellAsked, type Section, section, tableOf } from '../view.ts';
import { ASSUMED, markText, namesOf } from '../words.ts';

export function groupsSection(simulation: Simulation): Section {
  const blocks = [
    ...block(simulation, 'plans', 'By plan', 'Plan'),
    ...block(simulation, 'segments', 'By segment', 'Segment'),
  ];
  return section('groups', 'Plans and segments', blocks);
}

export const nameOf = ({ name }: Pick<GroupRow, 'name'>): string => name || '(none)';

/** Groups that are there with what is assumed alone: a plan that nobody has before customers take it up. */
export function launchedIn({ static: impact, behaviour }: Simulation, by: 'plans' | 'segments'): readonly GroupRow[] {
  const here = new Set(impact[by].map(({ name }) => name));
  return behaviour?.impact[by].filter(({ name }) => !here.has(name)) ?? [];
}

/** Rows whose revenue adds up, as shown, to that of the whole with what is not shown. */
export function groupsShown({ revenue, margin }: Impact, rows: readonly GroupRow[], decimals: number) {
  const of = (key: 'revenue' | 'margin') => rows.map((row) => (row.mark === 'suppressed' ? undefined : row[key]));
  const money = changesTogether(of('revenue'), decimals, revenue);
  const margins = changesTogether(of('margin'), decimals, margin);
  return rows.map((row, at) => ({ row, revenue: money[at], margin: margins[at] }));
}

function block(
  simulation: Simulation,
  by: 'plans' | 'segments',
  title: string,
  noun: string,
): (Partial<Block> & Pick<Block, 'table'>)[] {
  const { header, static: impact, behaviour } = simulation;
  const { decimals, currency } = header;
  const all = groupsShown(impact, impact[by], decimals);
  if (all.length === 0 || (by === 'segments' && all.length === 1 && all[0]!.row.name === '')) return [];
  const moved = new Map(
    behaviour ? groupsShown(behaviour.impact, behaviour.impact[by], decimals).map((one) => [one.row.name, one]) : [],
  );
  const estimated = isEstimated(simulation);
  const margin = impact.margin !== undefined;
  const launched = launchedIn(simulation, by);
  const shown = all.slice(0, SIMULATION_ROWS[by]);
  const later = launched.slice(0, SIMULATION_ROWS[by] - shown.length);
  const left = all.length - shown.length + launched.length - later.length;
  const hidden = all.filter(({ row }) => row.mark === 'suppressed').length;
  const total = changeShown(impact.revenue, decimals);
  const totalMargin = impact.margin && changeShown(impact.margin, decimals);
  const moving = behaviour && changeShown(behaviour.impact.revenue, decimals);
  const cell = (
    text: string | undefined,
    small: string | readonly (string | undefined)[] = '',
    est = estimated,
  ): CellAsked => ({
    text: text || '–',
    small,
    estimated: est,
  });
  /** Under the number of customers: a column each would be too many. */
  const sides = ({ customers, less, same, more }: GroupRow, hides: boolean): string[] => {
    if (hides || less === undefined || same === undefined || more === undefined) return [];
    const [a, , c] = together([less, same, more], 0, customers?.before);
    return [`${grouped(a!)} pay less`, `${grouped(c!)} pay more`];
  };
  const rows = shown.map(({ row, revenue, margin: own }) => {
    const hides = row.mark === 'suppressed';
    const other = moved.get(row.name);
    return {
      cells: [
        { text: nameOf(row), small: markText(row.mark, row.sampled) },
        cell(hides || !row.customers ? '' : customersText(row.customers.before), sides(row, hides)),
        cell(revenue?.before),
        cell(revenue?.after),
        cell(revenue?.change, [revenue?.percent, revenue?.interval]),
        ...(margin ? [cell(own?.change, own?.interval)] : []),
        ...(behaviour ? [cell(other?.revenue?.change, other?.revenue?.percent, true)] : []),
      ],
    };
  });
  const table = tableOf({
    caption: `${title}: net revenue, ${monthsTold(staticMonths(simulation))}, ${currency}`,
    columns: [
      { title: noun },
      { title: 'Customers', roomy: true },
      { title: 'Before', roomy: true },
      { title: 'After', roomy: true },
      { title: 'Change' },
      ...(margin ? [{ title: 'Margin', small: 'change', roomy: true }] : []),
      ...(behaviour ? [{ title: 'Change', small: namesOf(simulation).later }] : []),
    ],
    rows: [
      ...rows,
      ...later.map((row) => {
        const other = moved.get(row.name);
        return {
          cells: [
            { text: nameOf(row), small: [`${ASSUMED} only`, markText(row.mark, row.sampled)] },
            ...Array.from({ length: margin ? 5 : 4 }, () => cell('')),
            cell(other?.revenue?.change, other?.revenue?.percent, true),
          ],
        };
      }),
      {
        whole: true,
        cells: [
          { text: 'All', small: hidden > 0 ? `with ${counted(hidden, noun.toLowerCase())} not shown` : '' },
          cell(customersText(impact.customers.before)),
          cell(total.before),
          cell(total.after),
          cell(total.change, [total.percent, total.interval]),
          ...(totalMargin ? [cell(totalMargin.change, totalMargin.interval)] : []),
          ...(behaviour ? [cell(moving?.change, moving?.percent, true)] : []),
        ],
      },
    ],
    more: left > 0 ? `and ${counted(left, `more ${noun.toLowerCase()}`)}, in the workbook` : '',
  });
  const drawn = [...all]
    .filter(({ row, revenue }) => revenue !== undefined && row.revenue !== undefined && !isZero(row.revenue.change))
    .sort((a, b) => Math.abs(forTheEye(b.row.revenue!.change)) - Math.abs(forTheEye(a.row.revenue!.change)))
    .slice(0, SIMULATION_ROWS.drawn);
  if (drawn.length < 2) return [{ title, table }];
  return [
    {
      title,
      table,
      chart: {
        id: `by-${by}`,
        title: `Change of net revenue ${title.toLowerCase()}, ${currency}`,
        description: `A bar for each ${noun.toLowerCase()} whose revenue changes, the largest first${drawn.length === SIMULATION_ROWS.drawn ? `; the first ${count(drawn.length)}` : ''}. The numbers are in the table below it.`,
        legend: [],
        drawing: {
          kind: 'spans',
          rows: drawn.map(({ row, revenue }) => {
            const to = forTheEye(row.revenue!.change);
            return {
              name: nameOf(row),
              label: revenue!.change,
              parts: [{ from: 0, to, ink: to < 0 ? 'fall' : 'rise' }],
            };
          }),
        },
      },
    },
  ];
}
