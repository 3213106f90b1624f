/** Records of made customers, in columns that grow. */

import type { AccountUsage } from '../usage/batch.ts';

/** Records of a customer are sorted as start * NUMBERS + number. */
const NUMBERS = 65_536;

export class Records {
  private start = new Float64Array(1024);
  private quantity = new Float64Array(1024);
  private kind = new Uint16Array(1024);
  private row = new Float64Array(1024);
  private length = 0;

  private readonly order = new Float64Array(NUMBERS);
  private readonly quantities = new Float64Array(NUMBERS);
  private readonly kindsAtHand = new Uint16Array(NUMBERS);
  private atHand = 0;

  clear(): void {
    this.length = 0;
  }

  begin(): void {
    this.atHand = 0;
  }

  add(second: number, quantity: number, kind: number): void {
    const number = this.atHand;
    this.order[number] = second * NUMBERS + number;
    this.quantities[number] = quantity;
    this.kindsAtHand[number] = kind;
    this.atHand += 1;
  }

  /** Sorts the records of the customer by start into the columns; gives their new length. */
  end(): number {
    while (this.length + this.atHand > this.start.length) this.grow();
    const order = this.order.subarray(0, this.atHand).sort();
    for (let n = 0; n < order.length; n += 1) {
      const number = order[n]! % NUMBERS;
      this.start[this.length] = ((order[n]! - number) / NUMBERS) * 1000;
      this.quantity[this.length] = this.quantities[number]!;
      this.kind[this.length] = this.kindsAtHand[number]!;
      this.row[this.length] = n + 1;
      this.length += 1;
    }
    return this.length;
  }

  /** Copies of the columns as long as they are filled. */
  columns(): Pick<AccountUsage, 'start' | 'quantity' | 'kind' | 'row'> {
    const { start, quantity, kind, row, length } = this;
    return {
      start: start.slice(0, length),
      quantity: quantity.slice(0, length),
      kind: kind.slice(0, length),
      row: row.slice(0, length),
    };
  }

  private grow(): void {
    const longer = <T extends Float64Array | Uint16Array>(column: T, empty: T): T => {
      empty.set(column);
      return empty;
    };
    const size = this.start.length * 2;
    this.start = longer(this.start, new Float64Array(size));
    this.quantity = longer(this.quantity, new Float64Array(size));
    this.row = longer(this.row, new Float64Array(size));
    this.kind = longer(this.kind, new Uint16Array(size));
  }
}
