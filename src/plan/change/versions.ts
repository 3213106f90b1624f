/**
 * Who goes with a version that comes or goes, other than those it is told against.
 *
 * A version that only one side has is told against the last one before it that both have. Customers can still be on an older
 * one: where the one before moves nobody (`existing: never`), or later than this one does. Existing customers who move to
 * this one then come from another price than the one its edits begin with.
 */

import { formatDay } from '../../calendar/day.ts';
import type { RatePlan } from '../model.ts';
import type { Located } from './side.ts';

/** Older versions whose customers a version that one side alone has takes over; earliest first. */
export function movedBy({ edit, base, head }: Located): readonly RatePlan[] {
  if (edit.document.kind !== 'plan' || edit.versionBefore === undefined) return [];
  const came = dateOf(head.plan) === edit.document.version;
  const [own, other] = came ? [head.plan, base.plan] : [base.plan, head.plan];
  if (!own || !other || own.effective.existingFrom === 'never') return [];
  const { existingFrom } = other.effective;
  if (existingFrom !== 'never' && existingFrom <= own.effective.existingFrom) return [];
  const { side } = came ? base : head;
  const versions = side.plans.get(other.id)?.versions ?? [];
  return versions.slice(0, Math.max(0, versions.indexOf(other)));
}

/** As it is written: empty for the version from the beginning. */
export const dateOf = (plan: RatePlan | undefined): string | undefined =>
  plan && (plan.effective.newFrom === undefined ? '' : formatDay(plan.effective.newFrom));
