/** A check as no run made it: one of everything that CI systems are told. */

import type { ToldEdit } from '../../src/plan/change/edit.ts';
import type { Problem } from '../../src/problems/problem.ts';
import type { CheckRun } from '../../src/run/check-result.ts';
import {
  DIFF_STATUSES,
  type DiffCause,
  type DiffResult,
  type DiffRun,
  type DiffStatus,
} from '../../src/run/diff/result.ts';
import { RESULTS, runOf } from './hand-built.ts';
import { NASTY } from './hostile.ts';

function edit(fingerprint: string, words: string, line: number, more: Partial<ToldEdit> = {}): ToldEdit {
  return {
    ...{
      fingerprint,
      kind: 'changed',
      document: 'plan smart-m from 2026-04-01',
      plans: ['smart-m'],
      words,
      textOnly: false,
    },
    ...{
      audience: 'existing customers',
      direction: 'worse',
      severity: 'high',
      place: { file: 'plans/smart-m.yaml', line },
    },
    ...more,
  };
}

export const EDITS: readonly ToldEdit[] = [
  edit('e1', 'data-overage, tier 2 (5 to 20 GB): 3.00 -> 3.50 per GB', 34),
  edit('e2', 'data-overage, tier 1: 0 to 5 GB -> 0 to 4 GB', 31),
  edit('e3', 'monthly-fee: 19.99 -> 20.99', 12),
  edit('e4', 'name: Smart M -> Smart Medium', 2, { textOnly: true }),
  edit('e5', 'sms: 0.09 -> 0.08', 50, { direction: 'better' }),
];

function cause(fingerprint: string, edits: readonly string[], share: string, more: Partial<DiffCause> = {}): DiffCause {
  const money = { EUR: { alone: share, share } };
  return { fingerprint, edits, plans: ['smart-m'], customers: 3, money, matters: true, ...more };
}

const decided = { by: 'Ada', on: '2026-03-01', why: 'agreed with finance', file: 'approvals/x.yaml' };
/** Of five: one that nobody approved (two edits), one approved, one of text, one whose approval is over, one rejected. */
export const CAUSES: readonly DiffCause[] = [
  cause('1111aaaa1111aaaa', ['e1', 'e2'], '12.50'),
  cause('2222bbbb2222bbbb', ['e3'], '3.00', { approval: { ...decided, state: 'approved' } }),
  cause('3333cccc3333cccc', ['e4'], '0.00', { matters: false, customers: 0 }),
  cause('4444dddd4444dddd', ['e5'], '-0.10', { approval: { ...decided, state: 'expired', until: '2026-03-31' } }),
];

function result(id: string, status: DiffStatus, more: Partial<DiffResult> = {}): DiffResult {
  return {
    ...{ id, file: 'scenarios/written/data.yaml', line: 12, plan: 'smart-m', status, reach: 'repriced', dates: [] },
    ...{ differences: [], causes: [], unrated: 0, screened: 0 },
    ...more,
  };
}

export function diffOf(
  causes: readonly DiffCause[],
  edits: readonly ToldEdit[],
  results: readonly DiffResult[],
): DiffRun {
  const scenarios = Object.fromEntries(DIFF_STATUSES.map((status) => [status, 0])) as Record<DiffStatus, number>;
  for (const { status } of results) scenarios[status] += 1;
  return {
    header: {
      ...{ rateproof: '0.1.0', timeZoneData: '2026f', recipes: [], scenarios: results.length, asOf: '2026-04-01' },
      base: { name: 'main (1a2b3c4d5e)', commit: '1a2b3c4d5e1a2b3c4d5e1a2b3c4d5e1a2b3c4d5e', plans: 'aa' },
      head: { name: 'HEAD (6f7a8b9c0d)', commit: '6f7a8b9c0d6f7a8b9c0d6f7a8b9c0d6f7a8b9c0d', plans: 'bb' },
      plans: [{ id: 'smart-m', currency: 'EUR', versions: 2 }],
    },
    results,
    summary: {
      ...{ scenarios, compared: scenarios.passed + scenarios.changed + scenarios['changed-approved'], edits, causes },
      attribution: { method: 'shapley', most: 8, interaction: {}, total: {} },
      ...{ effects: {}, reach: { repriced: results.length, keeps: 0, 'new-only': 0, untouched: 0 } },
      ...{ newPlans: [], withdrawnPlans: [], distributions: { before: [], after: [] }, usage: [], samples: {} },
      ...{ nullCheck: { scenarios: 5, differing: 0 }, records: { all: 10, rated: 10 }, interrupted: false },
    },
  };
}

