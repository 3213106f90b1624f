/** Every assumption in words, with its range, its source and its line: what a page shows beside the result. */

import { formatDay } from '../calendar/day.ts';
import { compare, formatRational, negate, type Rational } from '../exact/rational.ts';
import type { Match } from '../plan/model.ts';
import type { Place } from '../problems/problem.ts';
import { SERVICES, showQuantity } from '../units/quantity.ts';
import type { Assumptions, Control, NewPrice, PriceLever, Range, Whom } from './assumptions.ts';
import { leverText } from './read/read-price.ts';
import type { ToldAssumption } from './result.ts';
import { controlText, whomText } from './weights/calibrate.ts';

/** What nobody is asked for a source of: it is what the simulation asks, not what it assumes. */
const ASKED = 'asked for in the simulation';

interface Telling {
  readonly what: string;
  readonly value: string;
  readonly range?: string | undefined;
  readonly source?: string;
  readonly place: Place;
}

/** In the order of the file. `file` is its path as it is shown. */
export function tellAssumptions(assumptions: Assumptions, file: string): ToldAssumption[] {
  const told = [
    ...tellCandidate(assumptions),
    ...tellPopulation(assumptions),
    ...tellPath(assumptions),
    ...tellBehaviour(assumptions),
    ...tellCosts(assumptions),
    ...tellBacktest(assumptions),
  ];
  return told
    .map((one, index) => ({ one, index }))
    .sort((a, b) => a.one.place.line - b.one.place.line || a.index - b.index)
    .map(({ one: { what, value, range, source, place } }) => ({
      ...{ what, value, range, source: source ?? ASKED, file, line: place.line },
    }));
}

const percent = (value: Rational): string => `${formatRational(value)} %`;
const signed = (value: Rational): string => `${value.n > 0n ? '+' : ''}${percent(value)}`;

/** `-0.6 to -0.2`; undefined where both ends are the same. */
const rangeText = ({ low, high }: Range, text: (value: Rational) => string): string | undefined =>
  compare(low, high) === 0 ? undefined : `${text(low)} to ${text(high)}`;

const of = (what: string, whom: Whom): string => {
  const text = whomText(whom);
  return text === '' ? what : `${what} ${text}`;
};

function priceText(price: NewPrice): string {
  if ('percent' in price) {
    const change = { n: price.percent.n - 100n * price.percent.d, d: price.percent.d };
    return change.n < 0n ? `${percent(negate(change))} less` : `${percent(change)} more`;
  }
  return price.per === undefined
    ? formatRational(price.amount, 2)
    : `${formatRational(price.amount, 2)} / ${price.per}`;
}

function tellCandidate({ candidate }: Assumptions): Telling[] {
  const price = ({ lever, price }: { lever: PriceLever; price: NewPrice }): Telling => ({
    ...{ what: `new price: ${leverText(lever)}`, value: priceText(price), place: lever.place },
  });
  return candidate?.prices.map(price) ?? [];
}

function tellPopulation({ population, places, place }: Assumptions): Telling[] {
  const at = (key: string): Place => places?.get(`population.${key}`) ?? population.place ?? place;
  const { standsFor, segments, sample, calibrate } = population;
  return [
    ...(standsFor === undefined
      ? []
      : [{ what: 'customers that the population stands for', value: String(standsFor), place: at('stands_for') }]),
    ...[...(segments ?? [])].map(([segment, share]) => ({
      ...{ what: `share of segment ${segment}`, value: percent(share), place: at(`segments.${segment}`) },
    })),
    ...(sample === undefined
      ? []
      : [
          {
            what: 'sample',
            value: `${sample.customers} customers${sample.strata.length > 0 ? ` by ${sample.strata.join(' and ')}` : ''}, seed ${sample.seed}`,
            place: sample.place,
          },
        ]),
    ...calibrate.map((control) => ({
      ...{ what: `total of ${controlText(control)}`, value: controlValue(control, population.currency) },
      ...{ source: control.source, place: control.place },
    })),
  ];
}

function controlValue({ of: measured, total }: Control, currency: string | undefined): string {
  switch (measured.measure) {
    case 'customers':
      return formatRational(total);
    case 'revenue':
      return currency === undefined ? formatRational(total, 2) : `${formatRational(total, 2)} ${currency}`;
    case 'usage':
      return showQuantity(total, SERVICES[measured.service]!);
  }
}

