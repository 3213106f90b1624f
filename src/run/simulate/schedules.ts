/** Schedules of accounts, each made once: most customers share their dates with others. */

import { civilDate } from '../../calendar/day.ts';
import { type Account, plansOfAccount } from '../../invoicing/account.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { NEVER } from '../../usage/columns.ts';
import { type Schedule, scheduleOf } from '../group-bills.ts';

export interface DatedSchedule {
  readonly schedule: Schedule;
  /** Months of the invoices (see monthNumber), each once, rising. */
  readonly months: readonly number[];
  /** Of them and of the first and last month of the range: what they tell of a month. */
  readonly covered: readonly { readonly month: number; readonly how: Covered }[];
}

/** See MonthCoverage. */
export type Covered = 'whole' | 'part' | 'cut';

/** Kept at a time: what is made of the dates of customers must not grow with their number. */
const MOST_KEPT = 20_000;

/** 24315 is April 2026: all months of all years, in their order. */
export function monthNumber(day: number): number {
  const { year, month } = civilDate(day);
  return year * 12 + month - 1;
}

/** Numbers for cuts, shared by all sides of a run: see Schedule.cut. */
export class Cuts {
  private known = new Map<string, number>();
  private last = 0;

  of({ zone, bills }: Schedule): number {
    const text = `${zone.name}/${bills.map(({ closing }) => (closing ? `${closing.period.from}-${closing.period.before}` : '')).join()}`;
    let cut = this.known.get(text);
    if (cut === undefined) {
      if (this.known.size >= MOST_KEPT) this.known.clear();
      this.last += 1;
      cut = this.last;
      this.known.set(text, cut);
    }
    return cut;
  }
}

/** Something made once for all accounts that are on the same plans and dates; the invoices are the same for all. */
export class ByDates<T> {
  /** By the plans and the days on which they change and end, then by the day of activation: no text is made for each account. */
  private known = new Map<string, Map<number, Map<number, T>>>();
  private kept = 0;

  of(account: Account, make: (account: Account) => T): T {
    const { plan, activated, terminated = NEVER, changes } = account;
    const key = changes ? JSON.stringify([plan, changes]) : plan;
    const byEnd = this.known.get(key) ?? new Map<number, Map<number, T>>();
    const byDay = byEnd.get(terminated) ?? new Map<number, T>();
    const found = byDay.get(activated);
    if (found !== undefined) return found;
    const made = make(account);
    if (this.kept >= MOST_KEPT) {
      this.known.clear();
      for (const days of byEnd.values()) days.clear();
      this.kept = 0;
    }
    this.known.set(key, byEnd.set(terminated, byDay.set(activated, made)));
    this.kept += 1;
    return made;
  }
}

/** Schedules of one side, for one range of invoices. */
export class Schedules {
  private readonly plans: CompiledPlans;
  private readonly cuts: Cuts;
  private readonly known = new ByDates<DatedSchedule>();

  constructor(plans: CompiledPlans, cuts: Cuts) {
    this.plans = plans;
    this.cuts = cuts;
  }

  /** The plans of the account are there. */
  of(account: Account): DatedSchedule {
    return this.known.of(account, this.made);
  }

  private readonly made = (account: Account): DatedSchedule => this.make(account);

  private make(account: Account): DatedSchedule {
    const versions = plansOfAccount(account).flatMap((plan) => this.plans.get(plan)!);
    const schedule = scheduleOf(versions, account);
    const months = [...new Set(schedule.bills.map(({ date }) => monthNumber(date)))];
    const covered = coveredBy(schedule, account);
    return { schedule: { ...schedule, cut: this.cuts.of(schedule) }, months, covered };
  }
}

/** Whether the invoices of an account close whole cycles; and which of its invoices just miss the range. */
function coveredBy(
  { bills }: Schedule,
  { activated, terminated = Number.POSITIVE_INFINITY, invoices }: Account,
): DatedSchedule['covered'] {
  const found = new Map<number, Covered>();
  for (const { date, closing } of bills) {
    const month = monthNumber(date);
    const whole = closing && closing.period.from >= activated && closing.period.before <= terminated;
    if (whole) found.set(month, 'whole');
    else if (!found.has(month)) found.set(month, 'part');
  }
  const earlier = bills[0]?.closing?.period.from;
  const later = bills.at(-1)?.opening?.period.before;
  const miss = (date: number, month: number): void => {
    if (monthNumber(date) === month && !found.has(month)) found.set(month, 'cut');
  };
  // The invoice before the first one, if it was not that of the activation's own cycle; and the one after the last.
  if (earlier !== undefined && earlier > activated) miss(earlier, monthNumber(invoices.from));
  if (later !== undefined) miss(later, monthNumber(invoices.before - 1));
  return [...found].map(([month, how]) => ({ month, how }));
}
