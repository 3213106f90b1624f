/**
 * Records that come in any order, parted by neighbouring customers on disk: each part is small enough to be sorted in memory.
 */

import { closeSync, openSync, readSync } from 'node:fs';
import { type BlockFile, type RecordBatch, recordBatch, writeAt } from './block-file.ts';

/** Records that a bucket should have, records that wait in memory for each of them, and how many buckets there are at most. */
const BUCKET_RECORDS = 262_144;
const WAITING = 1024;
const MOST_BUCKETS = 1024;

const COLUMNS = ['start', 'quantity', 'where', 'customer', 'idKey', 'kind'] as const;

export class Buckets {
  readonly #handle: number;
  readonly #customers: number;
  readonly #ids: boolean;
  readonly #count: number;
  readonly #waiting: RecordBatch[] = [];
  readonly #pieces: { offset: number; count: number }[][] = [];
  #offset = 0;

  constructor(path: string, customers: number, records: number, ids: boolean) {
    this.#customers = customers;
    this.#ids = ids;
    this.#count = Math.max(1, Math.min(MOST_BUCKETS, customers, Math.ceil(records / BUCKET_RECORDS)));
    for (let bucket = 0; bucket < this.#count; bucket += 1) {
      this.#waiting.push(recordBatch(WAITING, ids));
      this.#pieces.push([]);
    }
    this.#handle = openSync(path, 'wx+', 0o600);
  }

  take(batch: RecordBatch): void {
    const { customer, start, quantity, kind, where, idKey, count } = batch;
    const share = this.#count / this.#customers;
    for (let index = 0; index < count; index += 1) {
      const bucket = Math.floor(customer[index]! * share);
      const to = this.#waiting[bucket]!;
      const at = to.count++;
      to.customer[at] = customer[index]!;
      to.start[at] = start[index]!;
      to.quantity[at] = quantity[index]!;
      to.kind[at] = kind[index]!;
      if (this.#ids) {
        to.where[at] = where[index]!;
        to.idKey[at] = idKey[index]!;
      }
      if (to.count === WAITING) this.#write(bucket);
    }
  }

  /** All records by customer, each customer's in the order in which they came. */
  moveTo(file: BlockFile): void {
    for (const [bucket, pieces] of this.#pieces.entries()) {
      this.#write(bucket);
      const records = pieces.reduce((sum, { count }) => sum + count, 0);
      if (records > 0) file.take(byCustomer(this.#read(pieces, records), this.#ids));
    }
  }

  close(): void {
    closeSync(this.#handle);
  }

  #write(bucket: number): void {
    const batch = this.#waiting[bucket]!;
    const { count } = batch;
    if (count === 0) return;
    this.#pieces[bucket]!.push({ offset: this.#offset, count });
    const parts = COLUMNS.map((name) => bytesOf(batch[name], 0, count));
    const all = Buffer.concat(parts);
    writeAt(this.#handle, all, this.#offset);
    this.#offset += all.length;
    batch.count = 0;
  }

  #read(pieces: readonly { readonly offset: number; readonly count: number }[], records: number): RecordBatch {
    const batch = recordBatch(records, this.#ids);
    for (const { offset, count } of pieces) {
      let at = offset;
      for (const name of COLUMNS) {
        const target = bytesOf(batch[name], batch.count, count);
        for (let done = 0; done < target.length; ) {
          const read = readSync(this.#handle, target, done, target.length - done, at + done);
          if (read === 0) throw new Error('records that were put aside are gone');
          done += read;
        }
        at += target.length;
      }
      batch.count += count;
    }
    return batch;
  }
}

function bytesOf(column: RecordBatch[(typeof COLUMNS)[number]], from: number, count: number): Uint8Array {
  const part = column.subarray(from, from + count);
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}

/** Counting sort: stable, and without a comparison. */
function byCustomer(batch: RecordBatch, ids: boolean): RecordBatch {
  const { customer, count } = batch;
  let [least, most] = [customer[0]!, customer[0]!];
  for (let index = 0; index < count; index += 1) {
    if (customer[index]! < least) least = customer[index]!;
    else if (customer[index]! > most) most = customer[index]!;
  }
  const next = new Uint32Array(most - least + 2);
  for (let index = 0; index < count; index += 1) next[customer[index]! - least + 1]! += 1;
  for (let index = 1; index < next.length; index += 1) next[index]! += next[index - 1]!;
  const sorted = recordBatch(count, ids);
  sorted.count = count;
  for (let index = 0; index < count; index += 1) {
    const at = next[customer[index]! - least]!++;
    sorted.customer[at] = customer[index]!;
    sorted.start[at] = batch.start[index]!;
    sorted.quantity[at] = batch.quantity[index]!;
    sorted.kind[at] = batch.kind[index]!;
    if (!ids) continue;
    sorted.where[at] = batch.where[index]!;
    sorted.idKey[at] = batch.idKey[index]!;
  }
  return sorted;
}
