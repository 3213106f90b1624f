/** Worlds from bills and responses: who is billed on which side in which month, and how many of them. */

import { divide, ONE, type Rational, rational, subtract } from '../../exact/rational.ts';
import type { Part, World } from '../bills.ts';
import type { Behavioural } from '../result.ts';
import { type Leaving, leaving } from './churn.ts';
import { destinations, migrationPlans, STAYS } from './migration.ts';
import { type Cohort, join, phasedIn } from './phase-in.ts';
import type { BehaviourInput, Moment, UsageRow } from './plan.ts';
import { type Bills, billsOf, commonScale, type RatedSide } from './sides.ts';
import { takings } from './take-up.ts';
import { type Told, tellBehaviour } from './tell.ts';
import { scaling, shareOf } from './weights.ts';
import { cellOf, firstByCell } from './whom.ts';

export type Response = Behavioural['responses'][number]['response'];

/** The order in which responses are taken in. */
export const RESPONSES: readonly Response[] = [
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

export function worldsOf(given: Given): BehaviourWorlds {
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
  const people = peopling(given);
  const world = (moments: readonly Peopled[]): World => ({
    months: given.months,
    parts: moments.flatMap((peopled) => partsOf(peopled, given.months)),
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

/** Rows of all measured months are one part where those are the months of the result, and a part each where they are not. */
function partsOf({ moment, at, standings }: Peopled, months: readonly string[]): Part[] {
  return standings.flatMap(({ role, onPlan, side: { bills, rows }, weight }): Part[] => {
    const part = { bills, rows, weight, onPlan, role };
    if (moment.measured !== undefined) {
      const month = rows.months.indexOf(moment.measured);
      return month === -1 ? [] : [{ ...part, month, at }];
    }
    const same = rows.months.length === months.length && rows.months.every((label, index) => label === months[index]);
    if (same) return [{ ...part, month: undefined, at: undefined }];
    return rows.months.flatMap((label, month) => {
      const place = months.indexOf(label);
      return place === -1 ? [] : [{ ...part, month, at: place }];
    });
  });
}

/** The base: everybody in every moment. */
function everybody({ moments, sides, population, assumptions }: Given): Peopled[] {
  const shared = sharing();
  return moments.map((moment, index) => ({
    moment,
    at: assumptions.path ? index : undefined,
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
function peopling(given: Given): (on: ReadonlySet<Response>) => readonly Peopled[] {
  const { assumptions, values, population, sides, rows, planIds } = given;
  const { path, behaviour } = assumptions;
  const { size, weight, plans } = population;
  const scale = commonScale(sides);
  const cells = Uint32Array.from({ length: size }, (_, customer) => cellOf(population, customer));
  const taken = takings(values, population, rows);
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
    const all = given.moments;
    const bills = (side: number, moment: Moment): Bills => billsOf(sides[side]!, moment.measured, scale);
    const index = plans.map((plan) => goals.indexOf(plan));
    return destinations(
      size,
      {
        own: all.map((moment) => bills(moment.own, moment)),
        onPlan: goals.map((plan) => all.map((moment) => bills(moment.onPlan.get(plan)!, moment))),
      },
      (customer) => index[population.plan[customer]!] ?? STAYS,
      behaviour.migration!.atLeast,
      scale,
    );
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
    const takenUp = columns(on.has('take-up') ? taken.length : 0);
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
      for (const [entry, column] of takenUp.entries()) {
        const { ours, share } = taken[entry]!;
        if (!ours[cells[customer]!]) continue;
        column[customer] = Math.min(rest, share(stayed));
        rest -= column[customer]!;
      }
      stay![customer] = rest;
    }
    const newcomers = on.has('new-customers') ? taken.map((one) => one.newcomers(phase)) : [];
    return { notYet: notYet!, stay: stay!, left: left!, moved, takenUp, newcomers };
  };

  return (on) => {
    const moments = on.has('phase-in') && !path ? byMonth(given) : given.moments;
    const cohort: Cohort = { joined: new Float64Array(size), alive: new Float64Array(size) };
    const shared = sharing();
    return moments.map((moment, index): Peopled => {
      const phase = on.has('phase-in') ? phasedIn(behaviour.phaseIn, index) : ONE;
      join(cohort, weight, phase);
      // Without a path there is one step: the bills of all measured months decide, and who leaves is gone from all of them.
      const leave = on.has('churn') ? leavers(path ? moment : given.moments[0]!) : undefined;
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
      for (const [entry, by] of at.takenUp.entries()) {
        stand('taken-up', taken[entry]!.plan, billedOn(taken[entry]!.plan), by, `${entry}`);
      }
      for (const [entry, by] of at.newcomers.entries()) {
        stand('new', taken[entry]!.plan, billedOn(taken[entry]!.plan), by, `${entry}`);
      }
      const [first] = standings;
      const alone = standings.length === 1 && first?.role === 'stay' && !leave ? first : undefined;
      return {
        moment,
        at: path || moment.measured !== undefined ? index : undefined,
        standings: alone ? [{ ...alone, role: 'all' }] : standings,
        left: leave && shared('left', at.left),
      };
    });
  };
}

/** The measured months one by one: without a path they are the months in which the candidate is phased in. */
const byMonth = ({ moments: [all], months }: Given): readonly Moment[] =>
  months.map((measured) => ({ ...all!, measured }));

const leavingOf = ({ points, chosen }: Given['values']['churn'][number]): Leaving => leaving({ points, scale: chosen });
