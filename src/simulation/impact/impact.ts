/** What a change does: two worlds and what is known of their customers become every table of an impact. */

import type { Assumptions } from '../assumptions.ts';
import type { Part, World } from '../bills.ts';
import type { Population } from '../population.ts';
import type { BandRow, Change, Controls, DecileRow, GroupRow, Impact } from '../result.ts';
import { BANDS, bandsOf } from './bands.ts';
import { betterOffOf, type OtherPlan } from './better-off.ts';
import { type CustomerBills, customerBills } from './bills.ts';
import { type Check, checksOf } from './checks.ts';
import { type CostsGiven, costPick, costScale, subsidies } from './costs.ts';
import { countCustomers, sumCounts } from './count.ts';
import { decilesOf } from './deciles.ts';
import { customersChange, customersText, Texts } from './exact.ts';
import { arpuOf, groupRows, marginOf, monthRows, type Outcome, type TableSums } from './groups.ts';
import { histogramOf } from './histogram.ts';
import { moversOf } from './movers.ts';
import {
  ALL,
  alike,
  byMonth,
  byPlan,
  bySegment,
  type Grouping,
  MONTHS,
  NET,
  sumWorld,
  TOTAL,
  type Worlds,
} from './parts.ts';
import { shockOf } from './shock.ts';
import { marksOf } from './suppress.ts';
import { waterfallSums, waterfallTold } from './waterfall.ts';

export interface ImpactAsked {
  readonly population: Population;
  /** Decimals of the currency. */
  readonly decimals: number;
  readonly shock: Assumptions['shock'];
  /** Sampled customers below which a cell is suppressed. */
  readonly fewest: number;
  readonly costs?: CostsGiven | undefined;
  /** `before` with the allowances of after, in its own parts; without: allowances are the same, or are not told apart. */
  readonly allowances?: World | undefined;
  /** Bills of everybody on other plans, for who would be better off; needs a world after of one part. */
  readonly otherPlans?: readonly OtherPlan[] | undefined;
  /** One sentence about why the bills of a customer move. */
  readonly why?: ((customer: number) => string) | undefined;
}

export interface ImpactFound {
  readonly impact: Impact;
  /** Totals found a second way: the simulation is an error where they differ. */
  readonly checks: Controls['checks'];
}

