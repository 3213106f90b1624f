/** Accounts of a batch as its sides have them, and the rows that come of it. */

import type { Account } from '../../invoicing/account.ts';
import { shared } from './bill-columns.ts';
import type { Covered, DatedSchedule } from './schedules.ts';

/** By account. */
export interface SideAccounts {
  /** As the side has it; undefined: it has none. */
  readonly own: readonly (Account | undefined)[];
  readonly dated: readonly (DatedSchedule | undefined)[];
}

/** By month: customers by what their invoices of it tell, see MonthCoverage. */
export type CoveredMonths = ReadonlyMap<number, Readonly<Record<Covered, number>>>;

export interface Rows {
  /** Row r of account a: first[a] <= r < first[a + 1], by month. */
  readonly first: Uint32Array;
  readonly account: Uint32Array;
  readonly month: Uint16Array;
}

/** One row for each month in which some side has a bill. */
export function rowsOf(size: number, sides: readonly SideAccounts[]): Rows {
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
  const month = shared.uint16(months.length);
  month.set(months);
  return { first, account: Uint32Array.from(accounts), month };
}

/** By plan that is asked for, each of its customers on the first side that has it. */
export function coveredMonths(
  sides: readonly SideAccounts[],
  plan: Uint16Array,
  about: Uint8Array,
): ReadonlyMap<number, CoveredMonths> {
  const found = new Map<number, Map<number, Record<Covered, number>>>();
  for (let account = 0; account < plan.length; account += 1) {
    const held = plan[account]!;
    if (about[held] !== 1) continue;
    const side = sides.find(({ dated }) => dated[account] !== undefined);
    for (const { month, how } of side?.dated[account]?.covered ?? []) {
      let months = found.get(held);
      if (!months) {
        months = new Map();
        found.set(held, months);
      }
      let counts = months.get(month);
      if (!counts) {
        counts = { whole: 0, part: 0, cut: 0 };
        months.set(month, counts);
      }
      counts[how] += 1;
    }
  }
  return found;
}

/** Customers by month, of several. */
export function addMonths(parts: Iterable<CoveredMonths>): CoveredMonths {
  const all = new Map<number, { whole: number; part: number; cut: number }>();
  for (const covered of parts) {
    for (const [month, { whole, part, cut }] of covered) {
      const sum = all.get(month) ?? { whole: 0, part: 0, cut: 0 };
      all.set(month, { whole: sum.whole + whole, part: sum.part + part, cut: sum.cut + cut });
    }
  }
  return all;
}

/** Of an account and a month, which is there. */
export function rowOf({ first, month }: Rows, account: number, wanted: number): number {
  let row = first[account]!;
  while (month[row] !== wanted) row += 1;
  return row;
}
