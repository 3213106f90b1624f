/** What customers use, by plan and kind of record: what costs are held against. Exact, and added in any order. */

import { value } from '../../comparison/values.ts';
import { add, formatRational, multiply, type Rational, rational, ZERO } from '../../exact/rational.ts';
import type { AccountUsage } from '../../usage/batch.ts';
import type { BillGroup } from '../group-bills.ts';
import type { UsageSum } from './result.ts';

/** Sums below this stay exact with one more quantity below 2^53 compared, not added. */
const FULL = 2 ** 52;

/**
 * Records of the cycles that are invoiced, by the plan of the cycle: the one that the invoice is of, so that what a plan
 * earns and what its usage costs are of the same months of customers who change plans.
 */
export function billedUsage(groups: readonly BillGroup[], { coding, kind, quantity }: AccountUsage): UsageSum[] {
  const drafts = new Map<string, { records: Float64Array; sums: Float64Array; whole: bigint[] }>();
  const { length } = coding.kinds;
  for (const { bills, closing } of groups) {
    for (const { first, end } of bills) {
      if (first === end || !closing) continue;
      const plan = closing.plan.id;
      let draft = drafts.get(plan);
      if (!draft) {
        draft = {
          records: new Float64Array(length),
          sums: new Float64Array(length),
          whole: Array.from({ length }, () => 0n),
        };
        drafts.set(plan, draft);
      }
      const { records, sums, whole } = draft;
      for (let record = first; record < end; record += 1) {
        const at = kind[record]!;
        const own = quantity[record]!;
        records[at]! += 1;
        if (own >= FULL || sums[at]! >= FULL) {
          whole[at]! += BigInt(sums[at]!) + BigInt(own);
          sums[at] = 0;
        } else sums[at]! += own;
      }
    }
  }
  const all = [...drafts].flatMap(([plan, { records, sums, whole }]) =>
    coding.kinds.flatMap(({ service, direction, to, in: where }, at): UsageSum[] => {
      if (records[at] === 0) return [];
      const quanta = rational(whole[at]! + BigInt(sums[at]!));
      const sum = multiply(quanta, coding.quanta.get(service) ?? rational(1n));
      return [{ plan, service, direction, to, in: where, records: records[at]!, quantity: formatRational(sum) }];
    }),
  );
  return addUsage([all]);
}

/** Sums of parts of a run as one, in the order of plans and kinds. */
export function addUsage(parts: readonly (readonly UsageSum[])[]): UsageSum[] {
  const sums = new Map<string, { readonly of: UsageSum; records: number; quantity: Rational }>();
  for (const part of parts) {
    for (const one of part) {
      const key = JSON.stringify([one.plan, one.service, one.direction, one.to, one.in]);
      const known = sums.get(key) ?? { of: one, records: 0, quantity: ZERO };
      known.records += one.records;
      known.quantity = add(known.quantity, value(one.quantity));
      sums.set(key, known);
    }
  }
  return [...sums.keys()].sort().map((key) => {
    const { of, records, quantity } = sums.get(key)!;
    return { ...of, records, quantity: formatRational(quantity) };
  });
}
