/** Cells on few sampled customers: no number of them is told, nor one from which theirs could be found. */

import type { CellMark } from '../result.ts';

/**
 * The mark of each cell of a table whose total is told. Fewer than `fewest` sampled customers: suppressed; fewer than three
 * times as many: few. A cell that is suppressed alone would be the total less the others: the next smallest goes with it, until
 * those that are suppressed hold `fewest` customers together. Empty cells are told: nobody is in them.
 */
export function marksOf(sampled: readonly number[], fewest: number): CellMark[] {
  const marks = sampled.map(
    (size): CellMark => (size === 0 ? undefined : size < fewest ? 'suppressed' : size < 3 * fewest ? 'few' : undefined),
  );
  const hidden = (): number[] => sampled.filter((_, index) => marks[index] === 'suppressed');
  while (hidden().length > 0) {
    // One alone is smaller than that.
    if (hidden().reduce((a, b) => a + b, 0) >= fewest) break;
    const next = sampled.reduce(
      (best, size, index) =>
        size > 0 && marks[index] !== 'suppressed' && (best < 0 || size < sampled[best]!) ? index : best,
      -1,
    );
    if (next < 0) break;
    marks[next] = 'suppressed';
  }
  return marks;
}
