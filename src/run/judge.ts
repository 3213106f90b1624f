/** What became of a case: held against what its writer expects of it, or against what was accepted before. */

import type { Told } from '../baseline/read-line.ts';
import { compareInvoices } from '../comparison/compare.ts';
import type { Difference } from '../comparison/difference.ts';
import { checkExpectations } from '../comparison/expectation.ts';
import { asExpected } from '../comparison/expected.ts';
import { type DiscountOn, withFollowers } from '../comparison/follow.ts';
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

export function judgeWritten(
  scenario: Scenario,
  invoices: readonly Invoice[],
  notRated: NotRated,
  discountOn: DiscountOn,
): Verdict {
  const counts = compareCounts(scenario, notRated);
  const missed = checkExpectations(scenario.expect, invoices);
  const differences = [...counts, ...(missed.length === 0 ? missed : followersOf(missed, invoices, discountOn))];
  return { status: statusOf(differences, scenario, notRated) ?? 'passed', differences };
}

/** A customer of a recipe: what is told of its invoices, against what was accepted; undefined: nothing was. */
export function judgeMade(
  accepted: Told | 'the same' | undefined,
  told: () => Told,
  notRated: NotRated,
  discountOn: DiscountOn,
): Verdict {
  const none = { unrated: 0, screened: 0 };
  const counts = compareCounts(none, notRated);
  const compared =
    accepted === undefined || accepted === 'the same'
      ? []
      : compareInvoices(accepted.invoices, told().invoices, discountOn);
  const differences = [...counts, ...compared];
  const status = statusOf(differences, none, notRated);
  return { status: status ?? (accepted === undefined ? 'new' : 'passed'), differences };
}

/** Where amounts are told exactly, it is seen what only follows; of bounds nobody knows what follows from them. */
function followersOf(all: readonly Difference[], invoices: readonly Invoice[], discountOn: DiscountOn): Difference[] {
  const dates = [...new Set(all.map(({ invoice }) => invoice))];
  return dates.flatMap((date) => {
    const own = all.filter(({ invoice }) => invoice === date);
    const actual = invoices.find((invoice) => invoice.date === date);
    const exact = own.every(({ expected = '0' }) => /^-?\d+(\.\d+)?$/.test(expected));
    return actual && exact ? withFollowers(own, asExpected(actual, own), actual, discountOn) : own;
  });
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
