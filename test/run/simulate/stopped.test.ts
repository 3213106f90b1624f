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
    'It was stopped early. What is shown is whole; missing: the sets of assumptions, the tornado, draws of Monte Carlo.',
  );
  expect(simulation.certainty).toMatchObject({ sets: undefined, tornado: [], monteCarlo: undefined });
  const { static: complete, behaviour } = whole.value!.simulation;
  expect(simulation.static).toEqual(complete);
  expect(simulation.behaviour).toEqual(behaviour);
  expect([complete.revenue.change !== '0', behaviour !== undefined]).toEqual([true, true]);
});

test('draws that are finished are kept, each what it is among all of them', async () => {
  const { root } = project(files);
  const stop = new AbortController();
  // The three sets and both ends of a price are 5 questions; the ends of churn are those of the sets. 13 draws follow.
  const onProgress = (done: number, _: number, what: string): void => {
    if (what === 'questions' && done === 18) stop.abort();
  };
  const { value } = await runSimulation(
    { root, file: 'scenarios/fee.yaml', workers: 1 },
    { signal: stop.signal, onProgress },
  );
  const { certainty, notes, interrupted } = value!.simulation;
  expect([interrupted, notes[0]]).toEqual([
    true,
    'It was stopped early. What is shown is whole; missing: draws of Monte Carlo.',
  ]);
  expect(certainty!.monteCarlo!.draws).toBe(13);
  const { root: other } = project({ ...files, 'scenarios/fee.yaml': SIMULATION.replace('draws: 20', 'draws: 13') });
  const { value: asked } = await runSimulation({ root: other, file: 'scenarios/fee.yaml', workers: 1 });
  expect(certainty!.monteCarlo).toEqual(asked!.simulation.certainty!.monteCarlo);
});
