/** Worlds from bills and responses: who is billed on which side in which month, and how many of them. */

import { divide, ONE, type Rational, rational, subtract } from '../../exact/rational.ts';
import type { Part, World } from '../bills.ts';
import type { Behavioural } from '../result.ts';
import { type Leaving, leaving } from './churn.ts';
import { mayGo } from './may-take.ts';
import { type Choice, destinations, migrationPlans, STAYS } from './migration.ts';
import { type Cohort, join, phasedIn } from './phase-in.ts';
import type { BehaviourInput, Moment, UsageRow } from './plan.ts';
import { type Bills, billsOf, commonScale, type RatedSide } from './sides.ts';
import { takings } from './take-up.ts';
import { type Told, tellBehaviour } from './tell.ts';
import { scaling, shareOf } from './weights.ts';
import { cellOf, firstByCell } from './whom.ts';

export type Response = Behavioural['responses'][number]['response'];

/** The order in which responses are taken in. */
const RESPONSES: readonly Response[] = [
  'growth',
  'elasticity',
  'churn',
  'migration',
  'take-up',
  'new-customers',
  'phase-in',
];

/** Everything that worlds are made of. */
export interface Given extends BehaviourInput {
  readonly usage: readonly UsageRow[];
  /** One of the whole where there is no path. */
  readonly moments: readonly Moment[];
  /** Of the result. */
  readonly months: readonly string[];
  /** What moments refer to. */
  readonly sides: readonly RatedSide[];
}

export interface BehaviourWorlds {
  /** What is billed with the base: usage and customers as they grow, nobody responds. */
  readonly before: World;
  /** What is billed with the candidate and all responses. */
  readonly after: World;
  /** Responses that are assumed, in the order in which they are taken in. */
  readonly responses: readonly Response[];
  /** What is billed with the candidate, all responses up to this one taken in. Made when it is called. */
  upTo(response: Response): World;
  /** Customers of `after` by month who have left: they weigh in no part. */
  readonly left: readonly { readonly month: string | undefined; readonly weight: Float64Array }[];
  /** What a result holds besides its tables. Works out all worlds on the way. */
  told(): Told;
}

/** Some of the customers, on one side. */
export interface Standing {
  readonly role: Part['role'];
  readonly onPlan: string | undefined;
  readonly side: RatedSide;
  readonly weight: Float64Array;
}

/** A moment with everybody in it. */
export interface Peopled {
  readonly moment: Moment;
  readonly at: number | undefined;
  readonly standings: readonly Standing[];
  /** Who has left. */
  readonly left: Float64Array | undefined;
}

