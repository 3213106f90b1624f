/**
 * What who signs asks first, answered in one line each: how much, with customers as they are and with what is assumed; who gains
 * and who loses; what was assumed; whether it can be trusted. Each leads to where the whole stands.
 */

import type { Impact, Simulation } from '../../simulation/result.ts';
import { count, counted } from '../amounts.ts';
import { assumedMonths, monthly, monthsTold, periodOf, staticAhead, staticMonths, sumText } from './periods.ts';
import { FEWEST } from './sections/spread.ts';
import { changeShown, customersText, isEstimated, isZero, rounded, signedMoney } from './shown.ts';
import { AS_THEY_ARE, ASSUMED, certaintyClause, eitherWay, titled } from './words.ts';

export interface Answer {
  readonly title: string;
  readonly text: string;
  /** Lines under it. */
  readonly small: readonly string[];
  /** Section in which the whole stands. */
  readonly to: string;
}

export function answersOf(simulation: Simulation): Answer[] {
  return [asTheyAre(simulation), assumed(simulation), sides(simulation), basis(simulation), trust(simulation)];
}

function asTheyAre(simulation: Simulation): Answer {
  const { header, static: impact } = simulation;
  const { decimals, currency } = header;
  const shown = changeShown(impact.revenue, decimals);
  const months = staticMonths(simulation);
  const ahead = staticAhead(simulation);
  const later = ahead && changeShown(ahead, decimals);
  return {
    ...{ title: titled(AS_THEY_ARE), to: 'figures' },
    text: `${shown.change} ${currency} ${periodOf(months)}${inPercent(shown.percent)}`,
    small: [
      certaintyClause(simulation, true),
      ...(months.length > 1 && !isZero(impact.revenue.change)
        ? [`${signedMoney(monthly(impact.revenue.change, months.length), decimals)} ${currency} a month on average`]
        : []),
      ...(later
        ? [`${later.change} ${currency} over ${monthsTold(assumedMonths(simulation))}${inPercent(later.percent)}`]
        : []),
      ...margin(impact, simulation),
    ],
  };
}

/** Last in a line of amounts that are of revenue. */
function margin({ margin: own }: Impact, { header: { currency, decimals } }: Simulation): string[] {
  if (!own) return [];
  const { change, percent, interval, intervalPercent } = changeShown(own, decimals);
  const sure = interval === '' ? '' : `, ${interval.replace(':', ' interval')}${inPercent(intervalPercent)}`;
  return [`margin ${change} ${currency}${inPercent(percent)}${sure}`];
}

const inPercent = (percent: string): string => (percent === '' ? '' : ` (${percent})`);

function assumed(simulation: Simulation): Answer {
  const { header, behaviour, certainty } = simulation;
  const { decimals, currency } = header;
  const head = { title: titled(ASSUMED), to: 'figures' };
  if (!behaviour) {
    return {
      ...head,
      text: 'no response of customers is assumed',
      small: ['nobody uses more or less, leaves or changes plan'],
    };
  }
  const { revenue, months } = behaviour.impact;
  const shown = changeShown(revenue, decimals);
  const ends = certainty.sets?.filter(({ set }) => set !== 'central') ?? [];
  const [low, high] = ends.map((one) => changeShown(one.revenue, decimals).change);
  return {
    ...head,
    text: `${shown.change} ${currency} ${periodOf(assumedMonths(simulation))}${inPercent(shown.percent)}`,
    small: [
      shown.interval === ''
        ? 'estimated'
        : `${shown.interval.replace(':', ' interval')}${inPercent(shown.intervalPercent)}, estimated${eitherWay(revenue)}`,
      ...(months.length > 1 && !isZero(revenue.change)
        ? [`${signedMoney(monthly(revenue.change, months.length), decimals)} ${currency} a month on average`]
        : []),
      ...(low !== undefined && high !== undefined ? [`${low} with all assumptions low, ${high} with all high`] : []),
      ...margin(behaviour.impact, simulation),
    ],
  };
}

/** Customers who pay less, the same and more; those of suppressed bands count where no row can be worked out from them. */
function sidesOf({ bands, customers }: Impact): {
  readonly less?: string;
  readonly same?: string;
  readonly more?: string;
} {
  const of = (...names: readonly string[]): string | undefined => {
    const rows = bands.filter(({ band }) => names.includes(band));
    return rows.some(({ mark }) => mark === 'suppressed')
      ? undefined
      : sumText(rows.map((row) => row.customers ?? '0'));
  };
  const own = { less: of('much-better', 'better'), same: of('same'), more: of('worse', 'much-worse') };
  const unknown = Object.entries(own).filter(([, value]) => value === undefined);
  const hidden = bands.filter(({ mark }) => mark === 'suppressed');
  const few = hidden.reduce((sum, { sampled }) => sum + sampled, 0);
  const [only] = unknown;
  // Two or more bands that are not shown, told as one: neither of them can be worked out.
  const rest =
    only && unknown.length === 1 && hidden.length > 1 && few >= FEWEST
      ? {
          [only[0]]: sumText([
            customers.before,
            ...Object.values(own).flatMap((one) => (one === undefined ? [] : `-${one}`)),
          ]),
        }
      : {};
  const told = { ...own, ...rest };
  return {
    ...(told.less !== undefined && { less: told.less }),
    ...(told.same !== undefined && { same: told.same }),
    ...(told.more !== undefined && { more: told.more }),
  };
}

