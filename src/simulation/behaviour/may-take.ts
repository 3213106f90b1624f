/** Whether customers of one plan may take another at all. */

import type { CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';

/** Both plans are in one currency, on one clock and with prices of one kind: bills of others cannot be held against each other. */
export function mayTake(own: CompiledPlan, other: CompiledPlan): boolean {
  return own.currency.code === other.currency.code && own.timezone === other.timezone && own.prices === other.prices;
}

/** As mayTake, by id: from a plan that customers have to one of the candidate. What nobody knows is not in the way. */
export function mayGo(
  { base, candidate }: { readonly base: CompiledPlans; readonly candidate: CompiledPlans },
  from: string,
  to: string,
): boolean {
  const own = candidate.get(from)?.[0] ?? base.get(from)?.[0];
  const other = candidate.get(to)?.[0];
  return !own || !other || mayTake(own, other);
}
