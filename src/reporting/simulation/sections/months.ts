/** The path: what each month brings, before, after, and with responses. */

import type { Simulation } from '../../../simulation/result.ts';
import { counted } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { changeShown, changesTogether, customersText, forTheEye, isEstimated } from '../shown.ts';
import { type Section, section, tableOf } from '../view.ts';

export function monthsSection(simulation: Simulation): Section | undefined {
  const { header, static: impact, behaviour } = simulation;
  if (impact.months.length < 2) return undefined;
  const { decimals, currency } = header;
  const estimated = isEstimated(simulation);
  const months = impact.months.slice(0, SIMULATION_ROWS.months);
  const shown = changesTogether(
    impact.months.map(({ revenue }) => revenue),
    decimals,
    impact.revenue,
  );
  const own = behaviour?.impact.months;
  const moved =
    own &&
    changesTogether(
      own.map(({ revenue }) => revenue),
      decimals,
      behaviour.impact.revenue,
    );
  const otherOf = (month: string): number => own?.findIndex((row) => row.month === month) ?? -1;
  const rows = months.map(({ month, customers }, at) => {
    const other = otherOf(month);
    const text = (value: string | undefined, est = estimated) => ({ text: value ?? '–', estimated: est });
    return {
      cells: [
        month,
        text(shown[at]?.before),
        text(shown[at]?.after),
        { text: shown[at]?.change ?? '–', small: shown[at]?.percent, estimated },
        ...(moved
          ? [
              text(moved[other]?.after, true),
              { text: moved[other]?.change ?? '–', small: moved[other]?.percent, estimated: true },
              text(own?.[other] && customersText(own[other].customers.after), true),
            ]
          : [text(customersText(customers.after))]),
      ],
    };
  });
  const total = changeShown(impact.revenue, decimals);
  const moving = behaviour && changeShown(behaviour.impact.revenue, decimals);
  const table = tableOf({
    caption: `Net revenue by month, ${currency}`,
    columns: [
      { title: 'Month' },
      { title: 'Before', roomy: true },
      { title: 'After', small: 'as customers are today', roomy: true },
      { title: 'Change', small: 'as customers are today' },
      ...(moved
        ? [
            { title: 'After', small: 'with responses', roomy: true },
            { title: 'Change', small: 'with responses' },
          ]
        : []),
      { title: 'Customers', roomy: true },
    ],
    rows: [
      ...rows,
      {
        whole: true,
        cells: [
          'All months',
          { text: total.before, estimated },
          { text: total.after, estimated },
          { text: total.change, small: total.percent, estimated },
          ...(moving
            ? [
                { text: moving.after, estimated: true },
                { text: moving.change, small: moving.percent, estimated: true },
              ]
            : []),
          '',
        ],
      },
    ],
    more:
      impact.months.length > months.length ? `and ${counted(impact.months.length - months.length, 'more month')}` : '',
  });
  const line = (ink: 'before' | 'after' | 'assumed', values: readonly string[], dashed = false) => ({
    ink,
    dashed,
    values: values.map(forTheEye),
  });
  return section('months', 'Month by month', [
    {
      table,
      chart: {
        id: 'months',
        title: `Net revenue by month, ${currency}`,
        description: `Lines of net revenue before, after${moved ? ', and after with responses (dashed)' : ''}. The scale does not begin at nothing. The numbers are in the table below it.`,
        legend: [
          { ink: 'before', name: 'before' },
          { ink: 'after', name: 'after, as customers are today' },
          ...(moved ? [{ ink: 'assumed', name: 'after, with responses (estimated)' }] : []),
        ],
        drawing: {
          kind: 'lines',
          names: months.map(({ month }) => month),
          series: [
            line(
              'before',
              months.map(({ revenue }) => revenue.before),
            ),
            line(
              'after',
              months.map(({ revenue }) => revenue.after),
            ),
            ...(own && own.length === impact.months.length
              ? [
                  line(
                    'assumed',
                    own.slice(0, months.length).map(({ revenue }) => revenue.after),
                    true,
                  ),
                ]
              : []),
          ],
        },
      },
    },
  ]);
}