function sides(simulation: Simulation): Answer {
  const { static: impact, header, behaviour } = simulation;
  const { less, same, more } = sidesOf(impact);
  const { shock, betterOff } = impact;
  const later = behaviour?.impact.shock;
  const est = isEstimated(simulation) ? ', estimated' : '';
  return {
    ...{ title: 'Who gains, who loses', to: 'spread' },
    text: `${whoPays({ more, less, 'the same': same }, est)}${behaviour ? `, with ${AS_THEY_ARE}` : ''}`,
    small: [
      isZero(shock.bills)
        ? `no bill rises by more than ${shock.percent} % and ${rounded(shock.amount, header.decimals)} ${header.currency}`
        : `${customersText(shock.bills)} bills of ${customersText(shock.customers)} customers rise by more than ${shock.percent} % and ${rounded(shock.amount, header.decimals)} ${header.currency}`,
      ...(later && !isZero(later.bills)
        ? [
            `${ASSUMED}, ${customersText(later.bills)} bills of ${customersText(later.customers)} customers do ${periodOf(assumedMonths(simulation))} (estimated)`,
          ]
        : []),
      ...(betterOff && !isZero(betterOff.customers)
        ? [`${customersText(betterOff.customers)} customers would pay less on another plan of ours after the change`]
        : []),
    ],
  };
}

/** A number is left out where one of the rows it adds up is: few customers are in that row, not in all of them. */
function whoPays(sides: Readonly<Record<string, string | undefined>>, est: string): string {
  const shown = Object.entries(sides).flatMap(([how, text]) => (text === undefined ? [] : [{ how, text }]));
  const hidden = Object.keys(sides).filter((how) => sides[how] === undefined);
  const told = shown
    .map(({ how, text }, index) => `${customersText(text)} ${index === 0 ? `customers pay ${how}` : how}`)
    .join(', ');
  if (hidden.length === 0) return `${told}${est}`;
  const many = hidden.length === 1 ? hidden[0]! : `${hidden.slice(0, -1).join(', ')} or ${hidden.at(-1)!}`;
  const left = `how many ${shown.length === 0 ? 'customers ' : ''}pay ${many} is not shown, for a group among them is small`;
  return shown.length === 0 ? left : `${told}${est}; ${left}`;
}

function basis({ assumptions, certainty: { tornado }, header }: Simulation): Answer {
  const widest = [...tornado].sort((a, b) => reach(b) - reach(a))[0];
  return {
    ...{ title: 'What is assumed', to: 'assumptions' },
    text: assumptions.length === 0 ? 'nothing' : `${counted(assumptions.length, 'assumption')}, each with its source`,
    small: [
      ...(widest
        ? [
            `it depends most on ${widest.what}: ${signedMoney(widest.low.change, header.decimals)} at ${widest.low.at}, ${signedMoney(widest.high.change, header.decimals)} at ${widest.high.at}`,
          ]
        : []),
    ],
  };
}

const reach = ({ low, high }: Simulation['certainty']['tornado'][number]): number =>
  Math.abs(Number(high.change) - Number(low.change));

function trust({ controls: { checks, records }, backtest, header: { currency, decimals } }: Simulation): Answer {
  const agree = checks.filter(({ same }) => same).length;
  const others = records.screened + records.notBilled;
  const percent = backtest?.errorPercent;
  return {
    ...{ title: 'Can it be trusted', to: 'controls' },
    text: `${count(agree)} of ${count(checks.length)} control totals agree`,
    small: [
      `${count(records.rated)} usage records are billed, ${count(records.unrated)} could not be${others === 0 ? '' : `; ${count(others)} of ${count(records.all)} are on no bill asked for or were screened out`}`,
      ...(backtest?.unlike
        ? ['a change of the past was predicted for other customers or months than were billed: it proves nothing']
        : backtest
          ? [
              `a change of the past: predicted ${rounded(backtest.predicted.after, decimals)}, it was ${rounded(backtest.actual, decimals)} ${currency}${percent === undefined || percent === null ? '' : ` (${rounded(percent, 2)} %)`}`,
            ]
          : []),
    ],
  };
}
