/** From a hash of 64 bits, as two halves, to a number. Keys are known beforehand; the ones that are asked for are many. */

export class HashTable {
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  readonly #value: Int32Array;
  readonly #mask: number;

  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, size * 2)));
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#value = new Int32Array(slots).fill(-1);
    this.#mask = slots - 1;
  }

  /** False when the hash is already there: then the hash does not tell the two apart. */
  add(low: number, high: number, value: number): boolean {
    let slot = low & this.#mask;
    for (; this.#value[slot]! >= 0; slot = (slot + 1) & this.#mask) {
      if (this.#low[slot] === low && this.#high[slot] === high) return false;
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#value[slot] = value;
    return true;
  }

  /** The number, or -1. */
  get(low: number, high: number): number {
    for (let slot = low & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const value = this.#value[slot]!;
      if (value < 0 || (this.#low[slot] === low && this.#high[slot] === high)) return value;
    }
  }
}
