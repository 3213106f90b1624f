/** How sure: one assumption at a time, all of them low or high, the price that keeps revenue, and draws over all ranges. */

import type { Change, Simulation } from '../../../simulation/result.ts';
import { count, counted } from '../../amounts.ts';
import { SIMULATION_ROWS } from '../../limits.ts';
import { sumText } from '../periods.ts';
import { changeShown, forTheEye, isZero, percentText, rounded, signedMoney } from '../shown.ts';
import { type Section, section, tableOf } from '../view.ts';
import { SETS } from '../words.ts';
import { binsOf } from './spread.ts';

export function tornadoSection(simulation: Simulation): Section | undefined {
  const {
    certainty: { tornado },
    header,
    static: impact,
    behaviour,
  } = simulation;
  if (tornado.length === 0) return undefined;
  const { decimals, currency } = header;
  const middle = (behaviour?.impact ?? impact).revenue.change;
  const reachOf = ({ low, high }: (typeof tornado)[number]): number =>
    Math.abs(forTheEye(high.change) - forTheEye(low.change));
  const sorted = [...tornado].sort((a, b) => reachOf(b) - reachOf(a));
  const shown = sorted.slice(0, SIMULATION_ROWS.bars);
  const drawn = sorted.slice(0, SIMULATION_ROWS.drawn);
  const center = forTheEye(middle);
  // Behind long bars whole amounts are enough; the table has the others.
  const places = drawn.some(({ low, high }) => [low, high].some(({ change }) => Math.abs(forTheEye(change)) >= 10_000))
    ? 0
    : decimals;
  const table = tableOf({
    caption: `Change of net revenue with one thing held at its end, ${currency}`,
    columns: [{ title: 'What' }, { title: 'Held low' }, { title: 'Held high' }],
    rows: [
      ...shown.map(({ what, low, high }) => ({
        cells: [
          what,
          { text: signedMoney(low.change, decimals), small: `at ${low.at}`, estimated: true },
          { text: signedMoney(high.change, decimals), small: `at ${high.at}`, estimated: true },
        ],
      })),
    ],
    more: sorted.length > shown.length ? `and ${counted(sorted.length - shown.length, 'more')}` : '',
  });
  return section(
    'tornado',
    'What it depends on most',
    [
      {
        table,
        chart: {
          id: 'tornado',
          title: `Change of net revenue with one thing held low or high, estimated, ${currency}`,
          description: `A bar for each price, usage and assumption, the widest first, around the change with nothing held (${signedMoney(middle, decimals)}). The numbers are in the table below it.`,
          legend: [
            { ink: 'before', name: 'held low' },
            { ink: 'assumed', name: 'held high' },
          ],
          drawing: {
            kind: 'spans',
            rule: center,
            rows: drawn.map(({ what, low, high }) => ({
              name: what,
              label: `${signedMoney(low.change, places)} / ${signedMoney(high.change, places)}`,
              parts: [
                { from: center, to: forTheEye(low.change), ink: 'before' },
                { from: center, to: forTheEye(high.change), ink: 'assumed' },
              ],
            })),
          },
        },
      },
    ],
    {
      aside: 'one thing at a time (tornado)',
      text: [
        `One thing at a time is moved, everything else stays: the change of net revenue is ${signedMoney(middle, decimals)} ${currency} with nothing moved${behaviour ? ', responses included' : ''}. What stands on top deserves the most care.`,
      ],
    },
  );
}

