/** Tenths of the customers by what they paid before: whether those who pay little carry the change. */

import type { Impact, Simulation } from '../../../simulation/result.ts';
import { count, counted, grouped } from '../../amounts.ts';
import { assumedMonths, monthsTold, samePeriod, staticMonths } from '../periods.ts';
import { changesTogether, customersText, forTheEye, isEstimated, rounded, signedMoney, together } from '../shown.ts';
import { type Block, type CellAsked, type Section, section, tableOf } from '../view.ts';
import { BAND_NAMES, BAND_ORDER, markText, namesOf, titled } from '../words.ts';
import { BAND_INKS } from './spread.ts';

/** Of both tables of tenths. */
const COLUMNS = [
  { title: 'Tenth' },
  { title: 'Paid before', small: 'each', roomy: true },
  { title: 'Customers' },
  { title: 'Before', small: 'together', roomy: true },
  { title: 'Change' },
];

export function decilesSection(simulation: Simulation): Section | undefined {
  const { header, static: impact, behaviour } = simulation;
  const { deciles } = impact;
  if (deciles.length === 0) return undefined;
  const { decimals, currency } = header;
  const estimated = isEstimated(simulation);
  const shown = changesTogether(
    deciles.map(({ billed }) => billed),
    decimals,
  );
  // Over other months, what customers paid before is another amount, and tenths of it are other groups.
  const apart = !samePeriod(simulation);
  const moved =
    apart || !behaviour
      ? undefined
      : changesTogether(
          behaviour.impact.deciles.map(({ billed }) => billed),
          decimals,
        );
  const customers = together(
    deciles.map(({ customers: own = '0' }) => own),
    0,
  );
  const rows = deciles.map((row, at) => {
    const hidden = row.mark === 'suppressed';
    const own = shown[at];
    const other = moved?.[behaviour?.impact.deciles.findIndex(({ decile }) => decile === row.decile) ?? -1];
    const text = (value: string | undefined): CellAsked => ({ text: (!hidden && value) || '–', estimated });
    return {
      cells: [
        {
          text: `${row.decile}`,
          small: row.decile === 1 ? 'pay least' : row.decile === deciles.at(-1)?.decile ? 'pay most' : undefined,
        },
        {
          text:
            hidden || row.from === undefined || row.to === undefined
              ? '–'
              : `${rounded(row.from, decimals)} to ${rounded(row.to, decimals)}`,
        },
        { text: hidden ? '–' : grouped(customers[at]!), small: markText(row.mark, row.sampled), estimated },
        text(own?.before),
        { text: (!hidden && own?.change) || '–', small: hidden ? '' : own?.percent, estimated },
        ...(moved
          ? [{ text: (!hidden && other?.change) || '–', small: hidden ? '' : other?.percent, estimated: true }]
          : []),
      ],
    };
  });
  const table = tableOf({
    caption: `Tenths of the customers by what they paid before the change, ${monthsTold(staticMonths(simulation))}, ${currency}`,
    columns: [...COLUMNS, ...(moved ? [{ title: 'Change', small: namesOf(simulation).later, roomy: true }] : [])],
    rows,
  });
  const counts = tableOf({
    caption: 'Customers of each tenth by how their bills change',
    columns: [{ title: 'Tenth' }, ...BAND_ORDER.map((band) => ({ title: SHORT[band] }))],
    rows: deciles.map((row) => {
      const hidden = row.mark === 'suppressed';
      const bands =
        row.bands &&
        together(
          BAND_ORDER.map((band) => row.bands![band]),
          0,
          row.customers,
        );
      return {
        cells: [
          { text: `${row.decile}`, small: markText(row.mark, row.sampled) },
          ...BAND_ORDER.map((_, at) => (hidden || !bands ? '–' : { text: grouped(bands[at]!), estimated })),
        ],
      };
    }),
  });
  return section(
    'deciles',
    'By what customers paid before',
    [
      { title: apart ? titled(namesOf(simulation).now) : 'What each tenth pays', table },
      ...(apart && behaviour ? [ahead(simulation, behaviour.impact)] : []),
      {
        title: 'Who of each tenth pays more',
        table: counts,
        folded: true,
        chart: {
          id: 'deciles',
          title: 'Who pays more and who less, by tenths of the customers',
          description:
            'A column for each tenth of the customers, from those who pay least to those who pay most, divided into five bands. The numbers are in the table below it.',
          legend: BAND_ORDER.map((band) => ({ ink: BAND_INKS[band], name: BAND_NAMES[band] })),
          drawing: {
            kind: 'stacks',
            names: deciles.map(({ decile }) => `${decile}`),
            series: BAND_ORDER.map((band) => ({
              ink: BAND_INKS[band],
              values: deciles.map(({ bands, mark }) => (mark === 'suppressed' || !bands ? 0 : forTheEye(bands[band]))),
            })),
          },
        },
      },
    ],
    {
      aside: 'tenths of the customers (deciles), fixed by the bills before the change',
      text: [
        'Amounts are what customers pay: net revenue and tax. Customers who pay the same stand together, so that tenths may differ in size.',
        unpaidText(impact, decimals, currency, estimated),
      ],
    },
  );
}

