/** Small populations for tests. */

import { decimal, type Rational } from '../../../src/exact/rational.ts';
import type { Assumptions, Control, PopulationAsked } from '../../../src/simulation/assumptions.ts';
import { MILLION, type Population } from '../../../src/simulation/population.ts';
import type { CustomerColumns } from '../../../src/usage/columns.ts';
import { NEVER } from '../../../src/usage/columns.ts';

export const PLACE = { file: 'scenarios/simulations/test.yaml', line: 3, column: 1 };
const at = (line: number) => ({ ...PLACE, line });

/** Customers as `plan/segment`, many times each. */
export function columns(groups: Readonly<Record<string, number>>, weight?: readonly number[]): CustomerColumns {
  const all = Object.entries(groups).flatMap(([group, count]) => Array.from({ length: count }, () => group.split('/')));
  const plans = [...new Set(all.map(([plan]) => plan!))];
  const segments = [...new Set(all.map(([, segment]) => segment!))];
  return {
    ...{ size: all.length, nameOf: (customer) => `c${customer}`, plans, segments },
    plan: Uint16Array.from(all, ([plan]) => plans.indexOf(plan!)),
    segment: Uint16Array.from(all, ([, segment]) => segments.indexOf(segment!)),
    activated: new Int32Array(all.length),
    terminated: new Int32Array(all.length).fill(NEVER),
    weight: weight && Float64Array.from(weight),
  };
}

export function population(groups: Readonly<Record<string, number>>, weight?: readonly number[]): Population {
  const { size, nameOf, plans, segments, plan, segment } = columns(groups);
  return {
    ...{ kind: 'full', size, nameOf, plans, segments, plan, segment },
    weight: weight ? Float64Array.from(weight) : new Float64Array(size).fill(MILLION),
    stratum: new Uint32Array(size),
    strata: [{ name: 'all', whole: size, sampled: size }],
  };
}

export function asked(more: Partial<PopulationAsked>): Pick<Assumptions, 'population' | 'places'> {
  return {
    population: {
      ...{ from: { recipes: 'all' }, sample: undefined, standsFor: undefined, segments: undefined, calibrate: [] },
      ...{ currency: 'EUR', place: PLACE },
      ...more,
    },
    places: new Map([
      ['population.stands_for', at(5)],
      ['population.segments', at(6)],
    ]),
  };
}

export const shares = (of: Readonly<Record<string, string>>): ReadonlyMap<string, Rational> =>
  new Map(Object.entries(of).map(([name, share]) => [name, decimal(share)]));

export const customers = (total: number, whom: { segment?: string; plan?: string } = {}, line = 10): Control => ({
  ...{ of: { measure: 'customers' }, total: decimal(String(total)), source: 'CRM', place: at(line) },
  ...whom,
});

export const weightIn = (population: Population, plan: string | undefined, segment: string | undefined): bigint => {
  let sum = 0n;
  for (let customer = 0; customer < population.size; customer += 1) {
    if (plan !== undefined && population.plans[population.plan[customer]!] !== plan) continue;
    if (segment !== undefined && population.segments[population.segment[customer]!] !== segment) continue;
    sum += BigInt(population.weight[customer]!);
  }
  return sum;
};
