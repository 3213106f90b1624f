/** Revenue, margin, ARPU and customers: before, with customers as they are and with what is assumed. */

import type { Change, Impact, Simulation } from '../../../simulation/result.ts';
import { counted } from '../../amounts.ts';
import { assumedMonths, monthsTold, samePeriod, staticAhead, staticMonths } from '../periods.ts';
import { changeShown, isEstimated, rounded } from '../shown.ts';
import { type Block, type CellAsked, type Section, section, tableOf } from '../view.ts';
import { AS_THEY_ARE, ASSUMED, confidenceText, namesOf, titled } from '../words.ts';

/** Customers, not money. */
const BILLED = 'Customers billed';

const ROWS: readonly {
  readonly name: string;
  readonly small?: string;
  readonly of: (impact: Impact) => Change | undefined;
}[] = [
  { name: 'Net revenue', small: 'without tax', of: ({ revenue }) => revenue },
  { name: 'Cost', small: 'usage, commission, subsidy', of: ({ cost }) => cost },
  { name: 'Margin', small: 'net revenue less cost', of: ({ margin }) => margin },
  { name: 'ARPU', small: 'net revenue of a customer in a month with a bill, on average', of: ({ arpu }) => arpu },
  { name: 'Tax', of: ({ tax }) => tax },
  { name: 'What customers pay', small: 'net revenue and tax', of: ({ billed }) => billed },
  { name: BILLED, small: 'with a bill; of months ahead, in the last', of: ({ customers }) => customers },
];

export function figuresSection(simulation: Simulation): Section {
  const { behaviour, certainty, static: impact, header } = simulation;
  const unbilled = header.population.sampled - impact.sampled;
  const text = [
    behaviour
      ? `The change is shown twice: with ${AS_THEY_ARE} (nobody uses more or less, leaves or changes plan), and ${ASSUMED} of what they do. The first is arithmetic; the second is as good as its assumptions.`
      : `With ${AS_THEY_ARE}: nobody uses more or less, leaves or changes plan.`,
    certainty.method === 'bootstrap'
      ? `The customers rated are a sample. The interval says between which amounts the change of all customers lies, with a confidence of ${confidenceText(certainty.confidence)}.`
      : '',
    behaviour || isEstimated(simulation)
      ? 'Numbers marked est. are estimates: “How to read this”, at the end, says what they rest on.'
      : '',
    unbilled > 0
      ? `${counted(unbilled, 'rated customer')} ${unbilled === 1 ? 'has' : 'have'} no bill on either side in these months and ${unbilled === 1 ? 'is' : 'are'} not counted as billed.`
      : '',
  ];
  const blocks =
    behaviour && !samePeriod(simulation) ? [own(simulation), ahead(simulation, behaviour.impact)] : [both(simulation)];
  return section('figures', 'Key figures', blocks, { text });
}

type Made = Partial<Block> & Pick<Block, 'table'>;

function cellsOf(change: Change, decimals: number, estimated: boolean): CellAsked[] {
  const shown = changeShown(change, decimals);
  return [
    { text: shown.after, estimated },
    { text: shown.change, small: [shown.percent, shown.interval, shown.intervalPercent], estimated },
  ];
}

const decimalsOf = (name: string, header: Simulation['header']): number => (name === BILLED ? 0 : header.decimals);

/** Both results over the same months: side by side in one table. */
function both(simulation: Simulation): Made {
  const { header, static: impact, behaviour } = simulation;
  const sampled = isEstimated(simulation);
  const rows = ROWS.flatMap(({ name, small, of }) => {
    const change = of(impact);
    if (!change) return [];
    const decimals = decimalsOf(name, header);
    const moved = behaviour && of(behaviour.impact);
    return [
      {
        cells: [
          { text: name, small },
          { text: rounded(change.before, decimals), estimated: sampled },
          ...cellsOf(change, decimals, sampled),
          ...(moved ? cellsOf(moved, decimals, true) : []),
        ],
      },
    ];
  });
  const table = tableOf({
    caption: `Before and after, ${monthsTold(staticMonths(simulation))}, ${header.currency}`,
    columns: [
      { title: 'Figure' },
      { title: 'Before', roomy: true },
      { title: 'After', small: AS_THEY_ARE, roomy: true },
      { title: 'Change', small: AS_THEY_ARE },
      ...(behaviour
        ? [
            { title: 'After', small: ASSUMED, roomy: true },
            { title: 'Change', small: ASSUMED },
          ]
        : []),
    ],
    rows,
  });
  return { table };
}

function single(impact: Impact, header: Simulation['header'], estimated: boolean) {
  return ROWS.flatMap(({ name, small, of }) => {
    const change = of(impact);
    if (!change) return [];
    const decimals = decimalsOf(name, header);
    return [
      {
        cells: [
          { text: name, small },
          { text: rounded(change.before, decimals), estimated },
          ...cellsOf(change, decimals, estimated),
        ],
      },
    ];
  });
}

const COLUMNS = [
  { title: 'Figure' },
  { title: 'Before', roomy: true },
  { title: 'After', roomy: true },
  { title: 'Change' },
];

function own(simulation: Simulation): Made {
  const { header, static: impact } = simulation;
  const table = tableOf({
    caption: `${titled(AS_THEY_ARE)}: bills of ${monthsTold(staticMonths(simulation))}, ${header.currency}`,
    columns: COLUMNS,
    rows: single(impact, header, isEstimated(simulation)),
  });
  return { title: titled(namesOf(simulation).now), table };
}

/** Months ahead: what the change brings with customers as they are stands above what is assumed, over the same months. */
function ahead(simulation: Simulation, impact: Impact): Made {
  const { header } = simulation;
  const still = staticAhead(simulation);
  const rows = single(impact, header, true);
  const [revenue, ...others] = rows;
  const table = tableOf({
    caption: `${titled(ASSUMED)}: ${monthsTold(assumedMonths(simulation))}, ${header.currency}`,
    columns: COLUMNS,
    rows: [
      ...(still
        ? [
            {
              cells: [
                { text: 'Net revenue', small: `${AS_THEY_ARE}, with the growth assumed` },
                { text: rounded(still.before, header.decimals), estimated: true },
                ...cellsOf(still, header.decimals, true),
              ],
            },
          ]
        : []),
      ...(revenue ? [{ cells: [{ text: 'Net revenue', small: ASSUMED }, ...revenue.cells.slice(1)] }] : []),
      ...others,
    ],
  });
  return { title: titled(namesOf(simulation).later), table };
}
