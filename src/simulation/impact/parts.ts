/** Reading the parts of worlds: which rows, how much each weighs, on which plan. */

import type { BillRows, BillTable, Part, World } from '../bills.ts';
import { MILLION, type Population } from '../population.ts';

/** A number of a group by customer, or one for all. */
export type Keys = Uint8Array | Uint16Array | number;

const monthRows = new WeakMap<BillRows, Map<number, Uint32Array>>();

/** The rows of one measured month; found once. */
function rowsOfMonth(rows: BillRows, month: number): Uint32Array {
  const known = monthRows.get(rows) ?? new Map<number, Uint32Array>();
  monthRows.set(rows, known);
  let found = known.get(month);
  if (!found) {
    const list: number[] = [];
    for (let row = 0; row < rows.month.length; row += 1) if (rows.month[row] === month) list.push(row);
    found = Uint32Array.from(list);
    known.set(month, found);
  }
  return found;
}

/** Rows of a part; undefined: all that the table has. */
export const rowsOf = ({ rows, month }: Part): Uint32Array | undefined =>
  month === undefined ? undefined : rowsOfMonth(rows, month);

interface Weights {
  readonly weight: Float64Array;
  /** Millionths. */
  readonly unit: bigint;
}

const reduced = new WeakMap<Float64Array, Weights>();

/** In whole customers where all are: products with amounts then stay far below 2^53. */
function weightsOf({ weight }: Part): Weights {
  const known = reduced.get(weight);
  if (known) return known;
  const whole = weight.every((millionths) => millionths % MILLION === 0);
  const made = whole
    ? { weight: weight.map((millionths) => millionths / MILLION), unit: BigInt(MILLION) }
    : { weight, unit: 1n };
  reduced.set(weight, made);
  return made;
}

/** Up to here sums of floats are exact, and one more addition still is. */
const LIMIT = 2 ** 52;

/** What of a row is added up, and with how many decimals. */
export interface Column {
  readonly values: Float64Array;
  readonly scale: number;
}

export type Pick = (part: Part) => Column;

const bounds = new WeakMap<Float64Array, number>();

/** The largest size in a column; found once. */
function boundOf(values: Float64Array): number {
  const known = bounds.get(values);
  if (known !== undefined) return known;
  let [least, most] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    if (value > most) most = value;
    if (value < least) least = value;
  }
  const bound = Math.max(most, -least);
  bounds.set(values, bound);
  return bound;
}

/**
 * Sums of amount x weight by group, in 10^-scale x millionths: floats while they are exact, BigInt from there on.
 * `keys` are by customer, or with `byMonth` by measured month of the row.
 */
export function sumRows(
  part: Part,
  { values, scale: own }: Column,
  { keys, size, scale, byMonth }: { keys: Keys; size: number; scale: number; byMonth?: boolean },
): bigint[] {
  const { weight, unit } = weightsOf(part);
  const { customer, month } = part.rows;
  const list = rowsOf(part);
  const length = list ? list.length : customer.length;
  const low = new Float64Array(size);
  const high = Array.from({ length: size }, () => 0n);
  const fixed = typeof keys === 'number' ? keys : -1;
  const groups = typeof keys === 'number' ? new Uint8Array(0) : keys;
  // Most sums cannot leave what a float holds: those need no test a row.
  const safe = boundOf(values) * boundOf(weight) * length < LIMIT;
  if (safe && fixed >= 0) {
    let sum = 0;
    for (let index = 0; index < length; index += 1) {
      const row = list ? list[index]! : index;
      sum += values[row]! * weight[customer[row]!]!;
    }
    low[fixed] = sum;
  } else if (safe) {
    const of = byMonth ? month : customer;
    for (let index = 0; index < length; index += 1) {
      const row = list ? list[index]! : index;
      low[groups[of[row]!]!]! += values[row]! * weight[customer[row]!]!;
    }
  }
  for (let index = safe ? length : 0; index < length; index += 1) {
    const row = list ? list[index]! : index;
    const who = customer[row]!;
    const amount = values[row]!;
    const product = amount * weight[who]!;
    if (product === 0) continue;
    const key = fixed >= 0 ? fixed : groups[byMonth ? month[row]! : who]!;
    if (product > LIMIT || product < -LIMIT) {
      high[key]! += BigInt(amount) * BigInt(weight[who]!);
      continue;
    }
    const sum = low[key]! + product;
    if (sum > LIMIT || sum < -LIMIT) {
      high[key]! += BigInt(sum);
      low[key] = 0;
    } else low[key] = sum;
  }
  const factor = unit * 10n ** BigInt(scale - own);
  return high.map((sum, key) => (sum + BigInt(low[key]!)) * factor);
}

