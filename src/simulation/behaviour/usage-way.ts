/** How the usage of a service becomes more or less, wherever something makes it so. */

import { SERVICES } from '../../units/quantity.ts';
import type { Elasticity } from '../assumptions.ts';

/**
 * As its first elasticity says; without one, what is measured in time or data becomes shorter or longer (exact to a quantum a
 * customer, and nothing is drawn), and what is counted becomes fewer or more, for one of it has no length.
 */
export function usageWay(
  service: string,
  elasticities: readonly Pick<Elasticity, 'service' | 'by'>[],
): Elasticity['by'] {
  const own = elasticities.find((one) => one.service === service);
  if (own) return own.by;
  const dimension = SERVICES[service];
  return dimension === 'time' || dimension === 'data' ? 'length' : 'records';
}
