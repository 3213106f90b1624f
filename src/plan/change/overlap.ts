/** Which charges of a version could match one record: what catches the usage of a charge that goes or moves. */

import type { RatePlan, UsageCharge } from '../model.ts';
import { overlaps, reachOf } from '../validate/checks/reach.ts';
import { type Located, partOf } from './side.ts';

const chargeOf = (plan: RatePlan | undefined, id: string | undefined): UsageCharge | undefined =>
  plan?.usage.find((charge) => charge.id === id);

/** Charges of the head that could price what a removed charge priced. */
export function catchers({ was, base, head }: Located): string[] {
  const gone = chargeOf(base.plan, was);
  if (!gone || !head.plan) return [];
  const reach = reachOf(gone);
  return head.plan.usage.filter((charge) => overlaps(reachOf(charge), reach)).map(({ id }) => id);
}

/**
 * Whether a charge that moved prices what it priced before, whatever else of the change is taken: each charge that can match
 * one of its records, as matches were or as they are, is on both sides, stays where it is and stands on the same side of it.
 * Nor does the order of the invoice's lines decide about a cent: it does where a discount is spread over lines of several
 * tax rates, or several discounts are.
 */
export function movesNothing({ edit, was, base, head, moving }: Located): boolean {
  const id = partOf(edit.path);
  const plans = [base.plan, head.plan];
  if (edit.path[0] !== 'usage' || id === undefined || !plans.every((plan) => plan !== undefined)) return false;
  if (plans.some(({ discounts, tax }) => discounts.length > ((tax?.rates.length ?? 0) > 1 ? 0 : 1))) return false;
  const reaches = [chargeOf(base.plan, was), chargeOf(head.plan, id)].map((charge) => charge && reachOf(charge));
  const meets = (other: UsageCharge): boolean => reaches.some((reach) => reach && overlaps(reachOf(other), reach));
  const before = new Map<string, boolean>();
  const after = new Map<string, boolean>();
  for (const [plan, self, order] of [
    [base.plan, was, before],
    [head.plan, id, after],
  ] as const) {
    const at = plan!.usage.findIndex((charge) => charge.id === self);
    if (at < 0) return false;
    plan!.usage.forEach((other, index) => {
      if (other.id !== self && meets(other)) order.set(other.id, index < at);
    });
  }
  const ids = new Set([...before.keys(), ...after.keys()]);
  return [...ids].every((other) => !moving.has(other) && before.get(other) === after.get(other));
}

/** Charges whose records a charge that moved now prices, or prices no longer. */
export function passed({ edit, was, base, head }: Located): { readonly gains: string[]; readonly loses: string[] } {
  const id = partOf(edit.path);
  const here = chargeOf(head.plan, id);
  if (!here || !base.plan || !head.plan) return { gains: [], loses: [] };
  const order = (plan: RatePlan): string[] => plan.usage.map((charge) => charge.id);
  const [old, now] = [order(base.plan), order(head.plan)];
  const meets = head.plan.usage.filter((other) => other.id !== id && overlaps(reachOf(other), reachOf(here)));
  const known = meets.filter((other) => old.includes(other.id));
  const before = (list: readonly string[], other: string): boolean =>
    list.indexOf(other) < list.indexOf(list === old ? (was ?? here.id) : here.id);
  const ids = known.map((other) => other.id);
  return {
    gains: ids.filter((other) => before(old, other) && !before(now, other)),
    loses: ids.filter((other) => !before(old, other) && before(now, other)),
  };
}