export function setsSection({ certainty: { sets }, header }: Simulation): Section | undefined {
  if (!sets || sets.length === 0) return undefined;
  const { decimals, currency } = header;
  const shown = sets.map(({ set, revenue, margin }) => ({
    ...{ set, to: forTheEye(revenue.change), revenue: changeShown(revenue, decimals) },
    margin: margin && changeShown(margin, decimals),
  }));
  const table = tableOf({
    caption: `Change with all assumptions at one end of their ranges, ${currency}`,
    columns: [
      { title: 'Assumptions' },
      { title: 'Net revenue', small: 'after', roomy: true },
      { title: 'Net revenue', small: 'change' },
      ...(shown.some(({ margin }) => margin) ? [{ title: 'Margin', small: 'change' }] : []),
    ],
    rows: shown.map(({ set, revenue, margin }) => ({
      cells: [
        SETS[set],
        { text: revenue.after, estimated: true },
        { text: revenue.change, small: revenue.percent, estimated: true },
        ...(shown.some((one) => one.margin)
          ? [{ text: margin?.change ?? '–', small: margin?.percent, estimated: true }]
          : []),
      ],
    })),
  });
  return section(
    'sets',
    'Low, central, high',
    [
      {
        table,
        chart: {
          id: 'sets',
          title: `Change of net revenue with all assumptions low, central and high, estimated, ${currency}`,
          description: 'Three bars. The numbers are in the table below it.',
          legend: [],
          drawing: {
            kind: 'spans',
            rows: shown.map(({ set, to, revenue }) => ({
              name: SETS[set],
              label: `${revenue.change} est.`,
              parts: [{ from: 0, to, ink: to < 0 ? 'fall' : 'rise' }],
            })),
          },
        },
      },
    ],
    {
      text: [
        'Low and high are the ends of the ranges that the assumptions give, all at once. Low is what is assumed, not what comes of it: revenue can be the higher with the low ends.',
      ],
    },
  );
}

export function breakEvenSection({ certainty: { breakEven }, header }: Simulation): Section | undefined {
  if (breakEven.length === 0) return undefined;
  const { decimals, currency } = header;
  const per = (text: string, unit: string): string => `${text} ${currency}${unit === '' ? '' : ` per ${unit}`}`;
  const table = tableOf({
    caption: `Prices that keep net revenue what it was, ${currency}`,
    columns: [
      { title: 'Price' },
      { title: 'Breaks even at' },
      { title: 'Searched', roomy: true },
      { title: 'Change at the ends', roomy: true },
    ],
    rows: breakEven.map(({ what, between, per: unit, ends, price, why }) => ({
      cells: [
        { text: what, small: [why] },
        { text: price === null ? 'at none' : per(price, unit), estimated: price !== null },
        `${between[0]} to ${between[1]}`,
        { text: `${signedMoney(ends[0], decimals)} to ${signedMoney(ends[1], decimals)}`, estimated: true },
      ],
    })),
  });
  const text = breakEven
    .slice(0, 10)
    .map(({ what, price, per: unit, between }) =>
      price === null
        ? `${what}: no price between ${between[0]} and ${per(between[1], unit)} keeps revenue what it was.`
        : `${what}: revenue stays what it was at ${per(price, unit)} (estimated).`,
    );
  return section('break-even', 'Which price keeps revenue', [{ table }], { text });
}

export function monteCarloSection({ certainty: { monteCarlo }, header }: Simulation): Section | undefined {
  if (!monteCarlo) return undefined;
  const { decimals, currency } = header;
  const { draws, seed, mean, interval, falls, histogram } = monteCarlo;
  const text = [
    `Every assumption was drawn from its range, ${count(draws)} times (seed ${seed}). Net revenue changes by ${signedMoney(mean, decimals)} ${currency} on average, and by ${signedMoney(interval.low, decimals)} to ${signedMoney(interval.high, decimals)} ${currency} in ${percentText(interval.confidence)} of the draws; it falls in ${percentText(falls)} of them (all estimated).`,
    'The spread is that of the assumptions alone: it says how much is not known, and not that the ranges are right.',
  ];
  if (histogram.bins.length === 0)
    return section('monte-carlo', 'Drawn from all ranges', [], { text, aside: 'at random (Monte Carlo)' });
  const { bars, rows } = binsOf(
    histogram.bins.map(({ from, draws: own }) => ({ from, number: `${own}` })),
    histogram.width,
    decimals,
    { below: 'fall', zero: 'rise', above: 'rise' },
  );
  const table = tableOf({
    caption: `Draws by change of net revenue, ${currency}`,
    columns: [{ title: 'Change of net revenue' }, { title: 'Draws' }],
    rows: rows.map(({ range, number }) => ({ cells: [{ text: range, estimated: true }, number] })),
  });
  return section(
    'monte-carlo',
    'Drawn from all ranges',
    [
      {
        table,
        folded: true,
        chart: {
          id: 'monte-carlo',
          title: `Draws by change of net revenue, estimated, ${currency}`,
          description:
            'A histogram: a column for each class of change, as high as its draws are many. The numbers are in the table below it.',
          legend: [
            { ink: 'fall', name: 'less revenue' },
            { ink: 'rise', name: 'more revenue' },
          ],
          drawing: { kind: 'columns', bars },
        },
      },
    ],
    { text, aside: 'at random (Monte Carlo)' },
  );
}

