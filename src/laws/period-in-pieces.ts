/**
 * The last invoice of a customer is the same whether the cycles before it are rated with it or not. It holds of every
 * plan: counters and allowances begin anew with each cycle, so no cycle leaves anything to the next.
 */

import { firstDifference } from './amounts.ts';
import { EVERYWHERE, type Law, type LawContext, ofAny } from './law.ts';

export function periodInPieces({ history }: LawContext): Law {
  return {
    name: 'period-in-pieces',
    plan: history.id,
    says: 'an invoice is the same whether the cycles before it are rated in the same run or not',
    ...{ not: undefined, except: EVERYWHERE, speaksOf: ofAny },
    about: (bill) => ({ ...bill, invoices: { ...bill.invoices, from: Math.min(bill.activated, bill.invoices.from) } }),
    beside: (bill) => [{ ...bill, invoices: { from: bill.invoices.before - 1, before: bill.invoices.before } }],
    judge: (_, [whole = [], last = []]) => {
      const dates = last.map(({ date }) => date);
      const same = whole.filter(
        ({ date }, index) => dates.includes(date) || (index === whole.length - 1 && dates.length > 0),
      );
      return firstDifference(last, same, 'the invoice rated without the cycles before it');
    },
  };
}
