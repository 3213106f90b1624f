/** What a model asks to be rated. */

import { expect, test } from 'vitest';
import { rational } from '../../../src/exact/rational.ts';
import { Model, type ModelAsked } from '../../../src/run/simulate/model.ts';
import { RatedSides } from '../../../src/run/simulate/rated-sides.ts';
import type { RatingAsked } from '../../../src/simulation/bills.ts';
import { CENTRAL } from '../../../src/simulation/certainty/evaluate.ts';

test('a bar of the tornado changes usage of a service as its elasticity does, on both sides', async () => {
  let asked: RatingAsked | undefined;
  const rate = async (sides: RatingAsked): Promise<never> => {
    asked = sides;
    throw new Error('asked');
  };
  const elasticity = [{ service: 'data', by: 'records' }];
  const model = new Model({
    assumptions: { behaviour: { elasticity }, certainty: { seed: 3 } },
    population: { plans: ['a'], segments: ['x', 'y'] },
    ...{
      base: new Map(),
      candidate: new Map(),
      planIds: [],
      measures: [],
      impact: {},
      rated: new RatedSides(rate, []),
    },
  } as unknown as ModelAsked);
  const usage = new Map([
    ['data', rational(110n)],
    ['sms', rational(100n)],
    ['voice', rational(90n)],
  ]);
  await expect(model.evaluate({ ...CENTRAL, usage })).rejects.toThrow('asked');
  const response = {
    seed: 3,
    services: [
      { service: 'data', by: 'records' },
      { service: 'voice', by: 'records' },
    ],
    factors: [
      [1_100_000, 900_000],
      [1_100_000, 900_000],
    ],
  };
  expect(asked?.sides.map((side) => side.usage)).toEqual([response, response]);
});
