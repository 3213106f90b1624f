/** Bills of a side into columns: added up by component and row, in whole numbers below 2^53. */

import { formatUnits } from '../../exact/rational.ts';
import { floatRater } from '../../rating/kernel.ts';
import type { Component } from '../../simulation/bills.ts';
import type { BillGroup } from '../group-bills.ts';
import {
  type BilledColumns,
  type KnownTerms,
  prepareGroup,
  type RatedBlock,
  rateExactly,
  rateFast,
} from '../invoice-group.ts';
import { type ComponentMap, componentMapper } from './components.ts';
import type { Slots } from './measures.ts';

/** [component or measure x rows + row] */
export interface SideColumns {
  readonly amounts: Float64Array;
  readonly net: Float64Array;
  readonly total: Float64Array;
  readonly invoices: Uint8Array;
  readonly used: Float64Array;
  /** By account that is rated: records that no charge matches, those outside of service, and those of other invoices. */
  readonly unrated: Uint32Array;
  readonly screened: Uint32Array;
  readonly notBilled: Uint32Array;
}

/** Memory that workers and the main thread share: columns do not travel, they are handed over. */
export const shared = {
  float64: (length: number): Float64Array<SharedArrayBuffer> => new Float64Array(new SharedArrayBuffer(length * 8)),
  uint32: (length: number): Uint32Array<SharedArrayBuffer> => new Uint32Array(new SharedArrayBuffer(length * 4)),
  uint16: (length: number): Uint16Array<SharedArrayBuffer> => new Uint16Array(new SharedArrayBuffer(length * 2)),
  uint8: (length: number): Uint8Array<SharedArrayBuffer> => new Uint8Array(new SharedArrayBuffer(length)),
};

/** Turns groups of bills into columns; made once a side and run, because it keeps what it learns of layouts and terms. */
export class BillColumns {
  private readonly components: number;
  private readonly scale: number;
  private readonly map: ReturnType<typeof componentMapper>;
  private readonly terms: KnownTerms = new WeakMap();

  constructor(components: readonly Component[], scale: number) {
    this.components = components.length;
    this.scale = scale;
    this.map = componentMapper(components, scale);
  }

  /** Empty columns of so many rows and accounts. */
  begin(rows: number, measures: number, accounts: number): SideColumns {
    return {
      amounts: shared.float64(this.components * rows),
      net: shared.float64(rows),
      total: shared.float64(rows),
      invoices: shared.uint8(rows),
      used: shared.float64(measures * rows),
      unrated: shared.uint32(accounts),
      screened: shared.uint32(accounts),
      notBilled: shared.uint32(accounts),
    };
  }

  /** Rates the bills of a group into columns; `rowOf` tells the row of each. */
  add(columns: SideColumns, group: BillGroup, usage: BilledColumns, rowOf: (bill: number) => number): void {
    const { closing, bills } = group;
    const prepared = prepareGroup(group, usage, this.terms);
    const { layout, lines, batch, tables } = prepared;
    const map = this.map(layout, closing);
    const width = layout.columns;
    const put = new Putter(columns, map, this.scale);
    /** Bills without an amount may still be invoices: when something is priced, at nothing. */
    const bare: { readonly bill: number; readonly terms: RatedBlock['terms'] }[] = [];
    const again = rateFast(prepared, { allowances: false, quantities: false }, (bill, at, block) => {
      columns.unrated[bills[bill]!.account]! += block.unrated[at]!;
      const some = put.bill(rowOf(bill), block.lines, at * lines, lines, block.out, bill * width);
      if (!some && closing && lines > 0 && bills[bill]!.first < bills[bill]!.end)
        bare.push({ bill, terms: block.terms });
      return true;
    });
    if (closing && bare.length > 0) {
      const rater = floatRater(closing, true);
      const block = {
        lines: new Float64Array(lines),
        quantities: new Float64Array(lines),
        unrated: new Uint32Array(1),
        inexact: new Uint8Array(1),
      };
      for (const { bill, terms } of bare) {
        block.quantities.fill(0);
        rater.rate(batch, tables, { grants: terms.grants, grantOf: terms.rowOf }, bill, bill + 1, block);
        if (block.quantities.some((quantity) => quantity !== 0)) columns.invoices[rowOf(bill)]! += 1;
      }
    }
    for (const bill of again) {
      const numbers = rateExactly(prepared, bill, { allowances: false });
      columns.unrated[bills[bill]!.account]! += numbers.unrated;
      const row = rowOf(bill);
      const amounts = Float64Array.from(numbers.lines, Number);
      const some = put.bill(row, amounts, 0, lines, Float64Array.from(numbers.columns, Number), 0);
      if (!some && numbers.quantities.some((quantity) => quantity !== 0n)) columns.invoices[row]! += 1;
    }
  }
}

