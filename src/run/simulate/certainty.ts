/** How certain a result is: intervals where customers are a sample, and the same question with other assumptions. */

import { formatRational } from '../../exact/rational.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Outcome } from '../../problems/problem.ts';
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
import { evaluateTornado, tornadoBars } from '../../simulation/certainty/tornado.ts';
import { changedPrices, priceAt } from '../../simulation/levers.ts';
import type { Population } from '../../simulation/population.ts';
import type { CertaintyResult, Change, GroupRow, Impact } from '../../simulation/result.ts';
import type { UntilStopped } from './until-stopped.ts';

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
  readonly until: UntilStopped;
}

interface Answering {
  readonly method: CertaintyResult['method'];
  /** Ratings of everybody that were asked for, of how many about. */
  readonly onAnswered: (done: number, of: number) => void;
}

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
  const none = { notes: [] };
  const sets = (await until.stopped('the sets of assumptions', () => evaluateSets(numbers, ask))) ?? none;
  const bars = tornado
    ? ((await until.stopped('the tornado', () => evaluateTornado({ tornado, changed, services, numbers }, ask))) ??
      none)
    : none;
  const prices: CertaintyResult['breakEven'][number][] = [];
  for (const [index, question] of breakEven.entries()) {
    const found = await until.stopped(`the break-even price of ${question.lever.charge}`, () =>
      findBreakEven(question, now[index]!.value!, ask),
    );
    if (found) prices.push(found);
  }
  const { confidence } = certainty;
  const drawn = monteCarlo
    ? ((await until.stopped('the draws of Monte Carlo', () =>
        drawMonteCarlo({ monteCarlo, numbers, confidence, decimals }, ask),
      )) ?? none)
    : none;
  const value: CertaintyResult = {
    ...{ method, confidence: formatRational(confidence), resamples: certainty.resamples, seed: certainty.seed },
    ...{ library: LIBRARY, breakEven: prices },
    sets: 'sets' in sets ? sets.sets : undefined,
    tornado: 'bars' in bars ? bars.bars : [],
    monteCarlo: 'monteCarlo' in drawn ? drawn.monteCarlo : undefined,
  };
  const notes = [...sets.notes, ...bars.notes, ...drawn.notes];
  return { value: { certainty: value, notes }, problems };
}
