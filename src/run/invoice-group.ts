/** One group of bills through rating and invoicing: fast in blocks, and again in exact numbers what did not fit. */

import { type BandTable, bandTable, type WeekPlan } from '../calendar/band-table.ts';
import type { Zone } from '../calendar/zone.ts';
import { exactAssembler, floatAssembler, floatTable, type TermsTable, termsTable } from '../invoicing/assemble.ts';
import { type BillNumbers, buildInvoice, type LineSource } from '../invoicing/build.ts';
import type { Invoice } from '../invoicing/invoice.ts';
import { type Layout, layoutOf } from '../invoicing/layout.ts';
import { type Terms, termsOf } from '../invoicing/terms.ts';
import { EXACT_LIMIT } from '../rating/bind.ts';
import { exactRater, floatRater } from '../rating/kernel.ts';
import type { Recorder } from '../rating/recorder.ts';
import type { UsageBatch } from '../usage/batch.ts';
import type { BillGroup, PlacedBill } from './group-bills.ts';

export interface RatingOptions {
  /** Whole numbers without a bound for every bill, in place of certified floats: slow, and the same invoices. */
  readonly exact?: boolean;
  /** Invoices tell what is left of the allowances of the cycle that they close. */
  readonly allowances?: boolean;
}

export interface InvoicedGroup {
  /** By bill of the group; undefined where nothing is owed. */
  readonly invoices: readonly (Invoice | undefined)[];
  /** Bills with records that no charge matches. */
  readonly unratedBills: readonly number[];
}

/** Numbers of a block stay within this many lines, so that they stay in the cache between rating and assembly. */
const BLOCK_LINES = 32_768;

export function invoiceGroup(group: BillGroup, usage: BilledColumns, options: RatingOptions): InvoicedGroup {
  const prepared = prepareGroup(group, usage);
  const { lines, layout } = prepared;
  const invoices: (Invoice | undefined)[] = new Array(group.bills.length);
  const unratedBills: number[] = [];
  const allowances = options.allowances ?? false;
  const inexact = options.exact
    ? [...group.bills.keys()]
    : rateFast(prepared, { allowances, quantities: true }, (bill, at, block) => {
        const quantities = block.quantities.subarray(at * lines, (at + 1) * lines);
        // What is free adds nothing to a certified sum, however much of it there is.
        if (quantities.some((quantity) => quantity > EXACT_LIMIT)) return false;
        if (block.unrated[at]! > 0) unratedBills.push(bill);
        invoices[bill] = invoiceOf(prepared, bill, {
          lines: Array.from(block.lines.subarray(at * lines, (at + 1) * lines)),
          quantities: Array.from(quantities),
          columns: Array.from(block.out.subarray(bill * layout.columns, (bill + 1) * layout.columns)),
          ...(block.kept > 0 ? { allowances: allowancesOf(block.terms, bill, block.kept, block.left, at) } : {}),
        });
        return true;
      });
  for (const bill of inexact) {
    const result = invoiceExactly(prepared, bill, { allowances });
    invoices[bill] = result.invoice;
    if (result.unrated > 0) unratedBills.push(bill);
  }
  return { invoices, unratedBills };
}

/** Everything of a group that does not depend on the number system. */
export interface PreparedGroup {
  readonly group: BillGroup;
  readonly batch: UsageBatch;
  readonly tables: readonly BandTable[];
  readonly layout: Layout;
  readonly lines: number;
  readonly terms: TermsTable<bigint>;
  /** Records of each bill. */
  readonly used: Uint32Array;
}

const tables = new WeakMap<WeekPlan, Map<string, BandTable>>();

/** The table of a calendar for a cycle; made once. */
function tableOf(calendar: WeekPlan, zone: Zone, cycleStart: number, cycleMs: number): BandTable {
  const known = tables.get(calendar) ?? new Map<string, BandTable>();
  tables.set(calendar, known);
  const key = `${zone.name}/${cycleStart}/${cycleMs}`;
  const table = known.get(key) ?? bandTable(calendar, zone, cycleStart, cycleMs);
  known.set(key, table);
  return table;
}

