/** Results of neighbouring parts of a batch as one: columns one after the other, in the order of the customers. */

import { addMonths, type CoveredMonths } from './batch-rows.ts';
import { type SideColumns, shared } from './bill-columns.ts';
import type { SimulateResult } from './rate-batch.ts';

/** The parts are in order, and of the same sides. The first that failed is what comes of all. */
export function joinBatches(parts: readonly SimulateResult[]): SimulateResult {
  const failed = parts.find((part) => part.failed);
  if (failed) return failed;
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const sum = (of: (part: SimulateResult) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const rows = sum(({ customer }) => customer.length);
  const accounts = sum(({ customers }) => customers.length);
  return {
    size: sum((part) => part.size),
    customers: placed(shared.uint32(accounts), parts, ({ customers }) => customers),
    records: placed(shared.uint32(accounts), parts, ({ records }) => records),
    reach: placed(shared.uint8(accounts), parts, ({ reach }) => reach),
    customer: placed(shared.uint32(rows), parts, ({ customer }) => customer),
    month: placed(shared.uint16(rows), parts, ({ month }) => month),
    sides: (only?.sides ?? []).map((_, side) => joinSides(parts, side, rows, accounts)),
    covered: joinCovered(parts),
    failed: undefined,
  };
}

function joinCovered(parts: readonly SimulateResult[]): ReadonlyMap<number, CoveredMonths> {
  const plans = new Set(parts.flatMap(({ covered }) => [...covered.keys()]));
  return new Map([...plans].map((plan) => [plan, addMonths(parts.flatMap(({ covered }) => covered.get(plan) ?? []))]));
}

function joinSides(parts: readonly SimulateResult[], side: number, rows: number, accounts: number): SideColumns {
  const byRow = (of: (side: SideColumns) => Float64Array): Float64Array =>
    placed(shared.float64(rows), parts, ({ sides }) => of(sides[side]!));
  const byAccount = (of: (side: SideColumns) => Uint32Array): Uint32Array =>
    placed(shared.uint32(accounts), parts, ({ sides }) => of(sides[side]!));
  const columns = (of: (side: SideColumns) => Float64Array): Float64Array => {
    // Parts without a row do not tell how many columns there are.
    const some = parts.find(({ customer }) => customer.length > 0);
    if (!some) return shared.float64(0);
    const count = of(some.sides[side]!).length / some.customer.length;
    const all = shared.float64(count * rows);
    let at = 0;
    for (const { sides, customer } of parts) {
      const own = customer.length;
      for (let index = 0; index < count; index += 1) {
        all.set(of(sides[side]!).subarray(index * own, (index + 1) * own), index * rows + at);
      }
      at += own;
    }
    return all;
  };
  return {
    amounts: columns(({ amounts }) => amounts),
    net: byRow(({ net }) => net),
    total: byRow(({ total }) => total),
    invoices: placed(shared.uint8(rows), parts, ({ sides }) => sides[side]!.invoices),
    used: columns(({ used }) => used),
    unrated: byAccount(({ unrated }) => unrated),
    screened: byAccount(({ screened }) => screened),
    notBilled: byAccount(({ notBilled }) => notBilled),
  };
}

function placed<T extends { set(from: T, at: number): void; readonly length: number }>(
  into: T,
  parts: readonly SimulateResult[],
  of: (part: SimulateResult) => T,
): T {
  let at = 0;
  for (const part of parts) {
    into.set(of(part), at);
    at += of(part).length;
  }
  return into;
}
