/** Revenue, margin, ARPU and customers: before, static and with the responses assumed. */

import type { Change, Impact, Simulation } from '../../../simulation/result.ts';
import { changeShown, isEstimated, rounded } from '../shown.ts';
import { type CellAsked, type Section, section, tableOf } from '../view.ts';
import { confidenceText } from '../words.ts';

const ROWS: readonly {
  readonly name: string;
  readonly small?: string;
  readonly of: (impact: Impact) => Change | undefined;
}[] = [
  { name: 'Net revenue', small: 'without tax', of: ({ revenue }) => revenue },
  { name: 'Cost', small: 'usage, commission, subsidy', of: ({ cost }) => cost },
  { name: 'Margin', small: 'net revenue less cost', of: ({ margin }) => margin },
  { name: 'ARPU', small: 'net revenue by customer and month', of: ({ arpu }) => arpu },
  { name: 'Tax', of: ({ tax }) => tax },
  { name: 'What customers pay', small: 'net revenue and tax', of: ({ billed }) => billed },
  { name: 'Customers', of: ({ customers }) => customers },
];

export function figuresSection(simulation: Simulation): Section {
  const { header, static: impact, behaviour, certainty } = simulation;
  const sampled = isEstimated(simulation);
  const cells = (change: Change, decimals: number, estimated: boolean): CellAsked[] => {
    const shown = changeShown(change, decimals);
    return [
      { text: shown.after, estimated },
      { text: shown.change, small: [shown.percent, shown.interval], estimated },
    ];
  };
  const rows = ROWS.flatMap(({ name, small, of }) => {
    const change = of(impact);
    if (!change) return [];
    const decimals = name === 'Customers' ? 0 : header.decimals;
    const moved = behaviour && of(behaviour.impact);
    const before = { text: rounded(change.before, decimals), estimated: sampled };
    return [
      {
        cells: [
          { text: name, small },
          before,
          ...cells(change, decimals, sampled),
          ...(moved ? cells(moved, decimals, true) : []),
        ],
      },
    ];
  });
  const table = tableOf({
    caption: `Before and after, ${header.currency}`,
    columns: [
      { title: '' },
      { title: 'Before', roomy: true },
      { title: 'After', small: 'as customers are today', roomy: true },
      { title: 'Change', small: 'as customers are today' },
      ...(behaviour
        ? [
            { title: 'After', small: 'with responses', roomy: true },
            { title: 'Change', small: 'with responses' },
          ]
        : []),
    ],
    rows,
  });
  const text = [
    behaviour
      ? 'The change is shown twice: with customers and their usage as they are today, and with the responses that somebody assumed. The first is arithmetic; the second is as good as its assumptions.'
      : 'Customers and their usage are taken as they are today; no response of customers is assumed.',
    certainty.method === 'bootstrap'
      ? `Customers are a sample. The interval says how far the change can be from that of all customers, with a confidence of ${confidenceText(certainty.confidence)}.`
      : '',
  ];
  return section('figures', 'Key figures', [{ table }], { text });
}