/** Both sides of a comparison, and how wide their amounts are. */
export interface Worlds {
  readonly before: World;
  readonly after: World;
  readonly population: Population;
  readonly scale: number;
}

/**
 * Worlds whose parts can be held against each other: where some have a month of their own, all have. A part of all months
 * becomes one a month, with the same rows in the same months.
 */
export function alike(...worlds: readonly World[]): readonly World[] {
  if (!worlds.some(({ parts }) => parts.some(({ at }) => at !== undefined))) return worlds;
  return worlds.map((world) => ({
    ...world,
    parts: world.parts.flatMap((part) =>
      part.at === undefined
        ? part.rows.months.map((label, month) => ({ ...part, month, at: monthOf(world, label) }))
        : [part],
    ),
  }));
}

function monthOf({ months }: World, label: string): number {
  const index = months.indexOf(label);
  if (index < 0) throw new RangeError(`${label} is no month of the result`);
  return index;
}

/** Group of the rows of a part; `byMonth`: told by month of the row, not by customer. */
export interface Grouping {
  readonly size: number;
  keysOf(part: Part): Keys;
  readonly byMonth?: boolean;
}

export const ALL: Grouping = { size: 1, keysOf: () => 0 };

/** Of one world. */
export function sumWorld(
  world: World,
  pick: Pick,
  { size, keysOf, byMonth = false }: Grouping,
  scale: number,
): bigint[] {
  const sums = Array.from({ length: size }, () => 0n);
  for (const part of world.parts) {
    const own = sumRows(part, pick(part), {
      keys: keysOf(part),
      size,
      scale,
      byMonth: byMonth && part.at === undefined,
    });
    own.forEach((sum, key) => {
      sums[key]! += sum;
    });
  }
  return sums;
}

export const NET: Pick = ({ bills: { net, scale } }) => ({ values: net, scale });
export const TOTAL: Pick = ({ bills: { total, scale } }) => ({ values: total, scale });

const billed = new WeakMap<BillTable, Float64Array>();

/** 1 for a row with an invoice: times weights, months of customers. */
export const MONTHS: Pick = ({ bills }) => {
  let values = billed.get(bills);
  if (!values) {
    values = new Float64Array(bills.invoices.length);
    for (let row = 0; row < values.length; row += 1) if (bills.invoices[row]! > 0) values[row] = 1;
    billed.set(bills, values);
  }
  return { values, scale: 0 };
};

/** Plans of the population, and behind them those that parts name besides; alike for both worlds. */
function planNames({ plans }: Population, ...worlds: readonly World[]): readonly string[] {
  const others = worlds.flatMap(({ parts }) => parts.flatMap(({ onPlan }) => onPlan ?? []));
  return [...new Set([...plans, ...others])];
}

export function byPlan({ population, before, after }: Worlds): Grouping & { readonly names: readonly string[] } {
  const names = planNames(population, before, after);
  const keysOf = ({ onPlan }: Part): Keys => (onPlan === undefined ? population.plan : names.indexOf(onPlan));
  return { names, size: names.length, keysOf };
}

export const bySegment = ({ population: { segments, segment } }: Worlds): Grouping => ({
  size: segments.length,
  keysOf: () => segment,
});

/** By month of the result. */
export function byMonth(world: World): Grouping {
  return {
    size: world.months.length,
    byMonth: true,
    keysOf: ({ at, rows }) => at ?? Uint16Array.from(rows.months, (label) => monthOf(world, label)),
  };
}

const presence = new WeakMap<Part, Uint8Array>();

/** By customer: whether the part has an invoice for it. */
export function presentIn(part: Part): Uint8Array {
  const known = presence.get(part) ?? findPresent(part);
  presence.set(part, known);
  return known;
}

function findPresent(part: Part): Uint8Array {
  const { customer, first } = part.rows;
  const present = new Uint8Array(first.length - 1);
  const list = rowsOf(part);
  const length = list ? list.length : customer.length;
  for (let index = 0; index < length; index += 1) {
    const row = list ? list[index]! : index;
    if (part.bills.invoices[row]! > 0 && part.weight[customer[row]!]! > 0) present[customer[row]!] = 1;
  }
  return present;
}

/** The parts whose customers are counted: those of the last month where parts are of one month each. */
export function countedParts({ parts, months }: World): readonly Part[] {
  return parts.filter(({ at }) => at === undefined || at === months.length - 1);
}
