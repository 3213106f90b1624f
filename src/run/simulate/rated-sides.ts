/**
 * Sides of a population that are rated once: a simulation asks the same of them many times over, where only weights
 * differ. Whatever comes from here was rated in full, over everybody.
 */

import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { RatedSide } from '../../simulation/behaviour/sides.ts';
import type { BillRows, Measure, PopulationRater, RatedPopulation, SideAsked } from '../../simulation/bills.ts';

/** Bytes of columns that are kept; beyond it the side that was asked for longest ago goes. */
const MOST_BYTES = 512 * 1024 * 1024;

export class RatedSides {
  readonly #rate: PopulationRater;
  readonly #measures: readonly Measure[];
  readonly #known = new Map<string, RatedSide>();
  readonly #plans = new WeakMap<CompiledPlans, number>();
  readonly #mostBytes: number;
  #bytes = 0;
  #plansSeen = 0;

  constructor(rate: PopulationRater, measures: readonly Measure[], mostBytes = MOST_BYTES) {
    this.#rate = rate;
    this.#measures = measures;
    this.#mostBytes = mostBytes;
  }

  /** Takes note of sides that were rated elsewhere, with the same measures. */
  know(asked: readonly SideAsked[], { rows, sides }: RatedPopulation): void {
    asked.forEach((side, index) => {
      this.#keep(this.#keyOf(side), { rows, bills: sides[index]! });
    });
  }

  /** Each in the order asked for, with rows of its own; those that are not known are rated in one pass. */
  async sides(asked: readonly SideAsked[]): Promise<readonly RatedSide[]> {
    const keys = asked.map((side) => this.#keyOf(side));
    const found = keys.map((key) => this.#known.get(key));
    const missing = asked.filter((_, index) => !found[index]);
    const rated =
      missing.length === 0
        ? undefined
        : await this.#rate({ sides: missing, measures: this.#measures, isQuestion: true });
    let next = 0;
    return found.map((side, index) => {
      if (side) return this.#keep(keys[index]!, side);
      const made = { rows: rated!.rows, bills: rated!.sides[next]! };
      next += 1;
      return this.#keep(keys[index]!, made);
    });
  }

  /** Two sides that have the same rows and decimals. */
  async pair(base: SideAsked, candidate: SideAsked): Promise<Pick<RatedPopulation, 'rows' | 'sides'>> {
    const [before, after] = await this.sides([base, candidate]);
    if (before!.bills.scale === after!.bills.scale && sameRows(before!.rows, after!.rows)) {
      return { rows: before!.rows, sides: [before!.bills, after!.bills] };
    }
    // One side has invoices in months in which the other has none.
    return this.#rate({ sides: [base, candidate], measures: this.#measures, isQuestion: true });
  }

  #keep(key: string, side: RatedSide): RatedSide {
    if (this.#known.delete(key)) this.#bytes -= bytesOf(side);
    this.#known.set(key, side);
    this.#bytes += bytesOf(side);
    for (const [oldest, one] of this.#known) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#known.delete(oldest);
      this.#bytes -= bytesOf(one);
    }
    return side;
  }

  #keyOf({ plans, onPlan, usage }: SideAsked): string {
    let number = this.#plans.get(plans);
    if (number === undefined) {
      number = this.#plansSeen;
      this.#plansSeen += 1;
      this.#plans.set(plans, number);
    }
    return JSON.stringify([number, onPlan ?? null, usage ?? null]);
  }
}

const bytesOf = ({ bills }: RatedSide): number =>
  bills.net.byteLength * (2 + bills.amounts.length + bills.used.length) + bills.invoices.byteLength;

function sameRows(one: BillRows, other: BillRows): boolean {
  if (one === other) return true;
  return (
    one.months.length === other.months.length &&
    one.months.every((month, index) => month === other.months[index]) &&
    same(one.customer, other.customer) &&
    same(one.month, other.month)
  );
}

const same = (one: Uint32Array | Uint16Array, other: Uint32Array | Uint16Array): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);
