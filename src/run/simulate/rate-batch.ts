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
import { NEVER } from '../../usage/columns.ts';
import { readBlock } from '../../usage/read-block.ts';
import { type RespondingColumns, responder } from '../../usage/respond.ts';
import { bindAll } from '../bound-plans.ts';
import { Grouping, Offsets, type RecordStarts } from '../group-bills.ts';
import { longestByKind } from '../overlong.ts';
import type { Work } from '../work.ts';
import { type CoveredMonths, coveredMonths, type Rows, rowOf, rowsOf, type SideAccounts } from './batch-rows.ts';
import { addUsed, BillColumns, type SideColumns, shared } from './bill-columns.ts';
import { joinBatches } from './join-batches.ts';
import { keptUsage } from './kept-usage.ts';
import { type Slots, slotsOf } from './measures.ts';
import { accountsOn, plansToTake } from './on-plan.ts';
import { reachOf } from './reach-of.ts';
import { Cuts, monthNumber, Schedules } from './schedules.ts';
import { partOf, type SimulateBatch } from './simulate-batch.ts';
import { withoutLonger } from './without-longer.ts';

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
  /** By plan of the population, 1: reach and coverage of those who hold it are wanted. */
  readonly about: Uint8Array;
}

export interface GivenSide {
  readonly plans: CompiledPlans;
  readonly onPlan: string | undefined;
  readonly response: number | undefined;
  readonly components: readonly Component[];
  /** By plan of the population, 1: bills of those who hold it are wanted. */
  readonly wanted: Uint8Array;
}

/** Rows of a batch: each month of a customer in which some side may have an invoice. */
export interface SimulateResult {
  readonly size: number;
  /** Customers of the population of whom something is wanted, rising. */
  readonly customers: Uint32Array;
  /** By them: how many records each has, where bills are wanted; and whom the step between the first two sides reaches. */
  readonly records: Uint32Array;
  readonly reach: Uint8Array;
  /** By row: customer of the population, and month (see monthNumber). */
  readonly customer: Uint32Array;
  readonly month: Uint16Array;
  readonly sides: readonly SideColumns[];
  /** By plan of the population, of those whose customers it is wanted of. */
  readonly covered: ReadonlyMap<number, CoveredMonths>;
  /** Why nothing came of it: the first customer that could not be rated (of the population), or none in particular. */
  readonly failed: { readonly customer: number | undefined; readonly reason: string } | undefined;
}

/** Customers of a batch, and how to come by their records. */
interface Customers {
  readonly accounts: readonly Account[];
  /** Differs from customer to customer; what responses draw from. */
  readonly key: Uint32Array;
  readonly usage: () => CustomerUsage;
}

interface CustomerUsage {
  readonly columns: RespondingColumns;
  readonly base: number;
  readonly unit: number;
  readonly local: boolean;
  readonly coding: UsageCoding;
  /** No record has a larger quantity. */
  readonly largest: number;
}

/** Those of a batch whose bills some side wants. */
interface Wanted {
  /** See UsageResponse.factors. */
  readonly row: Uint32Array;
  readonly key: Uint32Array;
  readonly usage: CustomerUsage;
}

