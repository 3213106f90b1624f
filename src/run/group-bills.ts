/** Usage by account -> bills, each with its range of records, in groups of one pair of plan versions and one cycle. */

import { instantOf, type SteadyStretch, startOfDay, steadyStretch, type Zone, zoneOf } from '../calendar/zone.ts';
import type { Account } from '../invoicing/account.ts';
import { type Bill, billsOf } from '../invoicing/schedule.ts';
import { termsKey } from '../invoicing/terms.ts';
import type { CompiledPlan } from '../plan/compile/compiled.ts';
import type { BoundPlan } from '../rating/bind.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { type BoundPlans, plansKey } from './bound-plans.ts';

export interface PlacedBill {
  /** Index of the account. */
  readonly account: number;
  readonly of: Account;
  readonly bill: Bill;
  /** See termsKey. */
  readonly terms: string;
  /** Its records: `[first, end)` of the usage's columns. */
  readonly first: number;
  readonly end: number;
}

export interface BillGroup {
  readonly closing: BoundPlan | undefined;
  readonly opening: BoundPlan | undefined;
  /** Start of the closing cycle and its length, ms; 0 without one. */
  readonly cycleStart: number;
  readonly cycleMs: number;
  readonly zone: Zone;
  readonly bills: PlacedBill[];
  /** ms of every record of the usage from the start of its own cycle, shared by all groups; of plans with bands. */
  readonly offset: Uint32Array;
}

const DAY_MS = 86_400_000;

export interface GroupedBills {
  readonly groups: readonly BillGroup[];
  readonly screened: readonly number[];
  readonly notBilled: number;
}

/** Everything of an account's bills that follows from its plans and dates: accounts of the same may share it. */
export interface Schedule {
  /** Key of the plans. */
  readonly plans: string;
  readonly zone: Zone;
  readonly bills: readonly Bill[];
  /** By bill: the group it is in, and its terms. */
  readonly groupKeys: readonly string[];
  readonly terms: readonly string[];
  /** Schedules of the same number cut usage in the same places, where accounts are in service for the same days; 0: not told. */
  readonly cut: number;
}

/** `versions` are those of all plans of the account, as they are bound. */
export function scheduleOf(versions: readonly CompiledPlan[], account: Account, cut = 0): Schedule {
  const plans = plansKey(account);
  const bills = billsOf(versions, account);
  return {
    ...{ plans, bills, cut, zone: zoneOf(versions[0]!.timezone) },
    // A cycle by both its days: one that begins on the last of February may end on any of several days of March.
    groupKeys: bills.map(({ closing, opening }) => {
      const cycle = closing ? `${closing.period.from}-${closing.period.before}` : '';
      return `${plans}/${closing?.version ?? ''}/${opening?.version ?? ''}/${cycle}`;
    }),
    terms: bills.map((bill) => termsKey(account, bill)),
  };
}

/** Starts of records as they stand in a column: `base + unit * start` ms since 1970, of the wall clock when `local`. */
export interface RecordStarts {
  readonly start: Uint32Array | Float64Array;
  readonly base: number;
  readonly unit: number;
  readonly local: boolean;
}

export function groupBills(bound: BoundPlans, accounts: readonly Account[], usage: AccountUsage): GroupedBills {
  const { start, local, first } = usage;
  const grouping = new Grouping(bound, { start, base: 0, unit: 1, local }, new Offsets(start.length, accounts.length));
  accounts.forEach((account, index) => {
    const versions = bound.get(plansKey(account))!;
    const schedule = scheduleOf(
      versions.map((version) => version.plan),
      account,
    );
    grouping.place(account, index, schedule, first[index]!, first[index + 1]!);
  });
  return { groups: [...grouping.groups.values()], screened: grouping.screened, notBilled: grouping.notBilled };
}

/** Where records stand in their cycles. Sides that are rated one after the other share it: what they cut alike is written once. */
export class Offsets {
  readonly offset: Uint32Array;
  /** By account: the cut for which it is written; 0: none. */
  readonly cut: Uint32Array;
  /** By account: the cut for which `places` are known; 0: none. See Grouping.placesOf. */
  readonly placed: Uint32Array;
  readonly places: Uint32Array[] = [];

  constructor(records: number, accounts: number) {
    this.offset = new Uint32Array(records);
    this.cut = new Uint32Array(accounts);
    this.placed = new Uint32Array(accounts);
  }
}

export class Grouping {
  readonly groups = new Map<string, BillGroup>();
  readonly screened: number[] = [];
  notBilled = 0;
  private readonly bound: BoundPlans;
  private readonly usage: RecordStarts;
  private readonly offsets: Offsets;
  private readonly starts = new Map<string, Map<number, number>>();
  private readonly banded = new Map<string, boolean>();
  private steady: SteadyStretch | undefined;
  private steadyZone: Zone | undefined;

  constructor(bound: BoundPlans, usage: RecordStarts, offsets: Offsets) {
    this.bound = bound;
    this.usage = usage;
    this.offsets = offsets;
  }

