/**
 * Writes records as blocks of columns into one file. They come by account; within an account they may come in any order
 * and leave by start. What is held in memory is one block, whatever the size of the file.
 */

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { UsageBlock } from '../columns.ts';
import { type BlockWidths, blockLayout, HEAD_BYTES, readBlock } from '../read-block.ts';

/** A block ends with the account in which it has so many records, or so many accounts. */
const BLOCK_RECORDS = 262_144;
const BLOCK_ACCOUNTS = 65_536;
/** Records of equal start whose ids are looked up; where more would be, the database sorts everything itself. */
export const MOST_LOOKED_UP = 2_000_000;

/** Records in columns. `where` and `idKey` are there when the records have ids. */
export interface RecordBatch {
  count: number;
  /** Index of the customer. */
  readonly customer: Uint32Array;
  readonly start: Float64Array;
  readonly quantity: Float64Array;
  readonly kind: Uint16Array;
  /** File and row in one number that rises with both. */
  readonly where: Float64Array;
  /** Part of a hash of the id; 0: none. */
  readonly idKey: Uint32Array;
}

export function recordBatch(length: number, ids: boolean): RecordBatch {
  return {
    count: 0,
    customer: new Uint32Array(length),
    start: new Float64Array(length),
    quantity: new Float64Array(length),
    kind: new Uint16Array(length),
    where: new Float64Array(ids ? length : 0),
    idKey: new Uint32Array(ids ? length : 0),
  };
}

/** Accounts do not come in the order of the customers. */
export class OutOfOrder extends Error {}
/** What the quick way leaves to the careful one. */
export class NeedsCare extends Error {}

/** Records of one account and start that are not alike: their ids decide which is first. */
export interface Tie {
  readonly block: number;
  /** Place of the first of them in the block. */
  readonly at: number;
  readonly where: Float64Array;
}

/** A record whose id may be that of another one of its account. */
export interface Suspect {
  readonly where: number;
  readonly customer: number;
  readonly kind: number;
}

export class BlockFile {
  readonly path: string;
  readonly ties: Tie[] = [];
  readonly suspects: Suspect[] = [];
  readonly blocks: UsageBlock[] = [];
  readonly #handle: number;
  readonly #ids: boolean;
  readonly #keys = new KeySet();
  #lookedUp = 0;
  #offset = 0;
  #rows: RecordBatch;
  #first = new Uint32Array(BLOCK_ACCOUNTS + 1);
  #count = 0;
  /** The first account of the block, the one that is being added, and where that one begins. */
  #from = 0;
  #account = 0;
  #begin = 0;
  #inOrder = true;
  #closed = false;

  constructor(path: string, ids: boolean) {
    this.path = path;
    this.#ids = ids;
    this.#rows = recordBatch(BLOCK_RECORDS * 2, ids);
    this.#handle = openSync(path, 'wx+', 0o600);
  }

