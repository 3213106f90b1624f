/** What a service costs with the candidate, against the base, at the same usage. */

import { type Rational, rational } from '../../exact/rational.ts';
import type { BillTable } from '../bills.ts';
import type { Population } from '../population.ts';
import type { RatedSide } from './sides.ts';
import { ExactSum } from './sums.ts';
import { cellOf } from './whom.ts';

/** `none`: nothing to divide by, or no price above 0 to compare; no response follows from it. */
export type PriceIndex =
  | { readonly index: Rational }
  | { readonly none: 'was-free' | 'becomes-free' | 'not-charged' | 'negative' };

/**
 * By cell (segment and plan): money of all usage charges that match the service, candidate over base, exact. Both sides
 * rated the same usage. A charge that matches several services counts whole for each of them; allowances count by what
 * they leave to be charged; recurring charges, discounts and tax do not count.
 */
export function priceIndexes(
  service: string,
  population: Population,
  base: RatedSide,
  candidate: RatedSide,
): readonly PriceIndex[] {
  const before = moneyByCell(service, population, base);
  const after = moneyByCell(service, population, candidate);
  const up = (side: RatedSide): bigint => 10n ** BigInt(side.bills.scale);
  return before.map((was, cell) => {
    const is = after[cell]!;
    if (was === 0n) return { none: is === 0n ? 'not-charged' : 'was-free' };
    if (is === 0n) return { none: 'becomes-free' };
    if (was < 0n || is < 0n) return { none: 'negative' };
    return { index: rational(is * up(base), was * up(candidate)) };
  });
}

/** By cell: weighted money, in units of 10^-scale millionths. */
function moneyByCell(service: string, population: Population, { rows, bills }: RatedSide): bigint[] {
  const money = Array.from({ length: population.plans.length * population.segments.length }, () => new ExactSum());
  const columns = chargesOf(service, bills);
  for (let customer = 0; customer < population.size; customer += 1) {
    const cell = money[cellOf(population, customer)]!;
    const weight = population.weight[customer]!;
    for (const column of columns) {
      for (let row = rows.first[customer]!; row < rows.first[customer + 1]!; row += 1) cell.add(column[row]!, weight);
    }
  }
  return money.map(({ sum }) => sum);
}

const chargesOf = (service: string, { components, amounts }: BillTable): Float64Array[] =>
  amounts.filter((_, index) => {
    const { kind, services } = components[index]!;
    return kind === 'usage' && services.includes(service);
  });
