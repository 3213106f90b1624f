/** Customers who would pay less on another plan of the candidate. */

import type { BillRows, BillTable, Part } from '../bills.ts';
import type { Population } from '../population.ts';
import type { BetterOff } from '../result.ts';
import { customersText, type Texts } from './exact.ts';
import { marksOf } from './suppress.ts';

/** Everybody's bills on one plan of the candidate, with the rows of the candidate's own. */
export interface OtherPlan {
  readonly plan: string;
  readonly bills: BillTable;
}

/** The cheapest of the other plans by all bills of a customer together; of equal ones the first of the list. */
export function betterOffOf(
  own: Part,
  others: readonly OtherPlan[],
  { population, fewest, texts }: { population: Population; fewest: number; texts: Texts },
): BetterOff {
  const { plans, plan, size } = population;
  const { rows, weight } = own;
  const pays = totalsOf(own.bills, rows, texts.scale);
  const rivals = others.map(({ plan: name, bills }) => ({ name, totals: totalsOf(bills, rows, texts.scale) }));
  const moves = new Map<string, { from: string; to: string; sampled: number; customers: bigint; saving: bigint }>();
  for (let customer = 0; customer < size; customer += 1) {
    if (pays.billed[customer] === 0 || weight[customer] === 0) continue;
    const from = plans[plan[customer]!]!;
    let [best, to] = [pays.total[customer]!, from];
    for (const { name, totals } of rivals) {
      if (name === from || totals.billed[customer] === 0 || totals.total[customer]! >= best) continue;
      [best, to] = [totals.total[customer]!, name];
    }
    if (to === from) continue;
    const key = JSON.stringify([from, to]);
    const move = moves.get(key) ?? { from, to, sampled: 0, customers: 0n, saving: 0n };
    move.sampled += 1;
    move.customers += BigInt(weight[customer]!);
    move.saving += BigInt(pays.total[customer]! - best) * BigInt(weight[customer]!);
    moves.set(key, move);
  }
  const order = [...plans, ...others.map(({ plan: name }) => name)];
  const list = [...moves.values()].sort(
    (a, b) => order.indexOf(a.from) - order.indexOf(b.from) || order.indexOf(a.to) - order.indexOf(b.to),
  );
  const marks = marksOf(
    list.map(({ sampled }) => sampled),
    fewest,
  );
  return {
    sampled: list.reduce((sum, { sampled }) => sum + sampled, 0),
    customers: customersText(list.reduce((sum, { customers }) => sum + customers, 0n)),
    saving: texts.money(list.reduce((sum, { saving }) => sum + saving, 0n)),
    moves: list.map(({ from, to, sampled, customers, saving }, index) => ({
      from,
      to,
      sampled,
      mark: marks[index],
      ...(marks[index] !== 'suppressed' && { customers: customersText(customers), saving: texts.money(saving) }),
    })),
  };
}

/** By customer: what all its rows come to, and how many invoices they have. */
function totalsOf({ total, invoices, scale: own }: BillTable, { first }: BillRows, scale: number) {
  const factor = Number(10n ** BigInt(scale - own));
  const size = first.length - 1;
  const [sums, billed] = [new Float64Array(size), new Uint8Array(size)];
  for (let customer = 0; customer < size; customer += 1) {
    for (let row = first[customer]!; row < first[customer + 1]!; row += 1) {
      sums[customer]! += total[row]! * factor;
      if (invoices[row]! > 0) billed[customer] = 1;
    }
  }
  return { total: sums, billed };
}
