/**
 * Draws the customers of a recipe: one small record each, by fast-check without its bias towards edges. Everything
 * else of a customer follows from the record, in whichever worker.
 */

import fc from 'fast-check';
import { choiceOf, type Draw, type Recipe } from './recipe.ts';

/** All customers of a recipe. A larger `count` keeps the ones there were. */
export function drawCustomers(recipe: Recipe): Draw[] {
  const { plans, segments, activated } = recipe;
  const customer = fc.tuple(
    fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
    fc.integer({ min: 0, max: plans.below.at(-1)! - 1 }),
    fc.integer({ min: 0, max: segments.below.at(-1)! - 1 }),
    fc.integer({ min: activated.from, max: activated.before - 1 }),
  );
  const drawn = fc.sample(fc.noBias(customer), { numRuns: recipe.count, seed: recipe.seed });
  return drawn.map(([seed, plan, segment, day], index) => ({
    number: index + 1,
    seed,
    plan: choiceOf(plans.below, plan),
    segment: choiceOf(segments.below, segment),
    activated: day,
  }));
}
