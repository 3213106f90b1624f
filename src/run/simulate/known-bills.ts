/**
 * Bills that were rated before, by what they depend on. Within a run a question that changes one price rates the customers of one
 * plan; between runs the sides of a result are kept in .rateproof/cache, signed as everything there, so that another price over the
 * same files rates what it changes. Whatever comes from here was rated in full, by the same build, over the same bytes.
 */

import type { Cache } from '../cache.ts';
import { digestOf } from './bill-keys.ts';
import type { PlanAbout, PlanBills } from './plan-bills.ts';

/** Bytes of bills that a run remembers; beyond it those that were asked for longest ago go. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Bytes that are kept between runs: of some simulations over tens of millions of records. */
const MOST_KEPT_BYTES = 2 ** 30;
const FOLDER = 'bills';

/** Where bills of usage files are kept between runs. */
export interface BillCache {
  readonly cache: Pick<Cache, 'find' | 'keep' | 'keepUsed'>;
  /** Tells the very files, and how they are read. */
  readonly usage: string;
}

/** One side's bills of those who hold one plan, or what is about them on all sides. */
export interface BillKey {
  /** Everything that they depend on beside the usage. */
  readonly key: string;
  /** Whether they are kept between runs. */
  readonly isKept: boolean;
}

export class KnownBills<T extends PlanBills | PlanAbout> {
  readonly #known = new Map<string, T>();
  readonly #kept: BillCache | undefined;
  readonly #used = new Set<string>();
  #bytes = 0;

  constructor(kept: BillCache | undefined) {
    this.#kept = kept;
  }

  find({ key, isKept }: BillKey): T | undefined {
    const known = this.#known.get(key);
    if (known) return this.#remember(key, known);
    if (!this.#kept || !isKept) return undefined;
    const name = nameOf(this.#kept, key);
    const found = this.#kept.cache.find(name, key) as T | undefined;
    if (!found) return undefined;
    this.#used.add(name);
    return this.#remember(key, found);
  }

  keep({ key, isKept }: BillKey, bills: T): void {
    this.#remember(key, bills);
    if (!this.#kept || !isKept) return;
    const name = nameOf(this.#kept, key);
    this.#kept.cache.keep(name, key, bills);
    this.#used.add(name);
  }

  /** Says what of all that is kept between runs is still used. */
  tidy(): void {
    if (this.#used.size > 0) this.#kept?.cache.keepUsed(FOLDER, [...this.#used], MOST_KEPT_BYTES);
    this.#used.clear();
  }

  #remember(key: string, bills: T): T {
    const before = this.#known.get(key);
    if (before) this.#bytes -= bytesOf(before);
    this.#known.delete(key);
    this.#known.set(key, bills);
    this.#bytes += bytesOf(bills);
    for (const [oldest, one] of this.#known) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#known.delete(oldest);
      this.#bytes -= bytesOf(one);
    }
    return bills;
  }
}

const nameOf = ({ usage }: BillCache, key: string): string => `${FOLDER}/${digestOf(`${usage} ${key}`).slice(0, 40)}`;

function bytesOf(value: PlanBills | PlanAbout): number {
  if ('reach' in value) return value.reach.byteLength;
  const { first, net, amounts, used } = value;
  return first.byteLength + net.length * (3 + 8 * (2 + amounts.length + used.length));
}