export function worldsOf(asGiven: Given): BehaviourWorlds {
  const given = { ...asGiven, moments: momentsOf(asGiven) };
  const { behaviour, path } = given.assumptions;
  const assumed: Readonly<Record<Response, boolean>> = {
    growth: path !== undefined,
    elasticity: behaviour.elasticity.length > 0,
    churn: behaviour.churn.length > 0,
    migration: behaviour.migration !== undefined,
    'take-up': behaviour.takeUp.length > 0,
    'new-customers': behaviour.takeUp.length > 0,
    'phase-in': behaviour.phaseIn !== undefined,
  };
  const responses = RESPONSES.filter((response) => assumed[response]);
  const people = peopling(given, asGiven.moments[0]);
  const world = (moments: readonly Peopled[]): World => ({
    months: given.months,
    parts: moments.flatMap(partsOf),
  });
  const upTo = (response: Response): readonly Peopled[] =>
    people(new Set(RESPONSES.slice(0, RESPONSES.indexOf(response) + 1).filter((one) => responses.includes(one))));
  const last = once(() => people(new Set(responses)));
  const before = once(() => world(everybody(given)));
  const after = once(() => world(last()));
  return {
    get before() {
      return before();
    },
    get after() {
      return after();
    },
    responses,
    upTo: (response) => world(upTo(response)),
    get left() {
      return last().flatMap(({ at, left }) =>
        left ? [{ month: at === undefined ? undefined : given.months[at]!, weight: left }] : [],
      );
    },
    told: () => tellBehaviour(given, { responses, upTo, last: last(), partsOf }),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * Without a path all measured months are one moment, unless they differ: where the candidate is phased in month by month, or
 * where usage has responded so much that a month has no bill on some side. Then they are taken one by one, in every world.
 */
function momentsOf({ assumptions: { path, behaviour }, moments, months, sides }: Given): readonly Moment[] {
  const [all] = moments;
  if (path || !all) return moments;
  const alike = sides.every(({ rows }) => rows.months.join() === months.join());
  return alike && !behaviour.phaseIn ? moments : months.map((measured) => ({ ...all, measured }));
}

function partsOf({ moment: { measured }, at, standings }: Peopled): Part[] {
  return standings.flatMap(({ role, onPlan, side: { bills, rows }, weight }): Part[] => {
    const month = measured === undefined ? undefined : rows.months.indexOf(measured);
    return month === -1 ? [] : [{ bills, rows, month, at, weight, onPlan, role }];
  });
}

/** The base: everybody in every moment. */
function everybody({ moments, sides, population }: Given): Peopled[] {
  const shared = sharing();
  return moments.map((moment, index) => ({
    moment,
    at: moment.measured === undefined ? undefined : index,
    standings: [
      {
        role: 'all' as const,
        onPlan: undefined,
        side: sides[moment.base]!,
        weight: shared('all', population.weight.map(scaling(moment.growth))),
      },
    ],
    left: undefined,
  }));
}

/** Keeps one copy of weights that stay the same from month to month. */
function sharing(): (name: string, weight: Float64Array) => Float64Array {
  const lasts = new Map<string, Float64Array>();
  return (name, weight) => {
    const last = lasts.get(name);
    if (last?.every((value, customer) => value === weight[customer])) return last;
    lasts.set(name, weight);
    return weight;
  };
}

/** Makes the candidate's side of things with some responses taken in. What does not depend on which is worked out once. */
function peopling(given: Given, whole: Moment | undefined): (on: ReadonlySet<Response>) => readonly Peopled[] {
  const { assumptions, values, population, sides, rows, moments, planIds } = given;
  const { path, behaviour } = assumptions;
  const { size, weight, plans } = population;
  const scale = commonScale(sides);
  const cells = Uint32Array.from({ length: size }, (_, customer) => cellOf(population, customer));
  const taken = takings(values, population, rows, (plan, to) => mayGo(given.plans, plan, to));
  const takenPlans = [...new Set(taken.map(({ plan }) => plan))];
  const entries = taken.map((taking) => ({ ...taking, to: takenPlans.indexOf(taking.plan) }));
  const churn = once(() => firstByCell(population, values.churn).map((one) => one && leavingOf(one)));
  const shares = new Map<string | undefined, Uint32Array>();

  /** By customer, millionths: who leaves after the bills of a moment. */
  const leavers = (moment: Moment): Uint32Array => {
    const key = `${moment.base} ${moment.own} ${moment.measured}`;
    const found = shares.get(key);
    if (found) return found;
    const before = billsOf(sides[moment.base]!, moment.measured, scale);
    const after = billsOf(sides[moment.own]!, moment.measured, scale);
    const byCell = churn();
    const share = Uint32Array.from(
      { length: size },
      (_, customer) => byCell[cells[customer]!]?.(before.paid(customer), after.paid(customer)) ?? 0,
    );
    shares.set(key, share);
    return share;
  };

  const goals = migrationPlans(behaviour.migration, planIds);
  const going = once(() => {
    const bills = (side: number, moment: Moment): Bills => billsOf(sides[side]!, moment.measured, scale);
    const index = plans.map((plan) => goals.indexOf(plan));
    const may = plans.map((plan) => goals.map((goal) => mayGo(given.plans, plan, goal)));
    const { who, atLeast } = behaviour.migration!;
    const choice = (own: 'base' | 'own', onPlan: 'onPlan' | 'onPlanBefore'): Choice => ({
      own: moments.map((moment) => bills(moment[own], moment)),
      onPlan: goals.map((plan) =>
        moments[0]?.[onPlan].has(plan) ? moments.map((moment) => bills(moment[onPlan].get(plan)!, moment)) : undefined,
      ),
    });
    return destinations({
      ...{ size, atLeast, scale },
      after: choice('own', 'onPlan'),
      before: who === 'affected' ? choice('base', 'onPlanBefore') : undefined,
      ownPlan: (customer) => index[population.plan[customer]!] ?? STAYS,
      may: (customer, plan) => may[population.plan[customer]!]![plan]!,
    });
  });
  const moving = scaling(values.inertia ? subtract(ONE, divide(values.inertia, rational(100n))) : { n: 0n, d: 1n });

  /** Who stands where in a moment, of those who have the candidate (`joined`) and have not left (`alive`). */
  const settle = (on: ReadonlySet<Response>, { joined, alive }: Cohort, moment: Moment, phase: Rational) => {
    // A scaling remembers its last weight: one for each of three.
    const [growAll, growJoined, growAlive] = [moment.growth, moment.growth, moment.growth].map(scaling);
    const to = on.has('migration') ? going() : undefined;
    const columns = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(size));
    const [notYet, stay, left] = columns(3);
    const moved = columns(to ? goals.length : 0);
    const takers = on.has('take-up') ? entries : [];
    const takenUp = columns(takers.length > 0 ? takenPlans.length : 0);
    for (let customer = 0; customer < size; customer += 1) {
      const having = growJoined!(joined[customer]!);
      let rest = growAlive!(alive[customer]!);
      notYet![customer] = growAll!(weight[customer]!) - having;
      left![customer] = having - rest;
      const plan = to?.[customer] ?? STAYS;
      if (plan !== STAYS) {
        const movers = moving(rest);
        moved[plan]![customer] = movers;
        rest -= movers;
      }
      const stayed = rest;
      for (let entry = 0; entry < takers.length; entry += 1) {
        const { ours, share, to: plan } = takers[entry]!;
        if (!ours[cells[customer]!]) continue;
        const part = Math.min(rest, share(stayed));
        takenUp[plan]![customer]! += part;
        rest -= part;
      }
      stay![customer] = rest;
    }
    const newcomers = columns(on.has('new-customers') ? takenPlans.length : 0);
    for (const entry of newcomers.length > 0 ? entries : []) {
      const sum = newcomers[entry.to]!;
      const come = entry.newcomers(phase);
      for (let customer = 0; customer < size; customer += 1) sum[customer]! += come[customer]!;
    }
    return { notYet: notYet!, stay: stay!, left: left!, moved, takenUp, newcomers };
  };

  return (on) => {
    const cohort: Cohort = { joined: new Float64Array(size), alive: new Float64Array(size) };
    const shared = sharing();
    return moments.map((moment, index): Peopled => {
      const phase = on.has('phase-in') ? phasedIn(behaviour.phaseIn, index) : ONE;
      join(cohort, weight, phase);
      // Without a path there is one step: the bills of all measured months decide, and who leaves is gone from all of them.
      const leave = on.has('churn') ? leavers(path ? moment : whole!) : undefined;
      const after = leave && { ...cohort, alive: cohort.alive.map((by, who) => by - shareOf(by, leave[who]!)) };
      const at = settle(on, (!path && after) || cohort, moment, phase);
      // With a path, who leaves after this month's bills is not there in the next.
      if (path && after) cohort.alive.set(after.alive);

      const standings: Standing[] = [];
      const stand = (role: Part['role'], plan: string | undefined, side: number, by: Float64Array, name: string) => {
        if (by.some((value) => value !== 0)) {
          standings.push({ role, onPlan: plan, side: sides[side]!, weight: shared(`${role} ${name}`, by) });
        }
      };
      const billedOn = (plan: string): number => moment.onPlan.get(plan)!;
      stand('not-yet', undefined, moment.base, at.notYet, '');
      stand('stay', undefined, on.has('elasticity') ? moment.own : moment.plain, at.stay, '');
      for (const [goal, by] of at.moved.entries()) stand('moved', goals[goal], billedOn(goals[goal]!), by, `${goal}`);
      for (const [plan, by] of at.takenUp.entries()) {
        stand('taken-up', takenPlans[plan], billedOn(takenPlans[plan]!), by, `${plan}`);
      }
      for (const [plan, by] of at.newcomers.entries()) {
        stand('new', takenPlans[plan], billedOn(takenPlans[plan]!), by, `${plan}`);
      }
      const [first] = standings;
      const alone = standings.length === 1 && first?.role === 'stay' && !leave ? first : undefined;
      return {
        moment,
        at: moment.measured === undefined ? undefined : index,
        standings: alone ? [{ ...alone, role: 'all' }] : standings,
        left: leave && shared('left', at.left),
      };
    });
  };
}

const leavingOf = ({ points, chosen }: Given['values']['churn'][number]): Leaving => leaving({ points, scale: chosen });
