/** Bills by plan put together as the sides of a population: the same rows on all of them. */

import type { BillRows, BillTable, Component } from '../../simulation/bills.ts';
import type { Population } from '../../simulation/population.ts';
import { componentKey, type Holders, type PlanBills, type PlanCounts, rowsByPlan } from './plan-bills.ts';

export interface SideOfPlans {
  readonly components: readonly Component[];
  /** By plan of the population; undefined: nobody holds it. */
  readonly byPlan: readonly (PlanBills | undefined)[];
}

export interface Assembled {
  readonly rows: Omit<BillRows, 'months'>;
  readonly sides: readonly Omit<BillTable, 'scale' | 'perBase'>[];
  /** On the first side. */
  readonly records: number;
  readonly notBilled: number;
}

/** Months of `rows` are still numbers (see monthNumber). Rows in which no side has an invoice are left out. */
export function assembleBills(
  population: Population,
  holders: Holders,
  sides: readonly SideOfPlans[],
  measures: number,
): Assembled {
  const rows = rowsOf(population, holders, sides);
  const byPlan = rowsByPlan(rows.customer, population.plan);
  const [first] = sides;
  return {
    rows: { customer: rows.customer, month: rows.month, first: rows.first },
    sides: sides.map((side, number) => tableOf(side, byPlan, rows.sources[number]!, measures)),
    records: sumOf(first, 'records'),
    notBilled: sumOf(first, 'notBilled'),
  };
}

const sumOf = (side: SideOfPlans | undefined, what: keyof PlanCounts): number =>
  (side?.byPlan ?? []).reduce((sum, bills) => sum + (bills?.counts[what] ?? 0), 0);

interface Rows {
  readonly customer: Uint32Array;
  readonly month: Uint16Array;
  readonly first: Uint32Array;
  /** By side: of each row, its row among the bills of the customer's plan; -1: the side has none. */
  readonly sources: readonly Int32Array[];
}

function rowsOf({ plan, size }: Population, { rank }: Holders, sides: readonly SideOfPlans[]): Rows {
  const counted = walk(plan, rank, sides, undefined);
  const rows: Rows = {
    customer: new Uint32Array(counted),
    month: new Uint16Array(counted),
    first: new Uint32Array(size + 1),
    sources: sides.map(() => new Int32Array(counted)),
  };
  walk(plan, rank, sides, rows);
  return rows;
}

/** How many rows there are; they are written where there is a place for them. */
function walk(plan: Uint16Array, rank: Uint32Array, sides: readonly SideOfPlans[], into: Rows | undefined): number {
  const at = new Uint32Array(sides.length);
  const end = new Uint32Array(sides.length);
  const own: (PlanBills | undefined)[] = sides.map(() => undefined);
  let rows = 0;
  for (let customer = 0; customer < plan.length; customer += 1) {
    const place = rank[customer]!;
    for (let side = 0; side < sides.length; side += 1) {
      const bills = sides[side]!.byPlan[plan[customer]!];
      own[side] = bills;
      at[side] = bills ? bills.first[place]! : 0;
      end[side] = bills ? bills.first[place + 1]! : 0;
    }
    for (;;) {
      // The earliest month that some side has not told of yet.
      let month = -1;
      for (let side = 0; side < sides.length; side += 1) {
        if (at[side]! >= end[side]!) continue;
        const next = own[side]!.month[at[side]!]!;
        if (month < 0 || next < month) month = next;
      }
      if (month < 0) break;
      let some = false;
      for (let side = 0; side < sides.length; side += 1) {
        const source = at[side]!;
        const has = source < end[side]! && own[side]!.month[source] === month;
        if (into) into.sources[side]![rows] = has ? source : -1;
        if (!has) continue;
        if (own[side]!.invoices[source]! > 0) some = true;
        at[side]! += 1;
      }
      if (!some) continue;
      if (into) {
        into.customer[rows] = customer;
        into.month[rows] = month;
      }
      rows += 1;
    }
    if (into) into.first[customer + 1] = rows;
  }
  return rows;
}

/** Of a plan whose customers have no invoice on any side. */
const NO_ROWS = new Uint32Array();

function tableOf(
  side: SideOfPlans,
  rowsOfPlan: ReadonlyMap<number, Uint32Array>,
  source: Int32Array,
  measures: number,
): Omit<BillTable, 'scale' | 'perBase'> {
  const rows = source.length;
  const column = (of: (bills: PlanBills) => Float64Array | undefined): Float64Array => {
    const made = new Float64Array(rows);
    side.byPlan.forEach((bills, plan) => {
      const from = bills && of(bills);
      if (!from) return;
      const own = rowsOfPlan.get(plan) ?? NO_ROWS;
      for (let index = 0; index < own.length; index += 1) {
        const row = own[index]!;
        const at = source[row]!;
        if (at >= 0) made[row] = from[at]!;
      }
    });
    return made;
  };
  const invoices = new Uint8Array(rows);
  side.byPlan.forEach((bills, plan) => {
    if (!bills) return;
    for (const row of rowsOfPlan.get(plan) ?? NO_ROWS)
      if (source[row]! >= 0) invoices[row] = bills.invoices[source[row]!]!;
  });
  const columnsOf = new Map(
    side.byPlan.flatMap((bills) =>
      bills ? [[bills, new Map(bills.amounts.map(({ component, column: of }) => [component, of]))]] : [],
    ),
  );
  return {
    components: side.components,
    amounts: side.components.map((component) => column((bills) => columnsOf.get(bills)!.get(componentKey(component)))),
    net: column(({ net }) => net),
    total: column(({ total }) => total),
    invoices,
    used: Array.from({ length: measures }, (_, measure) => column(({ used }) => used[measure])),
    unrated: sumOf(side, 'unrated'),
    screened: sumOf(side, 'screened'),
  };
}
