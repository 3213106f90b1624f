/** Strata as they are resampled: how many were drawn of how many, and what becomes of a stratum with one customer. */

import type { Population } from '../population.ts';

export interface ResamplingStratum {
  /** Indexes of its customers. */
  readonly customers: readonly number[];
  /** Share of the whole that was not drawn, 1 - n/N: 0 where everybody was, 1 where the whole is not countable. */
  readonly unseen: number;
}

export interface ResamplingDesign {
  readonly strata: readonly ResamplingStratum[];
  /** Names of strata with one customer, resampled together with others. */
  readonly joined: readonly string[];
  /** Whether a customer is left that stands alone, so that nothing can be said of how customers differ. */
  readonly alone: boolean;
}

/**
 * From one customer nobody can tell how much those of its stratum differ. Strata with one are put together (the practice of
 * collapsed strata: Cochran, Sampling Techniques, 5A.12), a single one with the smallest other stratum; intervals become a
 * little wider by it, never narrower on average. A stratum with one customer that is also its whole stays: it is known.
 */
export function resamplingDesign({
  size,
  stratum,
  strata,
}: Pick<Population, 'size' | 'stratum' | 'strata'>): ResamplingDesign {
  const members: number[][] = strata.map(() => []);
  for (let customer = 0; customer < size; customer += 1) members[stratum[customer]!]!.push(customer);
  const filled = strata
    .map(({ name, whole }, index) => ({ name, whole, customers: members[index]! }))
    .filter(({ customers }) => customers.length > 0);
  const single = filled.filter(({ customers, whole }) => customers.length === 1 && whole !== 1);
  const rest = filled.filter((one) => !single.includes(one));
  if (single.length === 1) {
    const smallest = rest
      .filter(({ customers, whole }) => customers.length < (whole ?? Number.POSITIVE_INFINITY))
      .reduce<(typeof rest)[number] | undefined>(
        (least, one) => (!least || one.customers.length < least.customers.length ? one : least),
        undefined,
      );
    if (smallest) rest.splice(rest.indexOf(smallest), 1);
    const group = smallest ? [smallest, ...single] : single;
    return {
      strata: [...rest.map(asStratum), together(group)],
      joined: single.map(({ name }) => name),
      alone: smallest === undefined,
    };
  }
  return {
    strata: [...rest.map(asStratum), ...(single.length > 0 ? [together(single)] : [])],
    joined: single.map(({ name }) => name),
    alone: false,
  };
}

interface Filled {
  readonly whole: number | undefined;
  readonly customers: readonly number[];
}

function asStratum({ whole, customers }: Filled): ResamplingStratum {
  return { customers, unseen: whole === undefined ? 1 : Math.max(0, 1 - customers.length / whole) };
}

function together(group: readonly Filled[]): ResamplingStratum {
  const countable = group.every(({ whole }) => whole !== undefined);
  return asStratum({
    whole: countable ? group.reduce((sum, { whole }) => sum + whole!, 0) : undefined,
    customers: group.flatMap(({ customers }) => customers),
  });
}
