/** Bills that fit one by one and not in their sum: a problem that a user can read, never a rounded total. */

import { expect, test } from 'vitest';
import { runSimulation } from '../../../src/run/simulate/run-simulation.ts';
import { PLAN, project, RECIPE } from '../project.ts';

// With ten decimals 2^53 is 900,719.93: a bill of 500,000 fits, the two of a customer do not.
const DEAR = PLAN.replace('amount: 11.90', 'amount: 500000.0000000001').replace(
  'prices: gross',
  'prices: gross\nrounding: { line: none }',
);
const SIMULATION = `
simulation: dear
candidate: { prices: [{ plan: simple, charge: monthly-fee, to: 500000.0000000002 }] }
population: { recipes: [people] }
`;

test('they are refused where the population is named', async () => {
  const { root } = project({
    'plans/simple.yaml': DEAR,
    'scenarios/people.yaml': RECIPE.replace('periods: 2026-03', 'periods: { from: 2026-02, before: 2026-04 }'),
    'scenarios/dear.yaml': SIMULATION,
  });
  const { value, problems } = await runSimulation({ root, file: 'scenarios/dear.yaml', workers: 1 });
  expect(value).toBeUndefined();
  expect(problems.map(({ code, message, place }) => [code, message, place?.line])).toEqual([
    ['SIM-UNRATABLE', 'the bills of a customer are beyond what can be added exactly', 4],
  ]);
});
