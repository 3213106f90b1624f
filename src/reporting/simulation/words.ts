/** A simulation in words that finance uses. */

import type { Reach } from '../../run/diff/result.ts';
import type { BandRow, Behavioural, CellMark, Change, Simulation, StepGroup } from '../../simulation/result.ts';
import { count, counted, grouped } from '../amounts.ts';
import { assumedMonths, periodOf, samePeriod, staticAhead, staticMonths } from './periods.ts';
import { amountOf, changeShown, customersText, isRise, isZero, percentText, together } from './shown.ts';

/** The two results, always by these names. */
export const AS_THEY_ARE = 'customers as they are';
export const ASSUMED = 'with what is assumed';
/** At the head of a line. */
export const titled = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

export const GROUPS: Readonly<Record<StepGroup, string>> = {
  recurring: 'Recurring fees',
  'one-time': 'One-time fees',
  allowances: 'Allowances',
  usage: 'Usage',
  discounts: 'Discounts',
  commitments: 'Commitments',
  rounding: 'Rounding',
  'tax-in-prices': 'Tax inside the prices',
  tax: 'Tax',
};

export const RESPONSES: Readonly<Record<Behavioural['responses'][number]['response'], string>> = {
  growth: 'Growth and seasons',
  elasticity: 'Usage follows prices',
  churn: 'Customers leave',
  migration: 'Move to a cheaper plan',
  'take-up': 'Change to a new plan',
  'new-customers': 'New customers come',
  'phase-in': 'Phased in month by month',
};

export const BAND_NAMES: Readonly<Record<BandRow['band'], string>> = {
  'much-better': 'Pay less, by more than 5 %',
  better: 'Pay less, by up to 5 %',
  same: 'Pay the same',
  worse: 'Pay more, by up to 5 %',
  'much-worse': 'Pay more, by more than 5 %',
};
export const BAND_ORDER = Object.keys(BAND_NAMES) as BandRow['band'][];

export const REACH_NAMES: Readonly<Record<Reach, { readonly name: string; readonly meaning: string }>> = {
  repriced: { name: 'Repriced', meaning: 'have a plan that changed, and get a bill by a version that changed' },
  keeps: {
    name: 'Keep their version',
    meaning: 'have a plan that changed, and get no bill by a version that changed (grandfathered, or without a bill)',
  },
  'new-only': { name: 'New only', meaning: 'begin, or change to the plan, once the new version is sold' },
  untouched: { name: 'Not touched', meaning: 'no plan of theirs changed' },
};

export const SETS = { low: 'All assumptions low', central: 'All central', high: 'All assumptions high' } as const;

/** Of migration. Who may move is among the assumptions. */
export const MOVERS =
  'Who moves, as assumed, moves after the change; before it everybody stays. Only customers whom the change affects move (their own bill rises, or no other plan saved them as much before it), unless the assumption says that everybody may: then what they save holds what they could have saved already.';

/** Stands beside every number that is no count and no sum. */
export const ESTIMATED = 'est.';

export const markText = (mark: CellMark, sampled: number): string =>
  mark === 'suppressed'
    ? `not shown: ${counted(sampled, 'customer')} rated`
    : mark === 'few'
      ? `few: ${counted(sampled, 'customer')} rated`
      : '';

/** Under rows that are told together. */
export const HIDDEN = 'one of them rests on few customers and could be worked out if the other were shown';

/** Why the rest is not to be trusted, or not the whole; undefined where all is well. */
export function brokenOf({ interrupted, controls, static: { sampled } }: Simulation): string | undefined {
  if (interrupted) return 'Stopped early: what is shown is whole, and something that was asked for is missing.';
  const wrong = controls.checks.filter(({ same }) => !same).length;
  if (wrong > 0)
    return `The figures cannot be trusted: ${counted(wrong, 'control total')} ${wrong === 1 ? 'does' : 'do'} not agree.`;
  if (sampled === 0) return 'Nothing was rated: no customer has a bill, and nothing is known about revenue.';
  const { unrated } = controls.records;
  if (unrated > 0)
    return `Revenue is not known in full: ${counted(unrated, 'usage record')} could not be rated, as no charge matches.`;
  return undefined;
}