/** Every number is exact, but means (ARPU) and percentages. Pure; the worlds are left as they are. */
export function impactOf(was: World, is: World, asked: ImpactAsked): ImpactFound {
  const [before, after] = alike(was, is) as [World, World];
  const { population, decimals, fewest, costs, allowances, otherPlans, why = () => '' } = asked;
  const tables = [...before.parts, ...after.parts, ...(allowances?.parts ?? [])].map(({ bills }) => bills.scale);
  const others = (otherPlans ?? []).map(({ bills }) => bills.scale);
  const own = Math.max(0, ...tables, ...others);
  const scale = costs ? costScale(own) : own;
  const worlds: Worlds = { before, after, population, scale };
  const texts = new Texts(scale, decimals);
  const sum = summer(worlds, costs);

  const all = sum(ALL, ALL);
  const plans = byPlan(worlds);
  const planSums = sum(plans, plans);
  const segments = bySegment(worlds);
  const segmentSums = sum(segments, segments);
  const monthSums = sum(byMonth(before), byMonth(after));

  const bills = customerBills(worlds);
  const bands = bandsOf(bills);
  const outcomeBy = (keys: Uint16Array, size: number): Outcome => outcome(bills, keys, size);
  const counted = countCustomers(before, after, ALL);
  const group = (
    names: readonly string[],
    grouping: Grouping,
    sums: TableSums,
    keys: Uint16Array,
  ): readonly GroupRow[] =>
    groupRows(names, sums, {
      counted: countCustomers(before, after, grouping),
      outcome: outcomeBy(keys, names.length),
      fewest,
      texts,
    });

  const steps = waterfallSums({
    ...{ before, after, allowances, scale },
    net: [all.before.net[0]!, all.after.net[0]!],
  });
  const byBand = customerSums(worlds, bands, BANDS.length);
  const deciles = decilesOf(bills);
  const byDecile = customerSums(worlds, deciles, DECILES + 1);
  const taxOf = (side: keyof TableSums): bigint => all[side].total[0]! - all[side].net[0]!;
  const costSums = [all.before.cost?.[0], all.after.cost?.[0]] as const;

  const impact: Impact = {
    sampled: counted.sampled[0]!,
    customers: customersChange(counted.before[0]!, counted.after[0]!),
    revenue: texts.moneyChange(all.before.net[0]!, all.after.net[0]!),
    tax: texts.moneyChange(taxOf('before'), taxOf('after')),
    billed: texts.moneyChange(all.before.total[0]!, all.after.total[0]!),
    cost: costs && texts.moneyChange(costSums[0] ?? 0n, costSums[1] ?? 0n),
    margin: marginOf(all, 0, texts),
    arpu: arpuOf(all, 0, texts),
    waterfall: waterfallTold(steps, texts),
    plans: group(plans.names, plans, planSums, population.plan),
    segments: group(population.segments, segments, segmentSums, population.segment),
    months: monthRows(before.months, monthSums, texts),
    bands: bandRows(bills, bands, byBand, { fewest, texts }),
    ...decileRows(bills, bands, deciles, { sums: byDecile, fewest, texts }),
    shock: shockOf(worlds, asked.shock, decimals),
    histogram: histogramOf(bills, texts),
    betterOff: otherPlans && betterOffOf(onlyPart(is), otherPlans, { population, fewest, texts }),
    movers: moversOf(bills, population, { texts, why }),
  };
  const checks = checksOf({ worlds, texts, all, steps, byBand, byDecile, planSums, segmentSums, monthSums });
  return { impact, checks: checks.map(told) };
}

const told = ({ what, one, other }: Check): Controls['checks'][number] => ({ what, one, other, same: one === other });

function onlyPart({ parts }: World): Part {
  if (parts.length !== 1) throw new RangeError('who would be better off is asked of customers as they are');
  return parts[0]!;
}

/** Sums of both worlds by group. */
function summer({ before, after, population, scale }: Worlds, costs: CostsGiven | undefined) {
  const costPicked = costs && costPick({ costs, population, scale });
  const side = (world: World, grouping: Grouping): TableSums['before'] => ({
    net: sumWorld(world, NET, grouping, scale),
    total: sumWorld(world, TOTAL, grouping, scale),
    months: sumWorld(world, MONTHS, grouping, 0),
    cost: costPicked && withSubsidies(world, sumWorld(world, costPicked, grouping, scale), grouping),
  });
  const withSubsidies = (world: World, sums: bigint[], { keysOf, byMonth: ofMonths }: Grouping): bigint[] => {
    subsidies(world, { costs: costs!, population, scale }, (part, customer, amount) => {
      const keys = keysOf(part);
      // Without a path: in the month of the first bill.
      const index = ofMonths && part.at === undefined ? part.rows.month[part.rows.first[customer]!]! : customer;
      sums[typeof keys === 'number' ? keys : keys[index]!]! += amount;
    });
    return sums;
  };
  return (first: Grouping, second: Grouping): TableSums => ({
    before: side(before, first),
    after: side(after, second),
  });
}

/** Of what is billed, by a group of customers. */
export interface BilledSums {
  readonly before: readonly bigint[];
  readonly after: readonly bigint[];
}

function customerSums({ before, after, scale }: Worlds, keys: Uint8Array, size: number): BilledSums {
  const grouping: Grouping = { size, keysOf: () => keys };
  return { before: sumWorld(before, TOTAL, grouping, scale), after: sumWorld(after, TOTAL, grouping, scale) };
}

