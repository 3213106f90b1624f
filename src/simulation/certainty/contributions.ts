/** What each customer adds to a weighted total: bills in columns to one number a customer. Estimates, in the currency. */

import type { World } from '../bills.ts';
import { type CostsGiven, costPick, costScale, subsidies } from '../impact/costs.ts';
import { type Pick, rowsOf } from '../impact/parts.ts';
import { MILLION, type Population } from '../population.ts';

/** By customer, weights applied. A World of one side. */
export function contributionsOf(world: World, size: number, pick: Pick): Float64Array {
  const sums = new Float64Array(size);
  for (const part of world.parts) {
    const { customer } = part.rows;
    const { values, scale } = pick(part);
    const unit = MILLION * 10 ** scale;
    const list = rowsOf(part);
    const length = list ? list.length : customer.length;
    for (let index = 0; index < length; index += 1) {
      const row = list ? list[index]! : index;
      const who = customer[row]!;
      sums[who] = sums[who]! + (values[row]! * part.weight[who]!) / unit;
    }
  }
  return sums;
}

/** What customers cost: usage, commission and subsidy, as the impact counts them. Made once for both sides of a comparison. */
export function costsOf(
  worlds: readonly World[],
  costs: CostsGiven,
  population: Population,
): (world: World) => Float64Array {
  const scale = costScale(Math.max(0, ...worlds.flatMap(({ parts }) => parts.map(({ bills }) => bills.scale))));
  const pick = costPick({ costs, population, scale });
  return (world) => {
    const sums = contributionsOf(world, population.size, pick);
    subsidies(world, { costs, population, scale }, (_, customer, amount) => {
      sums[customer] = sums[customer]! + Number(amount) / (MILLION * 10 ** scale);
    });
    return sums;
  };
}
