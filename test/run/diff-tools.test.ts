/** What runDiff gives to those who make something of a change, and what it takes from them. */

import { expect, test } from 'vitest';
import type { Edit } from '../../src/plan/change/edit.ts';
import { type Question, WHOLE_CHANGE } from '../../src/run/diff/change.ts';
import type { DiffCause } from '../../src/run/diff/result.ts';
import { needsGit } from '../needs-git.ts';
import { PLAN, repository } from './repository.ts';

needsGit();

const PLACE = { file: 'plans/simple.yaml', line: 1, column: 1 };
const scalar = (text: string) => ({ kind: 'scalar', text, place: PLACE }) as Edit['before'];
const renamed = (path: Edit['path'], from: string, to: string, id = 'simple'): Edit => ({
  ...{ fingerprint: '0123456789abcdef', kind: 'renamed', path },
  document: { kind: 'plan', id, version: '2025-01-01' },
  ...{ before: scalar(from), after: scalar(to) },
});

test('a charge with another id only: no bill differs, because the edit says so', async () => {
  const { write, diff } = repository();
  write('plans/simple.yaml', PLAN.replace('id: voice', 'id: calls'));
  expect((await diff()).statuses).toEqual({ passed: 2, changed: 1 });
  const edits = [renamed(['usage', { id: 'calls' }], 'voice', 'calls')];
  const change = { ...WHOLE_CHANGE, findEdits: () => edits };
  const { statuses, value } = await diff({}, { change });
  expect(statuses).toEqual({ passed: 3 });
  expect(value!.summary.reach.untouched).toBe(3);
  // And with another price, it is the price that differs.
  write('plans/simple.yaml', PLAN.replace('id: voice', 'id: calls').replace('0.10 / min', '0.15 / min'));
  const { of } = await diff({}, { change });
  expect(of('caller').differences[0]).toMatchObject({
    line: 'calls',
    cell: 'amount',
    expected: '0.20',
    actual: '0.30',
  });
});

test('a plan with another id only is the same plan', async () => {
  const { write, read, diff } = repository();
  write('plans/simple.yaml', PLAN.replace('plan: simple', 'plan: plain'));
  write('scenarios/a.yaml', read('scenarios/a.yaml').replaceAll('plan: simple', 'plan: plain'));
  expect((await diff()).statuses).toEqual({ new: 3, obsolete: 3 });
  const change = { ...WHOLE_CHANGE, findEdits: () => [renamed(['plan'], 'simple', 'plain', 'plain')] };
  const { statuses, value } = await diff({}, { change });
  expect([statuses, value!.summary.newPlans, value!.summary.withdrawnPlans]).toEqual([{ passed: 3 }, [], []]);
});

test.each([[1], [2]])('scenarios are rated with any plans, %i at a time', async (workers) => {
  const { write, diff } = repository();
  write('plans/simple.yaml', PLAN.replace('10.00', '10.50').replace('0.10 / min', '0.20 / min'));
  let asked: Question | undefined;
  let sums: readonly (readonly string[])[] = [];
  const change = {
    ...WHOLE_CHANGE,
    attribute: async (question: Question) => {
      asked = question;
      const { base, head, rateSums } = question;
      const rated = await rateSums([base.compiled, head.compiled, base.compiled], [0, 2, 1]);
      sums = rated.map((own) => own.map((one) => one!.sum));
      return WHOLE_CHANGE.attribute(question);
    },
  };
  await diff({ workers }, { change });
  // idle, surfer, caller: 10.00, 12.00, 10.20 before; 0.50 more after, and 0.20 for two minutes.
  expect(sums).toEqual([
    ['10.00', '12.00', '10.20'],
    ['10.50', '12.50', '10.90'],
    ['10.00', '12.00', '10.20'],
  ]);
  expect(asked!.compared[1]).toEqual({
    ...{ index: 1, id: 'caller', plan: 'simple', currency: 'EUR', changed: true },
    ...{ before: '10.20', after: '10.90', change: '0.70' },
    ...{ changedPlans: ['simple'], unrated: 0 },
  });
});

test('what every cause of is approved is approved itself; what has one that is not, is not', async () => {
  const { write, diff } = repository();
  write('plans/simple.yaml', PLAN.replace('10.00', '10.50'));
  const cause = (fingerprint: string): DiffCause => ({
    ...{ fingerprint, edits: [], plans: ['simple'], customers: 1, money: {}, matters: true },
  });
  const approval = { by: 'Ann', on: '2026-05-01', why: 'agreed', file: 'approvals/a.yaml', state: 'approved' as const };
  const change = {
    ...WHOLE_CHANGE,
    attribute: async (question: Question) => ({
      ...(await WHOLE_CHANGE.attribute(question)),
      causes: [cause('a'), cause('b')],
      causesOf: (index: number) => (index === 0 ? ['a'] : index === 1 ? ['a', 'b'] : ['b']),
    }),
    approve: (causes: readonly DiffCause[]) => ({
      value: causes.map((one) => (one.fingerprint === 'a' ? { ...one, approval } : one)),
      problems: [],
    }),
  };
  const { of, exit } = await diff({}, { change });
  expect(['idle', 'caller', 'surfer'].map((id) => of(id).status)).toEqual(['changed-approved', 'changed', 'changed']);
  expect(exit).toBe(1);
});
