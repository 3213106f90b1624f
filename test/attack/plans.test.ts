/** Damaged plans: problems with codes and places, or invoices that the oracle comes to as well. */

import { expect, test } from 'vitest';
import { type PreparedPlans, preparePlans } from '../../src/run/prepare-plan.ts';
import { MAX_FILE_BYTES, readText } from '../../src/yaml/read.ts';
import { compare, plainDocuments } from './agree.ts';
import { type Attempt, attack, type Verdict } from './attack.ts';
import { damage } from './damage.ts';
import type { Dice } from './dice.ts';
import { codesOf } from './law.ts';
import { drawnPlans, ownPlans, type PlanSpecimen } from './plan-specimens.ts';

const CASES = 2700;

test('damaged plans', { timeout: 600_000 }, async () => {
  const own = ownPlans();
  const drawn = drawnPlans(1, 400);
  const counts = await attack('plans', CASES, (dice) => attempt(dice, dice.pick(dice.once(2) ? own : drawn)));
  if (process.env.RATEPROOF_CASE) return;
  expect(counts.compared).toBeGreaterThan(CASES / 9);
  expect(counts.refused).toBeGreaterThan(CASES / 3);
  expect(counts.codes.size).toBeGreaterThan(40);
});

function attempt(dice: Dice, specimen: PlanSpecimen): Attempt {
  const files = [...specimen.texts.keys()];
  const hit = dice.once(4) ? dice.pick(files) : files[0]!;
  const { bytes, what } = damage(specimen.texts.get(hit)!, dice, { gentle: 60 });
  return {
    what: `${specimen.name}, ${hit}: ${what}`,
    run: () => judge(specimen, hit, bytes),
    shown: () => bytes.subarray(0, 6000).toString(),
  };
}

function judge({ texts, account, records }: PlanSpecimen, hit: string, bytes: Buffer): Verdict {
  const read = readText(bytes, hit);
  const known = new Map(texts).set(hit, read.value ?? bytes.subarray(0, MAX_FILE_BYTES).toString());
  if (read.value === undefined) return { refused: codesOf(read.problems, known) };
  const { value, problems } = preparePlans([...known].map(([file, text]) => ({ file, text })));
  const codes = codesOf(problems, known);
  if (!value) return { refused: codes };
  return compareFirst(value, [...known.values()], account, records);
}

/** The customer is on the plan it was made for, or on another when that is gone. */
function compareFirst(
  { compiled }: PreparedPlans,
  texts: readonly string[],
  account: PlanSpecimen['account'],
  records: PlanSpecimen['records'],
): Verdict {
  const plan = compiled.has(account.plan) ? account.plan : [...compiled.keys()][0];
  if (plan === undefined) return { notCompared: 'without a plan' };
  return compare(compiled, plainDocuments(texts), { ...account, plan }, records);
}