/** Usage as one side or several have it, and what those before learned of it. */
interface SideUsage {
  readonly columns: RespondingColumns;
  /** By account: records that are too long to be one; undefined: none are. */
  readonly overlong: Uint32Array | undefined;
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
  size,
  customers: new Uint32Array(),
  records: new Uint32Array(),
  reach: new Uint8Array(),
  customer: new Uint32Array(),
  month: new Uint16Array(),
  sides: [],
  covered: new Map(),
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
    const { sides, measures, about } = this.given;
    const all = this.read(batch);
    const chosen = this.chosen(batch.plan);
    const accounts = Array.from(chosen, (one) => all.accounts[one]!);
    const plan = Uint16Array.from(chosen, (one) => batch.plan[one]!);
    const schedules = this.schedulesFor(accounts[0]);
    const isWanted = sides.map(({ wanted }) => Uint8Array.from(plan, (held) => wanted[held]!));
    const bySide = sides.map((_, side): SideAccounts => {
      const on = this.accountOn[side]!;
      const isThere = isWanted[side]!;
      const own = accounts.map((account, index) =>
        isThere[index] === 1 || about[plan[index]!] === 1 ? on(account) : undefined,
      );
      return { own, dated: own.map((account) => account && schedules[side]!.of(account)) };
    });
    const wanted = bySide.map((side, number) => onlyWanted(side, isWanted[number]!));
    const rows = rowsOf(chosen.length, wanted);
    const isSome = isWanted.some((side) => side.includes(1));
    const rated = isSome
      ? this.rateSides(this.wantedOf(batch, all, chosen), { bySide: wanted, isWanted, rows })
      : undefined;
    const { reach } = this;
    const reached = reach ? accounts.map((account, index) => (about[plan[index]!] === 1 ? reach(account) : 0)) : [];
    const customer = shared.uint32(rows.account.length);
    for (let row = 0; row < customer.length; row += 1) customer[row] = batch.first + chosen[rows.account[row]!]!;
    return {
      size: batch.size,
      customers: chosen.map((one) => batch.first + one),
      records: rated?.records ?? new Uint32Array(chosen.length),
      reach: Uint8Array.from(reached),
      ...{ customer, month: rows.month },
      sides: rated?.sides ?? this.columns.map((columns) => columns.begin(0, measures.length, chosen.length)),
      covered: coveredMonths(bySide, plan, about),
      failed: undefined,
    };
  }

  /** Customers of a batch, by their places in it, of whom something is wanted. */
  private chosen(plan: Uint16Array): Uint32Array {
    const { sides, about } = this.given;
    const found = new Uint32Array(plan.length);
    let count = 0;
    for (let index = 0; index < plan.length; index += 1) {
      const held = plan[index]!;
      if (about[held] === 1 || sides.some(({ wanted }) => wanted[held] === 1)) found[count++] = index;
    }
    return found.slice(0, count);
  }

  private wantedOf(batch: SimulateBatch, all: Customers, chosen: Uint32Array): Wanted {
    const usage = all.usage();
    const { columns } = usage;
    const row = Uint32Array.from(chosen, (one) => batch.segment[one]! * this.given.plans + batch.plan[one]!);
    if (chosen.length === batch.size) return { row, key: all.key, usage };
    const first = chosen.map((one) => columns.first[one]!);
    const end = chosen.map((one) => columns.end[one]!);
    return {
      ...{ row, key: chosen.map((one) => all.key[one]!) },
      usage: { ...usage, columns: { ...columns, first, end } },
    };
  }

  private rateSides(
    wanted: Wanted,
    { bySide, isWanted, rows }: OnSides,
  ): { readonly sides: readonly SideColumns[]; readonly records: Uint32Array } {
    const { sides, measures } = this.given;
    const { first, end } = wanted.usage.columns;
    const usages = new Map<number | undefined, SideUsage>();
    const made = sides.map((side, number): SideColumns => {
      const columns = this.columns[number]!.begin(rows.month.length, measures.length, first.length);
      // Of this plan or that, nobody here may be wanted on this side.
      if (!isWanted[number]!.includes(1)) return columns;
      const usage = usages.get(side.response) ?? this.usageOf(wanted, side.response);
      usages.set(side.response, usage);
      this.rateSide(number, bySide[number]!, { usage, rows, columns, wanted, isWanted: isWanted[number]! });
      return columns;
    });
    return { sides: made, records: first.map((from, account) => end[account]! - from) };
  }

  /** Rates all accounts that are wanted of a side and that it has. */
  private rateSide(number: number, accounts: SideAccounts, given: SideGiven): void {
    const { usage, rows, columns, wanted, isWanted } = given;
    const plans = this.plans[number]!;
    const { coding, base, unit, local } = wanted.usage;
    const { start, first, end } = usage.columns;
    const { own, dated } = accounts;
    const bound = bindAll(
      plans,
      own.filter((account) => account !== undefined),
      coding,
    );
    const starts: RecordStarts = { start, base, unit, local };
    const grouping = new Grouping(bound, starts, usage.offsets);
    for (let index = 0; index < own.length; index += 1) {
      if (isWanted[index] !== 1) continue;
      const account = own[index];
      const [screened, notBilled] = [grouping.screened.length, grouping.notBilled];
      if (account) grouping.place(account, index, dated[index]!.schedule, first[index]!, end[index]!);
      columns.screened[index] = grouping.screened.length - screened + (usage.overlong?.[index] ?? 0);
      columns.notBilled[index] = account ? grouping.notBilled - notBilled : end[index]! - first[index]!;
    }
    const rowOfBill = (group: { readonly bills: readonly PlacedBillOf[] }) => (bill: number) => {
      const { account, bill: of } = group.bills[bill]!;
      return rowOf(rows, account, this.monthOf(of.date));
    };
    for (const group of grouping.groups.values())
      this.columns[number]!.add(columns, group, usage.columns, rowOfBill(group));
    this.measure(grouping, { usage, rows, columns, dated, coding });
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
    const cutOf = (account: number): number => dated[account]?.schedule.cut ?? 0;
    const same = (account: number): boolean => used !== undefined && usedCut[account] === cutOf(account);
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
    for (let account = 0; account < dated.length; account += 1) usedCut[account] = cutOf(account);
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
      const { accounts, usage: made } = keptUsage(population, `${batch.first}+${batch.size}`, () => {
        const expand = this.expanders.get(batch.recipe) ?? expander(recipes[batch.recipe]!);
        this.expanders.set(batch.recipe, expand);
        return expand(batch.draws);
      });
      const { first, start, quantity, kind, coding, local } = made;
      const columns = { start, quantity, kind, first: first.subarray(0, -1), end: first.subarray(1) };
      return {
        accounts: invoices ? accounts.map((account) => ({ ...account, invoices })) : accounts,
        key: Uint32Array.from(batch.draws, keyOfDraw),
        usage: () => ({ columns, base: 0, unit: 1, local, coding, largest: Number.POSITIVE_INFINITY }),
      };
    }
    const { block, account, onPlan, activated, terminated } = batch;
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
      key: account.map((one) => block.first + one),
      usage: () => {
        const { first, base, unit, start, quantity, kind } = readBlock(block);
        const [from, end] = [account.map((one) => first[one]!), account.map((one) => first[one + 1]!)];
        return {
          columns: { start, quantity, kind, first: from, end },
          ...{ base, unit, local, coding, largest: block.largest ?? Number.POSITIVE_INFINITY },
        };
      },
    };
  }

  private schedulesFor(account: Account | undefined): readonly Schedules[] {
    const { from, before } = account?.invoices ?? { from: 0, before: 0 };
    const key = `${from}-${before}`;
    const known = this.schedules.get(key) ?? this.plans.map((plans) => new Schedules(plans, this.cuts));
    this.schedules.set(key, known);
    return known;
  }

  private usageOf({ usage, key, row }: Wanted, response: number | undefined): SideUsage {
    const { coding } = usage;
    let { columns } = usage;
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
    const isShort = response === undefined && longest.every((most) => usage.largest <= most);
    const kept = isShort ? { columns, overlong: undefined } : withoutLonger(columns, longest);
    const accounts = columns.first.length;
    return {
      ...kept,
      offsets: new Offsets(kept.columns.start.length, accounts),
      usedCut: new Uint32Array(accounts),
      used: undefined,
    };
  }
}

