/** From a hash of 64 bits, as two halves, to a number. Keys are known beforehand; the ones that are asked for are many. */

/** The golden ratio in 32 bits: texts that are nearly the same have hashes that are too, in their lower bits. */
const SPREAD = 0x9e37_79b1;

export class HashTable {
  /** By slot: both halves, the number + 1 (0: free), and room, so that a slot lies in one line of the processor's cache. */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  readonly #shift: number;

  constructor(size: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(2, size * 3)));
    this.#slots = new Uint32Array(slots * 4);
    this.#mask = slots * 4 - 1;
    this.#shift = 32 - Math.log2(slots);
  }

  /** False when the hash is already there: then the hash does not tell the two apart. */
  add(low: number, high: number, value: number): boolean {
    const slots = this.#slots;
    let at = (Math.imul(low ^ high, SPREAD) >>> this.#shift) << 2;
    for (; slots[at + 2] !== 0; at = (at + 4) & this.#mask) {
      if (slots[at] === low && slots[at + 1] === high) return false;
    }
    slots[at] = low;
    slots[at + 1] = high;
    slots[at + 2] = value + 1;
    return true;
  }

  /** The number, or -1. */
  get(low: number, high: number): number {
    const slots = this.#slots;
    for (let at = (Math.imul(low ^ high, SPREAD) >>> this.#shift) << 2; ; at = (at + 4) & this.#mask) {
      const value = slots[at + 2]!;
      if (value === 0 || (slots[at] === low && slots[at + 1] === high)) return value - 1;
    }
  }

  /** The number of each of many hashes, or -1. The same hash mostly comes many times in a row, or never. */
  getAll(halves: Uint32Array, count: number, numbers: Int32Array): void {
    let [lastLow, lastHigh] = [halves[0]!, halves[1]!];
    let last = this.get(lastLow, lastHigh);
    for (let index = 0; index < count; index += 1) {
      const low = halves[2 * index]!;
      const high = halves[2 * index + 1]!;
      if (low !== lastLow || high !== lastHigh) {
        lastLow = low;
        lastHigh = high;
        last = this.get(low, high);
      }
      numbers[index] = last;
    }
  }
}
