/** How certain a result is: intervals where customers are a sample, and the same question with other assumptions. */

import { formatRational } from '../../exact/rational.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Outcome } from '../../problems/problem.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { assumedNumbers } from '../../simulation/behaviour/values.ts';
import { BeyondExact } from '../../simulation/beyond-exact.ts';
import type { World } from '../../simulation/bills.ts';
import { findBreakEven } from '../../simulation/certainty/break-even.ts';
import { contributionsOf, costsOf } from '../../simulation/certainty/contributions.ts';
import { type Asked, type Evaluate, type Evaluated, remembered } from '../../simulation/certainty/evaluate.ts';
import { type Estimated, type Intervals, intervalsOf, type Measured } from '../../simulation/certainty/intervals.ts';
import { drawMonteCarlo } from '../../simulation/certainty/monte-carlo.ts';
import { evaluateSets } from '../../simulation/certainty/sets.ts';
import { LIBRARY } from '../../simulation/certainty/statistics.ts';
import { evaluateTornado, tornadoBars } from '../../simulation/certainty/tornado.ts';
import type { CostsGiven } from '../../simulation/impact/costs.ts';
import { alike, MONTHS, NET, TOTAL } from '../../simulation/impact/parts.ts';
import { changedPrices, nameOf, priceAt } from '../../simulation/levers.ts';
import type { Population } from '../../simulation/population.ts';
import type { CertaintyResult, Change, GroupRow, Impact } from '../../simulation/result.ts';
import { PopulationError } from './rate-population.ts';
import type { UntilStopped } from './until-stopped.ts';
import { asNote } from './usage-period.ts';

interface IntervalsOf {
  readonly certainty: Assumptions['certainty'];
  readonly decimals: number;
  /** Those of the impact. */
  readonly costs?: CostsGiven | undefined;
}

/** With intervals beside the changes of an impact: of the whole, and by plan and segment. */
export function withIntervals(
  impact: Impact,
  worlds: Sides,
  population: Population,
  { certainty, decimals, costs }: IntervalsOf,
): { readonly impact: Impact; readonly method: Intervals['method']; readonly notes: readonly string[] } {
  if (population.kind === 'full') return { impact, method: 'none', notes: [] };
  const [before, after] = alike(worlds.before, worlds.after) as [World, World];
  const sides = { before, after };
  const costOf = costs && costsOf([before, after], costs, population);
  const given = { population, decimals, costOf };
  const measures = measuresOf(sides, given);
  const plan = { id: 'plan', of: population.plan, count: population.plans.length };
  const segment = { id: 'segment', of: population.segment, count: population.segments.length };
  // Where customers change plans, one is in the row of one plan before and in that of another after.
  const change = [...before.parts, ...after.parts].some(({ onPlan }) => onPlan !== undefined);
  const partitions = change ? [segment] : [plan, segment];
  const intervals = intervalsOf({ population, measures, partitions, certainty, decimals });
  const told = (one: Change, { interval, percent }: Estimated): Change => ({
    ...one,
    ...(interval && { interval }),
    ...(percent && { percentInterval: percent }),
  });
  const around = (one: Change, id: string): Change => told(one, intervals.of(id, one));
  const row = (one: GroupRow, estimate: (id: string, around: Change) => Estimated): GroupRow => ({
    ...one,
    ...(one.revenue && { revenue: told(one.revenue, estimate('revenue', one.revenue)) }),
    ...(one.billed && { billed: told(one.billed, estimate('billed', one.billed)) }),
    ...(one.margin && { margin: told(one.margin, estimate('margin', one.margin)) }),
    ...(one.arpu && { arpu: told(one.arpu, estimate('arpu', one.arpu)) }),
  });
  const rows = (groups: readonly GroupRow[], partition: string, names: readonly string[]): GroupRow[] =>
    groups.map((one) => {
      const index = names.indexOf(one.name);
      return index < 0 ? one : row(one, (id, of) => intervals.of(id, of, { partition, index }));
    });
  const onPlans = (groups: readonly GroupRow[]): GroupRow[] => {
    const of = planIntervals(groups, sides, given, certainty);
    return groups.map((one) => row(one, (id, exact) => of.of(`${id} ${one.name}`, exact)));
  };
  return {
    impact: {
      ...impact,
      revenue: around(impact.revenue, 'revenue'),
      billed: around(impact.billed, 'billed'),
      cost: impact.cost && around(impact.cost, 'cost'),
      margin: impact.margin && around(impact.margin, 'margin'),
      arpu: around(impact.arpu, 'arpu'),
      plans: change ? onPlans(impact.plans) : rows(impact.plans, 'plan', population.plans),
      segments: rows(impact.segments, 'segment', population.segments),
    },
    method: intervals.method,
    notes: intervals.notes,
  };
}

/** How much usage responds follows from prices that these customers paid; they are not found again in each resample. */
export const notesOfResponses = (
  { elasticity }: Assumptions['behaviour'],
  method: Intervals['method'],
): readonly string[] =>
  method === 'none' || elasticity.length === 0
    ? []
    : [
        'Intervals of what is assumed take it as known by how much prices change, which was found from the same sampled customers: with other customers usage would follow other prices. Where few customers pay for usage the intervals are too narrow.',
      ];

interface Sides {
  readonly before: World;
  readonly after: World;
}

interface Given {
  readonly population: Population;
  readonly decimals: number;
  /** Only where costs are given. */
  readonly costOf: ((world: World) => Float64Array) | undefined;
}

/** Of the quotient of money and months: as the impact tells it. */
const MORE_DECIMALS = 2;

