/** A simulation that is stopped keeps what is finished, says what is missing, and ends as interrupted. */

import { expect, test } from 'vitest';
import { runSimulation } from '../../../src/run/simulate/run-simulation.ts';
import { simulationExitCode } from '../../../src/simulation/result.ts';
import { project, RECIPE } from '../project.ts';

const SIMULATION = `
simulation: fee
candidate: { prices: [{ plan: simple, charge: monthly-fee, to: 12.90 }] }
population: { recipes: [people] }
behaviour:
  churn: [{ points: [{ bill: 0 %, leave: 0 % }, { bill: 5 %, leave: 1 % }], scale: { low: 0.5, central: 1, high: 2 }, source: assumed }]
tornado: { prices: 10 %, behaviour: true }
monte_carlo: { draws: 20, seed: 3 }
`;
const files = { 'scenarios/people.yaml': RECIPE, 'scenarios/fee.yaml': SIMULATION };

test('before both sides are rated there is no result', async () => {
  const { root } = project(files);
  const stop = new AbortController();
  stop.abort();
  const found = await runSimulation({ root, file: 'scenarios/fee.yaml', workers: 1 }, { signal: stop.signal });
  expect(found).toEqual({ problems: [] });
});

test('after them, the result stands and what was not worked out is named', async () => {
  const { root } = project(files);
  const whole = await runSimulation({ root, file: 'scenarios/fee.yaml', workers: 1 });
  const stop = new AbortController();
  const seen: string[] = [];
  const { value } = await runSimulation(
    { root, file: 'scenarios/fee.yaml', workers: 1 },
    {
      signal: stop.signal,
      onProgress: (done, of, what) => {
        seen.push(`${done}/${of} ${what}`);
        // Two of the sets are answered: their third is under way.
        if (what === 'questions' && done === 2) stop.abort();
      },
    },
  );
  const simulation = value!.simulation;
  expect(seen.slice(0, 2)).toEqual(['40/40 customers', '1/26 questions']);
  expect(simulation.interrupted).toBe(true);
  expect(simulationExitCode(simulation)).toBe(130);
  expect(simulation.notes[0]).toBe(
    'It was stopped early. What is shown is whole; not worked out were the sets of assumptions, the tornado, the draws of Monte Carlo.',
  );
  expect(simulation.certainty).toMatchObject({ sets: undefined, tornado: [], monteCarlo: undefined });
  const { static: complete, behaviour } = whole.value!.simulation;
  expect(simulation.static).toEqual(complete);
  expect(simulation.behaviour).toEqual(behaviour);
  expect([complete.revenue.change !== '0', behaviour !== undefined]).toEqual([true, true]);
});