export const DIFF = diffOf(CAUSES, EDITS, [
  result('data-inside', 'passed'),
  result('data-tier-edge', 'changed', { causes: ['1111aaaa1111aaaa'], change: '2.50' }),
  result('no-such-zone', 'error', {
    line: 40,
    reason: 'a record of 2026-02-30 has no cycle',
    again: 'rateproof diff --grep x',
  }),
]);

export const LINT: readonly Problem[] = [
  {
    ...{ code: 'PLAN-UNKNOWN-KEY', severity: 'warning', message: 'there is no key `pirce`', fix: 'write `price`' },
    place: { file: 'plans/smart-m.yaml', line: 9, column: 5, length: 5 },
    related: [{ message: 'the other one', place: { file: 'plans/smart-s.yaml', line: 3, column: 1 } }],
  },
];

const place = { file: 'rateproof.config.yaml', line: 8, column: 5 };
const POLICIES: CheckRun['policies'] = [
  {
    ...{ policy: 'total-change', words: 'Bills in all rise by at most 2 %.', outcome: 'pass', measured: '+0.02 %' },
    ...{ limit: 'at most 2 %', breaches: [], breached: 0, exceptions: [], place },
  },
  {
    ...{ policy: 'bill-cap', words: 'No bill is above 100.00 EUR.', scope: 'segment consumer', outcome: 'block' },
    ...{
      measured: '120.00 EUR',
      limit: '100.00 EUR',
      breaches: ['data-tier-edge, 2026-03-01: 120.00 EUR'],
      breached: 7,
    },
    exceptions: [{ owner: 'Bo', reason: 'launch', until: '2026-03-31', expired: true, used: 0 }],
    place: { ...place, line: 12 },
  },
  {
    ...{ policy: 'scenario-count', words: 'At least 10 scenarios are compared.', outcome: 'warn', measured: '3' },
    ...{ limit: 'at least 10', breaches: [], breached: 1, exceptions: [], place: { ...place, line: 20 } },
  },
];

export function checkOf(more: Partial<CheckRun> = {}): CheckRun {
  return {
    ...{ lint: LINT, test: runOf(RESULTS), diff: DIFF, incomparable: undefined, policies: POLICIES },
    ...{ fingerprint: 'c0ffee', exitCode: 5 },
    ...more,
  };
}

/** Everything of it written by somebody who means harm. */
export function hostileCheck(): CheckRun {
  const edits = NASTY.map((text, at) =>
    edit(`e${at}`, text, 1, { document: text, plans: [text], place: { file: text, line: 1 } }),
  );
  const causes = NASTY.map((text, at) =>
    cause(`f${at}`, [`e${at}`], '1.00', {
      plans: [text],
      approval: { ...decided, by: text, why: text, state: 'rejected' },
    }),
  );
  const results = NASTY.map((text) => result(text, 'error', { file: text, plan: text, reason: text, again: text }));
  const at = (file: string): { file: string; line: number; column: number } => ({ file, line: 1, column: 1 });
  return checkOf({
    diff: diffOf(causes, edits, results),
    lint: NASTY.map((text) => ({
      ...{ code: 'PLAN-UNKNOWN-KEY', severity: 'error', message: text, fix: text, place: at(text) },
      related: [{ message: text, place: at(text) }],
    })),
    policies: NASTY.map((text) => ({
      ...{ policy: text, words: text, scope: text, outcome: 'block', measured: text, limit: text, source: text },
      ...{ breaches: [text], breached: 1, place: at(text) },
      exceptions: [{ owner: text, reason: text, until: '2026-01-01', expired: true, used: 0 }],
    })),
  });
}

/** As many causes as a change of a whole portfolio has, each unapproved. */
export function manyCauses(number: number): CheckRun {
  const edits = Array.from({ length: number }, (_, at) => edit(`e${at}`, `charge-${at}: 1.00 -> 2.00`, at + 1));
  const causes = edits.map(({ fingerprint }, at) => cause(`${at}`.padStart(16, '0'), [fingerprint], '1.00'));
  return checkOf({ test: undefined, lint: [], policies: [], diff: diffOf(causes, edits, [result('one', 'changed')]) });
}
