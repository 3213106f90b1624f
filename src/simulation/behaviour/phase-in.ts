/** Who already has the candidate, month by month. */

import { divide, ONE, type Rational, rational } from '../../exact/rational.ts';
import type { Behaviour } from '../assumptions.ts';
import { partOf, scaling } from './weights.ts';

/** Share of the customers that has the candidate in a month (from 0), not percent; the last one told holds on. */
export function phasedIn(phaseIn: Behaviour['phaseIn'], month: number): Rational {
  const percent = phaseIn && (phaseIn.months[month] ?? phaseIn.months.at(-1));
  return percent ? divide(percent, rational(100n)) : ONE;
}

/** Customers who have had the candidate, and those of them who are still there; both before growth, in millionths. */
export interface Cohort {
  readonly joined: Float64Array;
  readonly alive: Float64Array;
}

/**
 * Brings a cohort to the share of a month. Who gets the candidate now has not left because of it before; where the share
 * falls, those who are there and those who left give back the same part.
 */
export function join({ joined, alive }: Cohort, weight: Float64Array, share: Rational): void {
  const part = scaling(share);
  for (let customer = 0; customer < weight.length; customer += 1) {
    const was = joined[customer]!;
    const is = part(weight[customer]!);
    if (is === was) continue;
    joined[customer] = is;
    alive[customer]! += is > was ? is - was : -partOf(alive[customer]!, was - is, was);
  }
}
