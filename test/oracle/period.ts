/** Charges that price the total of a cycle, once: volume, packages, tiers with fees, rounded counters. */

import { Fraction, rounded, smaller, ZERO } from './fraction.ts';
import { addTo, type Bucket, type Gathered } from './gather.ts';
import type { Tiers, UsageCharge } from './plan.ts';
import { list, type PlainMap } from './text.ts';

/** Whether an allowance covers all that the charge takes: each key of one of its matches allows every value of it. */
function coversCharge(covers: readonly PlainMap[], match: PlainMap): boolean {
  return covers.some((cover) =>
    Object.entries(cover).every(
      ([key, allowed]) =>
        match[key] !== undefined && list(match[key]).every((value) => list(allowed).some((one) => one === value)),
    ),
  );
}

/** Tier from 1 that holds a quantity; one equal to an edge is below or above it as the plan says. */
function holding(tiers: Tiers, quantity: Fraction): number {
  const found = tiers.edges.findIndex((edge) => quantity.compare(edge) < (tiers.above ? 0 : 1));
  return found < 0 ? tiers.edges.length + 1 : found + 1;
}

export function periodLines(
  charge: UsageCharge,
  used: Fraction,
  buckets: readonly Bucket[],
  lines: Map<string, Gathered>,
): void {
  const { counter, tiers } = charge;
  const before = counter?.stage === 'before-allowance' ? rounded(used, counter.rounding) : used;
  let remaining = before;
  for (const bucket of buckets) {
    if (!coversCharge(bucket.covers, charge.match)) continue;
    const taken = bucket.left ? smaller(bucket.left, remaining) : remaining;
    bucket.left = bucket.left?.minus(taken);
    remaining = remaining.minus(taken);
  }
  const covered = before.minus(remaining);
  const quantity = counter?.stage === 'after-allowance' ? rounded(remaining, counter.rounding) : remaining;
  const line = (tier: number, part: Fraction, amount: Fraction): void => {
    addTo(lines, charge, { tier: tiers && String(tier) }, part, amount);
  };
  const fee = (tier: number): Fraction => tiers?.fees[tier - 1] ?? ZERO;

  if (quantity.isZero()) {
    if (tiers?.firstFee) line(1, ZERO, fee(1));
    return;
  }
  if (charge.package) {
    const blocks = quantity.over(charge.package.size);
    const counted = charge.package.down ? blocks.floor() : blocks.ceil();
    line(1, quantity, new Fraction(counted).times(charge.package.price));
    return;
  }
  const start = tiers?.countAll ? covered : ZERO;
  const end = start.plus(quantity);
  const last = tiers ? holding(tiers, end) : 1;
  if (!tiers || tiers.volume) {
    line(last, quantity, quantity.times(charge.rate(undefined, undefined, last)).plus(fee(last)));
    return;
  }
  for (let tier = 1; tier <= last; tier += 1) {
    const low = tiers.edges[tier - 2] ?? ZERO;
    const high = tiers.edges[tier - 1] ?? end;
    const from = start.compare(low) > 0 ? start : low;
    const length = smaller(high, end).minus(from);
    const part = length.sign() > 0 ? length : ZERO;
    line(tier, part, part.times(charge.rate(undefined, undefined, tier)).plus(fee(tier)));
  }
}
