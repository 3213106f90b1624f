/** Bills to try, drawn by fast-check: a few records, at the quantities, hours and days at which a plan's prices change. */

import fc from 'fast-check';
import { instantOf, zoneOf } from '../calendar/zone.ts';
import { type Rational, rational } from '../exact/rational.ts';
import type { PlanHistory } from '../plan/model.ts';
import type { UsageRecord } from '../scenario/scenario.ts';
import { type Dimension, SERVICES } from '../units/quantity.ts';
import type { Bill, Law } from './law.ts';
import { knownKinds } from './matching.ts';
import { daytimesOf, quantitiesOf, type Season, seasonsOf } from './preferred.ts';

const DAY_MS = 86_400_000;
const MOST_RECORDS = 5;

/** So many bills of a plan, as the law looks at them; the same for the same seed. */
export function drawBills(law: Law, history: PlanHistory, { tries, seed }: { tries: number; seed: number }): Bill[] {
  const kinds = knownKinds(history).filter(({ charges }) => charges.every((id) => !law.except.has(id)));
  const seasons = seasonsOf(history);
  const daytimes = daytimesOf(history);
  const quantities = new Map<Dimension, readonly Rational[]>();
  for (const { kind } of kinds) {
    const dimension = SERVICES[kind.service]!;
    if (!quantities.has(dimension)) quantities.set(dimension, quantitiesOf(history, dimension));
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
    fc.nat({ max: seasons.length - 1 }),
    fc.boolean(),
    fc.array(place, { minLength: 1, maxLength: kinds.length > 0 ? MOST_RECORDS : 1 }),
  );
  const zone = zoneOf(history.versions[0]!.timezone);
  return fc.sample(fc.noBias(drawn), { numRuns: tries, seed }).map(([number, all, places]) => {
    const season = seasons[number]!;
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
}

/** A day of the cycle on which the customer has service: counted from its first, or from its last backwards. */
function dayIn({ activated, cycle }: Season, at: number): number {
  const first = Math.max(activated, cycle.from);
  const days = cycle.before - first;
  return first + (((at % days) + days) % days);
}
