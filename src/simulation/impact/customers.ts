/** A row a customer, for files: its own bills of both sides, not weighted. Times the weight they add up to the impact. */

import { parseDecimal } from '../../exact/rational.ts';
import type { Reach } from '../../run/diff/result.ts';
import { BeyondExact } from '../beyond-exact.ts';
import type { BillTable, RatedPopulation } from '../bills.ts';
import type { Population } from '../population.ts';
import { type CostsGiven, costColumn, costScale } from './costs.ts';
import { customersText, exactNumberText, exactText } from './exact.ts';
import { REACH_NAMES } from './reach.ts';

/** Exact decimal text throughout. */
export interface CustomerRow {
  readonly customer: string;
  readonly plan: string;
  readonly segment: string;
  /** How many customers it stands for. */
  readonly weight: string;
  readonly reach: Reach | undefined;
  /** In which some side has an invoice. */
  readonly months: number;
  readonly before: CustomerSide;
  readonly after: CustomerSide;
  /** Of the total. */
  readonly change: string;
}

export interface CustomerSide {
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  /** Only where costs are given; margin = net - cost. Without subsidies: those are for customers who come. */
  readonly cost?: string;
  readonly margin?: string;
}

export interface CustomersAsked {
  readonly population: Population;
  readonly rated: RatedPopulation;
  /** Index of the sides. */
  readonly before: number;
  readonly after: number;
  /** Of the currency: the least that are written. */
  readonly decimals: number;
  readonly costs?: CostsGiven | undefined;
}

/** Customers with a bill on some side, in the order of the population. */
export function* customerRows(asked: CustomersAsked): Generator<CustomerRow> {
  const { population, rated, decimals } = asked;
  const { rows, reach } = rated;
  const { plans, segments, plan, segment, weight, nameOf } = population;
  const [before, after] = [sideOf(asked, rated.sides[asked.before]!), sideOf(asked, rated.sides[asked.after]!)];
  const scale = Math.max(before.scale, after.scale);
  const weights = new Map<number, string>();
  for (let customer = 0; customer < population.size; customer += 1) {
    const [from, to] = [rows.first[customer]!, rows.first[customer + 1]!];
    if (from === to) continue;
    const was = before.told(from, to);
    const is = after.told(from, to);
    const plain = before.scale === after.scale ? is.total - was.total : Number.NaN;
    const change = Number.isSafeInteger(plain)
      ? exactNumberText(plain, scale, decimals)
      : exactText(
          BigInt(is.total) * 10n ** BigInt(scale - after.scale) -
            BigInt(was.total) * 10n ** BigInt(scale - before.scale),
          scale,
          decimals,
        );
    const millionths = weight[customer]!;
    let stands = weights.get(millionths);
    if (stands === undefined) {
      stands = customersText(BigInt(millionths));
      if (weights.size < MOST_WEIGHTS) weights.set(millionths, stands);
    }
    yield {
      customer: nameOf(customer),
      plan: plans[plan[customer]!]!,
      segment: segments[segment[customer]!]!,
      weight: stands,
      reach: reach && REACH_NAMES[reach[customer]!],
      months: to - from,
      before: was.side,
      after: is.side,
      change,
    };
  }
}

/** Texts of weights that are kept: mostly they are few. */
const MOST_WEIGHTS = 1000;

interface Side {
  readonly scale: number;
  told(from: number, to: number): { readonly side: CustomerSide; readonly total: number };
}

function sideOf({ population, rated, costs, decimals }: CustomersAsked, bills: BillTable): Side {
  const { scale, net, total } = bills;
  const cost =
    costs && costColumn({ costs, population, bills, rows: rated.rows, onPlan: undefined, scale: costScale(scale) });
  const add = (column: Float64Array, from: number, to: number): number => {
    let sum = 0;
    for (let row = from; row < to; row += 1) sum += column[row]!;
    if (!Number.isSafeInteger(sum))
      throw new BeyondExact('the bills of a customer are beyond what can be added exactly');
    return sum;
  };
  return {
    scale,
    told: (from, to) => {
      const [own, all] = [add(net, from, to), add(total, from, to)];
      const text = (units: number): string => exactNumberText(units, scale, decimals);
      const side = { net: text(own), tax: text(all - own), total: text(all) };
      if (!cost) return { side, total: all };
      const spent = BigInt(add(cost, from, to));
      const places = costScale(scale);
      const margin = BigInt(own) * 10n ** BigInt(places - scale) - spent;
      return {
        side: { ...side, cost: exactText(spent, places, decimals), margin: exactText(margin, places, decimals) },
        total: all,
      };
    },
  };
}

/** Adds rows up again, from their text, as somebody with the file would: what files are held against. */
export class CustomerTotals {
  private readonly sums = { before: 0n, after: 0n, beforeNet: 0n, afterNet: 0n, change: 0n };
  customers = 0;

  add({ weight, before, after, change }: CustomerRow): void {
    const times = at(weight, 6);
    this.customers += 1;
    this.sums.before += at(before.total, DIGITS) * times;
    this.sums.after += at(after.total, DIGITS) * times;
    this.sums.beforeNet += at(before.net, DIGITS) * times;
    this.sums.afterNet += at(after.net, DIGITS) * times;
    this.sums.change += at(change, DIGITS) * times;
  }

  /** With at least the currency's decimals, as an impact writes them. */
  told(decimals: number): Readonly<Record<'before' | 'after' | 'beforeNet' | 'afterNet' | 'change', string>> {
    const { before, after, beforeNet, afterNet, change } = this.sums;
    const text = (sum: bigint): string => exactText(sum, DIGITS + 6, decimals);
    return {
      before: text(before),
      after: text(after),
      beforeNet: text(beforeNet),
      afterNet: text(afterNet),
      change: text(change),
    };
  }
}

/** More decimals than any amount of a bill has. */
const DIGITS = 18;

function at(text: string, decimals: number): bigint {
  const value = parseDecimal(text);
  if (!value || 10n ** BigInt(decimals) % value.d !== 0n) throw new RangeError(`not an amount: ${text}`);
  return (value.n * 10n ** BigInt(decimals)) / value.d;
}
