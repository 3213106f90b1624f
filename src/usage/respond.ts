/**
 * Usage that is more or less than it was, by a factor for each service: what a customer does when prices change. Pure whole
 * numbers: the same on every machine, in any batch, and of one account alone or among others.
 *
 * With F = factor in millionths, M = 1,000,000 and an offset U in [0, M) that is drawn from the seed, the account and the service:
 *
 * - `length`: with Q the quanta of the account and service up to and including a record, in time order, the record
 *   becomes floor((U + F Q) / M) less what came before it. So the account's total of the service is floor or ceil of F/M of what
 *   it was, and on average over accounts exactly that. Records that come to nothing stay, with nothing in them: they cost
 *   nothing, and all records can still be counted.
 * - `records`: of the records of an account and service of one size (sizes double from one to the next: 1, 2 to 3, 4 to 7, ...
 *   quanta), with N of them up to and including a record, there are floor((U + F N) / M) less those before it: none, one or
 *   several, all with the start and the quantity of the record. So of each size an account has floor or ceil of F/M as many
 *   records, each record is as likely as another to be left out or doubled, and quantities move by F/M on average.
 *   What is left is chance, no more than a coin for each record would leave: sd = sqrt(p (1 - p) x sum of q^2), with p the
 *   part of F/M after the point. For 5 % less of 50 million records whose sizes spread as much as they are long, that is 0.005 %
 *   of the total, a thousandth of the change; of 200,000 records, 0.07 % (measured in test/usage/respond.test.ts).
 */

import type { UsageCoding } from './batch.ts';

const MILLION = 1_000_000;
const WORDS = 2 ** 32;
/** Below this x / 1,000,000 is never rounded up to the next whole number. */
const SAFE_PRODUCT = 2 ** 51;
const SIZES = 54;
/** Of one record. */
const MOST_COPIES = 65_535;

export interface Response {
  readonly seed: number;
  readonly services: readonly { readonly service: string; readonly by: 'records' | 'length' }[];
  /** By row: the factor of each service of the list, in millionths, whole. */
  readonly factors: readonly (readonly number[])[];
}

