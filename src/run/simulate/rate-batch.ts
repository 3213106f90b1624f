/**
 * Customers of a population rated with any number of sides at once: records are read (or made) once, and each side turns
 * them into columns of bills. The same code runs in workers and on the main thread; a customer's rows are the same in any batch.
 */

import type { Account } from '../../invoicing/account.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { expander } from '../../scenario/expand.ts';
import type { Draw, Recipe } from '../../scenario/recipe.ts';
import type { Component, Measure, UsageResponse } from '../../simulation/bills.ts';
import type { UsageCoding } from '../../usage/batch.ts';
import { NEVER, type UsageBlock } from '../../usage/columns.ts';
import { readBlock } from '../../usage/read-block.ts';
import { type RespondingColumns, responder } from '../../usage/respond.ts';
import { bindAll } from '../bound-plans.ts';
import { reacher } from '../diff/meaning.ts';
import { REACHES } from '../diff/result.ts';
import { Grouping, Offsets, type RecordStarts } from '../group-bills.ts';
import { longestByKind } from '../overlong.ts';
import type { Work } from '../work.ts';
import { addUsed, BillColumns, type OpenColumns, type SideColumns, shared } from './bill-columns.ts';
import { joinBatches } from './join-batches.ts';
import { keptUsage } from './kept-usage.ts';
import { type Slots, slotsOf } from './measures.ts';
import { accountsOn, plansToTake } from './on-plan.ts';
import { type Covered, Cuts, type DatedSchedule, monthNumber, Schedules } from './schedules.ts';

/** What all batches of a run have in common: plain data. */
export interface SimulateGiven {
  readonly sides: readonly GivenSide[];
  /** Each once; sides name theirs by its place. */
  readonly responses: readonly UsageResponse[];
  readonly measures: readonly Measure[];
  readonly perBase: readonly number[];
  readonly scale: number;
  /** How many plans the population has: see UsageResponse.factors. */
  readonly plans: number;
  readonly recipes: readonly Recipe[];
  /** Names what the recipes make, within this process. */
  readonly population: string;
  /** Of usage files. */
  readonly usage:
    | { readonly coding: UsageCoding; readonly local: boolean; readonly plans: readonly string[] }
    | undefined;
  /** Undefined: what the recipes invoice. */
  readonly invoices: { readonly from: number; readonly before: number } | undefined;
}

export interface GivenSide {
  readonly plans: CompiledPlans;
  readonly onPlan: string | undefined;
  readonly response: number | undefined;
  readonly components: readonly Component[];
}

/** Neighbours of the population, from customer `first` on. */
export type SimulateBatch = {
  readonly first: number;
  readonly size: number;
  /** By customer: plan and segment in the population. */
  readonly plan: Uint16Array;
  readonly segment: Uint16Array;
} & (
  | { readonly recipe: number; readonly draws: readonly Draw[] }
  | {
      readonly block: UsageBlock;
      /** By customer: its account in the block, rising; its plan among those of the usage; its days of service. */
      readonly account: Uint32Array;
      readonly onPlan: Uint16Array;
      readonly activated: Int32Array;
      readonly terminated: Int32Array;
    }
);

/** By month: customers by what their invoices of it tell, see MonthCoverage. */
export type CoveredMonths = ReadonlyMap<number, Readonly<Record<Covered, number>>>;

/** Rows of a batch: each month of a customer in which some side has an invoice. */
export interface SimulateResult {
  readonly size: number;
  /** Customers of the population, and months (see monthNumber). */
  readonly customer: Uint32Array;
  readonly month: Uint16Array;
  readonly sides: readonly SideColumns[];
  /** By customer of the batch; where there are two sides. */
  readonly reach: Uint8Array | undefined;
  readonly records: number;
  readonly notBilled: number;
  readonly covered: CoveredMonths;
  /** Why nothing came of it: the first customer that could not be rated (of the population), or none in particular. */
  readonly failed: { readonly customer: number | undefined; readonly reason: string } | undefined;
}

/** Customers of a batch with their records. */
interface Customers {
  readonly accounts: readonly Account[];
  readonly columns: RespondingColumns;
  readonly base: number;
  readonly unit: number;
  readonly local: boolean;
  readonly coding: UsageCoding;
  /** Differs from customer to customer; what responses draw from. */
  readonly key: Uint32Array;
  /** No record has a larger quantity. */
  readonly largest: number;
}

