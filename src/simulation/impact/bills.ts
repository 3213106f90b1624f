/**
 * What each customer pays before and how that changes: what bands, deciles, movers and the histogram are made of. A customer
 * that has become several (some stay, some move) is the mean of those who are still there; who leaves or comes changes no
 * bill. Without responses every number is that of the customer's own bills.
 */

import { roundQuotient } from '../../money/rounding.ts';
import { BeyondExact } from '../beyond-exact.ts';
import type { BillRows, Part, World } from '../bills.ts';
import { countedParts, presentIn, rowsOf, type Worlds } from './parts.ts';

/** By customer; amounts in 10^-scale, of one customer. */
export interface CustomerBills {
  /** With a bill on some side. */
  readonly seen: Uint8Array;
  readonly before: Float64Array;
  readonly change: Float64Array;
  /** How many customers it stands for, millionths: those of before; those of after where there are none. */
  readonly count: Float64Array;
}

export function customerBills({ before, after, population: { size }, scale }: Worlds): CustomerBills {
  const seen = new Uint8Array(size);
  for (const part of [...before.parts, ...after.parts]) {
    const present = presentIn(part);
    for (let customer = 0; customer < size; customer += 1) seen[customer]! |= present[customer]!;
  }
  const was = new Float64Array(size);
  for (const part of before.parts) {
    const { values, customer, list, length } = rowsRead(part, scale);
    for (let index = 0; index < length; index += 1) {
      const row = list ? list[index]! : index;
      if (part.weight[customer[row]!]! > 0) was[customer[row]!]! += values(row);
    }
  }
  const change = new Float64Array(size);
  for (const { parts, reference } of steps(before, after)) takeStep(change, parts, reference, scale);
  const unsafe = was.findIndex(
    (bill, customer) => !(Number.isSafeInteger(bill) && Number.isSafeInteger(change[customer])),
  );
  if (unsafe >= 0) throw new BeyondExact('the bills of a customer are beyond what can be added exactly');
  const count = countOf(before, size);
  const later = countOf(after, size);
  for (let customer = 0; customer < size; customer += 1) {
    if (count[customer] === 0) count[customer] = later[customer]!;
    // In no month that is counted, but with a bill: for as many as it ever is.
    if (count[customer] === 0 && seen[customer]) count[customer] = mostOf([before, after], customer);
  }
  return { seen, before: was, change, count };
}

function countOf(world: World, size: number): Float64Array {
  const count = new Float64Array(size);
  for (const part of countedParts(world)) {
    const present = presentIn(part);
    for (let customer = 0; customer < size; customer += 1) {
      if (present[customer] === 1) count[customer]! += part.weight[customer]!;
    }
  }
  return count;
}

const mostOf = (worlds: readonly World[], customer: number): number =>
  Math.max(...worlds.flatMap(({ parts }) => parts.map(({ weight }) => weight[customer]!)));

function rowsRead(part: Part, scale: number) {
  const factor = Number(10n ** BigInt(scale - part.bills.scale));
  const { total } = part.bills;
  const list = rowsOf(part);
  return {
    values: (row: number): number => total[row]! * factor,
    customer: part.rows.customer,
    list,
    length: list ? list.length : part.rows.customer.length,
  };
}

/** The parts of after of one month (or of all), and the one of before whose bills theirs are held against, if there is one. */
export function steps(before: World, after: World): { parts: readonly Part[]; reference: Part | undefined }[] {
  const months = [...new Set(after.parts.map(({ at }) => at))];
  return months.flatMap((at) => {
    // New customers have no bill of before that could change.
    const parts = after.parts.filter((part) => part.at === at && part.role !== 'new');
    const references = before.parts.filter((part) => part.at === at);
    if (parts.length === 0) return [];
    if (references.length > 1) throw new RangeError('before the change there is one part a month');
    return [{ parts, reference: references[0] }];
  });
}

function takeStep(change: Float64Array, parts: readonly Part[], reference: Part | undefined, scale: number): void {
  if (parts.length === 1) {
    const part = parts[0]!;
    eachChange(part, reference, scale, (customer, difference) => {
      if (part.weight[customer]! > 0) change[customer]! += difference;
    });
    return;
  }
  // The mean over those who are there, to the nearest smallest digit, half away from zero.
  const size = change.length;
  const several = parts.map((part) => {
    const own = new Float64Array(size);
    eachChange(part, reference, scale, (customer, difference) => {
      own[customer]! += difference;
    });
    return { own, weight: part.weight };
  });
  for (let customer = 0; customer < size; customer += 1) {
    let [sum, all, largest] = [0, 0, 0];
    for (const { own, weight } of several) {
      const product = own[customer]! * weight[customer]!;
      sum += product;
      all += weight[customer]!;
      largest = Math.max(largest, Math.abs(product), all);
    }
    if (all === 0) continue;
    change[customer]! += largest < EXACT ? nearest(sum, all) : wideMean(several, customer);
  }
}

/** Products up to here can be added, doubled and divided as whole numbers in floats, for as many parts as there are roles. */
const EXACT = 2 ** 48;

/** x / y, half away from zero; both whole. */
function nearest(x: number, y: number): number {
  const size = Math.abs(x);
  const rest = size % y;
  const rounded = (size - rest) / y + (2 * rest >= y ? 1 : 0);
  return x < 0 ? -rounded : rounded;
}

function wideMean(
  several: readonly { readonly own: Float64Array; readonly weight: Float64Array }[],
  customer: number,
): number {
  let [sum, all] = [0n, 0n];
  for (const { own, weight } of several) {
    sum += BigInt(own[customer]!) * BigInt(weight[customer]!);
    all += BigInt(weight[customer]!);
  }
  return Number(roundQuotient(sum, all, 'half-up'));
}

/** Each row's total less that of the same customer and measured month in the reference. */
function eachChange(
  part: Part,
  reference: Part | undefined,
  scale: number,
  take: (customer: number, difference: number) => void,
): void {
  const { values, customer, list, length } = rowsRead(part, scale);
  if (!reference) {
    for (let index = 0; index < length; index += 1) {
      const row = list ? list[index]! : index;
      take(customer[row]!, values(row));
    }
    return;
  }
  const was = rowsRead(reference, scale);
  const aligned = alignedTo(part, reference);
  for (let index = 0; index < length; index += 1) {
    const row = list ? list[index]! : index;
    const other = aligned ? aligned[index]! : row;
    take(customer[row]!, values(row) - (other < 0 ? 0 : was.values(other)));
  }
}

/** Of each row of the part: the row of the same customer and month; -1: none. undefined: the same rows. */
export function alignedTo(part: Part, reference: Part): Int32Array | undefined {
  const { rows, month } = part;
  if (rows === reference.rows && month === reference.month) return undefined;
  const list = rowsOf(part);
  const length = list ? list.length : rows.customer.length;
  const same = rows.months.map((name) => reference.rows.months.indexOf(name));
  // A month of a path is held against the same month of the path, whichever was measured.
  const wanted = (measured: number): number => reference.month ?? same[measured]!;
  const found = new Int32Array(length);
  for (let index = 0; index < length; index += 1) {
    const row = list ? list[index]! : index;
    found[index] = rowOf(reference.rows, rows.customer[row]!, wanted(rows.month[row]!));
  }
  return found;
}

function rowOf({ first, month }: BillRows, customer: number, wanted: number): number {
  for (let row = first[customer]!; row < first[customer + 1]!; row += 1) if (month[row] === wanted) return row;
  return -1;
}
