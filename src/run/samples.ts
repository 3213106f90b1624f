/**
 * Which results are kept with their whole invoices. Of a recipe the first few customers, as examples, and what did not
 * pass, up to a limit; of written scenarios all that did not pass, and the first hundreds that did. Parts of a run that
 * are joined choose again by the same rule; what it leaves, each part has kept.
 */

import type { ScenarioResult, Status } from './result.ts';

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

/** More than a person leafs through: whoever wants the invoice of another one asks for that one. */
const MOST_WRITTEN = 500;

/** The results, without the invoices of written scenarios that passed after many that did. */
export function withoutMany(results: readonly ScenarioResult[]): ScenarioResult[] {
  let passed = 0;
  return results.map((result) => {
    if (result.check !== 'expectation' || result.status !== 'passed') return result;
    passed += 1;
    if (passed <= MOST_WRITTEN) return result;
    const { invoices, ...rest } = result;
    return rest;
  });
}