/** Usage as one side or several have it, and what those before learned of it. */
interface SideUsage {
  readonly columns: RespondingColumns;
  readonly overlong: number;
  readonly offsets: Offsets;
  /** By account: the cut for which `used` tells what is used. */
  readonly usedCut: Uint32Array;
  used: Float64Array | undefined;
}

function simulateRunner(given: SimulateGiven): (batch: SimulateBatch) => SimulateResult {
  const rate = new BatchRater(given);
  const alone = (batch: SimulateBatch): SimulateResult => {
    try {
      return rate.rate(batch);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (batch.size <= 1) return failure(batch.size, reason, batch.first);
      // Which one it is, is found by halves.
      const half = Math.ceil(batch.size / 2);
      const first = alone(partOf(batch, 0, half));
      if (first.failed) return first;
      const second = alone(partOf(batch, half, batch.size));
      return second.failed ? second : failure(batch.size, reason);
    }
  };
  return alone;
}

const failure = (size: number, reason: string, customer?: number): SimulateResult => ({
  ...{
    size,
    customer: new Uint32Array(),
    month: new Uint16Array(),
    sides: [],
    reach: undefined,
    records: 0,
    notBilled: 0,
    covered: new Map(),
  },
  failed: { customer, reason },
});

class BatchRater {
  private readonly given: SimulateGiven;
  private readonly expanders = new Map<number, ReturnType<typeof expander>>();
  private readonly cuts = new Cuts();
  /** By range of invoices, then side. */
  private readonly schedules = new Map<string, readonly Schedules[]>();
  private readonly columns: readonly BillColumns[];
  private readonly responders = new WeakMap<UsageCoding, ReturnType<typeof responder>[]>();
  private readonly slots = new WeakMap<UsageCoding, Slots>();
  private readonly longest = new WeakMap<UsageCoding, Float64Array>();
  private readonly reach: ((account: Account) => number) | undefined;
  /** By side. */
  private readonly plans: readonly CompiledPlans[];
  private readonly accountOn: readonly ((account: Account) => Account | undefined)[];
  private readonly months = new Map<number, number>();

  constructor(given: SimulateGiven) {
    this.given = given;
    const { sides, scale } = given;
    this.columns = sides.map(({ components }) => new BillColumns(components, scale));
    this.plans = sides.map(plansToTake);
    this.accountOn = sides.map((side) => accountsOn(side, sides));
    this.reach = sides.length >= 2 ? reachOf(sides[0]!.plans, sides[1]!.plans) : undefined;
  }

  rate(batch: SimulateBatch): SimulateResult {
    const { sides, measures, plans } = this.given;
    const customers = this.read(batch);
    const { accounts, columns } = customers;
    const schedules = this.schedulesFor(accounts[0]);
    const bySide = sides.map((_, number) => {
      const own = accounts.map(this.accountOn[number]!);
      return { own, dated: own.map((account) => account && schedules[number]!.of(account)) };
    });
    const rows = rowsOf(accounts.length, bySide);
    const usages = new Map<number | undefined, SideUsage>();
    const row = Uint32Array.from(batch.plan, (plan, index) => batch.segment[index]! * plans + plan);
    let notBilled = 0;
    const open = sides.map((side, number): OpenColumns & { screened: number } => {
      const usage = usages.get(side.response) ?? this.usageOf(customers, side.response, row);
      usages.set(side.response, usage);
      const made = this.columns[number]!.begin(rows.month.length, measures.length);
      const counts = this.rateSide(number, bySide[number]!, { usage, rows, columns: made, customers });
      if (number === 0) notBilled = counts.notBilled;
      return Object.assign(made, { screened: counts.screened });
    });
    let records = 0;
    for (let index = 0; index < accounts.length; index += 1) records += columns.end[index]! - columns.first[index]!;
    const kept = keptRows(open, rows.month.length);
    const { reach } = this;
    const reached = reach && shared.uint8(accounts.length);
    if (reach && reached)
      for (let index = 0; index < accounts.length; index += 1) reached[index] = reach(accounts[index]!);
    return {
      size: batch.size,
      customer: shrink(shared.uint32, rows.account, kept).map((account) => account + batch.first),
      month: shrink(shared.uint16, rows.month, kept),
      sides: open.map((one) => shrunk(one, rows.month.length, kept)),
      ...{ reach: reached, records, notBilled, failed: undefined },
      covered: coveredMonths(bySide, accounts.length),
    };
  }

