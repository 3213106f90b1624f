/** What to do now about a change: one sentence a case, with its command where there is one. */

import { counted } from '../amounts.ts';
import { shortened } from '../shortened.ts';
import type { ToldCause } from './causes.ts';
import type { Subject } from './subject.ts';

export interface NextStep {
  readonly text: string;
  /** None where a person has to decide. */
  readonly commands: readonly string[];
}

/** Causes that are approved one by one; beyond so many it is all or a list. */
const MOST = 5;

export const acceptCommand = (fingerprint: string): string =>
  `rateproof accept --cause ${shortened(fingerprint, 32)} --reason "…"`;

export function nextSteps(
  { lint, incomparable, diff, policies, test }: Subject,
  causes: readonly ToldCause[],
): NextStep[] {
  const steps: NextStep[] = [];
  const add = (when: boolean, text: string, ...commands: string[]): void => {
    if (when) steps.push({ text, commands });
  };
  add(
    lint.some(({ severity }) => severity === 'error'),
    'Mend the errors; then see them all again:',
    'rateproof lint',
  );
  add(incomparable !== undefined, 'Name a base that loads, or mend it: --base takes a git ref or a folder.');
  add(diff?.summary.interrupted === true, 'Run it again to see the whole.');
  add(
    (diff?.summary.nullCheck.differing ?? 0) > 0,
    'Do not use these numbers: a base that differs from itself is a defect of rateproof. Report it.',
  );
  add(
    (diff?.summary.scenarios.error ?? 0) + (diff?.summary.scenarios.unrated ?? 0) > 0,
    'Begin with what could not be rated: the reason stands with each customer.',
  );
  add(
    policies.some(({ outcome }) => outcome === 'block'),
    'A policy blocks: change the plan, or agree on an exception with owner, reason and date in rateproof.config.yaml.',
  );
  add(
    test !== undefined && test.summary.scenarios.changed > 0,
    'Tests are not as expected: mend the plan, or what they expect:',
    'rateproof test',
  );
  add(
    causes.some(({ unexercised }) => unexercised),
    'Add a scenario that uses what no test customer feels, so that its effect is known.',
  );
  const open = causes.filter(({ state }) => state === 'needed' || state === 'expired');
  const commands = open.slice(0, MOST).map(({ cause }) => acceptCommand(cause.fingerprint));
  const wanted = open.length === 1 ? 'If the change is wanted, approve it:' : 'Approve each change that is wanted:';
  add(open.length > 0, wanted, ...commands);
  add(
    open.length > MOST,
    `${counted(open.length, 'change')} wait for approval. If all are wanted:`,
    'rateproof accept --all --reason "…"',
  );
  return steps;
}