/** What of a usage's columns the rating reads of a record. */
export type BilledColumns = Pick<UsageBatch, 'quantity' | 'kind'>;

/** Terms that were worked out before, by layout and by what they follow from: for groups of many parts of one usage. */
export type KnownTerms = WeakMap<Layout, Map<string, Terms>>;

export function prepareGroup(group: BillGroup, usage: BilledColumns, known?: KnownTerms): PreparedGroup {
  const { closing, opening, bills, zone, cycleStart, cycleMs, offset } = group;
  const layout = layoutOf(closing, opening);
  const rows = new Map<string, number>();
  const distinct: Terms[] = [];
  const ofLayout = known && (known.get(layout) ?? new Map<string, Terms>());
  if (ofLayout) known.set(layout, ofLayout);
  const termsOfBill = ({ of, bill, terms }: PlacedBill): Terms => {
    if (!ofLayout) return termsOf(of, bill, layout, closing);
    const key = `${bill.closing?.period.from ?? ''}-${bill.closing?.period.before ?? ''}/${terms}`;
    const made = ofLayout.get(key) ?? termsOf(of, bill, layout, closing);
    ofLayout.set(key, made);
    return made;
  };
  const count = bills.length;
  const [rowOf, first, end, used] = [
    new Uint32Array(count),
    new Uint32Array(count),
    new Uint32Array(count),
    new Uint32Array(count),
  ];
  // Plain loops: `from` with a function takes several times as long, and there may be millions of bills.
  let [lastTerms, lastRow] = ['', -1];
  for (let index = 0; index < count; index += 1) {
    const placed = bills[index]!;
    // Neighbours mostly have their terms in common.
    if (lastRow < 0 || placed.terms !== lastTerms) {
      let row = rows.get(placed.terms);
      if (row === undefined) {
        row = distinct.push(termsOfBill(placed)) - 1;
        rows.set(placed.terms, row);
      }
      [lastTerms, lastRow] = [placed.terms, row];
    }
    rowOf[index] = lastRow;
    first[index] = placed.first;
    end[index] = placed.end;
    used[index] = placed.end - placed.first;
  }
  return {
    group,
    layout,
    batch: { first, end, offset, quantity: usage.quantity, kind: usage.kind },
    tables: (closing?.plan.calendars ?? []).map((calendar) => tableOf(calendar, zone, cycleStart, cycleMs)),
    lines: closing?.plan.lines.length ?? 0,
    terms: termsTable(distinct, rowOf),
    used,
  };
}

/** Numbers of a block of bills: rows of the block but for `out`, which has a row for each bill of the group. */
export interface RatedBlock {
  readonly lines: Float64Array;
  readonly quantities: Float64Array;
  readonly unrated: Uint32Array;
  /** See Layout.columns. */
  readonly out: Float64Array;
  readonly left: Float64Array;
  /** How many allowances `left` tells of. */
  readonly kept: number;
  readonly terms: TermsTable<number>;
}

/**
 * Rates and assembles the bills of a group block by block, in floats, and hands each bill on that they hold exactly, with its
 * row in the block; gives back the others, and those that were not taken (false).
 */
export function rateFast(
  prepared: PreparedGroup,
  asked: { readonly allowances: boolean; readonly quantities: boolean },
  take: (bill: number, at: number, block: RatedBlock) => boolean,
): number[] {
  const { group, batch, tables, layout, lines, terms: table, used } = prepared;
  const { closing, bills } = group;
  const terms = floatTable(table, EXACT_LIMIT);
  if (!terms || closing?.exactOnly) return [...bills.keys()];
  const kept = asked.allowances ? (closing?.plan.allowances.length ?? 0) : 0;
  const rater = closing && floatRater(closing, asked.quantities, kept > 0);
  const assembler = floatAssembler(layout, lines, EXACT_LIMIT);
  const size = Math.max(1, Math.min(bills.length, Math.floor(BLOCK_LINES / Math.max(1, lines))));
  const block = {
    lines: new Float64Array(size * lines),
    quantities: new Float64Array(asked.quantities ? size * lines : 0),
    unrated: new Uint32Array(size),
    inexact: new Uint8Array(size),
    left: new Float64Array(size * kept),
    out: new Float64Array(bills.length * layout.columns),
    ...{ kept, terms },
  };
  const again: number[] = [];
  for (let from = 0; from < bills.length; from += size) {
    const to = Math.min(bills.length, from + size);
    block.lines.fill(0);
    block.quantities.fill(0);
    block.unrated.fill(0);
    block.inexact.fill(0);
    rater?.rate(batch, tables, { grants: terms.grants, grantOf: terms.rowOf }, from, to, block);
    const rated = ratedRecords(used, block.unrated, from, to);
    assembler.assemble(block.lines, terms, rated, from, to, block.out, block.inexact);
    for (let bill = from; bill < to; bill += 1) {
      const at = bill - from;
      if (block.inexact[at] !== 0 || !take(bill, at, block)) again.push(bill);
    }
  }
  return again;
}

