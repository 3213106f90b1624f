import type { Account } from '../../invoicing/account.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { reacher } from '../diff/meaning.ts';
import { REACHES } from '../diff/result.ts';
import { ByDates } from './schedules.ts';

/** Whom the step between two sides reaches, as an index into REACHES; found once for all customers of the same plans and dates. */
export function reachOf(base: CompiledPlans, head: CompiledPlans): (account: Account) => number {
  const reach = reacher(base, head);
  const find = (account: Account): number => REACHES.indexOf(reach(account).reach);
  // Invoices are the same for all accounts of a batch, and mostly for all there are.
  let [range, known] = [{ from: 0, before: 0 }, new ByDates<number>()];
  return (account) => {
    if (account.changes) return find(account);
    const { from, before } = account.invoices;
    if (from !== range.from || before !== range.before) [range, known] = [account.invoices, new ByDates<number>()];
    return known.of(account, find);
  };
}
