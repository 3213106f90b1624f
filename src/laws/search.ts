/** Searches for a bill that breaks a law, and makes the smallest of it that still does. */

import type { Invoice } from '../invoicing/invoice.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { Bill, Breach, Law } from './law.ts';
import { simplifications } from './shrink.ts';

/** Invoices by bill, rated in one company; the reason where a bill cannot be rated. */
export type Rate = (bills: readonly Bill[]) => readonly (readonly Invoice[] | { readonly failed: string })[];

export interface Found {
  readonly bill: Bill;
  readonly breach: Breach;
}

/** A bill, and the law it is held against. */
export interface Trial {
  readonly law: Law;
  readonly bill: Bill;
}

/** By trial: how the bill breaks its law, or undefined. All of them are rated together. */
export function hold(trials: readonly Trial[], rate: Rate): (Breach | undefined)[] {
  const companies = trials.map(({ law, bill }) => (law.speaksOf(bill) ? [bill, ...law.beside(bill)] : []));
  const rated = rate(companies.flat());
  let next = 0;
  return companies.map((company, index) => {
    const own = rated.slice(next, next + company.length);
    next += company.length;
    const invoices: (readonly Invoice[])[] = [];
    for (const one of own) {
      if ('failed' in one)
        return { invoice: '', cell: 'missing invoice', because: `it cannot be rated: ${one.failed}` };
      invoices.push(one);
    }
    const { law, bill } = trials[index]!;
    return company.length > 0 ? law.judge(bill, invoices) : undefined;
  });
}

/** By law: the first of its bills that breaks it, made as small as it gets; undefined when all of them keep it. */
export function search(
  laws: readonly { readonly law: Law; readonly bills: readonly Bill[] }[],
  history: PlanHistory,
  rate: Rate,
): (Found | undefined)[] {
  const breaches = hold(
    laws.flatMap(({ law, bills }) => bills.map((bill) => ({ law, bill }))),
    rate,
  );
  let next = 0;
  return laws.map(({ law, bills }) => {
    const own = breaches.slice(next, next + bills.length);
    next += bills.length;
    const index = own.findIndex((breach) => breach !== undefined);
    return index < 0 ? undefined : shrink({ bill: bills[index]!, breach: own[index]! }, law, history, rate);
  });
}

/** Candidates are rated so many at a time: most often an early one is found to break the law. */
const TOGETHER = 48;
const MOST_STEPS = 200;

/** As small as it gets: no single simplification of what comes back breaks the law. */
function shrink(found: Found, law: Law, history: PlanHistory, rate: Rate): Found {
  let smallest = found;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = simplerBreach(smallest, law, history, rate);
    if (!next) return smallest;
    smallest = next;
  }
  return smallest;
}

function simplerBreach({ bill }: Found, law: Law, history: PlanHistory, rate: Rate): Found | undefined {
  for (const candidates of simplifications(bill, law, history)) {
    for (let first = 0; first < candidates.length; first += TOGETHER) {
      const some = candidates.slice(first, first + TOGETHER).filter((one) => !isSame(one, bill));
      const breaches = hold(
        some.map((one) => ({ law, bill: one })),
        rate,
      );
      const index = breaches.findIndex((breach) => breach !== undefined);
      if (index >= 0) return { bill: some[index]!, breach: breaches[index]! };
    }
  }
  return undefined;
}

/** A law may look at two bills in the same way. */
const isSame = (a: Bill, b: Bill): boolean => textOf(a) === textOf(b);
const textOf = (bill: Bill): string =>
  JSON.stringify(bill, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
