/** A small market whose bills anyone can work out: a fixed fee and a price for each unit of data, tax of a fifth on top. */

import { decimal } from '../../../src/exact/rational.ts';
import type { CompiledPlans } from '../../../src/plan/compile/compiled.ts';
import type { Assumptions, Behaviour, Path, Range } from '../../../src/simulation/assumptions.ts';
import { behaviourPlan } from '../../../src/simulation/behaviour/plan.ts';
import type { RatedSide } from '../../../src/simulation/behaviour/sides.ts';
import { type AssumptionSet, valuesOf } from '../../../src/simulation/behaviour/values.ts';
import type { BehaviourWorlds } from '../../../src/simulation/behaviour/worlds.ts';
import type { BillRows, BillTable, SideAsked } from '../../../src/simulation/bills.ts';
import type { Population } from '../../../src/simulation/population.ts';

/** Cents. */
export interface TownPlan {
  readonly fee: number;
  readonly price: number;
}

export interface TownCustomer {
  readonly name: string;
  readonly plan: string;
  readonly segment: string;
  /** Millionths. */
  readonly weight: number;
  /** Units of data in each measured month; undefined: no bill. */
  readonly used: readonly (number | undefined)[];
}

export interface Town {
  readonly months: readonly string[];
  readonly base: Readonly<Record<string, TownPlan>>;
  readonly candidate: Readonly<Record<string, TownPlan>>;
  readonly segments: readonly string[];
  readonly customers: readonly TownCustomer[];
}

/** What a customer is billed with usage times a factor in millionths; halves of a unit up. */
export function billOf({ fee, price }: TownPlan, used: number, factor: number) {
  const units = Number((BigInt(used) * BigInt(factor) * 2n + 1_000_000n) / 2_000_000n);
  const net = fee + price * units;
  return { units, net, tax: Math.floor(net / 5), total: net + Math.floor(net / 5) };
}

/** Which plans a side has; what is in them, the market tells. */
const plansIn = (of: Readonly<Record<string, TownPlan>>): CompiledPlans =>
  new Map(Object.keys(of).map((id) => [id, []]));

export const populationOf = ({ customers, segments, base }: Town): Population => {
  const plans = Object.keys(base);
  return {
    kind: 'full',
    size: customers.length,
    nameOf: (customer) => customers[customer]!.name,
    plans,
    segments,
    plan: Uint16Array.from(customers, ({ plan }) => plans.indexOf(plan)),
    segment: Uint16Array.from(customers, ({ segment }) => segments.indexOf(segment)),
    weight: Float64Array.from(customers, ({ weight }) => weight),
    stratum: new Uint32Array(customers.length),
    strata: [{ name: 'all', whole: undefined, sampled: customers.length }],
  };
};

function rowsOf({ customers, months }: Town): BillRows {
  const rows = customers.flatMap(({ used }, customer) =>
    used.flatMap((units, month) => (units === undefined ? [] : [{ customer, month }])),
  );
  const first = new Uint32Array(customers.length + 1);
  for (const { customer } of rows) first[customer + 1]! += 1;
  for (let customer = 0; customer < customers.length; customer += 1) first[customer + 1]! += first[customer]!;
  return {
    months,
    customer: Uint32Array.from(rows, ({ customer }) => customer),
    month: Uint16Array.from(rows, ({ month }) => month),
    first,
  };
}

function rate(
  town: Town,
  rows: BillRows,
  { of: side, onPlan, usage }: Omit<SideAsked, 'plans'> & { readonly of: 'base' | 'candidate' },
): BillTable {
  const { customers, segments, base } = town;
  const names = Object.keys(base);
  const of = town[side];
  const data = usage?.services.findIndex(({ service }) => service === 'data') ?? -1;
  const bills = Array.from(rows.customer, (customer, row) => {
    const { plan, segment, used } = customers[customer]!;
    const cell = segments.indexOf(segment) * names.length + names.indexOf(plan);
    const factor = usage && data >= 0 ? usage.factors[cell]![data]! : 1_000_000;
    const on = of[onPlan ?? plan]!;
    return { ...billOf(on, used[rows.month[row]!]!, factor), fee: on.fee };
  });
  const column = (value: (bill: (typeof bills)[number]) => number): Float64Array => Float64Array.from(bills, value);
  return {
    components: [
      // Says more than it should: only usage charges are the price of a service.
      { id: 'fee', kind: 'recurring', services: ['data'] },
      { id: 'data', kind: 'usage', services: ['data'] },
      { id: 'tax', kind: 'tax', services: [] },
    ],
    scale: 2,
    amounts: [column(({ fee }) => fee), column(({ net, fee }) => net - fee), column(({ tax }) => tax)],
    net: column(({ net }) => net),
    total: column(({ total }) => total),
    invoices: new Uint8Array(rows.customer.length).fill(1),
    used: [column(({ units }) => units)],
    perBase: [1],
    unrated: 0,
    screened: 0,
  };
}

export const one = (text: string): Range => ({ low: decimal(text), central: decimal(text), high: decimal(text) });
export const three = (low: string, central: string, high: string): Range => ({
  low: decimal(low),
  central: decimal(central),
  high: decimal(high),
});
const place = { file: 'sim.yaml', line: 1, column: 1 } as unknown as Assumptions['place'];
export const sourced = { source: 'by hand', place };
const NOBODY: Behaviour = { elasticity: [], churn: [], migration: undefined, takeUp: [], phaseIn: undefined };

export function assume(behaviour: Partial<Behaviour>, path?: Path): Assumptions {
  return { behaviour: { ...NOBODY, ...behaviour }, path, fewest: 1 } as unknown as Assumptions;
}

export interface Lived extends BehaviourWorlds {
  readonly asked: readonly SideAsked[];
  readonly notes: readonly string[];
}

/** Static pass, the sides asked for, and the worlds of them. */
export function live(town: Town, assumptions: Assumptions, set: AssumptionSet = 'central'): Lived {
  const rows = rowsOf(town);
  const plans = { base: plansIn(town.base), candidate: plansIn(town.candidate) };
  const plan = behaviourPlan({
    assumptions,
    values: valuesOf(assumptions, set),
    population: populationOf(town),
    rows,
    base: rate(town, rows, { of: 'base' }),
    candidate: rate(town, rows, { of: 'candidate' }),
    plans,
    planIds: Object.keys(town.candidate),
    seed: 1,
    measureOf: (service) => (service === 'data' ? 0 : undefined),
  });
  // Rows of their own, as when they are rated at another time.
  const rated = plan.asked.map((asked): RatedSide => {
    const again = rowsOf(town);
    return {
      rows: again,
      bills: rate(town, again, { ...asked, of: asked.plans === plans.base ? 'base' : 'candidate' }),
    };
  });
  const worlds = plan.take(rated);
  return Object.assign(Object.create(worlds) as BehaviourWorlds, { asked: plan.asked, notes: plan.notes });
}
