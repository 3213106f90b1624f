/**
 * The engine, whole: accounts and their usage in, invoices out. Everything that shows an invoice comes through here.
 */

import type { Account } from '../invoicing/account.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { AccountUsage } from '../usage/batch.ts';

/** Plans ready to rate with, by plan id; plain data that travels to workers once. */
export type CompiledPlans = unknown;

export interface RatedAccounts {
  /** By account, in the order given; each account's invoices by date. */
  readonly invoices: readonly (readonly Invoice[])[];
  /** Where every record went; the four always add up: records = rated + screened + unrated. */
  readonly records: number;
  readonly rated: number;
  /** Indexes into the usage's columns of records outside their account's service. */
  readonly screened: readonly number[];
  /** Indexes of records that no charge matches. */
  readonly unrated: readonly number[];
  /** Records of cycles whose invoices were not asked for; counted with rated nowhere. */
  readonly notBilled: number;
}

/** Rates the usage of accounts[i] = usage.accounts[i] and assembles their invoices. */
export declare function rateAccounts(
  plans: CompiledPlans,
  accounts: readonly Account[],
  usage: AccountUsage,
  options?: { readonly exact?: boolean },
): RatedAccounts;
