/** Bills to try, drawn by fast-check: a few records, at the quantities, hours and days at which a plan's prices change. */

import fc from 'fast-check';
import { instantOf, zoneOf } from '../calendar/zone.ts';
import { type Rational, rational } from '../exact/rational.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { UsageRecord } from '../scenario/scenario.ts';
import { type Dimension, SERVICES } from '../units/quantity.ts';
import { type Aim, type Bill, type Law, textOf } from './law.ts';
import { kindsFor } from './matching.ts';
import { daytimesOf, quantitiesOf, type Season, seasonsOf } from './preferred.ts';

const DAY_MS = 86_400_000;
const MOST_RECORDS = 5;

/** So many bills of a plan, as the law looks at them; the same for the same seed. */
export function drawBills(law: Law, history: PlanHistory, { tries, seed }: { tries: number; seed: number }): Bill[] {
  const { against } = law;
  const kinds = kindsFor(law, history);
  const aimed = aimedSeasons(law, history).filter((seasons) => seasons.length > 0);
  if (aimed.length === 0) return [];
  const daytimes = daytimesOf(history);
  const edgesOf = (dimension: Dimension): Rational[] =>
    [history, ...(against ? [against] : [])].flatMap((one) => quantitiesOf(one, dimension));
  const quantities = new Map<Dimension, readonly Rational[]>();
  for (const { kind } of kinds) {
    const dimension = SERVICES[kind.service]!;
    if (!quantities.has(dimension)) quantities.set(dimension, edgesOf(dimension));
  }
  const place = fc.tuple(
    fc.nat({ max: Math.max(0, kinds.length - 1) }),
    fc.oneof({ weight: 4, arbitrary: fc.nat() }, { weight: 1, arbitrary: fc.integer({ min: -100_000, max: -1 }) }),
    fc.oneof(fc.constantFrom(0, 1, -1), fc.nat({ max: 30 })),
    fc.oneof(
      { weight: 3, arbitrary: fc.nat({ max: daytimes.length - 1 }) },
      { weight: 1, arbitrary: fc.integer({ min: -86_400, max: -1 }) },
    ),
  );
  const drawn = fc.tuple(
    fc.nat(),
    fc.boolean(),
    fc.array(place, { minLength: 1, maxLength: kinds.length > 0 ? MOST_RECORDS : 1 }),
  );
  const zone = zoneOf(history.versions[0]!.timezone);
  const numRuns = Math.max(tries, aimed.length);
  const bills = fc.sample(fc.noBias(drawn), { numRuns, seed }).map(([number, all, places], index) => {
    const seasons = aimed[index % aimed.length]!;
    const season = seasons[number % seasons.length]!;
    const { activated, cycle } = season;
    const records = places.flatMap(([kindAt, amount, dayAt, daytimeAt]): UsageRecord[] => {
      const kind = kinds[kindAt]?.kind;
      if (!kind) return [];
      const preferred = quantities.get(SERVICES[kind.service]!)!;
      const quantity = amount < 0 ? rational(BigInt(-amount)) : preferred[amount % preferred.length]!;
      const second = daytimeAt < 0 ? -daytimeAt - 1 : daytimes[daytimeAt]!;
      return [{ kind, start: instantOf(zone, dayIn(season, dayAt) * DAY_MS + second * 1000), quantity }];
    });
    const invoices = { from: all ? activated : cycle.before, before: cycle.before + 1 };
    const sorted = records.sort((a, b) => a.start - b.start);
    return law.about({ plan: history.id, activated, terminated: undefined, invoices, records: sorted });
  });
  return different(bills);
}

/** By aim of a law: the seasons that fit; where none of the usual ones does, of all. */
function aimedSeasons({ aims, against }: Law, history: PlanHistory): Season[][] {
  const seasons = seasonsOf(history, against);
  return (aims ?? [ANY]).map(({ fits }) => {
    const isFit = ({ activated, cycle }: Season): boolean => fits(activated, cycle.before);
    const usual = seasons.filter(isFit);
    return usual.length > 0 ? usual : seasonsOf(history, against, true).filter(isFit);
  });
}

const ANY: Pick<Aim, 'fits'> = { fits: () => true };

/** What a law needs and no bill of the plan is; undefined: there is one. */
export function missed(law: Law, history: PlanHistory): string | undefined {
  const seasons = aimedSeasons(law, history);
  return law.aims?.find((_, index) => seasons[index]!.length === 0)?.needs;
}

/** A law that looks at a few things only makes one of several bills: tried once. */
function different(bills: readonly Bill[]): Bill[] {
  return [...new Map(bills.map((bill) => [textOf(bill), bill])).values()];
}

/** A day of the cycle on which the customer has service: counted from its first, or from its last backwards. */
function dayIn({ activated, cycle }: Season, at: number): number {
  const first = Math.max(activated, cycle.from);
  const days = cycle.before - first;
  return first + (((at % days) + days) % days);
}
