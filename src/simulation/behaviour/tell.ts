/** What a result tells of behaviour besides its tables: each response's part, and what it was made of. */

import { add, formatRational, formatUnits, type Rational, rational, subtract, ZERO } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { Part } from '../bills.ts';
import { marksOf } from '../impact/suppress.ts';
import { MILLION } from '../population.ts';
import type { Behavioural, BetterOff } from '../result.ts';
import { billsOf, commonScale, type RatedSide, rowsIn } from './sides.ts';
import { customersOf, ExactSum, netOf } from './sums.ts';
import { scaling } from './weights.ts';
import { cellOf } from './whom.ts';
import type { Given, Peopled, Response } from './worlds.ts';

export type Told = Omit<Behavioural, 'impact'>;

interface Worked {
  readonly responses: readonly Response[];
  readonly upTo: (response: Response) => readonly Peopled[];
  /** With all responses. */
  readonly last: readonly Peopled[];
  readonly partsOf: (peopled: Peopled) => readonly Part[];
}

/**
 * Money is of all months of the result; customers are those of its last month (without a path and a phase-in all months
 * are alike). Exact: changes of the responses add up to the difference between static and behavioural revenue.
 */
export function tellBehaviour(given: Given, worked: Worked): Told {
  const { assumptions, values } = given;
  return {
    responses: responseRows(given, worked),
    usage: usageTold(given),
    churn: assumptions.behaviour.churn.length === 0 ? undefined : churnTold(given, worked),
    migration: values.inertia === undefined ? undefined : migrationTold(given, worked.last),
    takeUp: takeUpTold(given, worked.last),
  };
}

const money = (value: Rational): string => formatRational(value);
const people = (millionths: bigint): string => formatRational(rational(millionths, BigInt(MILLION)));

/** Percent with four decimals; null where there is nothing to divide by. */
function percentText({ n, d }: { readonly n: bigint; readonly d: bigint }): string | null {
  return d === 0n ? null : formatUnits(roundQuotient(n * 1_000_000n, d, 'half-even'), 4);
}

function responseRows(given: Given, { responses, upTo, partsOf }: Worked): Told['responses'] {
  const all = { rows: given.rows, month: undefined, weight: given.population.weight };
  let was = netOf([{ ...all, bills: given.candidate }]);
  return responses.map((response) => {
    const moments = upTo(response);
    const revenue = netOf(moments.flatMap(partsOf));
    const change = subtract(revenue, was);
    was = revenue;
    const last = moments.at(-1)?.standings ?? [];
    const customers = customersOf(
      last.map(({ weight }) => weight),
      given.rows,
    );
    return { response, revenue: money(revenue), change: money(change), customers: people(customers) };
  });
}

/** Reached: what the candidate's usage is with the response, against the same side without it, over all months of the result. */
function usageTold({ usage, moments, sides, population, measureOf }: Given): Told['usage'] {
  const cells = population.plans.length * population.segments.length;
  const cell = (customer: number): number => cellOf(population, customer);
  const byService = new Map<string, readonly { readonly n: bigint; readonly d: bigint }[]>();
  for (const service of new Set(usage.map((row) => row.service))) {
    const measure = measureOf(service);
    const sums = Array.from({ length: cells }, () => ({ n: new ExactSum(), d: new ExactSum() }));
    const take = (side: RatedSide, measured: string | undefined, weight: Float64Array, part: 'n' | 'd') => {
      const column = measure === undefined ? undefined : side.bills.used[measure];
      if (!column) return;
      const { rows } = side;
      const rowsOf = measured === undefined ? rows.customer.keys() : rowsIn(rows, rows.months.indexOf(measured));
      for (const row of rowsOf) {
        if (row < 0) continue;
        const customer = rows.customer[row]!;
        sums[cell(customer)]![part].add(column[row]!, weight[customer]!);
      }
    };
    const quanta = { n: 1, d: 1 };
    for (const moment of moments) {
      const weight = population.weight.map(scaling(moment.growth));
      take(sides[moment.own]!, moment.measured, weight, 'n');
      take(sides[moment.plain]!, moment.measured, weight, 'd');
      if (measure !== undefined) {
        quanta.n = sides[moment.own]!.bills.perBase[measure] ?? 1;
        quanta.d = sides[moment.plain]!.bills.perBase[measure] ?? 1;
      }
    }
    byService.set(
      service,
      sums.map(({ n, d }) => ({ n: n.sum * BigInt(quanta.d), d: d.sum * BigInt(quanta.n) })),
    );
  }
  return usage.map(({ service, segment, plan, cell: at, index, elasticity, factor }) => ({
    service,
    segment,
    plan,
    price: index ? percentText(index) : null,
    elasticity: formatRational(elasticity),
    asked: formatUnits(BigInt(factor), 4),
    reached: percentText(byService.get(service)![at]!),
  }));
}