  /** Rates all accounts that a side has. */
  private rateSide(
    number: number,
    { own, dated }: SideAccounts,
    { usage, rows, columns, customers }: { usage: SideUsage; rows: Rows; columns: OpenColumns; customers: Customers },
  ): { readonly screened: number; readonly notBilled: number } {
    const plans = this.plans[number]!;
    const { coding, base, unit, local } = customers;
    const { start, first, end } = usage.columns;
    const bound = bindAll(
      plans,
      own.filter((account) => account !== undefined),
      coding,
    );
    const starts: RecordStarts = { start, base, unit, local };
    const grouping = new Grouping(bound, starts, usage.offsets);
    let notBilled = 0;
    for (let index = 0; index < own.length; index += 1) {
      const account = own[index];
      if (account) grouping.place(account, index, dated[index]!.schedule, first[index]!, end[index]!);
      else notBilled += end[index]! - first[index]!;
    }
    const rowOfBill = (group: { readonly bills: readonly PlacedBillOf[] }) => (bill: number) => {
      const { account, bill: of } = group.bills[bill]!;
      return rowOf(rows, account, this.monthOf(of.date));
    };
    for (const group of grouping.groups.values())
      this.columns[number]!.add(columns, group, usage.columns, rowOfBill(group));
    this.measure(grouping, { usage, rows, columns, dated, coding });
    return { screened: grouping.screened.length + usage.overlong, notBilled: notBilled + grouping.notBilled };
  }

  /** What is used in the cycles that are invoiced; taken from the side before where the cycles are the same. */
  private measure(grouping: Grouping, { usage, rows, columns, dated, coding }: MeasureOf): void {
    const { measures, perBase } = this.given;
    if (measures.length === 0) return;
    let slots = this.slots.get(coding);
    if (!slots) {
      slots = slotsOf(measures, perBase, coding);
      this.slots.set(coding, slots);
    }
    const { used, usedCut } = usage;
    const same = (account: number): boolean => used !== undefined && usedCut[account] === dated[account]!.schedule.cut;
    const count = rows.month.length;
    if (used) {
      for (let account = 0; account < dated.length; account += 1) {
        if (!dated[account] || !same(account)) continue;
        for (let row = rows.first[account]!; row < rows.first[account + 1]!; row += 1) {
          for (let cell = row; cell < used.length; cell += count) columns.used[cell] = used[cell]!;
        }
      }
    }
    const sums = new Float64Array(slots.count);
    for (const { bills, closing } of grouping.groups.values()) {
      if (!closing) continue;
      for (const { account, bill, first, end } of bills) {
        if (first === end || same(account)) continue;
        addUsed(columns, rowOf(rows, account, this.monthOf(bill.date)), usage.columns, first, end, slots, sums);
      }
    }
    for (let account = 0; account < dated.length; account += 1) usedCut[account] = dated[account]?.schedule.cut ?? 0;
    usage.used = columns.used;
  }

  private monthOf(date: number): number {
    let month = this.months.get(date);
    if (month === undefined) {
      month = monthNumber(date);
      this.months.set(date, month);
    }
    return month;
  }

  private read(batch: SimulateBatch): Customers {
    const { recipes, population, usage, invoices } = this.given;
    if ('recipe' in batch) {
      const expand = this.expanders.get(batch.recipe) ?? expander(recipes[batch.recipe]!);
      this.expanders.set(batch.recipe, expand);
      const { accounts, usage: made } = keptUsage(population, `${batch.first}+${batch.size}`, () =>
        expand(batch.draws),
      );
      const { first, start, quantity, kind, coding, local } = made;
      return {
        accounts: invoices ? accounts.map((account) => ({ ...account, invoices })) : accounts,
        columns: { start, quantity, kind, first: first.subarray(0, -1), end: first.subarray(1) },
        ...{ base: 0, unit: 1, local, coding },
        key: Uint32Array.from(batch.draws, keyOfDraw),
        largest: Number.POSITIVE_INFINITY,
      };
    }
    const { block, account, onPlan, activated, terminated } = batch;
    const { first, base, unit, start, quantity, kind } = readBlock(block);
    const { coding, local, plans } = usage!;
    return {
      accounts: Array.from(
        account,
        (_, index): Account => ({
          id: `${batch.first + index}`,
          plan: plans[onPlan[index]!]!,
          activated: activated[index]!,
          terminated: terminated[index] === NEVER ? undefined : terminated[index]!,
          invoices: invoices!,
        }),
      ),
      columns: {
        ...{ start, quantity, kind },
        first: account.map((one) => first[one]!),
        end: account.map((one) => first[one + 1]!),
      },
      ...{ base, unit, local, coding },
      key: account.map((one) => block.first + one),
      largest: block.largest ?? Number.POSITIVE_INFINITY,
    };
  }