export interface RespondingColumns {
  readonly start: Uint32Array | Float64Array;
  readonly quantity: Uint32Array | Float64Array;
  readonly kind: Uint8Array | Uint16Array;
  /** By account: its records are `[first, end)`, by start. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
}

/** By account: the row of its factors, and the number by which it differs from every other. */
export interface RespondingAccounts {
  readonly row: { readonly [account: number]: number };
  readonly key: { readonly [account: number]: number };
}

/**
 * Makes the usage of a response; made once for a coding. Columns that nobody's factor changes come back as they are. Refuses factors
 * that are not whole or negative, and quantities that become 2^53 or more.
 */
export function responder(response: Response, coding: UsageCoding) {
  const { services, factors, seed } = response;
  for (const factor of factors.flat()) {
    if (!Number.isSafeInteger(factor) || factor < 0 || factor > MOST_COPIES * MILLION) {
      throw new RangeError(
        `a factor of usage is ${factor}, not a whole number of millionths up to ${MOST_COPIES} times`,
      );
    }
  }
  const entryOf = Int16Array.from(coding.kinds, ({ service }) => services.findIndex((one) => one.service === service));
  const byRecords = services.map(({ by }) => by === 'records');
  const names = services.map(({ service }) => textHash(service));
  const seedHash = hashWord(hashWord(0, seed >>> 0), Math.floor(seed / WORDS) >>> 0);
  const most = Math.max(MILLION, ...factors.flat());
  const changes = factors.map((row) => row.some((factor) => factor !== MILLION));
  /** What is carried from record to record, in millionths: by service and size; -1 before the first. */
  const carry = new Float64Array(services.length * SIZES);

  const anyRecords = byRecords.includes(true);

  const offset = (key: number, entry: number, size: number): number => {
    let hash = hashWord(hashWord(hashWord(seedHash, key), names[entry]!), size);
    hash = finished(hash, 20);
    return Math.floor((hash * MILLION) / WORDS);
  };

  /** How often each record of an account is there, and how long it is; how many more or fewer there are. */
  const settle = (
    { quantity, kind, first, end }: RespondingColumns,
    account: number,
    row: readonly number[],
    key: number,
    copies: Uint16Array,
    lengths: Uint32Array | Float64Array,
  ): number => {
    let more = 0;
    carry.fill(-1);
    for (let record = first[account]!, last = end[account]!; record < last; record += 1) {
      const entry = entryOf[kind[record]!]!;
      if (entry < 0) continue;
      const factor = row[entry]!;
      if (factor === MILLION) continue;
      const own = quantity[record]!;
      const whole = byRecords[entry]!;
      const size = whole ? sizeOf(own) : 0;
      const at = entry * SIZES + size;
      let carried = carry[at]!;
      if (carried < 0) carried = offset(key, entry, size);
      if (whole) {
        const sum = factor + carried;
        const count = Math.floor(sum / MILLION);
        copies[record] = count;
        more += count - 1;
        carry[at] = sum - count * MILLION;
        continue;
      }
      const product = factor * own + carried;
      if (product < SAFE_PRODUCT) {
        const length = Math.floor(product / MILLION);
        lengths[record] = length;
        carry[at] = product - length * MILLION;
      } else {
        const sum = BigInt(factor) * BigInt(own) + BigInt(carried);
        const length = Number(sum / BigInt(MILLION));
        lengths[record] = length;
        carry[at] = Number(sum % BigInt(MILLION));
        if (length > Number.MAX_SAFE_INTEGER) throw new RangeError('a quantity becomes too large to be exact');
      }
    }
    return more;
  };

  return (columns: RespondingColumns, { row, key }: RespondingAccounts): RespondingColumns => {
    const { start, quantity, kind, first, end } = columns;
    const size = first.length;
    let touched = false;
    let records = 0;
    for (let account = 0; account < size; account += 1) {
      const own = end[account]! - first[account]!;
      records += own;
      touched ||= own > 0 && changes[row[account]!]!;
    }
    if (!touched) return columns;
    const copies = new Uint16Array(anyRecords ? start.length : 0).fill(1);
    const lengths = fitting(quantity, most);
    for (let account = 0; account < size; account += 1) {
      const own = row[account]!;
      if (changes[own]) records += settle(columns, account, factors[own]!, key[account]!, copies, lengths);
    }
    if (!anyRecords) return { start, kind, first, end, quantity: lengths };
    const made = {
      start: new (start instanceof Uint32Array ? Uint32Array : Float64Array)(records),
      quantity: new (lengths instanceof Uint32Array ? Uint32Array : Float64Array)(records),
      kind: new (kind instanceof Uint8Array ? Uint8Array : Uint16Array)(records),
      first: new Uint32Array(size),
      end: new Uint32Array(size),
    };
    let at = 0;
    for (let account = 0; account < size; account += 1) {
      made.first[account] = at;
      for (let record = first[account]!, last = end[account]!; record < last; record += 1) {
        for (let copy = copies[record]!; copy > 0; copy -= 1) {
          made.start[at] = start[record]!;
          made.quantity[at] = lengths[record]!;
          made.kind[at] = kind[record]!;
          at += 1;
        }
      }
      made.end[account] = at;
    }
    return made;
  };
}

/** A copy of quantities, as narrow as they are, where what becomes of them surely fits. */
function fitting(quantity: Uint32Array | Float64Array, most: number): Uint32Array | Float64Array {
  if (quantity instanceof Float64Array) return quantity.slice();
  let largest = 0;
  for (const one of quantity) if (one > largest) largest = one;
  return (largest + 1) * most < WORDS * MILLION ? quantity.slice() : Float64Array.from(quantity);
}

/** How many binary digits a quantity has: 0 for 0, 1 for 1, 2 for 2 and 3. */
const sizeOf = (quantity: number): number =>
  quantity < WORDS ? 32 - Math.clz32(quantity) : 64 - Math.clz32(Math.floor(quantity / WORDS));

/** MurmurHash3 (32 bits): one word more, and the end. */
function hashWord(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e_2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b87_3593);
  const mixed = hash ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe654_6b64) | 0;
}

function finished(hash: number, bytes: number): number {
  let mixed = hash ^ bytes;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const textHash = (text: string): number =>
  finished(
    [...text].reduce((hash, letter) => hashWord(hash, letter.codePointAt(0)!), 0),
    text.length,
  );
