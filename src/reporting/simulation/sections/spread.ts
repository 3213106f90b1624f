/** How customers' changes spread: a histogram, and five bands. */

import type { BandRow, Impact, Simulation } from '../../../simulation/result.ts';
import { grouped, signed } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { periodOf, staticMonths } from '../periods.ts';
import {
  amountOf,
  customersText,
  forTheEye,
  isEstimated,
  isRise,
  isZero,
  minus,
  plus,
  rounded,
  signedMoney,
  together,
} from '../shown.ts';
import type { Ink } from '../svg.ts';
import { type Block, type CellAsked, type Section, section, tableOf } from '../view.ts';
import { AS_THEY_ARE, BAND_NAMES, BAND_ORDER, HIDDEN, markText, namesOf } from '../words.ts';

export const BAND_INKS: Readonly<Record<keyof typeof BAND_NAMES, Ink>> = {
  'much-better': 'much-better',
  better: 'better',
  same: 'same',
  worse: 'worse',
  'much-worse': 'much-worse',
};

export function spreadSection(simulation: Simulation): Section {
  const blocks = [bands(simulation), ...histogram(simulation)];
  return section('spread', 'Who pays more, who pays less', blocks, {
    text: [
      `By what a customer pays in all, with tax, ${periodOf(staticMonths(simulation))}, against what the same customer paid before the change${simulation.behaviour ? `; with ${AS_THEY_ARE}, unless it says otherwise` : ''}.`,
    ],
  });
}

/** Customers and money of the bands, as they are shown; suppressed ones have none. */
export function bandsShown({ bands, customers, billed }: Impact, decimals: number) {
  const rows = BAND_ORDER.map((band) => bands.find((row) => row.band === band));
  const there = rows.filter((row) => row !== undefined && row.mark !== 'suppressed');
  const whole = there.length === bands.length;
  const shown = together(
    there.map((row) => row?.customers ?? '0'),
    0,
    whole ? undefined : customers.before,
  );
  const money = together(
    there.map((row) => row?.change ?? '0'),
    decimals,
    billed.change,
  );
  return BAND_ORDER.map((band, index) => {
    const row = rows[index];
    const at = there.indexOf(row);
    if (!row || at < 0)
      return {
        band,
        mark: markText(row?.mark, row?.sampled ?? 0),
        sampled: row?.sampled ?? 0,
        customers: undefined,
        change: undefined,
        length: 0,
      };
    return {
      ...{ band, mark: markText(row.mark, row.sampled), sampled: row.sampled },
      ...{ customers: grouped(shown[at]!), change: signed(money[at]!), length: forTheEye(row.customers ?? '0') },
    };
  });
}

/**
 * Bands that are not shown, as one row: one on few customers hides another, so that it cannot be worked out; both together tell
 * neither. Undefined where all are shown.
 */
export function hiddenTogether(
  { bands: all, customers, billed }: Impact,
  decimals: number,
): { readonly name: string; readonly customers: string; readonly change: string } | undefined {
  const hidden = all.filter(({ mark }) => mark === 'suppressed');
  const few = hidden.reduce((sum, { sampled }) => sum + sampled, 0);
  if (hidden.length < 2 || few < FEWEST) return undefined;
  const left = (total: string, of: (row: (typeof all)[number]) => string | undefined): string =>
    all.filter((row) => !hidden.includes(row)).reduce((sum, row) => minus(sum, of(row) ?? '0'), total);
  const names = new Set(hidden.map(({ band }) => SIDES[band]));
  const [only] = names;
  return {
    name: names.size === 1 && only !== undefined ? `${only}, both rows together` : ANY,
    customers: customersText(left(customers.before, (row) => row.customers)),
    change: signedMoney(
      left(billed.change, (row) => row.change),
      decimals,
    ),
  };
}

const ANY = 'Rows that are not shown, together';
const togetherName = (...names: readonly (string | undefined)[]): string => {
  const [one, ...others] = new Set(names.filter((name) => name !== undefined));
  return one === undefined || others.length > 0 ? ANY : one;
};

/** Rated customers on which a row told together rests at least. */
export const FEWEST = 10;

const SIDES: Readonly<Record<BandRow['band'], string>> = {
  ...{ 'much-better': 'Pay less', better: 'Pay less', same: 'Pay the same' },
  ...{ worse: 'Pay more', 'much-worse': 'Pay more' },
};

