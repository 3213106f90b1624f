/** The customers whose bills change most. */

import type { Population } from '../population.ts';
import type { Mover } from '../result.ts';
import type { CustomerBills } from './bills.ts';
import { customersText, type Texts } from './exact.ts';

const MOVERS = 10;

/** The largest rises, then the largest falls, so many of each; equal ones by name. */
export function moversOf(
  { seen, before, change }: CustomerBills,
  { plans, segments, plan, segment, weight, nameOf }: Population,
  { texts, why, most = MOVERS }: { texts: Texts; why: (customer: number) => string; most?: number },
): Mover[] {
  const ups = largest(change, seen, most, 1, nameOf);
  const downs = largest(change, seen, most, -1, nameOf);
  return [...ups, ...downs].map((customer) => {
    const [was, moved] = [BigInt(before[customer]!), BigInt(change[customer]!)];
    return {
      customer: nameOf(customer),
      plan: plans[plan[customer]!]!,
      segment: segments[segment[customer]!]!,
      before: texts.amount(was),
      after: texts.amount(was + moved),
      change: texts.amount(moved),
      weight: customersText(BigInt(weight[customer]!)),
      why: why(customer),
    };
  });
}

function largest(
  change: Float64Array,
  seen: Uint8Array,
  most: number,
  sign: 1 | -1,
  nameOf: (customer: number) => string,
): number[] {
  const best: number[] = [];
  const comes = (a: number, b: number): boolean => {
    const difference = sign * (change[a]! - change[b]!);
    return difference === 0 ? nameOf(a) < nameOf(b) : difference > 0;
  };
  for (let customer = 0; customer < change.length; customer += 1) {
    if (seen[customer] === 0 || sign * change[customer]! <= 0) continue;
    if (best.length === most && !comes(customer, best[most - 1]!)) continue;
    if (best.length === most) best.pop();
    const place = best.findIndex((other) => comes(customer, other));
    best.splice(place < 0 ? best.length : place, 0, customer);
  }
  return best;
}
