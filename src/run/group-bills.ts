/** Usage by account -> bills, each with its range of records, in groups of one pair of plan versions and one cycle. */

import { instantOf, type SteadyStretch, startOfDay, steadyStretch, type Zone, zoneOf } from '../calendar/zone.ts';
import type { Account } from '../invoicing/account.ts';
import { type Bill, billsOf } from '../invoicing/schedule.ts';
import type { BoundPlan } from '../rating/bind.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { type BoundPlans, plansKey } from './bound-plans.ts';

export interface PlacedBill {
  /** Index of the account. */
  readonly account: number;
  readonly of: Account;
  readonly bill: Bill;
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
  /** ms of every record of the usage from the start of its own cycle, shared by all groups. */
  readonly offset: Uint32Array;
}

const DAY_MS = 86_400_000;

export interface GroupedBills {
  readonly groups: readonly BillGroup[];
  readonly screened: readonly number[];
  readonly notBilled: number;
}

export function groupBills(bound: BoundPlans, accounts: readonly Account[], usage: AccountUsage): GroupedBills {
  const grouping = new Grouping(bound, usage);
  accounts.forEach((account, index) => {
    grouping.place(account, index);
  });
  return { groups: [...grouping.groups.values()], screened: grouping.screened, notBilled: grouping.notBilled };
}

class Grouping {
  readonly groups = new Map<string, BillGroup>();
  readonly screened: number[] = [];
  notBilled = 0;
  private readonly bound: BoundPlans;
  private readonly usage: AccountUsage;
  private readonly offset: Uint32Array;
  private readonly starts = new Map<string, Map<number, number>>();
  private steady: SteadyStretch | undefined;
  private steadyZone: Zone | undefined;

  constructor(bound: BoundPlans, usage: AccountUsage) {
    this.bound = bound;
    this.usage = usage;
    this.offset = new Uint32Array(usage.start.length);
  }

  place(account: Account, index: number): void {
    const plans = plansKey(account);
    const versions = this.bound.get(plans)!;
    const zone = zoneOf(versions[0]!.plan.timezone);
    const bills = billsOf(
      versions.map((version) => version.plan),
      account,
    );
    const { first, start } = this.usage;
    const end = first[index + 1]!;
    let record = first[index]!;
    const until = account.terminated === undefined ? Number.POSITIVE_INFINITY : this.mark(zone, account.terminated);
    // Records stand in time order: those before service, then bill by bill, then those after.
    const from = this.mark(zone, account.activated);
    while (record < end && start[record]! < from) this.screened.push(record++);
    for (const bill of bills) {
      if (bill.closing) {
        const { period } = bill.closing;
        const opens = this.mark(zone, period.from);
        while (record < end && start[record]! < opens) {
          record += 1;
          this.notBilled += 1;
        }
        const closes = Math.min(this.mark(zone, period.before), until);
        const begin = record;
        while (record < end && start[record]! < closes) record += 1;
        this.writeOffsets(zone, begin, record, period.from);
        this.add(plans, zone, { account: index, of: account, bill, first: begin, end: record });
      } else this.add(plans, zone, { account: index, of: account, bill, first: record, end: record });
    }
    for (; record < end; record += 1) {
      if (start[record]! >= until) this.screened.push(record);
      else this.notBilled += 1;
    }
  }

  private add(plans: string, zone: Zone, placed: PlacedBill): void {
    const { closing, opening } = placed.bill;
    const key = `${plans}/${closing?.version ?? ''}/${opening?.version ?? ''}/${closing?.period.from ?? ''}`;
    let group = this.groups.get(key);
    if (!group) {
      const versions = this.bound.get(plans)!;
      const cycleStart = closing ? this.startOf(zone, closing.period.from) : 0;
      group = {
        closing: closing && versions[closing.version],
        opening: opening && versions[opening.version],
        cycleStart,
        cycleMs: closing ? this.startOf(zone, closing.period.before) - cycleStart : 0,
        zone,
        bills: [],
        offset: this.offset,
      };
      this.groups.set(key, group);
    }
    group.bills.push(placed);
  }

  /** Where a day begins, on the clock in which the usage's starts are read. */
  private mark(zone: Zone, day: number): number {
    return this.usage.local ? day * DAY_MS : this.startOf(zone, day);
  }

  private writeOffsets(zone: Zone, first: number, end: number, cycleDay: number): void {
    const { start, local } = this.usage;
    const cycleStart = this.startOf(zone, cycleDay);
    for (let record = first; record < end; record += 1) {
      const at = start[record]!;
      this.offset[record] = (local ? this.instant(zone, at) : at) - cycleStart;
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
