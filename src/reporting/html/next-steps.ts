/** What to do now: one sentence a case, with its command where there is one. */

import type { Check, Status, TestRun } from '../../run/result.ts';

export interface NextStep {
  readonly text: string;
  /** Empty where a person has to decide. */
  readonly command: string;
}

export function nextSteps({ results, summary }: TestRun): NextStep[] {
  const open = (status: Status, check?: Check): boolean =>
    results.some((one) => one.status === status && !one.accepted && (!check || one.check === check));
  const steps: NextStep[] = [];
  const add = (when: boolean, text: string, command = ''): void => {
    if (when) steps.push({ text, command });
  };
  add(summary.interrupted, 'Run what is left: start it again.', 'rateproof test');
  add(open('error'), 'Begin with what could not be rated: the reason stands with each.');
  add(
    open('unrated'),
    'Usage that no charge matches is money nobody bills: add a charge for it, or say that it is free.',
  );
  add(open('changed', 'law'), 'A law was broken: no plan may do that. The smallest bill that shows it is below.');
  add(
    open('changed', 'expectation'),
    'If a written scenario is right, mend the plan; if the plan is, mend what it expects.',
  );
  add(
    open('changed', 'baseline'),
    'If the changed invoices of generated customers are what you want, accept them:',
    'rateproof test --update changed',
  );
  add(open('new'), 'Look at some of the new invoices; if they are right, accept them:', 'rateproof test --update new');
  add(
    open('obsolete'),
    'Forget accepted invoices of customers that are no longer made:',
    'rateproof test --update all',
  );
  return steps;
}
