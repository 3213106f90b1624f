/**
 * Whether a customer touches what changed, told without rating: by the versions that its cycles are on, and by the charges
 * that its records are bound to. What it says of a customer who is untouched is never wrong; of others it may be.
 */

import type { CompiledPlan } from '../../plan/compile/compiled.ts';
import { chargeOf } from '../../rating/bind.ts';
import type { AccountUsage, UsageCoding } from '../../usage/batch.ts';
import { type ChangedCycle, pricingOf, type Reached } from './meaning.ts';

/** By kind of the coding: 1 where a record of it is priced by something that changed; undefined: everybody is touched. */
type TouchedKinds = Uint8Array | undefined;

/** Made once for two sets of plans; what is found of a coding and a pair of versions is kept. */
export function exerciser(): (account: number, reached: Reached, usage: AccountUsage) => boolean {
  const known = new WeakMap<UsageCoding, Map<CompiledPlan, Map<CompiledPlan, { readonly kinds: TouchedKinds }>>>();
  const kindsOf = (base: CompiledPlan, head: CompiledPlan, coding: UsageCoding): TouchedKinds => {
    const ofCoding = known.get(coding) ?? new Map<CompiledPlan, Map<CompiledPlan, { readonly kinds: TouchedKinds }>>();
    known.set(coding, ofCoding);
    const ofBase = ofCoding.get(base) ?? new Map<CompiledPlan, { readonly kinds: TouchedKinds }>();
    ofCoding.set(base, ofBase);
    const found = ofBase.get(head) ?? { kinds: touchedKinds(base, head, coding) };
    ofBase.set(head, found);
    return found.kinds;
  };
  return (account, { reach, cycles }, usage) => {
    if (reach === 'untouched' || reach === 'keeps') return false;
    // On a plan that one side does not have.
    if (cycles.length === 0) return true;
    const [first, end] = [usage.first[account]!, usage.first[account + 1]!];
    return cycles.some(({ base, head }: ChangedCycle) => {
      if (!base || !head) return true;
      const kinds = kindsOf(base, head, usage.coding);
      if (!kinds) return true;
      for (let record = first; record < end; record += 1) if (kinds[usage.kind[record]!] === 1) return true;
      return false;
    });
  };
}

/**
 * Where only usage charges differ, a customer without a record of those that do cannot tell the two apart: an allowance or a
 * counter that it shares with them is used up by its own records alone. What is owed without any record reaches everybody.
 */
function touchedKinds(base: CompiledPlan, head: CompiledPlan, coding: UsageCoding): TouchedKinds {
  const [before, after] = [pricingOf(base), pricingOf(head)];
  if (before.rest !== after.rest) return undefined;
  const changed = (id: string): boolean => before.charges.get(id) !== after.charges.get(id);
  const owedAnyway = [...base.charges, ...head.charges].some(
    ({ id, tiers }) => changed(id) && tiers?.firstFeeAtZero === true,
  );
  if (owedAnyway) return undefined;
  return Uint8Array.from(coding.kinds, (kind) => {
    const [was, is] = [chargeOf(base, kind), chargeOf(head, kind)];
    if (!was && !is) return 0;
    return !was || !is || was.charge.id !== is.charge.id || was.zone !== is.zone || changed(was.charge.id) ? 1 : 0;
  });
}
