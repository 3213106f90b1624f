/** Usage by account -> bills, each with its range of records, in groups of one plan version and one cycle. */

import { type Zone, instantOf, startOfDay, zoneOf } from '../calendar/zone.ts';
import type { Account } from '../invoicing/account.ts';
import { type Bill, billsOf } from '../invoicing/schedule.ts';
import type { BoundPlan } from '../rating/bind.ts';
import type { AccountUsage } from '../usage/batch.ts';
import type { BoundPlans } from './bound-plans.ts';

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

  constructor(bound: BoundPlans, usage: AccountUsage) {
    this.bound = bound;
    this.usage = usage;
    this.offset = new Uint32Array(usage.start.length);
  }

  place(account: Account, index: number): void {
    const versions = this.bound.get(account.plan)!;
    const zone = zoneOf(versions[0]!.plan.timezone);
    const bills = billsOf(
      versions.map((version) => version.plan),
      account,
    );
    const { first, start } = this.usage;
    const end = first[index + 1]!;
    const from = this.startOf(zone, account.activated);
    const until = account.terminated === undefined ? Number.POSITIVE_INFINITY : this.startOf(zone, account.terminated);
    let record = first[index]!;
    // Records stand in time order: those before service, then bill by bill, then those after.
    while (record < end && this.instant(zone, start[record]!) < from) this.screened.push(record++);
    for (const bill of bills) {
      const { closing } = bill;
      if (!closing) {
        this.add(versions, zone, { account: index, of: account, bill, first: record, end: record });
        continue;
      }
      const cycleStart = this.startOf(zone, closing.period.from);
      const cycleEnd = Math.min(this.startOf(zone, closing.period.before), until);
      while (record < end && this.instant(zone, start[record]!) < cycleStart) {
        this.notBilled += 1;
        record += 1;
      }
      const begin = record;
      while (record < end) {
        const at = this.instant(zone, start[record]!);
        if (at >= cycleEnd) break;
        this.offset[record] = at - cycleStart;
        record += 1;
      }
      this.add(versions, zone, { account: index, of: account, bill, first: begin, end: record });
    }
    for (; record < end; record += 1) {
      if (this.instant(zone, start[record]!) >= until) this.screened.push(record);
      else this.notBilled += 1;
    }
  }

  private add(versions: readonly BoundPlan[], zone: Zone, placed: PlacedBill): void {
    const { closing, opening } = placed.bill;
    const key = `${placed.of.plan}/${closing?.version ?? ''}/${opening?.version ?? ''}/${closing?.period.from ?? ''}`;
    let group = this.groups.get(key);
    if (!group) {
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

  private instant(zone: Zone, start: number): number {
    return this.usage.local ? instantOf(zone, start) : start;
  }

  private startOf(zone: Zone, day: number): number {
    let days = this.starts.get(zone.name);
    if (!days) this.starts.set(zone.name, (days = new Map()));
    let start = days.get(day);
    if (start === undefined) days.set(day, (start = startOfDay(zone, day)));
    return start;
  }
}
