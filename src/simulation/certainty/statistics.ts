/**
 * The statistics library, and which of its functions are used: simple-statistics. These three compute with + - * / and
 * Math.sqrt only, which give the same bits on every Node (others of the library use Math.pow, exp or log, and do not):
 *
 * - mean: a compensated sum (Kahan and Babuska) by the number of values
 * - sampleVariance: squared deviations from that mean, by n - 1; two passes, so that large values lose nothing
 * - quantileSorted: linear between neighbours, (n - 1) p from the first (type 7 of Hyndman and Fan, as NumPy)
 *
 * Its `bisect` is not used: it takes a function of floats that answers at once, and ours answers with exact money after
 * everybody was rated again.
 */

import { mean as libraryMean, sampleVariance as libraryVariance, quantileSorted } from 'simple-statistics';

/** Name and version, as results tell it. */
export const LIBRARY = 'simple-statistics 7.12.1';

/** Of at least one value. */
export const mean = (values: readonly number[]): number => libraryMean(values as number[]);

/** Of at least two values. */
export const sampleVariance = (values: readonly number[]): number => libraryVariance(values as number[]);

/** Values in ascending order, at least one; 0 <= part <= 1. */
export const quantile = (ascending: readonly number[], part: number): number =>
  quantileSorted(ascending as number[], part);
