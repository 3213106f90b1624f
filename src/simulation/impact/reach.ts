/** Whom the change reaches, before any money. */

import type { Reach } from '../../run/diff/result.ts';
import type { RatedPopulation } from '../bills.ts';
import type { Population } from '../population.ts';
import type { Simulation } from '../result.ts';
import { customersText } from './exact.ts';

/** In the order of run/diff's REACHES, to which the numbers of RatedPopulation.reach refer. */
export const REACH_NAMES = ['repriced', 'keeps', 'new-only', 'untouched'] as const satisfies readonly Reach[];

/** Every customer of the population once, those without an invoice too. */
export function reachCounts({ size, weight }: Population, { reach }: RatedPopulation): Simulation['reach'] {
  if (!reach) throw new RangeError('whom a change reaches is known where two sides are rated');
  const sampled = REACH_NAMES.map(() => 0);
  const customers = REACH_NAMES.map(() => 0n);
  for (let customer = 0; customer < size; customer += 1) {
    const index = reach[customer]!;
    sampled[index] = sampled[index]! + 1;
    customers[index] = customers[index]! + BigInt(weight[customer]!);
  }
  return Object.fromEntries(
    REACH_NAMES.map((name, index) => [name, { sampled: sampled[index]!, customers: customersText(customers[index]!) }]),
  ) as Simulation['reach'];
}
