/** What a distribution is, before it is made a table. */

/**
 * A continuous distribution over numbers from 0 up. Chances come in pairs, of being below and of being above, so that
 * neither tail is lost in the other's digits.
 */
export interface Continuous {
  /** The chances of being below and above x. */
  readonly chances: (x: number) => Chances;
  /** The number with these chances. */
  readonly quantile: (chances: Chances) => number;
}

/** They add up to 1. */
export interface Chances {
  readonly below: number;
  readonly above: number;
}

/** Whole numbers with relative weights, rising. */
export type Counts = readonly { readonly value: number; readonly weight: number }[];
