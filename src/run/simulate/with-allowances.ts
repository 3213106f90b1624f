/** The plans of before with the allowances of the candidate: what allowances do by themselves, at the prices of before. */

import type { CompiledCharge, CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Allowance, Match } from '../../plan/model.ts';
import { overlaps } from '../../plan/validate/checks/reach.ts';
import { meaningText } from '../diff/meaning.ts';

/**
 * Base with the head's allowances: versions are those of the head, each priced as the base's version of the same days (a
 * version that only the head has: as the one before it). A plan that only one side has stays as the base has it. undefined:
 * all allowances mean the same; or those of the head cannot stand in the base, or versions of the base are gone.
 */
export function withAllowancesOf(base: CompiledPlans, head: CompiledPlans): CompiledPlans | undefined {
  const plans = new Map<string, readonly CompiledPlan[]>();
  let differ = false;
  for (const [id, versions] of base) {
    const others = head.get(id);
    const pairs = others ? pairVersions(versions, others) : [];
    if (pairs === undefined) return undefined;
    const changed = pairs.some(({ was, is }) => meaningText(was.allowances) !== meaningText(is.allowances));
    if (!changed) {
      plans.set(id, versions);
      continue;
    }
    differ = true;
    if (pairs.some(({ was, is }) => is.allowances.some((allowance) => !canStandIn(allowance, was)))) return undefined;
    plans.set(
      id,
      pairs.map(({ was, is }) => ({ ...was, effective: is.effective, allowances: is.allowances })),
    );
  }
  return differ ? plans : undefined;
}

interface Pair {
  readonly was: CompiledPlan;
  readonly is: CompiledPlan;
}

/** Each version of the head with the one of the base that prices it; undefined where one of the base has no place any more. */
function pairVersions(base: readonly CompiledPlan[], head: readonly CompiledPlan[]): Pair[] | undefined {
  const pairs: Pair[] = [];
  let next = 0;
  for (const is of head) {
    const same = base[next] && meaningText(base[next]!.effective) === meaningText(is.effective);
    const was = same ? base[next] : pairs.at(-1)?.was;
    if (!was) return undefined;
    if (same) next += 1;
    pairs.push({ was, is });
  }
  return next === base.length ? pairs : undefined;
}

/** An allowance is of one dimension, and covers charges that are priced in one way: record by record, or once a cycle. */
function canStandIn({ covers, dimension, remainder }: Allowance, { charges }: CompiledPlan): boolean {
  const covered = charges.filter((charge) => covers.some((match) => overlaps(match, reachOf(charge))));
  const once = covered.filter(({ rated }) => rated === 'period').length;
  return (
    covered.every((charge) => charge.dimension === dimension) &&
    (once === 0 || (once === covered.length && remainder === 'split'))
  );
}

/** The match of a charge, narrowed to the zones that it has rates for. */
function reachOf({ match, zone }: CompiledCharge): Match {
  if (!zone) return match;
  const written = match[zone.attribute];
  return { ...match, [zone.attribute]: written ? written.filter((name) => zone.names.includes(name)) : zone.names };
}
