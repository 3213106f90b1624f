/** How certain a result is: intervals where customers are a sample, and the same question with other assumptions. */

import { formatRational } from '../../exact/rational.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { assumedNumbers } from '../../simulation/behaviour/values.ts';
import type { World } from '../../simulation/bills.ts';
import { findBreakEven } from '../../simulation/certainty/break-even.ts';
import { contributionsOf, monthsOf } from '../../simulation/certainty/contributions.ts';
import { type Evaluate, remembered } from '../../simulation/certainty/evaluate.ts';
import { type Estimated, type Intervals, intervalsOf, type Measured } from '../../simulation/certainty/intervals.ts';
import { drawMonteCarlo } from '../../simulation/certainty/monte-carlo.ts';
import { evaluateSets } from '../../simulation/certainty/sets.ts';
import { LIBRARY } from '../../simulation/certainty/statistics.ts';
import { evaluateTornado } from '../../simulation/certainty/tornado.ts';
import { changedPrices, priceAt } from '../../simulation/levers.ts';
import type { Population } from '../../simulation/population.ts';
import type { CertaintyResult, Change, GroupRow, Impact } from '../../simulation/result.ts';

/** With intervals beside the changes of an impact: of the whole, and by plan and segment. */
export function withIntervals(
  impact: Impact,
  worlds: { readonly before: World; readonly after: World },
  population: Population,
  { certainty, decimals }: { readonly certainty: Assumptions['certainty']; readonly decimals: number },
): { readonly impact: Impact; readonly method: Intervals['method']; readonly notes: readonly string[] } {
  if (population.kind === 'full') return { impact, method: 'none', notes: [] };
  const measures = measuresOf(worlds, population.size);
  const plan = { id: 'plan', of: population.plan, count: population.plans.length };
  const segment = { id: 'segment', of: population.segment, count: population.segments.length };
  // Where customers change plans, one is in the row of one plan before and in that of another after.
  const change = [...worlds.before.parts, ...worlds.after.parts].some(({ onPlan }) => onPlan !== undefined);
  const partitions = change ? [segment] : [plan, segment];
  const intervals = intervalsOf({ population, measures, partitions, certainty, decimals });
  const told = (one: Change, { interval }: Estimated): Change => (interval ? { ...one, interval } : one);
  const around = (one: Change, id: string): Change => told(one, intervals.of(id, one));
  const row = (one: GroupRow, estimate: (id: string, around: Change) => Estimated): GroupRow => ({
    ...one,
    ...(one.revenue && { revenue: told(one.revenue, estimate('revenue', one.revenue)) }),
    ...(one.billed && { billed: told(one.billed, estimate('billed', one.billed)) }),
    ...(one.arpu && { arpu: told(one.arpu, estimate('arpu', one.arpu)) }),
  });
  const rows = (groups: readonly GroupRow[], partition: string, names: readonly string[]): GroupRow[] =>
    groups.map((one) => {
      const index = names.indexOf(one.name);
      return index < 0 ? one : row(one, (id, of) => intervals.of(id, of, { partition, index }));
    });
  const onPlans = (groups: readonly GroupRow[]): GroupRow[] => {
    const of = planIntervals(groups, worlds, population, { certainty, decimals });
    return groups.map((one) => row(one, (id, exact) => of.of(`${id} ${one.name}`, exact)));
  };
  return {
    impact: {
      ...impact,
      revenue: around(impact.revenue, 'revenue'),
      billed: around(impact.billed, 'billed'),
      arpu: around(impact.arpu, 'arpu'),
      plans: change ? onPlans(impact.plans) : rows(impact.plans, 'plan', population.plans),
      segments: rows(impact.segments, 'segment', population.segments),
    },
    method: intervals.method,
    notes: intervals.notes,
  };
}

/** What is estimated, by customer. */
function measuresOf({ before, after }: Sides, size: number, name = ''): Measured[] {
  const both = (of: (world: World) => Float64Array) => ({ before: of(before), after: of(after) });
  const revenue = both((world) => contributionsOf(world, size, ({ net }, row) => net[row]!));
  const billed = both((world) => contributionsOf(world, size, ({ total }, row) => total[row]!));
  return [
    { id: `revenue${name}`, ...revenue },
    { id: `billed${name}`, ...billed },
    { id: `arpu${name}`, ...revenue, by: both((world) => monthsOf(world, size)) },
  ];
}

interface Sides {
  readonly before: World;
  readonly after: World;
}

/** Of each plan, what is billed to those who are on it in each world; in the same draws as everything else. */
function planIntervals(
  groups: readonly GroupRow[],
  { before, after }: Sides,
  population: Population,
  { certainty, decimals }: { readonly certainty: Assumptions['certainty']; readonly decimals: number },
): Intervals {
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
    return measuresOf({ before: on(before), after: on(after) }, population.size, ` ${name}`);
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
}

/** Sets, tornado, break-even and draws, as far as they are asked; each evaluation rates everybody again. */
export async function answerQuestions(
  { assumptions, base, candidate, services, decimals, evaluate }: QuestionsAsked,
  method: CertaintyResult['method'],
): Promise<Outcome<{ readonly certainty: CertaintyResult; readonly notes: readonly string[] }>> {
  const { certainty, tornado, breakEven, monteCarlo } = assumptions;
  const numbers = assumedNumbers(assumptions);
  const ask = remembered(evaluate, numbers);
  const notes: string[] = [];
  const sets = await evaluateSets(numbers, ask);
  const bars = tornado
    ? await evaluateTornado({ tornado, changed: changedPrices(base, candidate), services, numbers }, ask)
    : { bars: [], notes: [] };
  const prices: CertaintyResult['breakEven'][number][] = [];
  const problems: Problem[] = [];
  for (const question of breakEven) {
    const now = priceAt(candidate, question.lever);
    if (now.value) prices.push(await findBreakEven(question, now.value, ask));
    else problems.push(...now.problems);
  }
  if (problems.length > 0) return { problems };
  const { confidence } = certainty;
  const drawn = monteCarlo
    ? await drawMonteCarlo({ monteCarlo, numbers, confidence, decimals }, ask)
    : { monteCarlo: undefined, notes: [] };
  notes.push(...sets.notes, ...bars.notes, ...drawn.notes);
  const value: CertaintyResult = {
    ...{ method, confidence: formatRational(confidence), resamples: certainty.resamples, seed: certainty.seed },
    ...{ library: LIBRARY, sets: sets.sets, tornado: bars.bars, breakEven: prices, monteCarlo: drawn.monteCarlo },
  };
  return { value: { certainty: value, notes }, problems: [] };
}