/** What is estimated, by customer; `plan`: of that row. */
function measuresOf(
  { before, after }: Sides,
  { population: { size }, decimals, costOf }: Given,
  plan?: string,
): Measured[] {
  const both = (of: (world: World) => Float64Array) => ({ before: of(before), after: of(after) });
  const summed = (pick: typeof NET) => both((world) => contributionsOf(world, size, pick));
  const id = (measure: string): string => (plan === undefined ? measure : `${measure} ${plan}`);
  const revenue = summed(NET);
  const cost = costOf && both(costOf);
  const left = (side: keyof Sides): Float64Array => revenue[side].map((own, customer) => own - cost![side][customer]!);
  return [
    { id: id('revenue'), ...revenue },
    { id: id('billed'), ...summed(TOTAL) },
    { id: id('arpu'), ...revenue, by: summed(MONTHS), decimals: decimals + MORE_DECIMALS },
    // Of plans and segments their margin is told, not their cost.
    ...(cost && plan === undefined ? [{ id: id('cost'), ...cost, isWhole: true }] : []),
    ...(cost ? [{ id: id('margin'), before: left('before'), after: left('after') }] : []),
  ];
}

/** Of each plan, what is billed to those who are on it in each world; in the same draws as everything else. */
function planIntervals(
  groups: readonly GroupRow[],
  { before, after }: Sides,
  given: Given,
  certainty: Assumptions['certainty'],
): Intervals {
  const { population, decimals } = given;
  const measures = groups.flatMap(({ name }) => {
    const index = population.plans.indexOf(name);
    const on = (world: World): World => ({
      ...world,
      parts: world.parts.flatMap((part) => {
        if (part.onPlan !== undefined) return part.onPlan === name ? [part] : [];
        const weight = part.weight.map((by, customer) => (population.plan[customer] === index ? by : 0));
        return [{ ...part, weight }];
      }),
    });
    return measuresOf({ before: on(before), after: on(after) }, given, name);
  });
  return intervalsOf({ population, measures, partitions: [], certainty, decimals });
}

export interface QuestionsAsked {
  readonly assumptions: Assumptions;
  readonly base: CompiledPlans;
  readonly candidate: CompiledPlans;
  readonly services: readonly string[];
  readonly decimals: number;
  readonly evaluate: Evaluate;
  readonly until: UntilStopped;
}

interface Answering {
  readonly method: CertaintyResult['method'];
  /** Ratings of everybody that were asked for, of how many about. */
  readonly onAnswered: (done: number, of: number) => void;
}

/** A price that was asked for can have more digits than the plans have: of the plans as they are, everything was rated. */
const isTooLong = (error: unknown): boolean => error instanceof PopulationError || error instanceof BeyondExact;

/** A root is found in about so many ratings. */
const OF_A_ROOT = 10;

/** Sets, tornado, break-even and draws, as far as they are asked; each evaluation rates everybody again, or what of them is another. */
export async function answerQuestions(
  { assumptions, base, candidate, services, decimals, evaluate, until }: QuestionsAsked,
  { method, onAnswered }: Answering,
): Promise<Outcome<{ readonly certainty: CertaintyResult; readonly notes: readonly string[] }>> {
  const { certainty, tornado, breakEven, monteCarlo } = assumptions;
  const now = breakEven.map(({ lever }) => priceAt(candidate, lever));
  const problems = now.flatMap((price) => price.problems);
  if (now.some(({ value }) => !value)) return { problems };
  const numbers = assumedNumbers(assumptions);
  const changed = changedPrices(base, candidate);
  const held = tornado ? tornadoBars({ tornado, changed, services, numbers }) : 0;
  let expected = 2 + 2 * held + OF_A_ROOT * breakEven.length + (monteCarlo?.draws ?? 0);
  let asked = 0;
  const ask = remembered(async (question) => {
    until.check();
    const answer = await evaluate(question);
    asked += 1;
    expected = Math.max(expected, asked);
    onAnswered(asked, expected);
    return answer;
  }, numbers);
  const sets = await until.stopped('the sets of assumptions', () => evaluateSets(numbers, ask, decimals));
  const bars =
    tornado &&
    (await until.stopped('the tornado', () => evaluateTornado({ tornado, changed, services, numbers }, ask)));
  const prices: CertaintyResult['breakEven'][number][] = [];
  for (const [index, question] of breakEven.entries()) {
    const found = await until.stopped(`the break-even price of ${question.lever.charge}`, () =>
      findBreakEven(question, now[index]!.value!, ask, { digits: decimals, isTooLong }).catch((error: unknown) => {
        if (!isTooLong(error)) throw error;
        return { untold: (error as Error).message };
      }),
    );
    if (found && 'untold' in found) {
      const { lever } = question;
      const message = `the break-even price of ${nameOf(lever)} was not found: ${found.untold}`;
      const fix = 'take out the question, or let the plan round the lines of the charge';
      problems.push({ code: 'SIM-UNRATABLE', severity: 'warning', message, place: lever.place, fix });
    } else if (found) prices.push(found);
  }
  const { confidence } = certainty;
  // Draws that are finished stand by themselves.
  const drawOrStop = (question: Asked): Promise<Evaluated | undefined> =>
    until.stopped('draws of Monte Carlo', () => ask(question));
  const drawn = monteCarlo && (await drawMonteCarlo({ monteCarlo, numbers, confidence, decimals }, drawOrStop));
  const value: CertaintyResult = {
    ...{ method, confidence: formatRational(confidence), resamples: certainty.resamples, seed: certainty.seed },
    ...{
      library: LIBRARY,
      sets: sets?.sets,
      tornado: bars?.bars ?? [],
      breakEven: prices,
      monteCarlo: drawn?.monteCarlo,
    },
  };
  const notes = [sets?.notes, bars?.notes, problems.map(asNote), drawn?.notes].flatMap((told) => told ?? []);
  return { value: { certainty: value, notes }, problems };
}
