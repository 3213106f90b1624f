/**
 * A population under a base and a candidate: everything that a simulation asks of revenue comes from here, and everything is
 * rated in full. What was rated once, of the same plans and the same usage, is kept.
 */

import { formatRational, type Rational, rational } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { type BehaviourPlan, behaviourPlan } from '../../simulation/behaviour/plan.ts';
import { netRevenue } from '../../simulation/behaviour/sums.ts';
import { usageWay } from '../../simulation/behaviour/usage-way.ts';
import { type Values, valuesOf } from '../../simulation/behaviour/values.ts';
import type { BehaviourWorlds } from '../../simulation/behaviour/worlds.ts';
import type { Measure, RatedPopulation, SideAsked, UsageResponse, World } from '../../simulation/bills.ts';
import type { Asked, Evaluated } from '../../simulation/certainty/evaluate.ts';
import { type ImpactAsked, impactOf } from '../../simulation/impact/impact.ts';
import { withPrices } from '../../simulation/levers.ts';
import { MILLION, type Population } from '../../simulation/population.ts';
import type { RatedSides } from './rated-sides.ts';

export interface ModelAsked {
  readonly assumptions: Assumptions;
  readonly population: Population;
  readonly base: CompiledPlans;
  readonly candidate: CompiledPlans;
  /** Plans of the candidate that customers may come to. */
  readonly planIds: readonly string[];
  readonly measures: readonly Measure[];
  readonly rated: RatedSides;
  /** Of the months that were measured, with the plans as they are: no price makes another month a full one. */
  readonly coverage: RatedPopulation['coverage'];
  /** What the tables of an impact are made with; of a number alone, only its costs are asked. */
  readonly impact: Pick<ImpactAsked, 'decimals' | 'shock' | 'fewest' | 'costs'>;
}

export class Model {
  readonly #asked: ModelAsked;

  constructor(asked: ModelAsked) {
    this.#asked = asked;
  }

  /** Whether anything is assumed of what customers do, or of months ahead. */
  get responds(): boolean {
    const { behaviour, path } = this.#asked.assumptions;
    const { elasticity, churn, migration, takeUp, phaseIn } = behaviour;
    const any = elasticity.length > 0 || churn.length > 0 || takeUp.length > 0;
    return any || migration !== undefined || phaseIn !== undefined || path !== undefined;
  }

  /** Customers as they are: one part a side. */
  staticWorlds(rated: Pair, after = 1): { readonly before: World; readonly after: World } {
    return { before: this.#world(rated, 0), after: this.#world(rated, after) };
  }

  #world({ rows, sides }: Pair, side: number): World {
    const { weight } = this.#asked.population;
    const part = { bills: sides[side]!, rows, weight, month: undefined, at: undefined, onPlan: undefined };
    return { months: rows.months, parts: [{ ...part, role: 'all' }] };
  }

  /** Worlds with all responses, from a static pass: side 0 is the base's, side 1 the candidate's. */
  async behave(
    rated: Pair,
    values: Values = valuesOf(this.#asked.assumptions, 'central'),
    changed: Changed = AS_IT_IS,
  ): Promise<{ readonly plan: BehaviourPlan; readonly worlds: BehaviourWorlds }> {
    const { assumptions, population, base, planIds, measures, rated: sides } = this.#asked;
    const plan = behaviourPlan({
      ...{ assumptions, values, population, planIds, rows: rated.rows },
      ...{ base: rated.sides[0]!, candidate: rated.sides[1]!, ...(changed.onPlan && { onPlan: changed.onPlan }) },
      plans: { base, candidate: changed.candidate ?? this.#asked.candidate },
      seed: assumptions.certainty.seed,
      ...{ usageScale: changed.usage, coverage: this.#asked.coverage },
      measureOf: (service) => {
        const index = measures.findIndex(({ id }) => id === serviceMeasure(service));
        return index < 0 ? undefined : index;
      },
    });
    return { plan, worlds: plan.take(await sides.sides(plan.asked)) };
  }

  /** Net revenue of both sides with some things at other values. */
  readonly evaluate = async ({ values, prices, usage }: Asked): Promise<Evaluated> => {
    const { assumptions, population, base, rated: sides, impact } = this.#asked;
    const made = prices.length === 0 ? undefined : withPrices(this.#asked.candidate, prices);
    if (made && !made.value) throw new Error(made.problems[0]!.message);
    const candidate = made?.value ?? this.#asked.candidate;
    const response = scaled(usage, population, assumptions);
    const side = (plans: CompiledPlans): SideAsked => ({ plans, ...(response && { usage: response }) });
    const rated = await sides.pair(side(base), side(candidate));
    const scale = new Map([...usage].map(([service, percent]) => [service, times(percent)]));
    const worlds = this.responds
      ? (await this.behave(rated, valuesOf(assumptions, 'central', values), { candidate, usage: scale })).worlds
      : this.staticWorlds(rated);
    if (impact.costs) {
      const found = impactOf(worlds.before, worlds.after, { ...impact, population }).impact;
      return { revenue: found.revenue, ...(found.margin && { margin: found.margin }) };
    }
    const text = (world: World): string => formatRational(netRevenue(world));
    return { revenue: { before: text(worlds.before), after: text(worlds.after) } };
  };
}

/** Sides in the same rows: the base first, the candidate second. */
type Pair = Pick<RatedPopulation, 'rows' | 'sides'>;

/** What is not as the assumptions have it. */
interface Changed {
  readonly candidate?: CompiledPlans;
  /** By service, usage of the static pass as a multiple of what was measured. */
  readonly usage?: ReadonlyMap<string, Rational>;
  /** Bills of everybody on a plan of the candidate, as far as they are known. */
  readonly onPlan?: ReadonlyMap<string, RatedPopulation['sides'][number]>;
}

const AS_IT_IS: Changed = {};

/** The measure that is all usage of a service. */
export const serviceMeasure = (service: string): string => `service ${service}`;

/** Usage of each service. */
export const measuresOfServices = (services: readonly string[]): Measure[] =>
  services.map((service) => ({
    id: serviceMeasure(service),
    match: { services: [service], directions: undefined, to: undefined, in: undefined },
    group: serviceMeasure(service),
  }));

const times = ({ n, d }: Rational): Rational => rational(n, d * 100n);

/** Usage of all customers in percent of what it is, each service in its own way; undefined: as it is. */
function scaled(
  usage: ReadonlyMap<string, Rational>,
  { plans, segments }: Population,
  { behaviour: { elasticity }, certainty: { seed } }: Assumptions,
): UsageResponse | undefined {
  const moved = [...usage].filter(([, { n, d }]) => n !== 100n * d);
  if (moved.length === 0) return undefined;
  const factors = moved.map(([, percent]) => {
    const { n, d } = times(percent);
    return Number(roundQuotient(n * BigInt(MILLION), d, 'half-even'));
  });
  return {
    seed,
    services: moved.map(([service]) => ({ service, by: usageWay(service, elasticity) })),
    factors: Array.from({ length: segments.length * plans.length }, () => factors),
  };
}
