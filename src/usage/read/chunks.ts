/** Delivers the records that are to be rated, sorted, in chunks of whole accounts. */

import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Database } from '../../database/database.ts';
import type { AccountUsage, UsageCoding } from '../batch.ts';
import type { Customer } from './customers.ts';

export interface Delivery {
  readonly customers: readonly Customer[];
  readonly coding: UsageCoding;
  readonly local: boolean;
  /** Whether any record has an id. */
  readonly ids: boolean;
}

/** Columns: customer, kind, start, quantity, row, id. */
const sortedSql = (ids: boolean): string => `
  SELECT customer, kinds.number, start::DOUBLE, (digits * factor)::DOUBLE, ("row" + files.rows_before)::DOUBLE
    ${ids ? ', id' : ''}
  FROM records
  JOIN files ON files.number = records.file
  JOIN units ON units.number = records.unit
  JOIN kinds ON kinds.service = units.service AND kinds.direction = records.direction
    AND kinds."to" = records."to" AND kinds."in" = records."in"
  JOIN scales ON scales.unit = records.unit AND scales.decimals = records.decimals
  WHERE refusal = 0
  ORDER BY customer, start, ${ids ? 'id, ' : ''}file, "row"`;

/**
 * By account in the order of the customers, then start, then id, then file and row. A chunk ends where `size` accounts
 * and records are reached, at the end of an account; only an account larger than that makes a larger chunk. Accounts
 * without records are there too: fees are owed without usage.
 */
export async function* chunksOf(database: Database, delivery: Delivery, size: number): AsyncGenerator<AccountUsage> {
  const { customers, ids } = delivery;
  const builder = new ChunkBuilder(delivery, size);
  for await (const chunk of database.stream(sortedSql(ids))) {
    const [customer, kind, start, quantity, row] = [0, 1, 2, 3, 4].map((column) => numbers(chunk, column));
    const id = ids ? chunk.getColumnVector(5) : undefined;
    for (let index = 0; index < chunk.rowCount; index += 1) {
      if (customer![index]! > builder.account) yield* builder.openAccount(customer![index]!);
      builder.add(start![index]!, quantity![index]!, kind![index]!, row![index]!, id ? String(id.getItem(index)) : '');
    }
  }
  yield* builder.openAccount(customers.length);
  yield* builder.rest();
}

/** A column of numbers without gaps. */
function numbers(chunk: DuckDBDataChunk, column: number): readonly number[] {
  return chunk.getColumnVector(column).toArray() as readonly number[];
}

class ChunkBuilder {
  readonly #delivery: Delivery;
  readonly #size: number;
  /** The account whose records are being added. */
  account = 0;
  /** First account of the chunk. */
  #from = 0;
  #first: number[] = [0];
  #count = 0;
  #start = new Float64Array(1024);
  #quantity = new Float64Array(1024);
  #row = new Float64Array(1024);
  #kind = new Uint16Array(1024);
  #id: string[] = [];

  constructor(delivery: Delivery, size: number) {
    this.#delivery = delivery;
    this.#size = size;
  }

  /** Ends the accounts before this one, and gives the chunks that are full with them. */
  *openAccount(account: number): Generator<AccountUsage> {
    for (; this.account < account; this.account += 1) {
      this.#first.push(this.#count);
      if (this.#count + this.#first.length > this.#size) yield this.#take(this.account + 1);
    }
  }

  add(start: number, quantity: number, kind: number, row: number, id: string): void {
    if (this.#count === this.#start.length) this.#grow();
    this.#start[this.#count] = start;
    this.#quantity[this.#count] = quantity;
    this.#kind[this.#count] = kind;
    this.#row[this.#count] = row;
    if (this.#delivery.ids) this.#id.push(id);
    this.#count += 1;
  }

  *rest(): Generator<AccountUsage> {
    if (this.#from < this.account) yield this.#take(this.account);
  }

  #take(before: number): AccountUsage {
    const { customers, coding, local, ids } = this.#delivery;
    const chunk: AccountUsage = {
      coding,
      accounts: customers.slice(this.#from, before).map(({ account }) => account),
      first: Uint32Array.from(this.#first),
      start: this.#start.slice(0, this.#count),
      local,
      quantity: this.#quantity.slice(0, this.#count),
      kind: this.#kind.slice(0, this.#count),
      row: this.#row.slice(0, this.#count),
      ...(ids && { id: this.#id }),
    };
    this.#from = before;
    this.#first = [0];
    this.#count = 0;
    this.#id = [];
    return chunk;
  }

  #grow(): void {
    const length = this.#count * 2;
    const wider = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(length);
      next.set(old);
      return next;
    };
    this.#start = wider(this.#start);
    this.#quantity = wider(this.#quantity);
    this.#row = wider(this.#row);
    const kind = new Uint16Array(length);
    kind.set(this.#kind);
    this.#kind = kind;
  }
}
