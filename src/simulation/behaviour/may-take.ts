/** Whether customers of one plan may take another at all. */

import type { CompiledPlan } from '../../plan/compile/compiled.ts';

/** Both plans are in one currency, on one clock and with prices of one kind: bills of others cannot be held against each other. */
export function mayTake(own: CompiledPlan, other: CompiledPlan): boolean {
  return own.currency.code === other.currency.code && own.timezone === other.timezone && own.prices === other.prices;
}
