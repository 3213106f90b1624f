/** What a report of a change is made of: a comparison alone, or all that a check found. */

import type { CheckRun } from '../../run/check-result.ts';
import type { DiffRun } from '../../run/diff/result.ts';

export interface Subject extends Omit<CheckRun, 'exitCode'> {
  /** Of a check. */
  readonly exitCode: CheckRun['exitCode'] | undefined;
  readonly command: 'diff' | 'check';
}

/** `fingerprint`: of the manifest of a comparison, which its results cannot hold. */
export function subjectOf(run: (DiffRun & Pick<CheckRun, 'fingerprint'>) | CheckRun): Subject {
  if ('lint' in run) return { ...run, command: 'check' };
  return {
    ...{ lint: [], test: undefined, diff: run, incomparable: undefined, policies: [] },
    ...{ exitCode: undefined, command: 'diff' },
    ...(run.fingerprint !== undefined && { fingerprint: run.fingerprint }),
  };
}
