/**
 * Which customers of a recipe are kept with their whole invoices: the first few, as examples, and what did not pass, up
 * to a limit. Parts of a run that are joined choose again by the same rule; what it leaves, each part has kept.
 */

import type { Status } from './result.ts';

const EXAMPLES = 3;
/** At most so many of a recipe are kept whole: thousands that changed alike are told by their differences. */
const MOST_WHOLE = 200;

/** Indexes of those that are chosen; `open`: rated, and of the recipe that is asked about. */
export function chooseSamples(all: readonly { readonly status: Status; readonly open: boolean }[]): number[] {
  const indexes: number[] = [];
  let examples = 0;
  for (const [index, { status, open }] of all.entries()) {
    if (!open || indexes.length >= MOST_WHOLE) continue;
    if (examples >= EXAMPLES && status === 'passed') continue;
    examples += 1;
    indexes.push(index);
  }
  return indexes;
}
