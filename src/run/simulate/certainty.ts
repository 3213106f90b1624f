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
import { type Intervals, intervalsOf, type Measured } from '../../simulation/certainty/intervals.ts';
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
  const { size } = population;
  const both = (of: (world: World) => Float64Array) => ({ before: of(worlds.before), after: of(worlds.after) });
  const revenue = both((world) => contributionsOf(world, size, ({ net }, row) => net[row]!));
  const billed = both((world) => contributionsOf(world, size, ({ total }, row) => total[row]!));
  const measures: Measured[] = [
    { id: 'revenue', ...revenue },
    { id: 'billed', ...billed },
    { id: 'arpu', ...revenue, by: both((world) => monthsOf(world, size)) },
  ];
  const partitions = [
    { id: 'plan', of: population.plan, count: population.plans.length },
    { id: 'segment', of: population.segment, count: population.segments.length },
  ];
  const intervals = intervalsOf({ population, measures, partitions, certainty, decimals });
  const around = (
    change: Change,
    id: string,
    group?: { readonly partition: string; readonly index: number },
  ): Change => {
    const { interval } = intervals.of(id, change, group);
    return interval ? { ...change, interval } : change;
  };
  const rows = (groups: readonly GroupRow[], partition: string, names: readonly string[]): GroupRow[] =>
    groups.map((row) => {
      const index = names.indexOf(row.name);
      if (index < 0) return row;
      const group = { partition, index };
      return {
        ...row,
        ...(row.revenue && { revenue: around(row.revenue, 'revenue', group) }),
        ...(row.billed && { billed: around(row.billed, 'billed', group) }),
        ...(row.arpu && { arpu: around(row.arpu, 'arpu', group) }),
      };
    });
  return {
    impact: {
      ...impact,
      revenue: around(impact.revenue, 'revenue'),
      billed: around(impact.billed, 'billed'),
      arpu: around(impact.arpu, 'arpu'),
      plans: rows(impact.plans, 'plan', population.plans),
      segments: rows(impact.segments, 'segment', population.segments),
    },
    method: intervals.method,
    notes: intervals.notes,
  };
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
  const sets = await evaluateSets(numbers, ask, decimals);
  const bars = tornado
    ? await evaluateTornado({ tornado, changed: changedPrices(base, candidate), services, numbers }, ask)
    : { bars: [], notes: [] };
  const prices: CertaintyResult['breakEven'][number][] = [];
  const problems: Problem[] = [];
  for (const question of breakEven) {
    const now = priceAt(candidate, question.lever);
    if (now.value) prices.push(await findBreakEven(question, now.value, ask, decimals));
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
