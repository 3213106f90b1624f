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
