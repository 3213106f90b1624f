/** Customers of a usage file as accounts of the engine. */

import type { Account } from '../invoicing/account.ts';
import type { Customer } from '../usage/open-usage.ts';

export function accountsOf(
  customers: readonly Customer[],
  invoices: { readonly from: number; readonly before: number },
): ReadonlyMap<string, Account> {
  return new Map(
    customers.map(({ account, plan, activated, terminated }) => [
      account,
      { id: account, plan, activated, terminated, invoices },
    ]),
  );
}
