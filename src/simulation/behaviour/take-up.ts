/** Who changes to a plan of the candidate, and who comes to it from elsewhere. */

import { divide, multiply, type Rational, rational } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { BillRows } from '../bills.ts';
import { MILLION, type Population } from '../population.ts';
import type { Values } from './values.ts';
import { type Scaling, scaling, spread } from './weights.ts';
import { cellOf, cellsOf } from './whom.ts';

/** One take-up, ready for each customer. */
export interface Taking {
  readonly plan: string;
  /** By cell: whom it is about, those who have the plan already left out. */
  readonly ours: readonly boolean[];
  /** What of a weight changes to the plan. */
  readonly share: Scaling;
  /** Weights of the newcomers when this share of them has come, by the customer that they are like; they add up to the number. */
  readonly newcomers: (share: Rational) => Float64Array;
}

/**
 * Take-ups in the order of the file. Each takes its share of those who stay on their plan; where shares of several add up
 * to more than everybody, the later ones have what is left. Newcomers are like the customers that `of` names (on the
 * plan already or not) who have a bill, spread over them by their weights. Customers of a plan from which nobody may take it
 * are left out.
 */
export function takings(
  values: Values,
  population: Population,
  { first }: BillRows,
  may: (plan: string, to: string) => boolean,
): readonly Taking[] {
  return values.takeUp.map(({ plan, of, chosenShare, chosenNew }) => {
    const { plans } = population;
    const meant = cellsOf(population, of).map((is, cell) => is && may(plans[cell % plans.length]!, plan));
    const own = cellsOf(population, { plan });
    const like = population.weight.map((weight, customer) =>
      meant[cellOf(population, customer)] && first[customer] !== first[customer + 1] ? weight : 0,
    );
    const spreads = new Map<bigint, Float64Array>();
    return {
      plan,
      ours: meant.map((is, cell) => is && !own[cell]),
      share: scaling(divide(chosenShare, rational(100n))),
      newcomers: (share) => {
        const { n, d } = multiply(chosenNew, share);
        const total = roundQuotient(n * BigInt(MILLION), d, 'half-even');
        const found = spreads.get(total) ?? spread(total, like, population);
        spreads.set(total, found);
        return found;
      },
    };
  });
}