/** Those who are gone at the end, and what they would have paid with the candidate since they left. */
function churnTold({ sides, rows }: Given, { last }: Worked): Told['churn'] {
  const revenue = netOf(
    last.flatMap(({ moment, left }) => (left ? partOfSide(sides[moment.own]!, moment.measured, left) : [])),
  );
  const gone = last.at(-1)?.left;
  return { customers: people(gone ? customersOf([gone], rows) : 0n), revenue: money(revenue) };
}

function partOfSide(
  { rows, bills }: RatedSide,
  measured: string | undefined,
  weight: Float64Array,
): Pick<Part, 'bills' | 'rows' | 'month' | 'weight'>[] {
  if (measured === undefined) return [{ rows, bills, month: undefined, weight }];
  const month = rows.months.indexOf(measured);
  return month === -1 ? [] : [{ rows, bills, month, weight }];
}

function migrationTold(given: Given, last: readonly Peopled[]): BetterOff {
  const { population, sides, assumptions, rows } = given;
  const scale = commonScale(sides);
  const moves = new Map<string, { from: string; to: string; who: Set<number>; customers: bigint; saving: bigint }>();
  for (const [index, { moment, standings }] of last.entries()) {
    const own = billsOf(sides[moment.own]!, moment.measured, scale);
    for (const { role, onPlan, side, weight } of standings) {
      if (role !== 'moved') continue;
      const there = billsOf(side, moment.measured, scale);
      for (let customer = 0; customer < population.size; customer += 1) {
        if (weight[customer] === 0) continue;
        const by = BigInt(weight[customer]!);
        const from = population.plans[population.plan[customer]!]!;
        const key = JSON.stringify([from, onPlan]);
        const move = moves.get(key) ?? { from, to: onPlan!, who: new Set(), customers: 0n, saving: 0n };
        moves.set(key, move);
        move.who.add(customer);
        move.saving += by * (BigInt(own.paid(customer)) - BigInt(there.paid(customer)));
        if (index === last.length - 1 && rows.first[customer] !== rows.first[customer + 1]) move.customers += by;
      }
    }
  }
  const list = [...moves.values()].sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to));
  const unit = 10n ** BigInt(scale + 6);
  const marks = marksOf(
    list.map(({ who }) => who.size),
    assumptions.fewest,
  );
  const sum = (of: 'customers' | 'saving'): bigint => list.reduce((all, move) => all + move[of], 0n);
  return {
    sampled: list.reduce((all, { who }) => all + who.size, 0),
    customers: people(sum('customers')),
    saving: money(rational(sum('saving'), unit)),
    moves: list.map(({ from, to, who, customers, saving }, index) => {
      const mark = marks[index];
      const cell = { from, to, sampled: who.size, mark };
      if (mark === 'suppressed') return cell;
      return { ...cell, customers: people(customers), saving: money(rational(saving, unit)) };
    }),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By plan in the order of the file. What those who changed paid before is what they would pay with the base. */
function takeUpTold({ values, sides, rows }: Given, last: readonly Peopled[]): Told['takeUp'] {
  return [...new Set(values.takeUp.map(({ plan }) => plan))].map((plan) => {
    let revenue = ZERO;
    let cannibalised = ZERO;
    let fromOurs = 0n;
    let newCustomers = 0n;
    for (const [index, { moment, standings }] of last.entries()) {
      for (const { role, onPlan, side, weight } of standings) {
        if (onPlan !== plan || (role !== 'taken-up' && role !== 'new')) continue;
        revenue = add(revenue, netOf(partOfSide(side, moment.measured, weight)));
        const customers = index === last.length - 1 ? customersOf([weight], rows) : 0n;
        if (role === 'new') newCustomers += customers;
        else {
          fromOurs += customers;
          cannibalised = add(cannibalised, netOf(partOfSide(sides[moment.base]!, moment.measured, weight)));
        }
      }
    }
    return {
      plan,
      fromOurs: people(fromOurs),
      newCustomers: people(newCustomers),
      revenue: money(revenue),
      cannibalised: money(cannibalised),
    };
  });
}