function tellPath({ path, places }: Assumptions): Telling[] {
  if (!path) return [];
  const { source, place } = path;
  const at = (key: string): Place => places?.get(`path.${key}`) ?? place;
  const growth = (what: string, range: Range, key: string): Telling => ({
    ...{ what, value: `${signed(range.central)} a month`, range: rangeText(range, signed), source, place: at(key) },
  });
  return [
    { what: 'months ahead', value: `${path.months} from ${path.from}`, source, place },
    ...(path.customers.low.n === 0n && path.customers.high.n === 0n
      ? []
      : [growth('growth of customers', path.customers, 'growth.customers')]),
    ...[...path.usage].map(([service, range]) => growth(`growth of ${service}`, range, `growth.${service}`)),
    ...[...path.seasonality].map(([service, factors]) => ({
      ...{ what: `seasons of ${service}, January first`, value: factors.map((one) => formatRational(one)).join(', ') },
      ...{ source, place: at(`seasonality.${service}`) },
    })),
  ];
}

function tellBehaviour({ behaviour }: Assumptions): Telling[] {
  const { elasticity, churn, migration, takeUp, phaseIn } = behaviour;
  const number = (value: Rational): string => formatRational(value);
  return [
    ...elasticity.map((one) => ({
      what: of(`elasticity of ${one.service}`, one),
      value: `${number(one.value.central)}, ${one.by === 'records' ? 'fewer or more records' : 'shorter or longer records'}`,
      ...{ range: rangeText(one.value, number), source: one.source, place: one.place },
    })),
    ...churn.map((one) => ({
      what: of('customers who leave in a month', one),
      value:
        one.points.map(({ bill, leave }) => `${percent(leave)} at a bill of ${signed(bill)}`).join('; ') +
        (one.scale.central.n === one.scale.central.d ? '' : `; times ${number(one.scale.central)}`),
      range: compare(one.scale.low, one.scale.high) === 0 ? undefined : `times ${rangeText(one.scale, number)}`,
      ...{ source: one.source, place: one.place },
    })),
    ...(migration === undefined
      ? []
      : [
          {
            what: 'customers who stay on their plan whatever it costs',
            value: `${percent(migration.inertia.central)}; others move ${
              migration.to === 'all' ? 'to the cheapest plan' : `to the cheapest of ${migration.to.join(', ')}`
            } when it saves at least ${formatRational(migration.atLeast, 2)} a month${
              migration.who === 'everybody'
                ? ', also who was better off there before the change'
                : ' because of the change'
            }`,
            range: rangeText(migration.inertia, percent),
            ...{ source: migration.source, place: migration.place },
          },
        ]),
    ...takeUp.flatMap((one) => [
      ...(one.share.high.n === 0n
        ? []
        : [
            {
              what: of(`customers who change to ${one.plan}, of those`, one.of).replace(/, of those$/, ''),
              ...{ value: percent(one.share.central), range: rangeText(one.share, percent) },
              ...{ source: one.source, place: one.place },
            },
          ]),
      ...(one.newCustomers.high.n === 0n
        ? []
        : [
            {
              what: of(`new customers of ${one.plan}, like those`, one.of).replace(/, like those$/, ''),
              ...{ value: number(one.newCustomers.central), range: rangeText(one.newCustomers, number) },
              ...{ source: one.source, place: one.place },
            },
          ]),
    ]),
    ...(phaseIn === undefined
      ? []
      : [
          {
            what: 'customers who have the candidate, month by month',
            value: phaseIn.months.map(percent).join(', '),
            ...{ source: phaseIn.source, place: phaseIn.place },
          },
        ]),
  ];
}

function matchText({ services, directions, to, in: within }: Match): string {
  const words = (before: string, names: readonly string[] | undefined): string =>
    names === undefined ? '' : ` ${before}${names.join(' or ')}`;
  return `${services.join(' or ')}${words('', directions)}${words('to ', to)}${words('in ', within)}`;
}

function tellCosts({ costs, population: { currency } }: Assumptions): Telling[] {
  const money = (value: Rational): string =>
    currency === undefined ? formatRational(value, 2) : `${formatRational(value, 2)} ${currency}`;
  return [
    ...costs.usage.map(({ id, match, amount, per, source, place }) => ({
      ...{ what: `cost ${id}: ${matchText(match)}`, value: `${money(amount)} / ${per}`, source, place },
    })),
    ...costs.commission.map((one) => ({
      ...{ what: of('commission', one), value: `${percent(one.percent)} of net revenue` },
      ...{ source: one.source, place: one.place },
    })),
    ...costs.subsidy.map((one) => ({
      ...{ what: of('subsidy for each new customer', one), value: money(one.amount) },
      ...{ source: one.source, place: one.place },
    })),
  ];
}

function tellBacktest({ backtest }: Assumptions): Telling[] {
  if (!backtest) return [];
  const { invoices, source, place } = backtest;
  const value = `invoices from ${formatDay(invoices.from)} to ${formatDay(invoices.before - 1)}`;
  return [{ what: 'what a change that has happened is held against', value, source, place }];
}
