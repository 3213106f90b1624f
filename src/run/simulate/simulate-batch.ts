/** Neighbours of a population as they travel to a worker. */

import type { Draw } from '../../scenario/recipe.ts';
import type { UsageBlock } from '../../usage/columns.ts';

/** Neighbours of the population, from customer `first` on. */
export type SimulateBatch = {
  readonly first: number;
  readonly size: number;
  /** By customer: plan and segment in the population. */
  readonly plan: Uint16Array;
  readonly segment: Uint16Array;
} & (
  | { readonly recipe: number; readonly draws: readonly Draw[] }
  | {
      readonly block: UsageBlock;
      /** By customer: its account in the block, rising; its plan among those of the usage; its days of service. */
      readonly account: Uint32Array;
      readonly onPlan: Uint16Array;
      readonly activated: Int32Array;
      readonly terminated: Int32Array;
    }
);

/** The customers `[from, before)` of a batch as a batch. */
export function partOf(batch: SimulateBatch, from: number, before: number): SimulateBatch {
  const about = {
    first: batch.first + from,
    size: before - from,
    plan: batch.plan.slice(from, before),
    segment: batch.segment.slice(from, before),
  };
  if ('recipe' in batch) return { ...about, recipe: batch.recipe, draws: batch.draws.slice(from, before) };
  return {
    ...about,
    block: batch.block,
    account: batch.account.slice(from, before),
    onPlan: batch.onPlan.slice(from, before),
    activated: batch.activated.slice(from, before),
    terminated: batch.terminated.slice(from, before),
  };
}