function bands(simulation: Simulation): Partial<Block> & Pick<Block, 'table'> {
  const { header, static: impact, behaviour } = simulation;
  const shown = bandsShown(impact, header.decimals);
  const moved = behaviour && bandsShown(behaviour.impact, header.decimals);
  const rest = hiddenTogether(impact, header.decimals);
  const restMoved = behaviour && hiddenTogether(behaviour.impact, header.decimals);
  const estimated = isEstimated(simulation);
  const cell = (text: string | undefined, mark: string, est = estimated): CellAsked => ({
    ...{ text: text ?? '–', estimated: est },
    ...(mark !== '' && { small: mark }),
  });
  const table = tableOf({
    caption: `Customers by the change of all their bills together, ${header.currency}`,
    columns: [
      { title: 'Customers who' },
      { title: 'Customers' },
      { title: 'They pay', small: 'together, more or less' },
      ...(behaviour
        ? [
            { title: 'Customers', small: namesOf(simulation).later, roomy: true },
            { title: 'They pay', small: namesOf(simulation).later, roomy: true },
          ]
        : []),
    ],
    rows: [
      ...shown.map(({ band, mark, customers, change }, at) => ({
        cells: [
          BAND_NAMES[band],
          cell(customers, mark),
          cell(change, ''),
          ...(moved ? [cell(moved[at]!.customers, moved[at]!.mark, true), cell(moved[at]!.change, '', true)] : []),
        ],
      })),
      ...(rest || restMoved
        ? [
            {
              cells: [
                { text: togetherName(rest?.name, restMoved?.name), small: HIDDEN },
                cell(rest?.customers, ''),
                cell(rest?.change, ''),
                ...(moved ? [cell(restMoved?.customers, '', true), cell(restMoved?.change, '', true)] : []),
              ],
            },
          ]
        : []),
    ],
  });
  return {
    title: 'In five bands',
    table,
    chart: {
      id: 'bands',
      title: 'Customers in five bands',
      description: 'Bars of how many customers pay less, the same or more. The numbers are in the table below it.',
      legend: [],
      drawing: {
        kind: 'spans',
        isCount: true,
        rows: shown.map(({ band, customers, length }) => ({
          name: BAND_NAMES[band],
          label: customers ?? 'not shown',
          parts: customers === undefined ? [] : [{ from: 0, to: length, ink: BAND_INKS[band] }],
        })),
      },
    },
  };
}

function histogram(simulation: Simulation): (Partial<Block> & Pick<Block, 'table'>)[] {
  const {
    header,
    static: { histogram: own },
  } = simulation;
  const estimated = isEstimated(simulation);
  if (own.bins.length === 0) return [];
  const { decimals, currency } = header;
  const { bars, rows } = binsOf(
    own.bins.map(({ from, customers }) => ({ from, number: customers })),
    own.width,
    decimals,
  );
  return [
    {
      title: 'By amount',
      folded: true,
      chart: {
        id: 'histogram',
        title: `Customers by the change of what they pay, ${currency}`,
        description:
          'A histogram: a column for each class of change, as high as its customers are many. The numbers are in the table below it.',
        legend: [
          { ink: 'better', name: 'pay less' },
          { ink: 'same', name: 'pay the same, or about it' },
          { ink: 'worse', name: 'pay more' },
        ],
        drawing: { kind: 'columns', bars },
      },
      table: tableOf({
        caption: `Customers by the change of what they pay, ${currency}`,
        columns: [{ title: 'Change' }, { title: 'Customers' }],
        rows: rows.map(({ range, number }) => ({ cells: [range, { text: number, estimated }] })),
      }),
    },
  ];
}

/** Classes for a drawing, empty ones between them too, and those with somebody in words. Very far ones share a column. */
export function binsOf(
  bins: readonly { readonly from: string; readonly number: string }[],
  width: string,
  decimals: number,
  inks: { readonly below: Ink; readonly zero: Ink; readonly above: Ink } = {
    below: 'better',
    zero: 'same',
    above: 'worse',
  },
) {
  const step = forTheEye(width) || 1;
  const numbers = together(
    bins.map(({ number }) => number),
    0,
  );
  const inkOf = (from: number, to: number): Ink => (to <= 0 ? inks.below : from > 0 ? inks.above : inks.zero);
  const rows = bins.map(({ from }, at) => ({
    range: `${signedMoney(from, decimals)} to ${signedMoney(plus(from, width), decimals)}`,
    number: grouped(numbers[at]!),
  }));
  const first = forTheEye(bins[0]!.from);
  const slots = Math.round((forTheEye(bins.at(-1)!.from) - first) / step) + 1;
  const whole = slots <= SIMULATION_ROWS.bins;
  const bars = whole
    ? Array.from({ length: slots }, (_, slot) => {
        const at = bins.findIndex(({ from }) => Math.round((forTheEye(from) - first) / step) === slot);
        const from = first + slot * step;
        return {
          edge: at < 0 ? edgeText(bins[0]!.from, width, slot) : bins[at]!.from,
          value: at < 0 ? 0 : forTheEye(bins[at]!.number),
          ink: inkOf(from, from + step),
        };
      })
    : bins.map(({ from, number }) => ({
        edge: from,
        value: forTheEye(number),
        ink: inkOf(forTheEye(from), forTheEye(from) + step),
      }));
  // Edges of whole amounts need no decimals; all have as many, so that they can be compared.
  const places = bars.every(({ edge }) => /\.0+$|^[^.]*$/.test(rounded(edge, decimals))) ? 0 : decimals;
  return { bars: bars.map((bar) => ({ ...bar, edge: edgeShown(bar.edge, places) })), rows };
}

function edgeText(first: string, width: string, slot: number): string {
  const [from, step] = [amountOf(first), amountOf(width)];
  const n = from.n * step.d + BigInt(slot) * step.n * from.d;
  return `${n}/${from.d * step.d}`;
}

/** An amount on an axis. */
const edgeShown = (text: string, places: number): string =>
  isZero(text) ? '0' : `${isRise(text) ? '+' : ''}${rounded(text, places)}`;
