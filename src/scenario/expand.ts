/**
 * Makes usage of drawn customers, in columns, in the worker. Whole numbers only, no object per record, and nothing but
 * the draw decides: the same customer has the same usage alone, in another batch, on another machine.
 */

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { weekday } from '../calendar/day.ts';
import type { Rational } from '../exact/rational.ts';
import type { Account } from '../invoicing/account.ts';
import type { AccountUsage, UsageCoding } from '../usage/batch.ts';
import { choiceOf, type Draw, type Range, type Recipe, type Stream, type Weighted } from './recipe.ts';

const DAY_SECONDS = 86_400;
/** Records of a customer are sorted as start * NUMBERS + number. */
const NUMBERS = 65_536;
const WHOLE_UNIT: Rational = { n: 1n, d: 1n };

/** Customers with their usage, as the engine takes them. */
export interface Expanded {
  readonly accounts: readonly Account[];
  readonly usage: AccountUsage;
}

/** The id of a customer of a recipe. */
export const customerId = (recipe: { readonly id: string }, number: number): string => `${recipe.id}/${number}`;

/** A function from draws to customers. Made once a recipe: its tables and the coding of its usage are kept. */
export function expander(recipe: Recipe): (draws: readonly Draw[]) => Expanded {
  const services = new Set(recipe.kinds.map(({ service }) => service));
  const coding: UsageCoding = {
    kinds: recipe.kinds,
    quanta: new Map([...services].map((service) => [service, WHOLE_UNIT])),
  };
  const days = recipe.streams.map((stream) => monthsOf(recipe).map((month) => dayWeights(month, stream)));
  const records = new Records();

  return (draws) => {
    records.clear();
    const first = new Uint32Array(draws.length + 1);
    draws.forEach((draw, index) => {
      records.begin();
      const random = generator(draw.seed);
      recipe.streams.forEach((stream, number) => {
        if (stream.segment === undefined || stream.segment === draw.segment) {
          for (const month of days[number]!) addMonth(records, random, stream, month, draw.activated);
        }
      });
      first[index + 1] = records.end();
    });
    return {
      accounts: draws.map((draw) => ({
        id: customerId(recipe, draw.number),
        plan: recipe.plans.choices[draw.plan]!,
        activated: draw.activated,
        terminated: undefined,
        invoices: recipe.invoices,
      })),
      usage: {
        coding,
        accounts: draws.map((draw) => customerId(recipe, draw.number)),
        first,
        ...records.columns(),
        local: true,
      },
    };
  };
}

/** Seeds that are near each other begin alike: the first numbers are thrown away. */
function generator(seed: number): RandomGenerator {
  const random = xoroshiro128plus(seed);
  for (let n = 0; n < 8; n += 1) random.next();
  return random;
}

const monthsOf = ({ months }: Recipe) =>
  months.slice(0, -1).map((from, index) => ({ from, before: months[index + 1]! }));

/** Days of a month with their weights in a stream. */
interface Month {
  readonly from: number;
  /** Rising sums of the weights of its days. */
  readonly below: readonly number[];
}

function dayWeights({ from, before }: { from: number; before: number }, stream: Stream): Month {
  let sum = 0;
  const below: number[] = [];
  for (let day = from; day < before; day += 1) {
    sum += stream.days[weekday(day)]!;
    below.push(sum);
  }
  return { from, below };
}

function addMonth(records: Records, random: RandomGenerator, stream: Stream, month: Month, activated: number): void {
  const count = within(random, stream.records);
  for (let n = 0; n < count; n += 1) {
    const day = month.from + choose(random, month.below);
    const hour = stream.hours.choices[choose(random, stream.hours.below)]!;
    const second = uniformInt(random, 0, 3599);
    const kind = stream.kinds.choices[choose(random, stream.kinds.below)]!;
    const quantity = within(random, stream.quantity);
    if (day >= activated) records.add(day * DAY_SECONDS + hour * 3600 + second, quantity, kind);
  }
}

const choose = (random: RandomGenerator, below: readonly number[]): number =>
  choiceOf(below, uniformInt(random, 0, below[below.length - 1]! - 1));

function within(random: RandomGenerator, { choices, below }: Weighted<Range>): number {
  const { from, to } = choices[choose(random, below)]!;
  return uniformInt(random, from, to);
}

/** Columns that grow, and the records of the customer at hand until they are sorted into them. */
class Records {
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
