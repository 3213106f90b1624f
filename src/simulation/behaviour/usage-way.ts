/** How the usage of a service becomes more or less, wherever something makes it so. */

import { SERVICES } from '../../units/quantity.ts';
import type { Elasticity } from '../assumptions.ts';

/**
 * As its first elasticity says; without one, data becomes shorter or longer (exact to a quantum a customer, and nothing is
 * drawn), and all else fewer or more. Calls are billed by started minutes: 1 % longer, a call of exactly a minute would cost
 * two. 1 % more calls are 1 % more of whatever a call costs.
 */
export function usageWay(
  service: string,
  elasticities: readonly Pick<Elasticity, 'service' | 'by'>[],
): Elasticity['by'] {
  const own = elasticities.find((one) => one.service === service);
  if (own) return own.by;
  return SERVICES[service] === 'data' ? 'length' : 'records';
}
