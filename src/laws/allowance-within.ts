/**
 * No allowance is overdrawn: what a cycle's end finds unused is not below nothing and not above what was granted, and all
 * of it where nothing was used. It holds of every plan with an allowance that has a bound.
 */

import { decimal, ZERO } from '../exact/rational.ts';
import type { AllowanceLeft } from '../invoicing/invoice.ts';
import { aboveBreach, cellBreach } from './amounts.ts';
import { alone, asItIs, type Bill, type Breach, EVERYWHERE, type Law, type LawContext, ofAny } from './law.ts';

export function allowanceWithin({ history }: LawContext): Law {
  const bound = history.versions.some(({ allowances }) => allowances.some(({ amount }) => amount !== undefined));
  return {
    name: 'allowance-never-overdrawn',
    plan: history.id,
    says: 'what is left of an allowance is not below nothing and not above what was granted, and all of it when unused',
    not: bound ? undefined : 'the plan has no allowance with a bound',
    ...{ except: EVERYWHERE, about: asItIs, beside: alone, speaksOf: ofAny },
    judge: (bill, [invoices = []]) => {
      for (const { date, allowances = [] } of invoices) {
        for (const allowance of allowances) {
          const breach = judgeLeft(bill, date, allowance);
          if (breach) return breach;
        }
      }
      return undefined;
    },
  };
}

function judgeLeft({ records }: Bill, invoice: string, { id, granted, left }: AllowanceLeft): Breach | undefined {
  if (granted === 'unlimited') return undefined;
  const where = { invoice, line: id, cell: 'allowance' as const };
  const [all, rest] = [decimal(granted), decimal(left)];
  if (records.length === 0) return cellBreach(where, all, rest, 'nothing was used');
  return (
    aboveBreach(where, all, rest, 'what was granted') ??
    (rest.n < 0n ? cellBreach(where, ZERO, rest, 'an allowance ends at nothing') : undefined)
  );
}
