/** What holds of every edit as it is told, over random changes of the portfolio; and who goes with a version that comes. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/plan/change/apply.ts';
import { findEdits } from '../../../src/plan/change/find.ts';
import { type ChangeSide, tellEdits } from '../../../src/plan/change/tell.ts';
import { compilePlans } from '../../../src/plan/compile/compile.ts';
import type { PlanDocument } from '../../../src/plan/parse/parse-documents.ts';
import { validateDocuments } from '../../../src/plan/validate/validate-plans.ts';
import { hasErrors } from '../../../src/problems/problem.ts';
import { pricingOf } from '../../../src/run/diff/meaning.ts';
import { mutate } from '../mutate.ts';
import { FILES, parsed } from '../portfolio.ts';
import { sideOf } from './edits.ts';

const BASE = parsed(FILES);
const RUNS = Number(process.env.RATEPROOF_CHANGES ?? 40);
const draws = fc.array(fc.array(fc.nat(10_000), { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 3 });

/** Undefined where the plans are not valid: such a change is refused before anything is told. */
function sideFrom(documents: readonly PlanDocument[]): ChangeSide | undefined {
  const { value, problems } = validateDocuments(documents);
  return value && !hasErrors(problems) ? { documents, plans: value.plans } : undefined;
}

/** How each version of each plan prices. */
const meaning = ({ plans }: ChangeSide): string[] =>
  [...compilePlans(plans.values())].flatMap(([id, versions]) =>
    versions.map((one) => `${id} ${one.effective.newFrom} ${one.effective.existingFrom} ${pricingOf(one).whole}`),
  );

test('one line that names the part, and each edit is another; what is told as text prices nothing otherwise', () => {
  const before = sideFrom(BASE)!;
  const priced = meaning(before);
  let [told, texts] = [0, 0];
  fc.assert(
    fc.property(draws, fc.boolean(), (numbers, back) => {
      const other = sideFrom(mutate(BASE, numbers));
      if (!other) return;
      const [base, head] = back ? [other, before] : [before, other];
      const edits = findEdits(base.documents, head.documents);
      expect(new Set(edits.map(({ fingerprint }) => fingerprint)).size).toBe(edits.length);
      const lines = tellEdits(edits, base, head);
      for (const { words, part } of lines) {
        told += 1;
        expect(words).toMatch(/^\S[^\n]*\S$/);
        expect(words).not.toMatch(/undefined|NaN|\[object|: $|-> $| {2}/);
        expect(words.length, words).toBeLessThanOrEqual(200);
        if (part !== undefined) expect(words).toContain(part);
      }
      // Another id is text by its own rule; another version that says the same is told with its own dates.
      const text = edits.filter(
        ({ kind, versionBefore }, index) => lines[index]!.textOnly && kind === 'changed' && versionBefore === undefined,
      );
      if (text.length === 0 || back) return;
      texts += 1;
      expect(meaning(sideFrom(applyEdits(base.documents, head.documents, edits, new Set(text)))!)).toEqual(priced);
    }),
    { numRuns: RUNS, seed: 20_260_103 },
  );
  expect(told).toBeGreaterThan(RUNS / 2);
  expect(texts).toBeGreaterThan(0);
});

const version = (fee: string, effective: string) => `
plan: p
currency: EUR
timezone: UTC
prices: gross
effective: ${effective}
recurring: [{ id: fee, name: Fee, amount: ${fee} }]
usage: [{ id: data, match: { service: data }, rate: 3.00 / GB }]
`;
const sides = (...texts: readonly string[]): ChangeSide => sideOf(texts.join('---'));
const facts = (base: ChangeSide, head: ChangeSide) =>
  tellEdits(findEdits(base.documents, head.documents), base, head).map(
    ({ words, audience, direction, severity, textOnly }) => [words, audience, direction, severity, textOnly],
  );

describe('a version that takes over customers of an older one', () => {
  // Who is on the version of 2025 keeps its 10.00 whatever the one of 2026 costs, and is on the one of 2027 by then.
  const first = version('10.00', '{ new: 2025-01-01 }');
  const second = version('12.00', '{ new: 2026-01-01, existing: never }');
  const base = sides(first, second);
  const movers = 'customers of the version from 2025-01-01 move here too';

  test('cheaper than the one before it is dearer for those', () => {
    const third = version('11.00', '{ new: 2027-01-01 }');
    expect(facts(base, sides(first, second, third))).toEqual([
      [`fee: 12.00 -> 11.00 EUR (${movers})`, 'everyone', 'unknown', 'high', false],
    ]);
  });

  test('another name alone is not only text', () => {
    const third = version('12.00', '{ new: 2027-01-01 }').replace('name: Fee', 'name: Monthly');
    expect(facts(base, sides(first, second, third))).toEqual([
      [`fee, name on the invoice: "Fee" -> "Monthly" (${movers})`, 'everyone', 'unknown', 'high', false],
    ]);
  });

  test('the same as the one before it is not nothing', () => {
    const third = version('12.00', '{ new: 2027-01-01 }');
    expect(facts(base, sides(first, second, third))).toEqual([
      [
        `version from 2027-01-01 added: it says what the version from 2026-01-01 says (${movers})`,
        ...['everyone', 'unknown', 'high', false],
      ],
    ]);
    expect(facts(sides(first, second, third), base)).toEqual([
      [
        'version from 2027-01-01 removed: it said what the version from 2026-01-01 says (customers of the version from 2025-01-01 stay there now)',
        ...['everyone', 'unknown', 'high', false],
      ],
    ]);
  });

  test('one that moves nobody, or follows one that moves all, is told by its edits alone', () => {
    const never = version('11.00', '{ new: 2027-01-01, existing: never }');
    expect(facts(base, sides(first, second, never))).toEqual([
      ['fee: 12.00 -> 11.00 EUR', 'new customers', 'better', 'medium', false],
    ]);
    const all = version('12.00', '{ new: 2026-01-01 }');
    const third = version('11.00', '{ new: 2027-01-01 }');
    expect(facts(sides(first, all), sides(first, all, third))).toEqual([
      ['fee: 12.00 -> 11.00 EUR', 'everyone', 'better', 'medium', false],
    ]);
  });

  test('a version before all others is not harmless', () => {
    const told = facts(base, sides(version('9.00', '{ new: 2024-01-01 }'), first, second));
    const [, , direction, severity] = told[0]!;
    expect([direction, severity]).toEqual(['unknown', 'high']);
  });
});