  take({ customer, start, quantity, kind, where, idKey, count }: RecordBatch): void {
    for (let from = 0; from < count; ) {
      const account = customer[from]!;
      let before = from + 1;
      while (before < count && customer[before] === account) before += 1;
      if (account < this.#account) throw new OutOfOrder();
      if (account > this.#account) this.#openAccount(account);
      const at = this.#count;
      this.#count += before - from;
      while (this.#count > this.#rows.start.length) this.#grow();
      const rows = this.#rows;
      if (this.#inOrder) {
        let last = at > this.#begin ? rows.start[at - 1]! : Number.NEGATIVE_INFINITY;
        for (let index = from; index < before; index += 1) {
          if (start[index]! < last) this.#inOrder = false;
          last = start[index]!;
        }
      }
      rows.start.set(start.subarray(from, before), at);
      rows.quantity.set(quantity.subarray(from, before), at);
      rows.kind.set(kind.subarray(from, before), at);
      if (this.#ids) {
        rows.where.set(where.subarray(from, before), at);
        rows.idKey.set(idKey.subarray(from, before), at);
      }
      from = before;
    }
  }

  /** Ends the last account; customers up to `size` without records are there too. */
  finish(size: number): void {
    this.#openAccount(size);
    if (this.#account > this.#from) this.#flush();
  }

  close(): void {
    if (!this.#closed) closeSync(this.#handle);
    this.#closed = true;
  }

  /** Changes the columns of a block where they are. Values may not become wider. */
  rewrite(block: UsageBlock, change: (columns: ReturnType<typeof readBlock>) => void): void {
    const bytes = new SharedArrayBuffer(block.bytes);
    const all = new Uint8Array(bytes);
    const { offset } = block.file!;
    for (let done = 0; done < all.length; ) {
      const read = readSync(this.#handle, all, done, all.length - done, offset + done);
      if (read === 0) throw new Error(`${this.path} ends within a block`);
      done += read;
    }
    change(readBlock({ ...block, memory: bytes }));
    writeAt(this.#handle, all, offset);
  }

  #openAccount(account: number): void {
    if (this.#count > this.#begin) this.#closeAccount();
    for (; this.#account < account; this.#account += 1) {
      this.#first[this.#account + 1 - this.#from] = this.#count;
      if (this.#count >= BLOCK_RECORDS || this.#account + 1 - this.#from >= BLOCK_ACCOUNTS) this.#flush(1);
    }
    this.#begin = this.#count;
    this.#inOrder = true;
  }

  #closeAccount(): void {
    if (!this.#inOrder) sortByStart(this.#rows, this.#begin, this.#count, this.#ids);
    if (this.#ids) this.#noteIds();
  }

  #noteIds(): void {
    const { start, quantity, kind, where, idKey } = this.#rows;
    const [begin, end] = [this.#begin, this.#count];
    if (this.#keys.hasRepeated(idKey, begin, end)) {
      const seen = new Map<number, number[]>();
      for (let at = begin; at < end; at += 1) {
        const key = idKey[at]!;
        if (key === 0) continue;
        const known = seen.get(key);
        if (known) known.push(at);
        else seen.set(key, [at]);
      }
      for (const members of seen.values()) {
        if (members.length === 1) continue;
        this.#lookUp(members.length);
        for (const at of members) {
          this.suspects.push({ where: where[at]!, customer: this.#account, kind: kind[at]! });
        }
      }
    }
    for (let at = begin; at < end; ) {
      let after = at + 1;
      let alike = true;
      for (; after < end && start[after] === start[at]; after += 1) {
        if (kind[after] !== kind[at] || quantity[after] !== quantity[at]) alike = false;
      }
      if (!alike) {
        this.#lookUp(after - at);
        this.ties.push({ block: this.blocks.length, at, where: where.slice(at, after) });
      }
      at = after;
    }
  }

  #lookUp(count: number): void {
    this.#lookedUp += count;
    if (this.#lookedUp > MOST_LOOKED_UP) throw new NeedsCare('ids of too many records decide');
  }

  /** Writes accounts `#from` up to `#account + closed`. */
  #flush(closed = 0): void {
    const size = this.#account + closed - this.#from;
    const records = this.#count;
    const { start, quantity, kind } = this.#rows;
    const starts = describeStarts(start, records);
    let [mostQuantity, mostKind] = [0, 0];
    for (let at = 0; at < records; at += 1) {
      if (quantity[at]! > mostQuantity) mostQuantity = quantity[at]!;
      if (kind[at]! > mostKind) mostKind = kind[at]!;
    }
    const widths: BlockWidths = {
      start: starts.width,
      quantity: mostQuantity < 2 ** 32 ? 4 : 8,
      kind: mostKind < 256 ? 1 : 2,
    };
    const layout = blockLayout(size, records, widths);
    const bytes = new ArrayBuffer(layout.bytes);
    new Float64Array(bytes, 0, HEAD_BYTES / 8).set([
      starts.base,
      starts.unit,
      widths.start,
      widths.quantity,
      widths.kind,
    ]);
    new Uint32Array(bytes, layout.first, size + 1).set(this.#first.subarray(0, size + 1));
    const startColumn = new (widths.start === 4 ? Uint32Array : Float64Array)(bytes, layout.start, records);
    const { base, unit } = starts;
    for (let at = 0; at < records; at += 1) startColumn[at] = (start[at]! - base) / unit;
    new (widths.quantity === 4 ? Uint32Array : Float64Array)(bytes, layout.quantity, records).set(
      quantity.subarray(0, records),
    );
    new (widths.kind === 1 ? Uint8Array : Uint16Array)(bytes, layout.kind, records).set(kind.subarray(0, records));
    writeAt(this.#handle, new Uint8Array(bytes), this.#offset);
    const file = { path: this.path, offset: this.#offset };
    this.blocks.push({ first: this.#from, size, records, bytes: layout.bytes, largest: mostQuantity, file });
    this.#offset += layout.bytes;
    this.#from = this.#account + closed;
    this.#count = 0;
    this.#begin = 0;
  }

  #grow(): void {
    const wider = recordBatch(this.#rows.start.length * 2, this.#ids);
    for (const column of ['start', 'quantity', 'kind', 'where', 'idKey'] as const)
      wider[column].set(this.#rows[column]);
    this.#rows = wider;
  }
}

/** Whole seconds from the first start where that is what they are, ms where they fit, otherwise ms since 1970 as they are. */
function describeStarts(start: Float64Array, records: number): { base: number; unit: number; width: 4 | 8 } {
  let base = records === 0 ? 0 : start[0]!;
  let last = base;
  for (let at = 0; at < records; at += 1) {
    if (start[at]! < base) base = start[at]!;
    else if (start[at]! > last) last = start[at]!;
  }
  if (last - base < 2 ** 32) return { base, unit: 1, width: 4 };
  const seconds = Math.floor(base / 1000);
  if (base === seconds * 1000 && (last - base) / 1000 < 2 ** 32) {
    let whole = true;
    for (let at = 0; at < records && whole; at += 1) whole = Math.floor(start[at]! / 1000) * 1000 === start[at];
    if (whole) return { base, unit: 1000, width: 4 };
  }
  return { base: 0, unit: 1, width: 8 };
}

/** Moves by which nearly sorted records are put in order, for each of them, before another way is taken. */
const MOVES = 8;

/** By start; what is equal stays in its order. */
function sortByStart(rows: RecordBatch, begin: number, end: number, ids: boolean): void {
  if (insertByStart(rows, begin, end, ids)) return;
  const count = end - begin;
  const start = rows.start.subarray(begin, end);
  const order = new Uint32Array(count);
  let [least, most] = [start[0]!, start[0]!];
  for (const value of start) {
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  if ((most - least + 1) * count < 2 ** 53) {
    // Start and place in one whole number: numbers are sorted without asking back.
    const keys = new Float64Array(count);
    for (let at = 0; at < count; at += 1) keys[at] = (start[at]! - least) * count + at;
    keys.sort();
    for (let at = 0; at < count; at += 1) order[at] = keys[at]! % count;
  } else {
    for (let at = 0; at < count; at += 1) order[at] = at;
    order.sort((one, other) => start[one]! - start[other]! || one - other);
  }
  for (const name of ids
    ? (['start', 'quantity', 'kind', 'where', 'idKey'] as const)
    : (['start', 'quantity', 'kind'] as const)) {
    const column = rows[name].subarray(begin, end);
    const old = column.slice();
    for (let at = 0; at < column.length; at += 1) column[at] = old[order[at]!]!;
  }
}

/** What comes from a switch is nearly in order. False when it is not: then records are partly sorted. */
function insertByStart({ start, quantity, kind, where, idKey }: RecordBatch, begin: number, end: number, ids: boolean) {
  let left = (end - begin) * MOVES;
  for (let at = begin + 1; at < end; at += 1) {
    const value = start[at]!;
    let to = at;
    while (to > begin && start[to - 1]! > value) to -= 1;
    if (to === at) continue;
    left -= at - to;
    if (left < 0) return false;
    const [amount, number, place, key] = [quantity[at]!, kind[at]!, where[at]!, idKey[at]!];
    for (let from = at; from > to; from -= 1) {
      start[from] = start[from - 1]!;
      quantity[from] = quantity[from - 1]!;
      kind[from] = kind[from - 1]!;
    }
    start[to] = value;
    quantity[to] = amount;
    kind[to] = number;
    if (!ids) continue;
    where.copyWithin(to + 1, to, at);
    idKey.copyWithin(to + 1, to, at);
    where[to] = place;
    idKey[to] = key;
  }
  return true;
}

/** Whether a key is there twice, without clearing anything between two questions. */
class KeySet {
  #keys = new Uint32Array(1024);
  #stamps = new Uint32Array(1024);
  #stamp = 0;

  hasRepeated(keys: Uint32Array, begin: number, end: number): boolean {
    if ((end - begin) * 2 > this.#keys.length || this.#stamp === 2 ** 32 - 1) {
      const slots = 2 ** Math.ceil(Math.log2(Math.max(1024, (end - begin) * 2)));
      this.#keys = new Uint32Array(slots);
      this.#stamps = new Uint32Array(slots);
      this.#stamp = 0;
    }
    const stamp = ++this.#stamp;
    const mask = this.#keys.length - 1;
    for (let at = begin; at < end; at += 1) {
      const key = keys[at]!;
      if (key === 0) continue;
      let slot = key & mask;
      for (; this.#stamps[slot] === stamp; slot = (slot + 1) & mask) if (this.#keys[slot] === key) return true;
      this.#stamps[slot] = stamp;
      this.#keys[slot] = key;
    }
    return false;
  }
}

/** A disk that is nearly full takes less than it is given, and says so only the next time. */
export function writeAt(handle: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(handle, bytes, done, bytes.length - done, offset + done);
  }
}
