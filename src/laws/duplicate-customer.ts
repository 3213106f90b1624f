/**
 * A second customer with the same usage doubles the money: each has the same invoices. It holds of every plan, since a
 * counter, an allowance and a discount belong to one customer.
 */

import { firstDifference } from './amounts.ts';
import { asItIs, EVERYWHERE, type Law, type LawContext, ofAny } from './law.ts';

export function duplicateCustomer({ history }: LawContext): Law {
  return {
    name: 'duplicate-customer-doubles',
    plan: history.id,
    says: 'two customers with the same usage have the same invoices, and together twice the total',
    ...{ not: undefined, except: EVERYWHERE, about: asItIs, speaksOf: ofAny },
    beside: (bill) => [bill],
    judge: (_, [first = [], second = []]) =>
      firstDifference(first, second, 'the invoice of the first of two equal customers'),
  };
}
