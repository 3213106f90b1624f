/** Whom a simulation is about, in columns. Weights are whole millionths of a customer, so that every sum of them is exact. */

export const MILLION = 1_000_000;

export interface Population {
  /** full: everybody, each for one customer. sample: drawn by stratum. model: made by recipes. */
  readonly kind: 'full' | 'sample' | 'model';
  readonly size: number;
  /** Name of each customer, in messages and files. */
  readonly nameOf: (customer: number) => string;
  readonly plans: readonly string[];
  readonly segments: readonly string[];
  /** By customer: index into plans and segments. */
  readonly plan: Uint16Array;
  readonly segment: Uint16Array;
  /** By customer: how many customers it stands for, in millionths; whole numbers. */
  readonly weight: Float64Array;
  /** By customer: its stratum; resampling stays within. All 0 where there is one. */
  readonly stratum: Uint32Array;
  /** By stratum: customers in the whole, of which those here are a sample; undefined: not a sample of anything countable. */
  readonly strata: readonly { readonly name: string; readonly whole: number | undefined; readonly sampled: number }[];
}
