/**
 * The numbers that six public billing engines expect in their own tests, asked of this engine: each case passes, differs
 * by a policy that has a name, or needs what this core does not have. How many of how many is on the evidence page.
 */

import { describe, expect, test } from 'vitest';
import { expectOnPage } from '../page.ts';
import { type Case, casesOf, SOURCES, type Source, sharedIsThere } from './case.ts';
import { judge, NEEDS, POLICIES, type Verdict } from './outcome.ts';
import { MAPPINGS } from './sources.ts';
import { casesTable, differencesTable, type Judged, needsTable, policiesTable } from './tables.ts';

if (!sharedIsThere) console.warn("skipped: the peers' cases are not at RATEPROOF_SHARED or ../shared");

const verdicts = new Map<string, Verdict>();

function verdictOf(source: Source, one: Case): Verdict {
  const known = verdicts.get(one.id);
  if (known) return known;
  const mapping = MAPPINGS[source][one.model];
  if (!mapping) throw new Error(`${one.id}: no mapping takes the model "${one.model}"`);
  const verdict = judge(one, mapping(one));
  verdicts.set(one.id, verdict);
  return verdict;
}

describe.skipIf(!sharedIsThere)("peers' cases", () => {
  const all = sharedIsThere ? SOURCES.map((source) => ({ source, cases: casesOf(source) })) : [];

  for (const { source, cases } of all) {
    test.each(cases)('$id', (one) => {
      expect(['passes', 'differs', 'not in this core']).toContain(verdictOf(source, one).kind);
    });
  }

  test('the evidence page has these numbers, and no policy, need or mapping that nothing asks for', () => {
    const judged = all.flatMap(({ source, cases }) =>
      cases.map((one): Judged => ({ source, id: one.id, verdict: verdictOf(source, one) })),
    );
    expectOnPage('cases', casesTable(judged));
    expectOnPage('policies', policiesTable(judged));
    expectOnPage('differences', differencesTable(judged));
    expectOnPage('needs', needsTable(judged));

    const found = judged.map(({ verdict }) => verdict);
    const policies = new Set(found.flatMap((verdict) => (verdict.kind === 'differs' ? [verdict.policy] : [])));
    expect([...policies].sort()).toEqual(Object.keys(POLICIES).sort());
    const needed = new Set(found.flatMap((verdict) => (verdict.kind === 'not in this core' ? [verdict.needs] : [])));
    expect([...needed].sort()).toEqual([...NEEDS].sort());
    for (const { source, cases } of all) {
      expect([...new Set(cases.map(({ model }) => model))].sort()).toEqual(Object.keys(MAPPINGS[source]).sort());
    }
  });
});
