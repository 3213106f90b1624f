/** What to do now about a change: one sentence a case, with its command where there is one. */

import { counted } from '../amounts.ts';
import { shortened } from '../shortened.ts';
import type { ToldCause } from './causes.ts';
import { failedTests, placesOf } from './failed-tests.ts';
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
  const { waiting, approved, renamed, written, other, fresh, gone } = failedTests({ test, diff });
  add(
    other.length > 0,
    `Tests fail for another reason than this change: mend the plan, or what they expect (${placesOf(other)}):`,
    'rateproof test',
  );
  add(
    written.length > 0,
    `If the change is wanted, write what is billed now into the scenarios that people wrote: ${placesOf(written)}.`,
  );
  add(
    causes.some(({ unexercised }) => unexercised),
    'Add a scenario that uses what no test customer feels, so that its effect is known.',
  );
  const open = causes.filter(({ state }) => state === 'needed' || state === 'expired');
  const commands = open.slice(0, MOST).map(({ cause }) => acceptCommand(cause.fingerprint));
  const also = waiting.length === 0 ? '' : `; baselines of ${counted(waiting.length, 'test')} follow`;
  const wanted = `${open.length === 1 ? 'If the change is wanted, approve it' : 'Approve each change that is wanted'}${also}:`;
  add(open.length > 0, wanted, ...commands);
  add(
    open.length > MOST,
    `${counted(open.length, 'change')} wait for approval. If all are wanted:`,
    'rateproof accept --all --reason "…"',
  );
  // The command accepts whatever is not as accepted: first everything else is settled.
  const left =
    open.length > 0 || other.length > 0 || written.length > 0 ? 'When the rest is settled, accept' : 'Accept';
  add(renamed.length > 0, `${left} the new names in the baselines:`, 'rateproof test --update changed');
  add(
    approved.length > 0 && renamed.length === 0,
    `${left} what is approved in the baselines:`,
    'rateproof test --update changed',
  );
  add(fresh > 0 && gone === 0, `${left} what is new:`, 'rateproof test --update new');
  add(gone > 0, `${left} what is new and what is no longer made:`, 'rateproof test --update all');
  return steps;
}
