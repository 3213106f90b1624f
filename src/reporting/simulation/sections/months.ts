/** The path: what each month brings, before, after, and with what is assumed. */

import type { Simulation } from '../../../simulation/result.ts';
import { counted } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { monthsTold, samePeriod, staticAhead } from '../periods.ts';
import { changeShown, changesTogether, customersText, forTheEye, isEstimated } from '../shown.ts';
import { type Section, section, tableOf } from '../view.ts';
import { AS_THEY_ARE, ASSUMED } from '../words.ts';

export function monthsSection(simulation: Simulation): Section | undefined {
  const { header, static: impact, behaviour } = simulation;
  if (!samePeriod(simulation)) return aheadSection(simulation);
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
      { title: 'After', small: AS_THEY_ARE, roomy: true },
      { title: 'Change', small: AS_THEY_ARE },
      ...(moved
        ? [
            { title: 'After', small: ASSUMED, roomy: true },
            { title: 'Change', small: ASSUMED },
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
        title: `Net revenue by month, ${currency} (the scale does not begin at 0)`,
        description: `Lines of net revenue before, after${moved ? ', and after with what is assumed (dashed)' : ''}. The numbers are in the table below it.`,
        legend: [
          { ink: 'before', name: 'before' },
          { ink: 'after', name: `after, ${AS_THEY_ARE}` },
          ...(moved ? [{ ink: 'assumed', name: `after, ${ASSUMED} (estimated)` }] : []),
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

/** Months ahead, where bills were measured in others: before, and after with what is assumed. */
function aheadSection(simulation: Simulation): Section | undefined {
  const { header, behaviour } = simulation;
  const impact = behaviour?.impact;
  if (!impact || impact.months.length < 2) return undefined;
  const { decimals, currency } = header;
  const months = impact.months.slice(0, SIMULATION_ROWS.months);
  const shown = changesTogether(
    impact.months.map(({ revenue }) => revenue),
    decimals,
    impact.revenue,
  );
  const est = (text: string | undefined, small = '') => ({ text: text ?? '–', small, estimated: true });
  const total = changeShown(impact.revenue, decimals);
  const ahead = staticAhead(simulation);
  const later = ahead && changeShown(ahead, decimals);
  const table = tableOf({
    caption: `Net revenue by month, ${ASSUMED}, ${currency}`,
    columns: [
      { title: 'Month' },
      { title: 'Before', roomy: true },
      { title: 'After', small: ASSUMED, roomy: true },
      { title: 'Change', small: ASSUMED },
      { title: 'Customers', small: 'after', roomy: true },
    ],
    rows: [
      ...months.map(({ month, customers }, at) => ({
        cells: [
          month,
          est(shown[at]?.before),
          est(shown[at]?.after),
          est(shown[at]?.change, shown[at]?.percent),
          est(customersText(customers.after)),
        ],
      })),
      { whole: true, cells: ['All months', est(total.before), est(total.after), est(total.change, total.percent), ''] },
    ],
    more:
      impact.months.length > months.length ? `and ${counted(impact.months.length - months.length, 'more month')}` : '',
  });
  const line = (ink: 'before' | 'assumed', key: 'before' | 'after') => ({
    ...{ ink, dashed: ink === 'assumed' },
    values: months.map(({ revenue }) => forTheEye(revenue[key])),
  });
  return section(
    'months',
    'Month by month',
    [
      {
        table,
        chart: {
          id: 'months',
          title: `Net revenue by month, ${currency} (the scale does not begin at 0)`,
          description:
            'Lines of net revenue before, and after with what is assumed (dashed). The numbers are in the table below it.',
          legend: [
            { ink: 'before', name: 'before the change' },
            { ink: 'assumed', name: `after, ${ASSUMED} (estimated)` },
          ],
          drawing: {
            kind: 'lines',
            names: months.map(({ month }) => month),
            series: [line('before', 'before'), line('assumed', 'after')],
          },
        },
      },
    ],
    {
      aside: monthsTold(impact.months.map(({ month }) => month)),
      text: [
        'Growth and seasons are assumed on both sides: before the change too.',
        later
          ? `With ${AS_THEY_ARE}, and with this growth, the same months would bring ${later.change} ${currency}${later.percent === '' ? '' : ` (${later.percent})`}.`
          : '',
      ],
    },
  );
}