export function backtestSection({ backtest, header }: Simulation): Section | undefined {
  if (!backtest) return undefined;
  const { decimals, currency } = header;
  const { predicted, actual, error, errorPercent, covered, segments, meanAbsolutePercent, coverage, unlike } = backtest;
  const held = (inside: boolean | undefined): string => (inside === undefined ? '–' : inside ? 'yes' : 'no');
  const percent = (text: string | null): string => (text === null ? '–' : `${rounded(text, 2)} %`);
  const shown = segments.slice(0, SIMULATION_ROWS.backtest);
  const table = tableOf({
    caption: `Net revenue after the change: what was predicted, and what it was, ${currency}`,
    columns: [
      { title: 'Segment' },
      { title: 'Predicted' },
      { title: 'Actual' },
      { title: 'Error' },
      { title: 'Inside the interval', roomy: true },
    ],
    rows: [
      ...shown.map(({ name, sampled, predicted: own, actual: was, errorPercent: off, covered: inside }) => ({
        cells: [
          { text: name || '(none)', small: `${counted(sampled, 'customer')} rated` },
          { text: rounded(own, decimals), estimated: true },
          rounded(was, decimals),
          percent(off),
          held(inside),
        ],
      })),
      {
        whole: true,
        cells: [
          'All',
          {
            text: rounded(predicted.after, decimals),
            small: predictedInterval(predicted, decimals),
            estimated: true,
          },
          rounded(actual, decimals),
          { text: percent(errorPercent), small: signedMoney(error, decimals) },
          held(covered),
        ],
      },
    ],
    more: segments.length > shown.length ? `and ${counted(segments.length - shown.length, 'more segment')}` : '',
  });
  const drawn = shown.slice(0, SIMULATION_ROWS.drawn);
  const text = [
    'A change of the past, predicted from the usage before it and held against what the usage after it was billed.',
    ...(unlike ?? []),
    meanAbsolutePercent === null || unlike
      ? ''
      : `Over segments it was off by ${percent(meanAbsolutePercent)} on average${coverage === null ? '' : `, and the interval held what came in ${percent(coverage)} of them`}.`,
    isZero(error) ? 'The whole was predicted exactly.' : '',
  ];
  return section(
    'backtest',
    'How well it has predicted before',
    [
      drawn.length === 0
        ? { table }
        : {
            table,
            chart: {
              id: 'backtest',
              title: `Predicted and actual net revenue by segment, ${currency}`,
              description: 'Two bars for each segment. The numbers are in the table below it.',
              legend: [
                { ink: 'assumed', name: 'predicted (estimated)' },
                { ink: 'after', name: 'actual' },
              ],
              drawing: {
                kind: 'spans',
                rows: drawn.flatMap(({ name, predicted: own, actual: was }) => [
                  {
                    name: `${name || '(none)'}, predicted`,
                    label: `${rounded(own, decimals)} est.`,
                    parts: [{ from: 0, to: forTheEye(own), ink: 'assumed' as const }],
                  },
                  {
                    name: 'actual',
                    label: rounded(was, decimals),
                    parts: [{ from: 0, to: forTheEye(was), ink: 'after' as const }],
                  },
                ]),
              },
            },
          },
    ],
    { text },
  );
}

/** Of the revenue after: what it was before, and the ends of the change. */
function predictedInterval({ before, interval }: Change, decimals: number): string {
  if (!interval) return '';
  const end = (by: string): string => rounded(sumText([before, by]), decimals);
  return `${percentText(interval.confidence)}: ${end(interval.low)} to ${end(interval.high)}`;
}
