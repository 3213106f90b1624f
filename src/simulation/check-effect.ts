/** What is written and would not count, as far as only the population tells. */

import type { Problem } from '../problems/problem.ts';
import type { RecordKind } from '../usage/batch.ts';
import type { Assumptions, Costs } from './assumptions.ts';
import type { Population } from './population.ts';

/** Costs that no usage has: of no kind that matches, or of kinds that earlier costs have taken. */
export function checkCosts({ usage }: Costs, kinds: readonly RecordKind[]): Problem[] {
  const matches = ({ match: { services, directions, to, in: zones } }: Costs['usage'][number], kind: RecordKind) =>
    has(services, kind.service) && has(directions, kind.direction) && has(to, kind.to) && has(zones, kind.in);
  const counts = new Set(kinds.map((kind) => usage.findIndex((cost) => matches(cost, kind))));
  return usage.flatMap((cost, index): Problem[] => {
    if (counts.has(index)) return [];
    const taken = kinds.some((kind) => matches(cost, kind));
    const message = taken
      ? `cost \`${cost.id}\` never counts: the costs before it match all of its usage`
      : `no usage of the population is what cost \`${cost.id}\` is for`;
    const fix = taken ? 'put it before them' : 'correct its `match`, or take it out';
    return [{ code: taken ? 'SIM-NO-EFFECT' : 'SIM-NOBODY', severity: 'warning', message, place: cost.place, fix }];
  });
}

const has = (names: readonly string[] | undefined, name: string): boolean => names?.includes(name) ?? true;

/** What is told of certainty where nothing is drawn. */
export function checkCertainty(
  { path, behaviour, tornado, monteCarlo, places }: Assumptions,
  { kind }: Pick<Population, 'kind'>,
): Problem[] {
  const place = places?.get('certainty');
  const { elasticity, churn, migration, takeUp, phaseIn } = behaviour;
  const responds = [...elasticity, ...churn, ...takeUp].length > 0 || migration || phaseIn || path;
  if (!place || kind !== 'full' || monteCarlo || tornado || responds) return [];
  const message = '`certainty` has no effect: all customers are here, each for one, and nothing is drawn';
  return [{ code: 'SIM-NO-EFFECT', severity: 'warning', message, place, fix: 'take it out' }];
}
