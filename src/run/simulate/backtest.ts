/** A change that has happened: usage after it is rated as it was, and held against what is predicted from usage before it. */

import { formatUnits } from '../../exact/rational.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { backtestScores } from '../../simulation/backtest.ts';
import { MILLION } from '../../simulation/population.ts';
import type { BacktestResult, Impact } from '../../simulation/result.ts';
import { populationOfColumns } from '../../simulation/weights/population-of.ts';
import type { WorkerPool } from '../pool.ts';
import { openUsageOf, placesOf } from './open-population.ts';
import { populationRater } from './rate-population.ts';
import type { SimulationInputs } from './read-inputs.ts';
import type { SimulationHooks, SimulationOptions } from './run-simulation.ts';

interface BacktestAsked {
  readonly inputs: SimulationInputs;
  readonly candidate: CompiledPlans;
  readonly pool: WorkerPool | undefined;
  readonly options: SimulationOptions;
  readonly hooks: SimulationHooks;
  /** What is predicted: with behaviour where any is assumed. */
  readonly impact: Impact;
}

/** A value only where a backtest is asked for. */
export async function backtest(
  asked: BacktestAsked,
): Promise<{ readonly value: BacktestResult | undefined; readonly problems: readonly Problem[] }> {
  const { inputs, candidate, pool, options, hooks, impact } = asked;
  const { backtest: past, population } = inputs.assumptions;
  if (!past) return { value: undefined, problems: [] };
  const opened = await openUsageOf(options.root, past.usage, past.data, placesOf(inputs.assumptions, 'backtest'), {
    cache: undefined,
  });
  if (!opened.value) return { value: undefined, problems: opened.problems };
  try {
    const plain = { ...population, sample: undefined, segments: undefined, standsFor: undefined, calibrate: [] };
    const made: Outcome<ReturnType<typeof chosen>> = chosenOf(
      populationOfColumns(opened.value.customers, { population: plain }),
    );
    if (!made.value) return { value: undefined, problems: made.problems };
    const actual = made.value;
    const rate = populationRater(
      { usage: opened.value },
      { population: actual, invoices: past.invoices, pool, signal: hooks.signal, timeoutMs: options.timeoutMs },
    );
    const { rows, sides } = await rate({ sides: [{ plans: candidate }], measures: [] });
    const { net, scale } = sides[0]!;
    const bySegment = actual.segments.map(() => 0n);
    net.forEach((amount, row) => {
      const customer = rows.customer[row]!;
      const segment = actual.segment[customer]!;
      bySegment[segment] = bySegment[segment]! + BigInt(amount) * BigInt(actual.weight[customer]!);
    });
    const text = (sum: bigint): string => formatUnits(sum, scale + DIGITS);
    const currency = inputs.sides.basePlans.histories.values().next().value?.versions[0]?.currency;
    const value = backtestScores({
      ...{ predicted: impact.revenue, segments: impact.segments, decimals: currency?.decimals ?? 2 },
      actual: text(bySegment.reduce((sum, one) => sum + one, 0n)),
      actualOf: new Map(actual.segments.map((name, index) => [name, text(bySegment[index]!)])),
    });
    return { value, problems: opened.problems };
  } finally {
    opened.value.close();
  }
}

/** Digits of weights. */
const DIGITS = `${MILLION}`.length - 1;

const chosen = ({ population }: NonNullable<ReturnType<typeof populationOfColumns>['value']>) => population;
const chosenOf = (made: ReturnType<typeof populationOfColumns>): Outcome<ReturnType<typeof chosen>> =>
  made.value ? { value: chosen(made.value), problems: made.problems } : made;
