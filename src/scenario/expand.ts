/**
 * Makes usage of drawn customers, in columns, in the worker. No object per record, arithmetic that is the same on every
 * machine, and nothing but the draw decides: the same customer has the same usage alone, in another batch, elsewhere.
 */

import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { weekday } from '../calendar/day.ts';
import type { Rational } from '../exact/rational.ts';
import type { Account } from '../invoicing/account.ts';
import type { AccountUsage, UsageCoding } from '../usage/batch.ts';
import { exponential } from './distributions/gamma.ts';
import { levelsOf } from './levels.ts';
import { type Life, lifeOf, spansOf, tripsOf } from './life.ts';
import type { Draw, Recipe, Stream } from './recipe.ts';
import { Records } from './records.ts';
import { generatorOf, Sampler } from './sample.ts';
import { type Range, rangeTable, sizeTable, type Table } from './table.ts';

const DAY_SECONDS = 86_400;
const WHOLE_UNIT: Rational = { n: 1n, d: 1n };
/** Numbers of the parts of a customer's story; streams follow. */
const PART = { life: 0, levels: 1, trips: 2, streams: 3 } as const;
const EVER = Number.POSITIVE_INFINITY;
const UNCHANGED: Life = { terminated: undefined, changes: [] };

/** Customers with their usage, as the engine takes them. */
export interface Expanded {
  readonly accounts: readonly Account[];
  readonly usage: AccountUsage;
}

/** The id of a customer of a recipe. */
export const customerId = (recipe: { readonly id: string }, number: number): string => `${recipe.id}/${number}`;

/** What the usage of a recipe is coded in. */
export function codingOf({ kinds }: Recipe): UsageCoding {
  const services = new Set(kinds.map(({ service }) => service));
  return { kinds, quanta: new Map([...services].map((service) => [service, WHOLE_UNIT])) };
}

/** A function from draws to customers. Made once a recipe: its tables and the coding of its usage are kept. */
export function expander(recipe: Recipe): (draws: readonly Draw[]) => Expanded {
  const coding = codingOf(recipe);
  const months = spansOf(recipe.months);
  const drawLife = recipe.lifecycle && lifeOf(recipe, recipe.lifecycle);
  const drawLevels = recipe.levels && levelsOf(recipe.levels, months.length);
  const drawTrips = recipe.trips && tripsOf(recipe.trips, recipe.months);
  const names = recipe.levels?.factor.length ?? 0;
  const streams = recipe.streams.map((stream) => streamOf(stream, recipe));
  const records = new Records();

  const expandOne = (draw: Draw): Life => {
    const life = drawLife?.(generatorOf(draw.seed, PART.life), draw) ?? UNCHANGED;
    const levels = drawLevels?.(generatorOf(draw.seed, PART.levels));
    const zoneOn = drawTrips?.(generatorOf(draw.seed, PART.trips));
    const service = { activated: draw.activated, terminated: life.terminated ?? EVER, zoneOn };
    recipe.streams.forEach(({ segment, level }, number) => {
      if (segment !== undefined && segment !== draw.segment) return;
      const random = generatorOf(draw.seed, PART.streams + number);
      months.forEach((_, month) => {
        // How much in the month: the level tells, or else a number of its own.
        const much = levels && level !== undefined ? levels[month * names + level]! : random.next() >>> 0;
        streams[number]!(records, random, month, much, service);
      });
    });
    return life;
  };

  return (draws) => {
    records.clear();
    const first = new Uint32Array(draws.length + 1);
    const accounts = draws.map((draw, index): Account => {
      records.begin();
      const { terminated, changes } = expandOne(draw);
      first[index + 1] = records.end();
      return {
        id: customerId(recipe, draw.number),
        plan: recipe.plans.choices[draw.plan]!,
        activated: draw.activated,
        terminated,
        ...(changes.length > 0 && { changes }),
        invoices: recipe.invoices,
      };
    });
    const ids = accounts.map(({ id }) => id);
    return { accounts, usage: { coding, accounts: ids, first, ...records.columns(), local: true } };
  };
}

/** Where and between which days records count. */
interface Service {
  readonly activated: number;
  readonly terminated: number;
  readonly zoneOn: Int16Array | undefined;
}

/** Adds the records of a month; `much` of 32 bits decides how many, or how much in total. */
type AddMonth = (records: Records, random: RandomGenerator, month: number, much: number, service: Service) => void;

function streamOf(stream: Stream, recipe: Recipe): AddMonth {
  const { kinds, keptAbroad, isTotal } = stream;
  const begin = recipe.months[0]!;
  const months = spansOf(recipe.months);
  const abroad = recipe.trips?.abroad ?? [];
  const [kinded, counted, sized] = [stream.kind, stream.records, stream.quantity].map(
    (table) => new Sampler(table),
  ) as [Sampler, Sampler, Sampler];
  const timed = months.map((month) => new Sampler(timesOf(month, stream)));

  const addOne: (...at: [Records, RandomGenerator, number, number, Service]) => void = (
    records,
    random,
    month,
    quantity,
    { activated, terminated, zoneOn },
  ) => {
    const second = timed[month]!.draw(random);
    const kind = kinds[kinded.draw(random)]!;
    const day = months[month]!.from + Math.floor(second / DAY_SECONDS);
    const zone = zoneOn === undefined ? -1 : zoneOn[day - begin]!;
    if (zone >= 0 && random.next() >>> 0 >= keptAbroad) return;
    if (day < activated || day >= terminated) return;
    records.add(months[month]!.from * DAY_SECONDS + second, quantity, zone < 0 ? kind : abroad[zone]![kind]!);
  };

  if (!isTotal) {
    return (records, random, month, much, service) => {
      const count = counted.at(much);
      for (let n = 0; n < count; n += 1) addOne(records, random, month, sized.draw(random), service);
    };
  }
  return (records, random, month, much, service) => {
    const total = sized.at(much);
    if (total === 0) return;
    for (const part of cut(total, Math.max(1, counted.draw(random)), random)) {
      if (part > 0) addOne(records, random, month, part, service);
    }
  };
}

/**
 * A total in parts that add up to it, as if cut at places that are each as likely: shares of exponential numbers, with
 * the sums of the parts rounded down.
 */
function cut(total: number, count: number, random: RandomGenerator): Float64Array {
  const parts = new Float64Array(count);
  let sum = 0;
  for (let n = 0; n < count; n += 1) {
    sum += CUTS.at(random.next() >>> 0) + 1;
    parts[n] = sum;
  }
  let given = 0;
  for (let n = 0; n < count; n += 1) {
    const upTo = Math.floor((parts[n]! / sum) * total);
    parts[n] = upTo - given;
    given = upTo;
  }
  return parts;
}

const CUTS = new Sampler(sizeTable(exponential(1_000_000), { atLeast: 0, atMost: 1e9 })!);

/** Seconds of a month, by the hours and days of the stream. */
function timesOf({ from, before }: { from: number; before: number }, { week }: Stream): Table {
  const ranges: [Range, number][] = [];
  for (let day = from; day < before; day += 1) {
    for (let hour = 0; hour < 24; hour += 1) {
      const second = (day - from) * DAY_SECONDS + hour * 3600;
      ranges.push([{ from: second, to: second + 3599 }, week[weekday(day) * 24 + hour]!]);
    }
  }
  return rangeTable(ranges);
}
