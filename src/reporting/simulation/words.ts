/** A simulation in words that finance uses. */

import type { Reach } from '../../run/diff/result.ts';
import type { BandRow, Behavioural, CellMark, Simulation, StepGroup } from '../../simulation/result.ts';
import { counted } from '../amounts.ts';
import { amountOf, changeShown, customersText, isEstimated, isZero, percentText } from './shown.ts';

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
  repriced: { name: 'Repriced', meaning: 'have the plan, and a bill of theirs is made by a version that changed' },
  keeps: { name: 'Keep their version', meaning: 'have a plan that changed, and only versions of it that did not' },
  'new-only': { name: 'New only', meaning: 'begin, or change to the plan, when the new version is already sold' },
  untouched: { name: 'Not touched', meaning: 'no plan of theirs changed' },
};

export const SETS = { low: 'All assumptions low', central: 'All central', high: 'All assumptions high' } as const;

/** Stands beside every number that is no count and no sum. */
export const ESTIMATED = 'est.';

export const markText = (mark: CellMark, sampled: number): string =>
  mark === 'suppressed'
    ? `not shown: ${counted(sampled, 'customer')} rated`
    : mark === 'few'
      ? `few: ${counted(sampled, 'customer')} rated`
      : '';

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

/** `over 12 months`. */
function periodText({ header: { months, invoices } }: Simulation): string {
  const [first] = months;
  if (first === undefined) return `for bills from ${invoices.from} to before ${invoices.before}`;
  return months.length === 1 ? `in ${first}` : `over ${months.length} months`;
}

/** How sure the change is of what it says about all customers; a clause. */
function certaintyClause(simulation: Simulation): string {
  const { header, certainty, static: impact } = simulation;
  if (certainty.method === 'bootstrap') {
    const { interval } = changeShown(impact.revenue, header.decimals);
    return interval ? `${interval.replace(':', ' interval')}, estimated` : 'a sample, without an interval';
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

/** Reach first, then money with how sure it is: one sentence. */
export function headlineOf(simulation: Simulation): string {
  const { header, reach, static: impact } = simulation;
  const { revenue } = impact;
  const shown = changeShown(revenue, header.decimals);
  const repriced = reach.repriced.customers;
  const who = isZero(repriced)
    ? 'No customer of today is repriced'
    : `${customersText(repriced)} of ${customersText(header.population.customers)} customers are repriced`;
  const sure = certaintyClause(simulation);
  if (isZero(revenue.change))
    return `${who}; net revenue stays ${shown.after} ${header.currency} ${periodText(simulation)} (${sure}).`;
  const percent = shown.percent === '' ? '' : `${shown.percent}; `;
  return `${who}; net revenue ${verb(revenue.change)} by ${unsigned(shown.change)} ${header.currency} ${periodText(simulation)} (${percent}${sure}).`;
}

const verb = (change: string): string => (amountOf(change).n < 0n ? 'falls' : 'rises');
const unsigned = (text: string): string => text.replace(/^[+-]/, '');

/** What it is with usage and customers as they are, and with the responses: side by side. */
export function sidesOf(simulation: Simulation): { readonly title: string; readonly text: string }[] {
  const { header, static: impact, behaviour, certainty } = simulation;
  const { decimals, currency } = header;
  const fixed = changeShown(impact.revenue, decimals);
  const money = (change: typeof fixed): string =>
    `${change.change} ${currency}${change.percent === '' ? '' : ` (${change.percent})`}`;
  const sure = isEstimated(simulation) ? ', estimated' : '';
  const one = { title: 'As customers are today (static)', text: `${money(fixed)}${sure}` };
  if (!behaviour) return [one, { title: 'With responses of customers', text: 'none is assumed' }];
  const moved = changeShown(behaviour.impact.revenue, decimals);
  const ends = certainty.sets?.filter(({ set }) => set !== 'central') ?? [];
  const range = ends.map(({ revenue }) => changeShown(revenue, decimals).change);
  const text = `${money(moved)}, estimated${range.length === 2 ? `; ${range[0]} with all assumptions low, ${range[1]} with all high` : ''}`;
  return [one, { title: 'With the responses assumed', text }];
}

/** `95 %`. */
export const confidenceText = percentText;
