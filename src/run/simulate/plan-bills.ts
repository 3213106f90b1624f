/**
 * A population divided by the plan that customers hold. Bills of one plan's customers depend on that plan, the invoices that are
 * asked for and their usage, on nothing else of a side: so they can be kept and put beside others, while only what a
 * question changes is rated again.
 */

import type { Component } from '../../simulation/bills.ts';
import type { Population } from '../../simulation/population.ts';
import { addMonths, type CoveredMonths } from './batch-rows.ts';
import type { SimulateResult } from './rate-batch.ts';

/** Bills of everybody who holds one plan of the population, on one side. Plain columns. */
export interface PlanBills {
  /** Rows of customer i of those who hold the plan, in the order of the population: `first[i] <= row < first[i + 1]`. */
  readonly first: Uint32Array;
  /** By row, rising within a customer: see monthNumber. Also months in which nothing is invoiced. */
  readonly month: Uint16Array;
  /** By row, as in BillTable; amounts by component, only of those that the plan has. */
  readonly invoices: Uint8Array;
  readonly net: Float64Array;
  readonly total: Float64Array;
  readonly amounts: readonly { readonly component: string; readonly column: Float64Array }[];
  /** [measure][row] */
  readonly used: readonly Float64Array[];
  /** Records of these customers: all, and those that are on no invoice, for this reason or that. */
  readonly counts: PlanCounts;
}

export interface PlanCounts {
  readonly records: number;
  readonly unrated: number;
  readonly screened: number;
  readonly notBilled: number;
}

/** What of those who hold one plan follows from plans and dates alone, with all sides that were asked for. */
export interface PlanAbout {
  /** By place among them: see RatedPopulation.reach; of one side, zeros. */
  readonly reach: Uint8Array;
  readonly covered: CoveredMonths;
}

/** By plan of the population, of those it was asked of. */
export function aboutByPlan(
  results: readonly SimulateResult[],
  { plan }: Population,
  { sizes, rank }: Holders,
  about: Uint8Array,
): (PlanAbout | undefined)[] {
  const reached = Array.from(sizes, (size, held) => (about[held] === 1 ? new Uint8Array(size) : undefined));
  for (const { customers, reach } of results) {
    for (let index = 0; index < reach.length; index += 1) {
      const customer = customers[index]!;
      const own = reached[plan[customer]!];
      if (own) own[rank[customer]!] = reach[index]!;
    }
  }
  return reached.map(
    (reach, held) => reach && { reach, covered: addMonths(results.flatMap(({ covered }) => covered.get(held) ?? [])) },
  );
}

/** What a component is known by among those of any side. */
export const componentKey = ({ kind, id }: Component): string => `${kind} ${id}`;

/** Who holds which plan. */
export interface Holders {
  /** By plan of the population: how many customers hold it. */
  readonly sizes: Uint32Array;
  /** By customer: its place among those who hold its plan. */
  readonly rank: Uint32Array;
}

export function holdersOf({ plans, plan }: Population): Holders {
  const sizes = new Uint32Array(plans.length);
  const rank = new Uint32Array(plan.length);
  for (let customer = 0; customer < plan.length; customer += 1) {
    const held = plan[customer]!;
    rank[customer] = sizes[held]!;
    sizes[held]! += 1;
  }
  return { sizes, rank };
}

/** What was asked of one side. */
interface AskedOfSide {
  /** By plan of the population, 1: bills are wanted. */
  readonly wanted: Uint8Array;
  readonly components: readonly Component[];
  /** Those that bills of the customers of a plan can have. */
  readonly componentsOn: (plan: number) => readonly Component[];
}

