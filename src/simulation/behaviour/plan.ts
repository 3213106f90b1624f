/**
 * Behaviour in two steps, for rating cannot be done here: `behaviourPlan` says from the static pass what else is to be
 * rated, each side once; `take` is given those bills and tells the worlds. What each response is stands in README.md.
 */

import { formatDay } from '../../calendar/day.ts';
import { multiply, ONE, type Rational, rational } from '../../exact/rational.ts';
import { roundQuotient } from '../../money/rounding.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Assumptions, TakeUp } from '../assumptions.ts';
import type { BillRows, BillTable, MonthCoverage, SideAsked, UsageResponse } from '../bills.ts';
import { MILLION, type Population } from '../population.ts';
import { fullMonths } from './full-months.ts';
import { mayGo } from './may-take.ts';
import { migrationPlans } from './migration.ts';
import { grown, type PathMonth, pathMonths, pathUsage } from './path.ts';
import { type PriceIndex, priceIndexes } from './price-index.ts';
import type { RatedSide } from './sides.ts';
import { MOST_USAGE, usageFactor } from './usage-factor.ts';
import { usageWay } from './usage-way.ts';
import type { Values } from './values.ts';
import { firstByCell } from './whom.ts';
import { type BehaviourWorlds, worldsOf } from './worlds.ts';

/** What behaviour is worked out from. The sides of the static pass share their rows. */
export interface BehaviourInput {
  readonly assumptions: Assumptions;
  readonly values: Values;
  readonly population: Population;
  readonly rows: BillRows;
  readonly base: BillTable;
  readonly candidate: BillTable;
  /** What the measured months tell; not told: all are whole. */
  readonly coverage?: readonly MonthCoverage[] | undefined;
  /** Bills of everybody on a plan of the candidate, as far as the static pass has them; they are not asked for again. */
  readonly onPlan?: ReadonlyMap<string, BillTable>;
  readonly plans: { readonly base: CompiledPlans; readonly candidate: CompiledPlans };
  /** Ids of the candidate's plans: where `to: all` may go. */
  readonly planIds: readonly string[];
  /** Of the usage responses: the same one for all sides, so that both thin the same records. */
  readonly seed: number;
  /** Index of the measure that is all usage of a service, in the static pass and in what is rated later; undefined: not measured. */
  readonly measureOf: (service: string) => number | undefined;
  /** By service: usage of the static pass as a multiple of what was measured, where it is not 1; the responses come on top of it. */
  readonly usageScale?: ReadonlyMap<string, Rational> | undefined;
}

/** What is to be rated, and what it then gives. */
export interface BehaviourPlan {
  /** Sides to be rated besides those given, each once; with the measures of the static pass. May be empty. */
  readonly asked: readonly SideAsked[];
  readonly usage: readonly UsageRow[];
  /** What a reader must know: responses that could not be worked out. */
  readonly notes: readonly string[];
  /** The sides in the order asked for, wherever they were rated. Nothing is worked out before it is called for. */
  take(rated: readonly RatedSide[]): BehaviourWorlds;
}

/** The response of one service in one cell. */
export interface UsageRow {
  readonly service: string;
  readonly segment: string;
  readonly plan: string;
  /** segment * plans + plan. */
  readonly cell: number;
  /** Candidate / base; undefined: no price to compare, and no response. */
  readonly index: Rational | undefined;
  readonly elasticity: Rational;
  /** Millionths. */
  readonly factor: number;
}

/** A month of the result, or all of them at once, and which sides are billed in it (indexes into all sides). */
export interface Moment {
  /** The measured month whose bills it has; undefined: all, each in its own. */
  readonly measured: string | undefined;
  /** Growth of customers until then. */
  readonly growth: Rational;
  readonly base: number;
  /** The candidate without a response of usage, and with it. */
  readonly plain: number;
  readonly own: number;
  /** By plan, with the response of usage. */
  readonly onPlan: ReadonlyMap<string, number>;
  /** By plan that migration may lead to, with the base; only where it is asked what was so before the change. */
  readonly onPlanBefore: ReadonlyMap<string, number>;
}

/** Sides that are wanted, each of them once. */
interface Wanted {
  readonly asked: SideAsked[];
  side(of: 'base' | 'candidate', onPlan: string | undefined, usage: UsageResponse | undefined): number;
}