/** What each allowance of a bill was and is; `row` is the bill's among those that are left. */
function allowancesOf<T extends number | bigint>(
  { grants, rowOf }: TermsTable<T>,
  bill: number,
  count: number,
  left: { readonly [index: number]: T },
  row: number,
): { readonly granted: T; readonly left: T }[] {
  return Array.from({ length: count }, (_, index) => ({
    granted: grants[rowOf[bill]! * count + index]!,
    left: left[row * count + index]!,
  }));
}

/** Records of each bill that were rated; only the block's entries are filled. */
function ratedRecords(used: Uint32Array, unrated: Uint32Array, from: number, to: number): Uint32Array {
  for (let bill = from; bill < to; bill += 1) used[bill] = used[bill]! - unrated[bill - from]!;
  return used;
}

/** One bill in whole numbers without a bound: each line with its source, told step by step to a recorder if there is one. */
export function invoiceExactly(
  prepared: PreparedGroup,
  bill: number,
  asked: { readonly recorder?: Recorder; readonly allowances: boolean },
): { invoice: Invoice | undefined; unrated: number; sources: readonly LineSource[] } {
  const { unrated, ...numbers } = rateExactly(prepared, bill, asked);
  const sources: LineSource[] = [];
  return { invoice: invoiceOf(prepared, bill, numbers, sources), unrated, sources };
}

/** The numbers of one bill, without a bound. */
export function rateExactly(
  prepared: PreparedGroup,
  bill: number,
  { recorder, allowances }: { readonly recorder?: Recorder; readonly allowances: boolean },
): BillNumbers & { readonly unrated: number } {
  const { group, batch, tables, layout, lines, terms } = prepared;
  const width = layout.columns;
  const block = {
    lines: new Array<bigint>(lines).fill(0n),
    quantities: new Array<bigint>(lines).fill(0n),
    unrated: new Uint32Array(1),
    inexact: new Uint8Array(1),
    left: [] as bigint[],
  };
  const kept = allowances ? (group.closing?.plan.allowances.length ?? 0) : 0;
  if (group.closing) {
    const bills = { grants: terms.grants, grantOf: terms.rowOf };
    exactRater(group.closing, recorder, kept > 0).rate(batch, tables, bills, bill, bill + 1, block);
  }
  const out: bigint[] = [];
  const rated = { [bill]: batch.end[bill]! - batch.first[bill]! - block.unrated[0]! };
  exactAssembler(layout, lines).assemble(block.lines, terms, rated, bill, bill + 1, out, block.inexact);
  if (block.inexact[0] === 2) throw new RangeError('an amount that may not be rounded has no exact value');
  const columns = out.slice(bill * width, (bill + 1) * width);
  const left = kept > 0 ? allowancesOf(terms, bill, kept, block.left, 0) : undefined;
  const { quantities } = block;
  return { lines: block.lines, quantities, columns, allowances: left, unrated: block.unrated[0]! };
}

function invoiceOf(
  { group, layout }: PreparedGroup,
  bill: number,
  numbers: BillNumbers,
  sources?: LineSource[],
): Invoice | undefined {
  const { of, bill: dates } = group.bills[bill]!;
  return buildInvoice(of.id, dates, layout, group.closing, (group.closing ?? group.opening)!, numbers, sources);
}