/** How sure the change is of what it says about all customers; a clause. */
export function certaintyClause(simulation: Simulation, withPercent = false): string {
  const { header, certainty, static: impact } = simulation;
  if (certainty.method === 'bootstrap') {
    const { interval, intervalPercent } = changeShown(impact.revenue, header.decimals);
    const percents = withPercent && intervalPercent !== '' ? ` (${intervalPercent})` : '';
    return interval
      ? `${interval.replace(':', ' interval')}${percents}, estimated${eitherWay(impact.revenue)}`
      : 'a sample, without an interval';
  }
  switch (header.population.kind) {
    case 'full':
      return 'everybody was rated: no sampling error';
    case 'sample':
      return 'a sample of customers, without an interval';
    case 'model':
      return 'customers of a model: no interval tells how far they are like the real ones';
  }
}

/** Whether the interval holds changes of the other sign: who signs must not have to see that in the digits. */
export function eitherWay({ change, interval }: Change): string {
  if (!interval || isZero(change) || amountOf(interval.low).n >= 0n || amountOf(interval.high).n <= 0n) return '';
  return isRise(change) ? ': it may also fall' : ': it may also rise';
}

/** Reach first, then money with how sure it is, then what it becomes with what is assumed: a sentence each. */
export function headlineOf(simulation: Simulation): string {
  const { header, reach, static: impact, behaviour, controls } = simulation;
  const { decimals, currency } = header;
  const { revenue } = impact;
  const shown = changeShown(revenue, decimals);
  const repriced = reach.repriced.customers;
  const kinds = Object.keys(REACH_NAMES) as Reach[];
  const rows = together(
    kinds.map((kind) => reach[kind].customers),
    0,
    header.population.customers,
  );
  // As the table of whom it reaches has it; nobody is called nobody who is there.
  const shownReach = rows[kinds.indexOf('repriced')]!;
  const unbilled = header.population.sampled - impact.sampled;
  const who = isZero(repriced)
    ? `No customer of today is repriced${isZero(reach['new-only'].customers) ? '' : `, ${customersText(reach['new-only'].customers)} new ones pay the new prices`}`
    : `${shownReach === '0' ? customersText(repriced) : grouped(shownReach)} of ${customersText(header.population.customers)} customers are repriced${unbilled > 0 ? ` (${count(unbilled)} of those rated have no bill${controls.calibration ? ' or no weight' : ''})` : ''}`;
  const sure = certaintyClause(simulation);
  const percent = shown.percent === '' ? '' : `${shown.percent}; `;
  const when = periodOf(staticMonths(simulation));
  const still = isZero(revenue.change);
  const first = still
    ? `net revenue stays ${shown.after} ${currency} ${when}`
    : `net revenue ${verb(revenue.change)} by ${unsigned(shown.change)} ${currency} ${when}`;
  const told = still ? sure : `${percent}${sure}`;
  if (!behaviour) return `${who}. ${titled(first)} (${told}).`;
  const later = behaviour.impact.revenue;
  const moved = changeShown(later, decimals);
  // Of the same months: nobody may hold a year against a month.
  const ahead = staticAhead(simulation);
  const beside = [
    moved.percent,
    moved.interval === '' ? '' : `${moved.interval.replace(':', ' interval')}, estimated${eitherWay(later)}`,
    ahead && !isZero(ahead.change) ? `${changeShown(ahead, decimals).change} in these months with ${AS_THEY_ARE}` : '',
  ].filter(Boolean);
  const after =
    behaviour.impact.months.length > 0 ? ` ${periodOf(behaviour.impact.months.map(({ month }) => month))}` : '';
  const second = isZero(later.change)
    ? `it stays what it was${ahead ? ` (${beside.at(-1)!})` : ''}`
    : `it ${verb(later.change)} by ${unsigned(moved.change)} ${currency}${after}${beside.length === 0 ? '' : ` (${beside.join('; ')})`}`;
  return `${who}. With ${AS_THEY_ARE}, ${first} (${told}). ${titled(ASSUMED)}, ${second}.`;
}

const verb = (change: string): string => (amountOf(change).n < 0n ? 'falls' : 'rises');
const unsigned = (text: string): string => text.replace(/^[+-]/, '');

/** Over the columns of the two results: with their months where these differ. */
export function namesOf(simulation: Simulation): { readonly now: string; readonly later: string } {
  if (samePeriod(simulation)) return { now: AS_THEY_ARE, later: ASSUMED };
  return {
    now: `${AS_THEY_ARE}, ${periodOf(staticMonths(simulation))}`,
    later: `${ASSUMED}, ${periodOf(assumedMonths(simulation))}`,
  };
}

/** `95 %`. */
export const confidenceText = percentText;