const LIMIT = Number.MAX_SAFE_INTEGER;

/** Adds the numbers of bills to their rows. Sums of whole numbers in floats are exact, or seen to be too large. */
class Putter {
  private readonly columns: SideColumns;
  private readonly map: ComponentMap;
  private readonly scale: number;

  constructor(columns: SideColumns, map: ComponentMap, scale: number) {
    this.columns = columns;
    this.map = map;
    this.scale = scale;
  }

  /** Whether some line of it is not zero: then it is an invoice. */
  bill(row: number, lines: Float64Array, lineAt: number, lineCount: number, out: Float64Array, outAt: number): boolean {
    const { amounts, net, total, invoices } = this.columns;
    const rows = net.length;
    const { line, column, up } = this.map;
    let some = false;
    let largest = 0;
    for (let index = 0; index < column.length; index += 1) {
      const value = out[outAt + index]!;
      if (value === 0) continue;
      const cell = column[index]! * rows + row;
      const sum = amounts[cell]! + value * up;
      amounts[cell] = sum;
      largest = Math.max(largest, Math.abs(value * up), Math.abs(sum));
      some = true;
    }
    for (let index = 0; index < lineCount; index += 1) {
      const value = lines[lineAt + index]!;
      if (value === 0) continue;
      const cell = line[index]! * rows + row;
      const sum = amounts[cell]! + value * up;
      amounts[cell] = sum;
      largest = Math.max(largest, Math.abs(value * up), Math.abs(sum));
      some = true;
    }
    if (!some) return false;
    const last = outAt + column.length;
    // Net and total of the bill, behind the total rounding.
    const [ownNet, ownTotal] = [out[last]! * up, out[last + 2]! * up];
    net[row]! += ownNet;
    total[row]! += ownTotal;
    invoices[row]! += 1;
    largest = Math.max(largest, Math.abs(ownNet), Math.abs(ownTotal), Math.abs(net[row]!), Math.abs(total[row]!));
    if (largest > LIMIT) {
      const most = formatUnits(BigInt(LIMIT), this.scale);
      throw new RangeError(`an amount is too large: with ${this.scale} decimals, amounts up to ${most} can be held`);
    }
    return true;
  }
}

/** Adds what a bill's records come to into the measures of its row. */
export function addUsed(
  { used, net }: Pick<SideColumns, 'used' | 'net'>,
  row: number,
  usage: BilledColumns,
  first: number,
  end: number,
  { ofKind, into }: Slots,
  sums: Float64Array,
): void {
  const { kind, quantity } = usage;
  const rows = net.length;
  sums.fill(0);
  for (let record = first; record < end; record += 1) sums[ofKind[kind[record]!]!]! += quantity[record]!;
  for (let slot = 1; slot < into.length; slot += 1) {
    const sum = sums[slot]!;
    if (sum === 0) continue;
    for (const { measure, times } of into[slot]!) {
      const cell = measure * rows + row;
      used[cell]! += sum * times;
      if (sum * times > LIMIT || used[cell]! > LIMIT)
        throw new RangeError('what is used is too large to be held in a column');
    }
  }
}