  /** Places the records `[first, end)` of an account. */
  place(account: Account, index: number, schedule: Schedule, first: number, end: number): void {
    const { zone, bills, cut } = schedule;
    const { offsets } = this;
    const isKnown = cut !== 0 && offsets.placed[index] === cut;
    const places = isKnown ? offsets.places[index]! : this.placesOf(account, schedule, first, end);
    if (!isKnown && cut !== 0) {
      offsets.placed[index] = cut;
      offsets.places[index] = places;
    }
    let record = first;
    while (record < places[0]!) this.screened.push(record++);
    const writes = cut === 0 || offsets.cut[index] !== cut ? this.isBanded(schedule.plans) : false;
    for (let number = 0; number < bills.length; number += 1) {
      const bill = bills[number]!;
      const [begins, ends] = [places[2 * number + 1]!, places[2 * number + 2]!];
      this.notBilled += begins - record;
      record = ends;
      if (bill.closing && writes) this.writeOffsets(zone, begins, ends, bill.closing.period.from);
      const [key, terms] = [schedule.groupKeys[number]!, schedule.terms[number]!];
      this.add(key, schedule, { account: index, of: account, bill, terms, first: begins, end: ends });
    }
    if (writes) offsets.cut[index] = cut;
    const ends = places[places.length - 1]!;
    this.notBilled += ends - record;
    for (record = ends; record < end; record += 1) this.screened.push(record);
  }

  /** Where service begins, then where each bill's records begin and end, then where service ends: places among the records. */
  private placesOf(account: Account, { zone, bills }: Schedule, first: number, end: number): Uint32Array {
    const places = new Uint32Array(2 * bills.length + 2);
    const until = account.terminated === undefined ? Number.POSITIVE_INFINITY : this.mark(zone, account.terminated);
    // Records stand in time order: those before service, then bill by bill, then those after.
    let record = this.from(this.mark(zone, account.activated), first, end);
    places[0] = record;
    for (let number = 0; number < bills.length; number += 1) {
      const { closing } = bills[number]!;
      if (closing) record = this.from(this.mark(zone, closing.period.from), record, end);
      places[2 * number + 1] = record;
      if (closing) record = this.from(Math.min(this.mark(zone, closing.period.before), until), record, end);
      places[2 * number + 2] = record;
    }
    places[2 * bills.length + 1] = this.from(until, record, end);
    return places;
  }

  private add(key: string, { plans, zone }: Schedule, placed: PlacedBill): void {
    let group = this.groups.get(key);
    if (!group) {
      const { closing, opening } = placed.bill;
      const versions = this.bound.get(plans)!;
      const cycleStart = closing ? this.startOf(zone, closing.period.from) : 0;
      group = {
        closing: closing && versions[closing.version],
        opening: opening && versions[opening.version],
        cycleStart,
        cycleMs: closing ? this.startOf(zone, closing.period.before) - cycleStart : 0,
        zone,
        bills: [],
        offset: this.offsets.offset,
      };
      this.groups.set(key, group);
    }
    group.bills.push(placed);
  }

  /** Whether a version of these plans asks at what time of the cycle a record is. */
  private isBanded(plans: string): boolean {
    const known = this.banded.get(plans);
    if (known !== undefined) return known;
    const banded = this.bound
      .get(plans)!
      .some(({ shape }) => shape.operations.some(({ walk }) => walk?.bands !== undefined));
    this.banded.set(plans, banded);
    return banded;
  }

  /** The first of the records `[first, end)` at or after a time. */
  private from(time: number, first: number, end: number): number {
    const { start, base, unit } = this.usage;
    let low = first;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (base + unit * start[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a day begins, on the clock in which the usage's starts are read. */
  private mark(zone: Zone, day: number): number {
    return this.usage.local ? day * DAY_MS : this.startOf(zone, day);
  }

  private writeOffsets(zone: Zone, first: number, end: number, cycleDay: number): void {
    const { start, base, unit, local } = this.usage;
    const { offset } = this.offsets;
    const cycleStart = this.startOf(zone, cycleDay);
    let record = first;
    while (record < end) {
      const at = base + unit * start[record]!;
      // On a wall clock, up to where it changes, all records are as far from UTC.
      const instant = local ? this.instant(zone, at) : at;
      const { steady } = this;
      const stop = !local ? end : steady ? Math.max(this.from(steady.before, record, end), record + 1) : record + 1;
      const from = base + (instant - at) - cycleStart;
      for (; record < stop; record += 1) offset[record] = from + unit * start[record]!;
    }
  }

  /** Most times lie where the last one did: in months without a change of the clock. */
  private instant(zone: Zone, wall: number): number {
    const { steady } = this;
    if (steady && this.steadyZone === zone && wall >= steady.from && wall < steady.before) return wall - steady.offset;
    this.steady = steadyStretch(zone, wall);
    this.steadyZone = zone;
    return instantOf(zone, wall);
  }

  private startOf(zone: Zone, day: number): number {
    const days = this.starts.get(zone.name) ?? new Map<number, number>();
    this.starts.set(zone.name, days);
    const start = days.get(day) ?? startOfDay(zone, day);
    days.set(day, start);
    return start;
  }
}
