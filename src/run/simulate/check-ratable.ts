/** Whether every customer has bills on both sides: one who has none would look like revenue that is lost or won. */

import { formatDay } from '../../calendar/day.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Place, Problem } from '../../problems/problem.ts';
import { shownCount, shownText } from '../../problems/shown.ts';
import type { Recipe } from '../../scenario/recipe.ts';
import type { CustomerColumns } from '../../usage/columns.ts';

/** A plan that somebody is on, and the earliest day on which anybody came to it. */
interface Held {
  readonly count: number;
  readonly earliest: number;
  /** Who that is: `customer anna`, `recipe people`. */
  readonly who: string;
}

interface Side {
  /** `the plans as they are`, `the candidate`. */
  readonly name: string;
  readonly plans: CompiledPlans;
}

export function checkRatable(held: ReadonlyMap<string, Held>, sides: readonly Side[], place: Place): Problem[] {
  return [...held]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([plan, { count, earliest, who }]) => {
      const problemsOf = ({ name, plans }: Side): Problem[] => {
        const versions = plans.get(plan);
        const shown = shownText(plan);
        const others = count > 1 ? ` and ${shownCount(count - 1)} more` : '';
        const error = (message: string, fix: string): Problem[] => [
          { code: 'SIM-UNRATABLE', severity: 'error', message, place, fix },
        ];
        if (!versions) {
          const message = `there is no plan \`${shown}\` in ${name}: ${who}${others} would have no bills there`;
          return error(message, 'keep the plan there, or name customers of other plans');
        }
        const sold = versions[0]?.effective.newFrom;
        if (sold === undefined || sold <= earliest) return [];
        const message = `${who} came to plan \`${shown}\` on ${formatDay(earliest)}, but in ${name} it is sold from ${formatDay(sold)} on`;
        return error(
          message,
          'keep the earlier version of the plan in its file, or correct the day on which the customer came',
        );
      };
      // What is wrong with the plans as they are, is wrong with a candidate that is made of them.
      return sides.map(problemsOf).find((problems) => problems.length > 0) ?? [];
    });
}

/** By plan, of customers of usage files; of all, or of those that were drawn. */
export function heldOfCustomers(
  { size, plans, plan, activated, nameOf }: CustomerColumns,
  chosen: Uint32Array | undefined,
): Map<string, Held> {
  const count = new Float64Array(plans.length);
  const first = new Int32Array(plans.length).fill(-1);
  for (let index = 0; index < (chosen?.length ?? size); index += 1) {
    const customer = chosen ? chosen[index]! : index;
    const own = plan[customer]!;
    count[own]! += 1;
    if (first[own]! < 0 || activated[customer]! < activated[first[own]!]!) first[own] = customer;
  }
  const held = new Map<string, Held>();
  plans.forEach((id, index) => {
    const customer = first[index]!;
    if (customer < 0) return;
    const who = `customer ${shownText(nameOf(customer))}`;
    held.set(id, { count: count[index]!, earliest: activated[customer]!, who });
  });
  return held;
}

/** By plan, of customers whom recipes make: those of plans they change to come later, and are of no day. */
export function heldOfRecipes(recipes: readonly Recipe[]): Map<string, Held> {
  const held = new Map<string, Held>();
  for (const { id, plans, lifecycle, activated } of recipes) {
    const who = `the customers of recipe ${shownText(id)}`;
    for (const plan of plans.choices) {
      const earliest = Math.min(activated.from, held.get(plan)?.earliest ?? activated.from);
      held.set(plan, { count: 1, earliest, who });
    }
    for (const plan of lifecycle?.change?.plans ?? []) {
      if (!held.has(plan)) held.set(plan, { count: 1, earliest: Number.POSITIVE_INFINITY, who });
    }
  }
  return held;
}