function outcome({ seen, change, count }: CustomerBills, keys: Uint16Array, size: number): Outcome {
  const both = new Uint32Array(keys.length);
  for (let customer = 0; customer < both.length; customer += 1) {
    const by = change[customer]!;
    both[customer] = 3 * keys[customer]! + (by < 0 ? 0 : by > 0 ? 2 : 1);
  }
  const sums = sumCounts(count, both, 3 * size, (customer) => seen[customer] === 1);
  const which = (first: number): bigint[] => Array.from({ length: size }, (_, key) => sums[3 * key + first]!);
  return { less: which(0), same: which(1), more: which(2) };
}

interface Telling {
  readonly fewest: number;
  readonly texts: Texts;
}

function sampledIn({ seen }: CustomerBills, keys: Uint8Array, size: number): number[] {
  const sampled = Array.from({ length: size }, () => 0);
  for (let customer = 0; customer < seen.length; customer += 1) {
    if (seen[customer] === 1) sampled[keys[customer]!]! += 1;
  }
  return sampled;
}

function bandRows(
  bills: CustomerBills,
  bands: Uint8Array,
  { before, after }: BilledSums,
  { fewest, texts }: Telling,
): BandRow[] {
  const sampled = sampledIn(bills, bands, BANDS.length);
  const marks = marksOf(sampled, fewest);
  const customers = sumCounts(bills.count, bands, BANDS.length, (customer) => bills.seen[customer] === 1);
  return BANDS.map((band, index) => ({
    band,
    sampled: sampled[index]!,
    mark: marks[index],
    ...(marks[index] !== 'suppressed' && {
      customers: customersText(customers[index]!),
      change: texts.money(after[index]! - before[index]!),
    }),
  }));
}

const DECILES = 10;

function decileRows(
  bills: CustomerBills,
  bands: Uint8Array,
  deciles: Uint8Array,
  { sums, fewest, texts }: Telling & { readonly sums: BilledSums },
): { readonly deciles: readonly DecileRow[]; readonly unpaid: NonNullable<Impact['unpaid']> } {
  const size = DECILES + 1;
  const { seen, before, count } = bills;
  const sampled = sampledIn(bills, deciles, size);
  const marks = marksOf(sampled, fewest);
  const customers = sumCounts(count, deciles, size, (customer) => seen[customer] === 1);
  const both = new Uint8Array(deciles.length);
  for (let customer = 0; customer < both.length; customer += 1) {
    both[customer] = deciles[customer]! * BANDS.length + bands[customer]!;
  }
  const inBand = sumCounts(count, both, size * BANDS.length, (customer) => seen[customer] === 1);
  const ends = Array.from({ length: size }, () => ({ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }));
  let negative = 0;
  for (let customer = 0; customer < seen.length; customer += 1) {
    if (seen[customer] === 0) continue;
    const [bill, end] = [before[customer]!, ends[deciles[customer]!]!];
    if (bill < 0) negative += 1;
    if (bill < end.from) end.from = bill;
    if (bill > end.to) end.to = bill;
  }
  const billedOf = (decile: number): Change => texts.moneyChange(sums.before[decile]!, sums.after[decile]!);
  const row = (decile: number): DecileRow => {
    const mark = marks[decile];
    const head = { decile, sampled: sampled[decile]!, mark };
    // Nobody: no edges, no change, never a quotient of nothing.
    if (head.sampled === 0 || mark === 'suppressed') return head;
    return {
      ...head,
      customers: customersText(customers[decile]!),
      from: texts.amount(BigInt(ends[decile]!.from)),
      to: texts.amount(BigInt(ends[decile]!.to)),
      billed: billedOf(decile),
      bands: Object.fromEntries(
        BANDS.map((band, index) => [band, customersText(inBand[decile * BANDS.length + index]!)]),
      ) as Record<BandRow['band'], string>,
    };
  };
  return {
    deciles: Array.from({ length: DECILES }, (_, index) => row(index + 1)),
    unpaid: {
      sampled: sampled[0]!,
      mark: marks[0],
      ...(marks[0] !== 'suppressed' && { negative, customers: customersText(customers[0]!), billed: billedOf(0) }),
    },
  };
}
