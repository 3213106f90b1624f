/** What plans and recipes say about the lines of baselines; known alike to workers and to who reads the files. */

import type { Story } from '../baseline/baseline.ts';
import type { DimensionOf } from '../baseline/tell.ts';
import { formatDay } from '../calendar/day.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { Recipe } from '../scenario/recipe.ts';

/**
 * What the baseline of a recipe must tell of. Dates that nearly all plans have, the day after each month of usage, need
 * not be said on every line; they follow from the recipe alone, whatever the plans say.
 */
export const storyOf = ({ seed, fingerprint, months }: Recipe): Story => ({
  ...{ seed, fingerprint },
  dates: months.slice(1).map(formatDay),
});

/** What the charges of the plans are measured in. */
export function dimensionsOf(plans: CompiledPlans): DimensionOf {
  return (plan, charge) => {
    for (const version of plans.get(plan) ?? []) {
      const found = version.charges.find(({ id }) => id === charge);
      if (found) return found.dimension;
    }
    return undefined;
  };
}