  private schedulesFor(account: Account | undefined): readonly Schedules[] {
    const { from, before } = account?.invoices ?? { from: 0, before: 0 };
    const key = `${from}-${before}`;
    const known = this.schedules.get(key) ?? this.plans.map((plans) => new Schedules(plans, this.cuts));
    this.schedules.set(key, known);
    return known;
  }

  private usageOf(customers: Customers, response: number | undefined, row: Uint32Array): SideUsage {
    const { coding, key } = customers;
    let { columns } = customers;
    if (response !== undefined) {
      let made = this.responders.get(coding);
      if (!made) {
        made = this.given.responses.map((one) => responder(one, coding));
        this.responders.set(coding, made);
      }
      columns = made[response]!(columns, { row, key });
    }
    let longest = this.longest.get(coding);
    if (!longest) {
      longest = longestByKind(coding);
      this.longest.set(coding, longest);
    }
    // Mostly the block tells that no record is that long.
    const isShort = response === undefined && longest.every((most) => customers.largest <= most);
    const kept = isShort ? { columns, overlong: 0 } : withoutLonger(columns, longest);
    return {
      columns: kept.columns,
      overlong: kept.overlong,
      offsets: new Offsets(kept.columns.start.length, customers.accounts.length),
      usedCut: new Uint32Array(customers.accounts.length),
      used: undefined,
    };
  }
}

/** By what customers of recipes differ from each other. */
const keyOfDraw = ({ seed, number }: Draw): number => (seed ^ Math.imul(number, 0x9e37_79b1)) >>> 0;

type PlacedBillOf = { readonly account: number; readonly bill: { readonly date: number } };

interface MeasureOf {
  readonly usage: SideUsage;
  readonly rows: Rows;
  readonly columns: OpenColumns;
  readonly dated: SideAccounts['dated'];
  readonly coding: UsageCoding;
}

interface SideAccounts {
  readonly own: readonly (Account | undefined)[];
  readonly dated: readonly (DatedSchedule | undefined)[];
}

interface Rows {
  /** Row r of account a: first[a] <= r < first[a + 1], by month. */
  readonly first: Uint32Array;
  readonly account: Uint32Array;
  readonly month: Uint16Array;
}

/** One row for each month in which some side has a bill. */
function rowsOf(size: number, sides: readonly SideAccounts[]): Rows {
  const first = new Uint32Array(size + 1);
  const accounts: number[] = [];
  const months: number[] = [];
  for (let account = 0; account < size; account += 1) {
    let own: readonly number[] | undefined;
    for (const { dated } of sides) {
      const other = dated[account]?.months;
      if (!other || other.length === 0 || other === own) continue;
      own = own ? [...new Set([...own, ...other])].sort((a, b) => a - b) : other;
    }
    for (const month of own ?? []) {
      accounts.push(account);
      months.push(month);
    }
    first[account + 1] = months.length;
  }
  return { first, account: Uint32Array.from(accounts), month: Uint16Array.from(months) };
}

/** Each customer on the first side that has it. */
function coveredMonths(sides: readonly SideAccounts[], size: number): CoveredMonths {
  const found = new Map<number, Record<Covered, number>>();
  for (let account = 0; account < size; account += 1) {
    const side = sides.find(({ dated }) => dated[account] !== undefined);
    for (const { month, how } of side?.dated[account]?.covered ?? []) {
      let counts = found.get(month);
      if (!counts) {
        counts = { whole: 0, part: 0, cut: 0 };
        found.set(month, counts);
      }
      counts[how] += 1;
    }
  }
  return found;
}

function rowOf({ first, month }: Rows, account: number, wanted: number): number {
  let row = first[account]!;
  while (month[row] !== wanted) row += 1;
  return row;
}

