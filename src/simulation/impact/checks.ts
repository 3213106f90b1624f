/** Totals of an impact, each found a second way. */

import type { World } from '../bills.ts';
import type { Texts } from './exact.ts';
import type { TableSums } from './groups.ts';
import { ALL, sumRows, type Worlds } from './parts.ts';
import type { StepSum } from './waterfall.ts';

/** Both as text: an honest comparison is one of what is told. */
export interface Check {
  readonly what: string;
  readonly one: string;
  readonly other: string;
}

export interface ChecksAsked {
  readonly worlds: Worlds;
  readonly texts: Texts;
  readonly all: TableSums;
  readonly steps: readonly StepSum[];
  readonly byBand: { readonly before: readonly bigint[]; readonly after: readonly bigint[] };
  readonly byDecile: { readonly before: readonly bigint[]; readonly after: readonly bigint[] };
  readonly planSums: TableSums;
  readonly segmentSums: TableSums;
  readonly monthSums: TableSums;
}

export function checksOf(asked: ChecksAsked): Check[] {
  const { worlds, texts, all, steps, byBand, byDecile, planSums, segmentSums, monthSums } = asked;
  const sides = ['before', 'after'] as const;
  const money = (what: string, one: bigint, other: bigint): Check => ({
    what,
    one: texts.money(one),
    other: texts.money(other),
  });
  const checks = sides.flatMap((side): Check[] => {
    const { net, total, cost } = all[side];
    const world = worlds[side];
    return [
      money(`billed ${side}: bills, customer by customer`, total[0]!, customerByCustomer(world, worlds.scale)),
      money(`tax ${side}: bills less revenue, tax by tax`, total[0]! - net[0]!, taxes(world, worlds.scale)),
      { what: `bills ${side} whose lines are not their net`, one: '0', other: String(oddRows(world)) },
      money(`revenue ${side}: bills, components`, net[0]!, sum(steps, side, false)),
      money(`billed ${side}: bills, components and taxes`, total[0]!, sum(steps, side, true)),
      ...(
        [
          ['plans', planSums],
          ['segments', segmentSums],
          ['months', monthSums],
        ] as const
      ).flatMap(([name, sums]) => [
        money(`revenue ${side}: bills, ${name}`, net[0]!, plus(sums[side].net)),
        money(`billed ${side}: bills, ${name}`, total[0]!, plus(sums[side].total)),
        ...(cost ? [money(`cost ${side}: bills, ${name}`, cost[0]!, plus(sums[side].cost ?? []))] : []),
      ]),
      money(`billed ${side}: bills, bands`, total[0]!, plus(byBand[side])),
      money(`billed ${side}: bills, deciles and those who pay nothing`, total[0]!, plus(byDecile[side])),
    ];
  });
  return checks;
}

const plus = (sums: readonly bigint[]): bigint => sums.reduce((all, one) => all + one, 0n);

const sum = (steps: readonly StepSum[], side: 'before' | 'after', withTax: boolean): bigint =>
  plus(steps.filter(({ group }) => withTax || group !== 'tax').map((step) => step[side]));

/** Whole bills of a customer, then times its weight: not row by row. */
function customerByCustomer({ parts }: World, scale: number): bigint {
  return parts.reduce((all, { bills, rows, month, weight }) => {
    let own = 0n;
    let low = 0;
    for (let customer = 0; customer < rows.first.length - 1; customer += 1) {
      const by = weight[customer]!;
      let bill = 0;
      for (let row = rows.first[customer]!; row < rows.first[customer + 1]!; row += 1) {
        if (month === undefined || rows.month[row] === month) bill += bills.total[row]!;
      }
      const product = bill * by;
      if (Math.abs(product) < 2 ** 52 && Math.abs(low + product) < 2 ** 52) low += product;
      else own += BigInt(bill) * BigInt(by);
    }
    return all + (own + BigInt(low)) * 10n ** BigInt(scale - bills.scale);
  }, 0n);
}

function taxes({ parts }: World, scale: number): bigint {
  return parts.reduce(
    (all, part) =>
      part.bills.components.reduce((sums, { kind }, index) => {
        if (kind !== 'tax') return sums;
        const column = { values: part.bills.amounts[index]!, scale: part.bills.scale };
        return sums + sumRows(part, column, { keys: 0, size: ALL.size, scale })[0]!;
      }, all),
    0n,
  );
}

/** Rows of one invoice whose lines come neither to its net (prices without tax) nor to its total (with it). */
function oddRows({ parts }: World): number {
  let odd = 0;
  for (const bills of new Set(parts.map((part) => part.bills))) {
    const { components, amounts, net, total, invoices } = bills;
    const lines = new Float64Array(net.length);
    components.forEach(({ kind }, index) => {
      if (kind === 'tax') return;
      const column = amounts[index]!;
      for (let row = 0; row < lines.length; row += 1) lines[row]! += column[row]!;
    });
    for (let row = 0; row < lines.length; row += 1) {
      if (invoices[row] === 1 && lines[row] !== net[row] && lines[row] !== total[row]) odd += 1;
    }
  }
  return odd;
}