export function behaviourPlan(input: BehaviourInput): BehaviourPlan {
  const { assumptions, values, population, rows } = input;
  const { path, behaviour } = assumptions;
  const notes: string[] = [];
  const given: RatedSide[] = [];
  const usage = usageRows(input, notes);
  const elastic = new Map(usage.map((row) => [`${row.service} ${row.cell}`, row.factor]));
  const services = servicesOf(input, notes);
  const to = goingTo(behaviour, input.planIds);
  const { migration } = behaviour;
  const heldBefore =
    migration?.who === 'affected'
      ? migrationPlans(migration, input.planIds).filter((plan) => input.plans.base.has(plan))
      : [];
  if (migration?.who === 'everybody') notes.push(OF_EVERYBODY);
  notes.push(
    ...to.flatMap((plan) => launchNote(plan, input)),
    ...behaviour.takeUp.flatMap((one) => barredNote(one, input)),
  );

  const responseOf = (steady: readonly Rational[], responding: boolean): UsageResponse | undefined => {
    const factors = population.segments.flatMap((_, segment) =>
      population.plans.map((_, plan) => {
        const cell = segment * population.plans.length + plan;
        return services.map(({ service }, index) => {
          const factor = (responding ? elastic.get(`${service} ${cell}`) : undefined) ?? MILLION;
          return millionths(multiply(steady[index]!, rational(BigInt(factor), BigInt(MILLION))));
        });
      }),
    );
    if (factors.every((cell) => cell.every((factor) => factor === MILLION))) return undefined;
    return { seed: input.seed, services, factors };
  };
  const scale = services.map(({ service }) => input.usageScale?.get(service) ?? ONE);
  const wanted = wantedSides(input, given, responseOf(scale, false));
  const sidesAt = (at: PathMonth | undefined): Omit<Moment, 'measured' | 'growth'> => {
    const steady = services.map(({ service }, index) =>
      path && at ? multiply(scale[index]!, pathUsage(path, values, service, at)) : scale[index]!,
    );
    const before = responseOf(steady, false);
    const after = responseOf(steady, true);
    return {
      base: wanted.side('base', undefined, before),
      plain: wanted.side('candidate', undefined, before),
      own: wanted.side('candidate', undefined, after),
      onPlan: new Map(to.map((plan) => [plan, wanted.side('candidate', plan, after)])),
      onPlanBefore: new Map(heldBefore.map((plan) => [plan, wanted.side('base', plan, before)])),
    };
  };

  const measured = path && fullMonths(rows.months, input.coverage);
  notes.push(...(measured?.notes ?? []));
  const months = path && pathMonths(path, measured!.full);
  const growth = values.customers;
  const moments: Moment[] = months
    ? months.map((at) => ({
        measured: at.measured,
        growth: growth ? grown(growth, at.growth) : ONE,
        ...sidesAt(at),
      }))
    : [{ measured: undefined, growth: ONE, ...sidesAt(undefined) }];

  return {
    asked: wanted.asked,
    usage,
    notes,
    take(rated) {
      if (rated.length !== wanted.asked.length) {
        throw new RangeError(`${wanted.asked.length} sides were asked for, ${rated.length} are given`);
      }
      return worldsOf({
        ...input,
        usage,
        moments,
        months: months ? months.map(({ month }) => month) : rows.months,
        sides: [...given, ...rated],
      });
    },
  };
}

/** Sides that the static pass has (rated at `usage`) come first; the others are asked for when they are first wanted. */
function wantedSides(input: BehaviourInput, given: RatedSide[], usage: UsageResponse | undefined): Wanted {
  const places = new Map<string, number>();
  const asked: SideAsked[] = [];
  const { base, candidate } = input.plans;
  /** Where everybody is on a plan that is the same on both sides, its bills are: the others only tell the days of cycles. */
  const sameDays = input.population.plans.every((plan) => {
    const [was, is] = [base.get(plan)?.[0], candidate.get(plan)?.[0]];
    return was?.anchor === is?.anchor && was?.effective.newFrom === is?.effective.newFrom;
  });
  const sideOf = (of: string, onPlan: string | undefined): string =>
    sameDays && onPlan !== undefined && base.has(onPlan) && base.get(onPlan) === candidate.get(onPlan) ? 'both' : of;
  const key = (of: string, onPlan: string | undefined, usage: UsageResponse | undefined): string =>
    JSON.stringify([sideOf(of, onPlan), onPlan ?? null, usage ?? null]);
  const give = (of: string, onPlan: string | undefined, bills: BillTable): void => {
    places.set(key(of, onPlan, usage), given.length);
    given.push({ rows: input.rows, bills });
  };
  give('base', undefined, input.base);
  give('candidate', undefined, input.candidate);
  for (const [plan, bills] of input.onPlan ?? []) give('candidate', plan, bills);
  return {
    asked,
    side(of, onPlan, response) {
      const name = key(of, onPlan, response);
      const found = places.get(name);
      if (found !== undefined) return found;
      const place = given.length + asked.length;
      places.set(name, place);
      asked.push({
        plans: input.plans[of],
        ...(onPlan === undefined ? {} : { onPlan }),
        ...(response === undefined ? {} : { usage: response }),
      });
      return place;
    },
  };
}