/** By side and plan of the population, what came of batches that are in the order of the population. */
export function billsByPlan(
  results: readonly SimulateResult[],
  { plan }: Population,
  { sizes, rank }: Holders,
  sides: readonly AskedOfSide[],
  measures: number,
): (readonly (PlanBills | undefined)[])[] {
  const rows = new Uint32Array(sizes.length);
  for (const { customer } of results) for (const one of customer) rows[plan[one]!]! += 1;
  const wanted = [...sizes.keys()].filter((held) => sides.some((side) => side.wanted[held] === 1));
  // Rows are those of all sides: each plan has one set of them.
  const shapes = new Map(
    wanted.map((held) => [held, { first: new Uint32Array(sizes[held]! + 1), month: new Uint16Array(rows[held]!) }]),
  );
  const made = sides.map((side) => {
    const place = new Map(side.components.map((component, index) => [componentKey(component), index]));
    return Array.from(sizes, (_, held): Filling | undefined =>
      side.wanted[held] === 1
        ? filling(rows[held]!, side.componentsOn(held).map(componentKey), place, measures)
        : undefined,
    );
  });
  const next = new Uint32Array(sizes.length);
  for (const result of results) {
    const own = rowsByPlan(result.customer, plan);
    for (const [held, of] of own) {
      const { first, month } = shapes.get(held)!;
      const at = next[held]!;
      next[held] = at + of.length;
      for (let index = 0; index < of.length; index += 1) {
        const row = of[index]!;
        month[at + index] = result.month[row]!;
        first[rank[result.customer[row]!]! + 1]! += 1;
      }
      made.forEach((side, number) => {
        const into = side[held];
        if (into) fill(into, result.sides[number]!, of, at);
      });
    }
    count(result, plan, made);
  }
  for (const { first } of shapes.values()) {
    for (let index = 1; index < first.length; index += 1) first[index]! += first[index - 1]!;
  }
  return made.map((side) => side.map((one, held) => one && { ...shapes.get(held)!, ...one.bills }));
}

interface Filling {
  readonly bills: Omit<PlanBills, 'first' | 'month' | 'counts'> & { readonly counts: Counting };
  /** By component of the bills, its place among those of the side. */
  readonly places: readonly number[];
}

type Counting = { -readonly [K in keyof PlanCounts]: PlanCounts[K] };

function filling(
  rows: number,
  components: readonly string[],
  place: ReadonlyMap<string, number>,
  measures: number,
): Filling {
  return {
    bills: {
      invoices: new Uint8Array(rows),
      net: new Float64Array(rows),
      total: new Float64Array(rows),
      amounts: components.map((component) => ({ component, column: new Float64Array(rows) })),
      used: Array.from({ length: measures }, () => new Float64Array(rows)),
      counts: { records: 0, unrated: 0, screened: 0, notBilled: 0 },
    },
    places: components.map((component) => place.get(component)!),
  };
}

/** Rows by the plan that their customer holds. `customer`: by row; `plan`: by customer. */
export function rowsByPlan(customer: Uint32Array, plan: Uint16Array): ReadonlyMap<number, Uint32Array> {
  const sizes = new Map<number, number>();
  for (const one of customer) sizes.set(plan[one]!, (sizes.get(plan[one]!) ?? 0) + 1);
  const found = new Map([...sizes].map(([held, size]) => [held, { rows: new Uint32Array(size), next: 0 }]));
  for (let row = 0; row < customer.length; row += 1) {
    const own = found.get(plan[customer[row]!]!)!;
    own.rows[own.next++] = row;
  }
  return new Map([...found].map(([held, { rows }]) => [held, rows]));
}

function fill(
  { bills, places }: Filling,
  { amounts, net, total, invoices, used }: SimulateResult['sides'][number],
  rows: Uint32Array,
  at: number,
): void {
  const all = net.length;
  const copy = (into: Float64Array, from: Float64Array, begin: number): void => {
    for (let index = 0; index < rows.length; index += 1) into[at + index] = from[begin + rows[index]!]!;
  };
  copy(bills.net, net, 0);
  copy(bills.total, total, 0);
  for (let index = 0; index < rows.length; index += 1) bills.invoices[at + index] = invoices[rows[index]!]!;
  bills.amounts.forEach(({ column }, index) => {
    copy(column, amounts, places[index]! * all);
  });
  bills.used.forEach((column, measure) => {
    copy(column, used, measure * all);
  });
}

function count(
  { customers, records, sides }: SimulateResult,
  plan: Uint16Array,
  made: readonly (readonly (Filling | undefined)[])[],
): void {
  made.forEach((side, number) => {
    const { unrated, screened, notBilled } = sides[number]!;
    for (let account = 0; account < customers.length; account += 1) {
      const counts = side[plan[customers[account]!]!]?.bills.counts;
      if (!counts) continue;
      counts.records += records[account]!;
      counts.unrated += unrated[account]!;
      counts.screened += screened[account]!;
      counts.notBilled += notBilled[account]!;
    }
  });
}
