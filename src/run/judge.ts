/** What became of a case: held against what its writer expects of it, or against what was accepted before. */

import type { Told } from '../baseline/read-line.ts';
import { compareInvoices } from '../comparison/compare.ts';
import type { Difference } from '../comparison/difference.ts';
import { checkExpectations } from '../comparison/expectation.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Status } from './result.ts';

export interface Verdict {
  readonly status: Status;
  readonly differences: readonly Difference[];
}

/** Records that were not rated. */
interface NotRated {
  readonly unrated: number;
  readonly screened: number;
}

export function judgeWritten(scenario: Scenario, invoices: readonly Invoice[], notRated: NotRated): Verdict {
  const counts = compareCounts(scenario, notRated);
  const differences = [...counts, ...checkExpectations(scenario.expect, invoices)];
  return { status: statusOf(differences, scenario, notRated) ?? 'passed', differences };
}

/** A customer of a recipe: what is told of its invoices, against what was accepted; undefined: nothing was. */
export function judgeMade(accepted: Told | 'the same' | undefined, told: () => Told, notRated: NotRated): Verdict {
  const none = { unrated: 0, screened: 0 };
  const counts = compareCounts(none, notRated);
  const compared =
    accepted === undefined || accepted === 'the same' ? [] : compareInvoices(accepted.invoices, told().invoices);
  const differences = [...counts, ...compared];
  const status = statusOf(differences, none, notRated);
  return { status: status ?? (accepted === undefined ? 'new' : 'passed'), differences };
}

/** Usage that should have been rated weighs more than a wrong amount. */
function statusOf(differences: readonly Difference[], expected: NotRated, actual: NotRated): Status | undefined {
  if (actual.unrated > expected.unrated || actual.screened > expected.screened) return 'unrated';
  return differences.length > 0 ? 'changed' : undefined;
}

function compareCounts(expected: NotRated, actual: NotRated): Difference[] {
  return (['unrated', 'screened'] as const).flatMap((cell) => {
    const by = actual[cell] - expected[cell];
    if (by === 0) return [];
    return { invoice: '', cell, expected: `${expected[cell]}`, actual: `${actual[cell]}`, by: `${by}`, cause: cell };
  });
}