/** By what customers of recipes differ from each other. */
const keyOfDraw = ({ seed, number }: Draw): number => (seed ^ Math.imul(number, 0x9e37_79b1)) >>> 0;

type PlacedBillOf = { readonly account: number; readonly bill: { readonly date: number } };

/** What all sides have in common, and by side what they have. */
interface OnSides {
  readonly bySide: readonly SideAccounts[];
  /** By side and account, 1: its bills are wanted. */
  readonly isWanted: readonly Uint8Array[];
  readonly rows: Rows;
}

interface SideGiven {
  readonly usage: SideUsage;
  readonly rows: Rows;
  readonly columns: SideColumns;
  readonly wanted: Wanted;
  readonly isWanted: Uint8Array;
}

/** Without what is not wanted of the side: it makes no rows. */
function onlyWanted(side: SideAccounts, isWanted: Uint8Array): SideAccounts {
  if (!isWanted.includes(0)) return side;
  return {
    own: side.own.map((account, index) => (isWanted[index] === 1 ? account : undefined)),
    dated: side.dated.map((dated, index) => (isWanted[index] === 1 ? dated : undefined)),
  };
}

interface MeasureOf {
  readonly usage: SideUsage;
  readonly rows: Rows;
  readonly columns: SideColumns;
  readonly dated: SideAccounts['dated'];
  readonly coding: UsageCoding;
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
