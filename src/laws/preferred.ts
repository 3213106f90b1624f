/** What is worth trying of a plan: the days around its versions, its quantities, its hours; simple ones first. */

import { cycleOf, nextCycle, type Period } from '../calendar/cycle.ts';
import { epochDay } from '../calendar/day.ts';
import { add, compare, multiply, ONE, type Rational, rational, subtract } from '../exact/rational.ts';
import type { EpochDay, PlanHistory, Tiers } from '../plan/model.ts';
import { type Dimension, unitsOf } from '../units/quantity.ts';
import { anchorOf, mostDiscounted, soldFrom } from './versions.ts';

/** A customer's first day, and the cycle at whose end the invoice is. */
export interface Season {
  readonly activated: EpochDay;
  readonly cycle: Period;
}

/** A month for plans without dates: long, and clocks change in it in Europe. */
const ANY_DAY = epochDay(2026, 3, 1);
/** Clocks change in March and October in Europe, in November in America. */
const LATER_CYCLES = [0, 1, 2, 7, 8, 9];

/** Where none of the seasons will do, every cycle of so many is looked at. */
const MOST_CYCLES = 60;

/** Earliest first; `against`: with the dates of another plan. All: every cycle of some years, not only some of them. */
export function seasonsOf(history: PlanHistory, against?: PlanHistory, all = false): Season[] {
  const versions = [...history.versions, ...(against?.versions ?? [])];
  const sold = soldFrom(history);
  const dates = new Set([sold ?? ANY_DAY]);
  for (const { effective } of versions) {
    if (effective.newFrom !== undefined) dates.add(effective.newFrom);
    if (effective.existingFrom !== 'never') dates.add(effective.existingFrom);
  }
  const far = Math.max(mostDiscounted(history), against ? mostDiscounted(against) : 0) + 2;
  const last = all ? far + MOST_CYCLES : Math.max(far, LATER_CYCLES.at(-1)!);
  const seasons = new Map<string, Season>();
  for (const date of [...dates].sort((a, b) => a - b)) {
    // On the day itself, in mid-cycle, on the last day of a long month, and the day before.
    for (const activated of [date, date + 14, date + 30, date - 1, date - 20]) {
      if (activated < (sold ?? 0)) continue;
      const anchor = anchorOf(history, activated);
      let cycle = cycleOf(activated, anchor);
      for (let number = 0; number <= last; number += 1) {
        if (all || number === far || LATER_CYCLES.includes(number))
          seasons.set(`${activated} ${cycle.from}`, { activated, cycle });
        cycle = nextCycle(cycle, anchor);
      }
    }
  }
  return [...seasons.values()].sort((a, b) => a.cycle.from - b.cycle.from || a.activated - b.activated);
}

/** Round quantities of every dimension, in base units. */
const ROUND: Readonly<Record<Dimension, readonly bigint[]>> = {
  time: [1n, 60n, 600n, 3600n],
  data: [1000n, 1_000_000n, 100_000_000n, 1_000_000_000n, 10_000_000_000n],
  message: [1n, 10n, 100n],
  unit: [1n, 10n, 100n],
};
/** A call is screened when it is longer than thirty days. */
const LONGEST = rational(20n * 86_400n);
const LARGEST = rational(10n ** 15n);

/** Quantities of a dimension at which a plan's prices change, with their neighbours, and round ones. */
export function quantitiesOf({ versions }: PlanHistory, dimension: Dimension): Rational[] {
  const found: Rational[] = ROUND[dimension].map((value) => rational(value));
  const around = (value: Rational, step: Rational): void => {
    found.push(value, add(value, step), subtract(value, step));
  };
  for (const { usage, allowances } of versions) {
    for (const { amount, dimension: own } of allowances) if (amount && own === dimension) around(amount, ONE);
    for (const { increment, minimumQuantity, price, dimension: own } of usage) {
      if (own !== dimension) continue;
      const step = increment?.following ?? ONE;
      if (increment) {
        around(increment.first, ONE);
        around(add(increment.first, increment.following), ONE);
      }
      if (minimumQuantity) around(minimumQuantity, ONE);
      if (price.model === 'package') around(price.size, ONE);
      const tiers: Tiers | undefined = 'tiers' in price ? price.tiers : undefined;
      for (const edge of tiers?.edges ?? []) {
        around(edge, step);
        around(edge, ONE);
      }
    }
  }
  const most = dimension === 'time' ? LONGEST : LARGEST;
  const countable = found.filter((value) => value.n > 0n && value.d === 1n && compare(value, most) <= 0);
  return inOrder(countable);
}

/** Rounder ones first, each once. */
function inOrder(values: readonly Rational[]): Rational[] {
  return [...new Map(values.map((value) => [`${value.n}`, value])).values()].sort((a, b) => compare(a, b));
}

/** How long a number is as people would write it, in its roundest unit: 10 GB has one digit, 9.83 GB three. */
function digitsOf(value: Rational, dimension: Dimension): number {
  const lengths = unitsOf(dimension)
    .filter(([name]) => !name.endsWith('iB') && name !== 'ms')
    .flatMap(([, size]) => {
      const { n, d } = rational(value.n * size.d, value.d * size.n);
      // A fraction in a larger unit is as long as the whole number of a smaller one, or longer.
      return d === 1n ? [String(n).replace(/0+$/, '').length] : [];
    });
  return Math.min(99, ...lengths);
}

/** Whether one quantity is simpler than another: fewer digits, then less of it. */
function isSimpler(a: Rational, b: Rational, dimension: Dimension): boolean {
  const [here, there] = [digitsOf(a, dimension), digitsOf(b, dimension)];
  return here < there || (here === there && compare(a, b) < 0);
}

/** Quantities of one digit, and those of the plan: simplest first. */
export function simplerThan(value: Rational, dimension: Dimension, preferred: readonly Rational[]): Rational[] {
  const round = unitsOf(dimension)
    .filter(([name]) => !name.endsWith('iB') && name !== 'ms')
    .flatMap(([, size]) =>
      [1n, 10n, 100n, 1000n].flatMap((power) =>
        [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n].map((digit) => multiply(size, rational(digit * power))),
      ),
    );
  const half = subtract(value, rational(value.n / 2n, value.d));
  const all = [...round, ...preferred, ...twoDigits(value), half];
  const simpler = all.filter((one) => one.n > 0n && one.d === 1n && isSimpler(one, value, dimension));
  return [...new Map(simpler.map((one) => [`${one.n}`, one])).values()].sort((a, b) =>
    isSimpler(a, b, dimension) ? -1 : 1,
  );
}

/** The value cut and raised to its first digits. */
function twoDigits({ n, d }: Rational): Rational[] {
  if (d !== 1n) return [rational(n / d), rational(n / d + 1n)];
  const powers = Array.from({ length: String(n).length - 1 }, (_, power) => 10n ** BigInt(power + 1));
  return powers.flatMap((power) => [rational((n / power) * power), rational((n / power + 1n) * power)]);
}

/** Seconds of the day at which bands change, with the seconds before; noon first. */
export function daytimesOf({ versions }: PlanHistory): number[] {
  const edges = versions.flatMap(({ usage }) =>
    usage.flatMap(
      ({ bands }) => bands?.calendar.days.flatMap((spans) => spans.map(({ fromMinute }) => fromMinute * 60)) ?? [],
    ),
  );
  const near = edges.flatMap((second) => [second, second - 1, second - 30]).filter((second) => second >= 0);
  return [...new Set([43_200, 0, 86_399, 9000, ...near])];
}
