/** Searches for a bill that breaks a law, and makes the smallest of it that still does. */

import type { Invoice } from '../invoicing/invoice.ts';
import type { PlanHistory } from '../plan/model.ts';
import { type Bill, type Breach, type Law, textOf } from './law.ts';
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

/** How far a search is: so many laws are done, and what was found of the last of them. */
export interface Step {
  readonly done: number;
  /** Of law number `done - 1`, when it was done in this step; undefined where it holds. */
  readonly found?: Found | undefined;
}

/** A law, and the bills that are tried; drawn when its turn comes. */
export interface Search {
  readonly law: Law;
  readonly bills: () => readonly Bill[];
}

/** Trials that are rated together: more would not be faster, and between them a search can be ended. */
const A_STEP = 400;

/**
 * Law by law: the first of its bills that breaks it, made as small as it gets. Comes back after every step of the work,
 * so that whoever asks can look around, and end it.
 */
export function* searching(laws: readonly Search[], history: PlanHistory, rate: Rate): Generator<Step> {
  for (const [index, { law, bills }] of laws.entries()) {
    const tried = bills();
    let found: Found | undefined;
    for (let first = 0; first < tried.length && !found; first += A_STEP) {
      if (first > 0) yield { done: index };
      const some = tried.slice(first, first + A_STEP);
      const breaches = hold(
        some.map((bill) => ({ law, bill })),
        rate,
      );
      const at = breaches.findIndex((breach) => breach !== undefined);
      if (at >= 0) found = { bill: some[at]!, breach: breaches[at]! };
    }
    for (let step = 0; found && step < MOST_STEPS; step += 1) {
      yield { done: index };
      const next = simplerBreach(found, law, history, rate);
      if (!next) break;
      found = next;
    }
    yield { done: index + 1, found };
  }
}

/** Candidates are rated so many at a time: most often an early one is found to break the law. */
const TOGETHER = 48;
/** As small as it gets: no single simplification of what comes back breaks the law. */
const MOST_STEPS = 200;

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
