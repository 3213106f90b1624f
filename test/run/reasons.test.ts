/** Why invoices differ: a price, a tier, an allowance changed on purpose, and what a person is told about it. */

import { expect, test } from 'vitest';
import { causeOf, causesOf } from '../../src/reporting/causes.ts';
import { PLAN, project, RECIPE } from './project.ts';

/** Two tiers of data, up to 600 MB and beyond; customers have 1 to 40 records of 1 to 90 MB, about 900 MB. */
const USAGE = RECIPE.replace('records: 20', 'records: { from: 1, to: 40 }');
const TIERED = PLAN.replace(
  'rate: 1.00 / GB }',
  'tiers: { model: graduated, steps: [{ to: 600 MB, rate: 1.00 / GB }, { rate: 0.50 / GB }] } }',
);

async function causesAfter(before: string, after: string) {
  const { run, write } = project({ 'plans/simple.yaml': before, 'scenarios/base.yaml': USAGE });
  await run({ update: 'new' });
  write('plans/simple.yaml', after);
  const { value } = await run();
  return causesOf(value!);
}

test('a price of the second tier: named, though no line tells tiers apart, with its place and a record', async () => {
  const causes = await causesAfter(TIERED, TIERED.replace('0.50 / GB', '0.90 / GB'));
  expect(causes.map((cause) => [causeOf(cause), cause.kind])).toEqual([['tier 2 of data', 'price']]);
  const { why } = causes[0]!.example;
  expect(why).toMatchObject({ cause: 'data', line: 'data', place: { file: 'plans/simple.yaml', line: 14 } });
  expect(why?.steps.some((step) => /^price: .* in tier 2 costs /.test(step))).toBe(true);
});

test('a price of the first tier, or of both: the charge, since no invoice tells the two apart', async () => {
  const first = TIERED.replace('1.00 / GB', '1.10 / GB');
  expect((await causesAfter(TIERED, first)).map(causeOf)).toEqual(['data']);
  expect((await causesAfter(TIERED, first.replace('0.50 / GB', '0.90 / GB'))).map(causeOf)).toEqual(['data']);
});

test('an increment: other usage is charged', async () => {
  const causes = await causesAfter(PLAN, PLAN.replace('increment: 60 s', 'increment: 1 s'));
  expect(causes.map((cause) => [causeOf(cause), cause.kind])).toEqual([['voice', 'usage']]);
});

test('a fee: one cause, since total, net and tax follow; its fingerprint does not count', async () => {
  const dearer = PLAN.replace('amount: 11.90', 'amount: 12.90');
  const [all, more] = [await causesAfter(PLAN, dearer), await causesAfter(PLAN, dearer.replace('12.90', '13.90'))];
  expect(all.map((cause) => [causeOf(cause), cause.kind])).toEqual([['monthly-fee', 'price']]);
  expect(all[0]?.fingerprint).toMatch(/^[0-9a-f]{12}$/);
  expect(more[0]?.fingerprint).toBe(all[0]?.fingerprint);
});

test('the rate of tax: the tax alone, where prices are gross', async () => {
  const causes = await causesAfter(PLAN, PLAN.replace('19 %', '20 %'));
  expect(causes.map(causeOf)).toEqual(['tax standard']);
});