/** Plans that somebody may change to, sorted: of plans that cost the same the first one is the cheapest. */
function goingTo({ migration, takeUp }: Assumptions['behaviour'], planIds: readonly string[]): readonly string[] {
  return [...new Set([...migrationPlans(migration, planIds), ...takeUp.map(({ plan }) => plan)])].sort();
}

/** Services whose usage changes somewhere, sorted, and how records are changed: one way a service. */
function servicesOf(
  { assumptions: { path, behaviour }, usageScale }: BehaviourInput,
  notes: string[],
): UsageResponse['services'] {
  const names = new Set([
    ...behaviour.elasticity.map(({ service }) => service),
    ...(path ? [...path.usage.keys(), ...path.seasonality.keys()] : []),
    ...(usageScale?.keys() ?? []),
  ]);
  return [...names].sort().map((service) => {
    const ways = new Set(behaviour.elasticity.filter((one) => one.service === service).map(({ by }) => by));
    const by = usageWay(service, behaviour.elasticity);
    if (ways.size > 1) {
      notes.push(`Elasticities of ${service} are by records and by length: all of them are taken by ${by}, the first.`);
    }
    return { service, by };
  });
}

/** The response of usage by service and cell, for cells with customers and an elasticity, in the order of services and cells. */
function usageRows(input: BehaviourInput, notes: string[]): UsageRow[] {
  const { values, population, rows, base, candidate } = input;
  const { plans, segments } = population;
  const inhabited = new Array<boolean>(plans.length * segments.length).fill(false);
  for (let customer = 0; customer < population.size; customer += 1) {
    inhabited[population.segment[customer]! * plans.length + population.plan[customer]!] = true;
  }
  const services = [...new Set(values.elasticity.map(({ service }) => service))].sort();
  return services.flatMap((service) => {
    const byCell = firstByCell(
      population,
      values.elasticity.filter((one) => one.service === service),
    );
    const indexes = priceIndexes(service, population, { rows, bills: base }, { rows, bills: candidate });
    return byCell.flatMap((elasticity, cell): UsageRow[] => {
      if (!elasticity || !inhabited[cell]) return [];
      const segment = segments[Math.floor(cell / plans.length)]!;
      const plan = plans[cell % plans.length]!;
      const price = indexes[cell]!;
      const index = 'index' in price ? price.index : undefined;
      const factor = index ? usageFactor(index, elasticity.chosen) : MILLION;
      const where = `${service}, ${segment === '' ? '' : `segment ${segment}, `}plan ${plan}`;
      if ('none' in price && elasticity.chosen.n !== 0n) notes.push(`${where}: ${WITHOUT_INDEX[price.none]}`);
      if (factor === MOST_USAGE) notes.push(`${where}: usage is held at ${MOST_USAGE / MILLION} times what it was.`);
      return [{ service, segment, plan, cell, index, elasticity: elasticity.chosen, factor }];
    });
  });
}

/** Of a plan that is sold later than what is simulated begins. */
function launchNote(plan: string, { plans, rows: { months } }: BehaviourInput): string[] {
  const newFrom = plans.candidate.get(plan)?.[0]?.effective.newFrom;
  const [first] = months;
  if (newFrom === undefined || first === undefined || formatDay(newFrom) <= `${first}-01`) return [];
  return [
    `${plan} is sold from ${formatDay(newFrom)}; here customers take it on the first day of what is simulated, on its first terms.`,
  ];
}

/** Of customers who are asked to take a plan that they may not take. */
function barredNote({ plan, of }: TakeUp, { plans, population }: BehaviourInput): string[] {
  const barred = population.plans.filter((own) => (of.plan ?? own) === own && !mayGo(plans, own, plan));
  if (barred.length === 0) return [];
  return [
    `Nobody of ${barred.join(', ')} takes ${plan}: it is in another currency or timezone, or has prices of another kind (net, gross).`,
  ];
}

const OF_EVERYBODY =
  'Migration is of everybody: customers who were better off on another plan before the change move too, so its part of the result is not only what the change does.';

const WITHOUT_INDEX: Readonly<Record<Extract<PriceIndex, { none: string }>['none'], string>> = {
  'not-charged': 'no usage charge bills anything on either side; usage stays as it is.',
  'was-free': 'it was free and is charged now: there is no price to divide by; usage stays as it is.',
  'becomes-free': 'it was charged and is free now: an elasticity tells nothing of that; usage stays as it is.',
  negative: 'its charges add up to a credit: there is no price to compare; usage stays as it is.',
};

const millionths = ({ n, d }: Rational): number => {
  const factor = Number(roundQuotient(n * BigInt(MILLION), d, 'half-even'));
  if (!Number.isSafeInteger(factor) || factor < 0) throw new RangeError(`usage cannot be ${factor} millionths`);
  return factor;
};
