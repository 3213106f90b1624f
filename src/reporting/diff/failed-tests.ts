/**
 * Tests that did not come out as expected, by what mends them: a decision about the change, a person who writes what is
 * expected now, or neither, because the change has nothing to do with it.
 */

import { compare } from '../../exact/rational.ts';
import type { DiffResult, DiffRun } from '../../run/diff/result.ts';
import type { ScenarioResult } from '../../run/result.ts';
import { count, exact } from '../amounts.ts';
import { shortened } from '../shortened.ts';
import type { Subject } from './subject.ts';

/**
 * waiting, rejected, approved: a customer of a recipe that was as accepted until the change moved its bills, by what was
 * decided about that (approving writes baselines, those that are `approved` were not written). renamed: the same bills
 * with lines of another name. written: a person expects what the base bills. other: the change is not the reason, or not
 * the only one.
 */
type Kind = 'waiting' | 'rejected' | 'approved' | 'renamed' | 'written' | 'other';

export type FailedTests = Readonly<Record<Kind, readonly ScenarioResult[]>> & {
  /** Of what is not wrong and still has to be accepted: customers without a baseline, baselines without a customer. */
  readonly fresh: number;
  readonly gone: number;
};

export function failedTests({ test, diff }: Pick<Subject, 'test' | 'diff'>): FailedTests {
  const failed: Record<Kind, ScenarioResult[]> = {
    ...{ waiting: [], rejected: [], approved: [], renamed: [], written: [], other: [] },
  };
  const isFailed = ({ status, accepted }: ScenarioResult): boolean =>
    !accepted && (status === 'changed' || status === 'error' || status === 'unrated');
  const results = test?.results.filter(isFailed) ?? [];
  if (results.length > 0) {
    const compared = new Map(diff?.results.map((result) => [result.id, result]));
    const kindOf = kinds(diff);
    for (const result of results) failed[kindOf(result, compared.get(result.id))].push(result);
  }
  const open = (status: ScenarioResult['status']): number =>
    test?.results.filter((result) => result.status === status && !result.accepted).length ?? 0;
  return { ...failed, fresh: open('new'), gone: open('obsolete') };
}

function kinds(diff: DiffRun | undefined): (test: ScenarioResult, change: DiffResult | undefined) => Kind {
  const { causes = [], edits = [] } = diff?.summary ?? {};
  const rejected = new Set(causes.flatMap((one) => (one.approval?.state === 'rejected' ? one.fingerprint : [])));
  const renamed = new Set(edits.flatMap(({ kind, textOnly, part }) => (kind === 'renamed' && textOnly ? part : [])));
  return (test, change) => {
    if (test.status !== 'changed' || test.check === 'law' || !change) return 'other';
    const written = test.check === 'expectation';
    if (change.status === 'passed') {
      if (renamed.size === 0 || !isOnlyNames(test, renamed)) return 'other';
      return written ? 'written' : 'renamed';
    }
    if (change.status !== 'changed' && change.status !== 'changed-approved') return 'other';
    if (written) return expectsTheBase(test, change) ? 'written' : 'other';
    if (!isMovedAlike(test, change)) return 'other';
    if (change.status === 'changed-approved') return 'approved';
    return change.causes.some((fingerprint) => rejected.has(fingerprint)) ? 'rejected' : 'waiting';
  };
}

/** Lines come under new names and go under others, and everything else is as it was: the totals, too. */
const isOnlyNames = ({ differences }: ScenarioResult, renamed: ReadonlySet<string | undefined>): boolean =>
  differences.every(({ cell, cause }) => cell === 'missing line' || (cell === 'extra line' && renamed.has(cause)));

/** What was accepted is what the base bills: bill by bill the totals of both comparisons are the same. */
function isMovedAlike({ differences }: ScenarioResult, { dates, before = [], after = before }: DiffResult): boolean {
  const tested = differences.flatMap(({ invoice, cell, expected, actual }) =>
    cell === 'total' || cell.endsWith(' invoice') ? `${invoice} ${expected ?? ''} ${actual ?? ''}` : [],
  );
  const compared = dates.flatMap((date, at) =>
    before[at] === after[at] ? [] : `${date} ${before[at] ?? ''} ${after[at] ?? ''}`,
  );
  return `${tested.sort()}` === `${compared.sort()}`;
}

/** Everything that is not as expected is moved by the change, and was as expected before it. */
function expectsTheBase({ differences }: ScenarioResult, change: DiffResult): boolean {
  const moved = new Map(change.differences.map((one) => [`${one.invoice} ${one.line ?? ''} ${one.cell}`, one]));
  return differences.every(({ invoice, line = '', cell, expected, follows }) => {
    if (follows) return true;
    const own = moved.get(`${invoice} ${line} ${cell}`);
    if (!own) return false;
    const [said, was] = [expected, own.expected].map((text) => (text === undefined ? undefined : exact(text)));
    // Bounds and words are no amount: nobody knows whether the base was inside.
    return said === undefined || was === undefined || compare(said, was) === 0;
  });
}

const NAMED = 3;

/** `scenarios/written/a.yaml:12, scenarios/written/b.yaml:3 and 5 more`, each place once. */
export function placesOf(results: readonly ScenarioResult[]): string {
  const places = [...new Set(results.map(({ file, line }) => shortened(`${file}:${line}`)))];
  const more = places.length - NAMED;
  return `${places.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

/** Whole sentences on why tests fail, beside how many of them do. */
export function testSentences(subject: Pick<Subject, 'test' | 'diff'>): string[] {
  const { waiting, rejected, approved, renamed, written, other } = failedTests(subject);
  const told = (all: readonly ScenarioResult[], one: string, many: string): string =>
    all.length === 0 ? '' : `${count(all.length)} ${all.length === 1 ? one : many}`;
  return [
    told(
      waiting,
      'differs only by the change that waits for approval; approving writes its baseline.',
      'differ only by changes that wait for approval; approving writes their baselines.',
    ),
    told(
      rejected,
      'differs only by the change, of which something was rejected.',
      'differ only by the change, of which something was rejected.',
    ),
    told(
      approved,
      'differs only by what is approved; its baseline is still the one from before.',
      'differ only by what is approved; their baselines are still those from before.',
    ),
    told(
      renamed,
      'has the same bills with lines of another name; its baseline has the old one.',
      'have the same bills with lines of another name; their baselines have the old ones.',
    ),
    told(
      written,
      `is written by hand and expects what was billed before the change: ${placesOf(written)}.`,
      `are written by hand and expect what was billed before the change: ${placesOf(written)}.`,
    ),
    told(
      other,
      `does not fail because of the change, or not only: ${placesOf(other)}.`,
      `do not fail because of the change, or not only: ${placesOf(other)}.`,
    ),
  ].filter(Boolean);
}