/** Rows in which some side has an invoice; undefined: all. */
function keptRows(sides: readonly OpenColumns[], rows: number): Uint32Array | undefined {
  const kept = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row += 1) {
    let some = false;
    for (const { invoices } of sides) if (invoices[row]! > 0) some = true;
    if (some) kept[count++] = row;
  }
  return count === rows ? undefined : kept.slice(0, count);
}

type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A column, or the kept rows of each of the columns that stand in it one after the other. */
function shrink<T extends Column>(
  make: (length: number) => T,
  column: Column,
  kept: Uint32Array | undefined,
  rows = column.length,
): T {
  const copy = make(kept && rows > 0 ? (column.length / rows) * kept.length : column.length);
  if (!kept) copy.set(column);
  else {
    let at = 0;
    for (let begin = 0; begin < column.length; begin += rows) {
      for (const row of kept) {
        copy[at] = column[begin + row]!;
        at += 1;
      }
    }
  }
  return copy;
}

function shrunk(
  open: OpenColumns & { readonly screened: number },
  rows: number,
  kept: Uint32Array | undefined,
): SideColumns {
  const { amounts, net, total, invoices, used, unrated, screened } = open;
  if (!kept) return { amounts, net, total, invoices, used, unrated, screened };
  return {
    amounts: shrink(shared.float64, amounts, kept, rows),
    net: shrink(shared.float64, net, kept),
    total: shrink(shared.float64, total, kept),
    invoices: shrink(shared.uint8, invoices, kept),
    used: shrink(shared.float64, used, kept, rows),
    ...{ unrated, screened },
  };
}

/** As withoutOverlong: nobody calls for a month. */
function withoutLonger(
  columns: RespondingColumns,
  longest: Float64Array,
): { readonly columns: RespondingColumns; readonly overlong: number } {
  const { start, quantity, kind, first, end } = columns;
  let overlong = 0;
  for (let account = 0; account < first.length; account += 1) {
    for (let record = first[account]!, last = end[account]!; record < last; record += 1) {
      if (quantity[record]! > longest[kind[record]!]!) overlong += 1;
    }
  }
  if (overlong === 0) return { columns, overlong };
  const kept: number[] = [];
  const [begins, ends] = [new Uint32Array(first.length), new Uint32Array(first.length)];
  for (let account = 0; account < first.length; account += 1) {
    begins[account] = kept.length;
    for (let record = first[account]!; record < end[account]!; record += 1) {
      if (quantity[record]! <= longest[kind[record]!]!) kept.push(record);
    }
    ends[account] = kept.length;
  }
  const rows = Uint32Array.from(kept);
  const own = {
    start: Float64Array.from(rows, (record) => start[record]!),
    quantity: Float64Array.from(rows, (record) => quantity[record]!),
    kind: Uint16Array.from(rows, (record) => kind[record]!),
  };
  return { columns: { ...own, first: begins, end: ends }, overlong };
}

/** Whom the step between two sides reaches; once for all customers of the same plans and dates. */
function reachOf(base: CompiledPlans, head: CompiledPlans): (account: Account) => number {
  const reach = reacher(base, head);
  const known = new Map<string, number>();
  return (account) => {
    const find = (): number => REACHES.indexOf(reach(account).reach);
    if (account.changes) return find();
    const { plan, activated, terminated, invoices } = account;
    const key = `${plan}/${activated}/${terminated ?? ''}/${invoices.from}-${invoices.before}`;
    let found = known.get(key);
    if (found === undefined) {
      if (known.size > 50_000) known.clear();
      found = find();
      known.set(key, found);
    }
    return found;
  };
}

function partOf(batch: SimulateBatch, from: number, before: number): SimulateBatch {
  const about = {
    first: batch.first + from,
    size: before - from,
    plan: batch.plan.slice(from, before),
    segment: batch.segment.slice(from, before),
  };
  if ('recipe' in batch) return { ...about, recipe: batch.recipe, draws: batch.draws.slice(from, before) };
  return {
    ...about,
    block: batch.block,
    account: batch.account.slice(from, before),
    onPlan: batch.onPlan.slice(from, before),
    activated: batch.activated.slice(from, before),
    terminated: batch.terminated.slice(from, before),
  };
}

export const SIMULATE: Work<SimulateGiven, SimulateResult, SimulateBatch> = {
  name: 'simulate',
  begin: simulateRunner,
  part: partOf,
  failed: (size, reason) => failure(size, reason),
  joined: joinBatches,
  pack: (result) => result,
  unpack: (sent) => sent as SimulateResult,
};