/** Tenths by what customers pay before the change in the months ahead. */
function ahead(simulation: Simulation, { deciles }: Impact): Partial<Block> & Pick<Block, 'table'> {
  const { decimals, currency } = simulation.header;
  const there = deciles.map((row) => (row.mark === 'suppressed' ? undefined : row));
  const shown = changesTogether(
    there.map((row) => row?.billed),
    decimals,
  );
  const customers = together(
    deciles.map(({ customers: own = '0' }) => own),
    0,
  );
  const cell = (text: string | undefined, small?: string): CellAsked => ({
    ...{ text: text ?? '–', small, estimated: true },
  });
  const table = tableOf({
    caption: `Tenths of the customers by what they pay before the change, ${monthsTold(assumedMonths(simulation))}, ${currency}`,
    columns: COLUMNS,
    rows: deciles.map(({ decile, mark, sampled }, at) => {
      const row = there[at];
      return {
        cells: [
          `${decile}`,
          row?.from === undefined || row.to === undefined
            ? '–'
            : `${rounded(row.from, decimals)} to ${rounded(row.to, decimals)}`,
          cell(row && grouped(customers[at]!), markText(mark, sampled)),
          cell(shown[at]?.before),
          cell(shown[at]?.change, shown[at]?.percent),
        ],
      };
    }),
  });
  return {
    title: titled(namesOf(simulation).later),
    table,
    after: [
      'Tenths of other months are other groups: customers of one tenth above need not be those of the same tenth here.',
    ],
  };
}

const SHORT = {
  'much-better': 'Less by over 5 %',
  better: 'Less by up to 5 %',
  same: 'The same',
  worse: 'More by up to 5 %',
  'much-worse': 'More by over 5 %',
} as const;

/** Whom the tenths leave out. */
function unpaidText({ unpaid }: Impact, decimals: number, currency: string, estimated: boolean): string {
  if (!unpaid || unpaid.sampled === 0) return 'Everybody who paid something before is in one of them.';
  const { customers, billed, mark, sampled, negative = 0 } = unpaid;
  const est = estimated ? ' (estimated)' : '';
  const who =
    mark === 'suppressed' || customers === undefined
      ? `${counted(sampled, 'rated customer')}, too few to show a number of,`
      : `${customersText(customers)} customers${est}`;
  const less = negative > 0 ? ` or less (${count(negative)} of those rated)` : '';
  const by =
    mark === 'suppressed' || !billed
      ? ''
      : `; what they pay changes by ${signedMoney(billed.change, decimals)} ${currency}${est}`;
  return `${who} paid nothing${less} before and are in none of them${by}.`;
}
