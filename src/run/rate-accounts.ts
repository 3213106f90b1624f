/**
 * The engine, whole: accounts and their usage in, invoices out. Everything that shows an invoice comes through here.
 *
 * Records stay where they are: a bill is a range of its account's records. Bills of one pair of plan versions (what they
 * close, what they open) and one cycle form a group and are rated and assembled in blocks that stay in the cache.
 */

import type { Account } from '../invoicing/account.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { bindAll } from './bound-plans.ts';
import type { UsageSum } from './diff/result.ts';
import { billedUsage } from './diff/usage.ts';
import { type BillGroup, groupBills } from './group-bills.ts';
import { invoiceGroup, type RatingOptions } from './invoice-group.ts';
import { withoutOverlong } from './overlong.ts';

export interface RatedAccounts {
  /** By account, in the order given; each account's invoices by date. */
  readonly invoices: readonly (readonly Invoice[])[];
  /** Where every record went: records = rated + screened + unrated + notBilled, always. */
  readonly records: number;
  readonly rated: number;
  /** Indexes into the usage's columns of records outside their account's service, or longer than 30 days. */
  readonly screened: readonly number[];
  /** Indexes of records that no charge matches. */
  readonly unrated: readonly number[];
  /** Records of cycles whose invoices were not asked for. */
  readonly notBilled: number;
  /** What is used in the cycles that are invoiced; where it was asked for. */
  readonly usage?: readonly UsageSum[];
}

/**
 * Rates the usage of accounts[i] = usage.accounts[i] and assembles their invoices. Refuses a plan it does not know and a
 * change of plan that cannot be.
 */
export function rateAccounts(
  plans: CompiledPlans,
  accounts: readonly Account[],
  given: AccountUsage,
  options: RatingOptions & { readonly usage?: boolean } = {},
): RatedAccounts {
  const { usage, overlong, original } = withoutOverlong(given);
  const bound = bindAll(plans, accounts, usage.coding);
  const { groups, screened, notBilled } = groupBills(bound, accounts, usage);
  const invoices: Invoice[][] = accounts.map(() => []);
  const unrated: number[] = [];
  for (const group of groups) {
    const result = invoiceGroup(group, usage, options);
    result.invoices.forEach((invoice, bill) => {
      if (invoice) invoices[group.bills[bill]!.account]!.push(invoice);
    });
    for (const bill of result.unratedBills) unrated.push(...unratedOf(group, bill, usage));
  }
  for (const list of invoices) list.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const records = given.start.length;
  const out = [...overlong, ...screened.map(original)].sort((a, b) => a - b);
  const rated = records - out.length - unrated.length - notBilled;
  const byRecord = unrated.map(original).sort((a, b) => a - b);
  return {
    ...{ invoices, records, rated, screened: out, unrated: byRecord, notBilled },
    ...(options.usage && { usage: billedUsage(groups, usage) }),
  };
}

function unratedOf({ bills, closing }: BillGroup, bill: number, usage: AccountUsage): number[] {
  const { first, end } = bills[bill]!;
  const records = Array.from({ length: end - first }, (_, index) => first + index);
  return records.filter((record) => closing!.codes[usage.kind[record]!] === 0);
}
