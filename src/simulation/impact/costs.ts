/** What customers cost: usage by measure, commission, subsidy. A whole number of 10^-scale for each customer and month. */

import type { Rational } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { Costs } from '../assumptions.ts';
import { BeyondExact } from '../beyond-exact.ts';
import type { BillRows, BillTable, Part, World } from '../bills.ts';
import type { Population } from '../population.ts';
import type { Pick as Picked } from './parts.ts';

export interface CostsGiven {
  /** Usage of a measure of the bill tables (by its index), and money per base unit (s, B, msg, unit). */
  readonly usage: readonly { readonly measure: number; readonly rate: Rational }[];
  /** Percent of net revenue; the first that is about a customer. */
  readonly commission: Costs['commission'];
  /** For each customer who comes; the first that is about it. */
  readonly subsidy: Costs['subsidy'];
}

/** Costs of a customer and month are rounded to this many decimals, or to those of its bills where they have more. */
export const costScale = (scale: number): number => Math.max(scale, 6);

export interface CostOf {
  readonly costs: CostsGiven;
  readonly population: Population;
  readonly bills: BillTable;
  readonly rows: BillRows;
  /** The plan that everybody is on; undefined: each on its own. */
  readonly onPlan: string | undefined;
  /** Decimals of what is given, at least those of the bills. */
  readonly scale: number;
}

/** By row: usage and commission, each rounded half-even once a customer and month: all tables then add up whatever a rate is. */
export function costColumn({ costs, population, bills, rows, onPlan, scale }: CostOf): Float64Array {
  const column = new Float64Array(rows.customer.length);
  const ten = 10n ** BigInt(scale);
  for (const { measure, rate } of costs.usage) {
    const per = BigInt(bills.perBase[measure]!);
    addTimes(column, bills.used[measure]!, rate.n * ten, rate.d * per);
  }
  if (costs.commission.length === 0) return column;
  const percents = byWhom(costs.commission, population, onPlan);
  const net = bills.net;
  const up = 10n ** BigInt(scale - bills.scale);
  percents.forEach(({ percent }, index) => {
    const own = new Float64Array(net.length);
    for (let row = 0; row < own.length; row += 1) {
      if (percents.of(rows.customer[row]!) === index) own[row] = net[row]!;
    }
    addTimes(column, own, percent.n * up, percent.d * 100n);
  });
  return column;
}

/** Of all parts of a simulation: the column of a side is found once for each plan that everybody is put on. */
export function costPick({ costs, population, scale }: Pick<CostOf, 'costs' | 'population' | 'scale'>): Picked {
  const columns = new Map<BillTable, Map<string | undefined, Float64Array>>();
  return ({ bills, rows, onPlan }) => {
    const known = columns.get(bills) ?? new Map<string | undefined, Float64Array>();
    columns.set(bills, known);
    const values = known.get(onPlan) ?? costColumn({ costs, population, bills, rows, onPlan, scale });
    known.set(onPlan, values);
    return { values, scale };
  };
}

/** column += values * n / d, half-even: in floats while every step of it is exact. */
function addTimes(column: Float64Array, values: Float64Array, n: bigint, d: bigint): void {
  const shared = divisor(n, d);
  const [top, bottom] = [n / shared, d / shared];
  const [a, b] = [Number(top), Number(bottom)];
  const most = (2 ** 51 - b) / Math.abs(a);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value === 0) continue;
    const exact =
      value < most && value > -most
        ? nearest(value * a, b)
        : Number(roundQuotient(BigInt(value) * top, bottom, 'half-even'));
    const sum = column[row]! + exact;
    if (!Number.isSafeInteger(sum))
      throw new BeyondExact('the costs of a customer are beyond what can be added exactly');
    column[row] = sum;
  }
}

/** x / y half-even; both whole, |x| and y below 2^51. */
function nearest(x: number, y: number): number {
  if (x < 0) return -nearest(-x, y);
  const rest = x % y;
  const down = (x - rest) / y;
  if (rest * 2 === y) return down % 2 === 0 ? down : down + 1;
  return rest * 2 > y ? down + 1 : down;
}

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x || 1n;
}

/** The entries, and which of them (the first) is about a customer; -1: none. */
function byWhom<T extends Costs['commission'][number] | Costs['subsidy'][number]>(
  entries: readonly T[],
  { plans, segments, plan, segment }: Population,
  onPlan: string | undefined,
): readonly T[] & { of(customer: number): number } {
  const table = segments.map((name) =>
    plans.map((own) =>
      entries.findIndex(
        (entry) =>
          (entry.segment === undefined || entry.segment === name) &&
          (entry.plan === undefined || entry.plan === (onPlan ?? own)),
      ),
    ),
  );
  return Object.assign([...entries], {
    of: (customer: number) => table[segment[customer]!]![plan[customer]!]!,
  });
}

/**
 * Subsidies, money times millionths in 10^-scale: for customers of role `new` when they come: those of a month who were not
 * there in the month before. Called once a part that is new, with the amounts by customer.
 */
export function subsidies(
  world: World,
  { costs, population, scale }: { readonly costs: CostsGiven; readonly population: Population; readonly scale: number },
  take: (part: Part, customer: number, sum: bigint) => void,
): void {
  if (costs.subsidy.length === 0) return;
  const fresh = world.parts.filter(({ role }) => role === 'new');
  for (const part of fresh) {
    const entries = byWhom(costs.subsidy, population, part.onPlan);
    const amounts = entries.map(({ amount }) => roundQuotient(amount.n * 10n ** BigInt(scale), amount.d, 'half-even'));
    const earlier = fresh.find(
      ({ onPlan, at }) => onPlan === part.onPlan && at !== undefined && part.at !== undefined && at === part.at - 1,
    );
    const { first } = part.rows;
    for (let customer = 0; customer < population.size; customer += 1) {
      const come = part.weight[customer]! - (earlier?.weight[customer] ?? 0);
      const entry = come > 0 && first[customer]! < first[customer + 1]! ? entries.of(customer) : -1;
      if (entry >= 0) take(part, customer, amounts[entry]! * BigInt(come));
    }
  }
}
