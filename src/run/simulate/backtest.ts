/** A change that has happened: usage after it is rated as it was, and held against what is predicted from usage before it. */

import { formatUnits } from '../../exact/rational.ts';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { hasErrors, type Outcome, type Problem } from '../../problems/problem.ts';
import { count, counted } from '../../reporting/amounts.ts';
import { backtestScores } from '../../simulation/backtest.ts';
import { MILLION } from '../../simulation/population.ts';
import type { BacktestResult, Impact } from '../../simulation/result.ts';
import { populationOfColumns, total } from '../../simulation/weights/population-of.ts';
import type { WorkerPool } from '../pool.ts';
import { checkRatable, heldOfCustomers } from './check-ratable.ts';
import { measuresOfServices } from './model.ts';
import { openUsageOf } from './open-population.ts';
import { populationRater } from './rate-population.ts';
import type { SimulationInputs } from './read-inputs.ts';
import type { SimulationHooks, SimulationOptions } from './run-simulation.ts';
import { placesOf } from './usage-files.ts';
import { asNote, usagePeriod } from './usage-period.ts';

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
export async function backtest(asked: BacktestAsked): Promise<{
  readonly value: BacktestResult | undefined;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}> {
  const { inputs, candidate, pool, options, hooks, impact } = asked;
  const { backtest: past, population } = inputs.assumptions;
  if (!past) return { value: undefined, notes: [], problems: [] };
  const opened = await openUsageOf(options.root, past.usage, past.data, placesOf(inputs.assumptions, 'backtest'), {
    cache: undefined,
  });
  if (!opened.value) return { value: undefined, notes: [], problems: opened.problems };
  try {
    const plain = { ...population, sample: undefined, segments: undefined, standsFor: undefined, calibrate: [] };
    const made: Outcome<ReturnType<typeof chosen>> = chosenOf(
      populationOfColumns(opened.value.customers, { population: plain }),
    );
    if (!made.value) return { value: undefined, notes: [], problems: made.problems };
    const actual = made.value;
    const held = heldOfCustomers(opened.value.customers, undefined);
    const unratable = checkRatable(held, [{ name: 'the candidate', plans: candidate }], past.place);
    if (unratable.length > 0) return { value: undefined, notes: [], problems: unratable };
    const rate = populationRater(
      { usage: opened.value },
      { population: actual, invoices: past.invoices, pool, signal: hooks.signal, timeoutMs: options.timeoutMs },
    );
    const services = [...new Set(opened.value.coding.kinds.map(({ service }) => service))];
    const rated = await rate({ sides: [{ plans: candidate }], measures: measuresOfServices(services) });
    const { rows, sides } = rated;
    const place = inputs.assumptions.places?.get('backtest.invoices') ?? past.place;
    const period = await usagePeriod(
      { invoices: past.invoices, place, usage: opened.value, mapping: past.usage, services: services.length },
      rated,
    );
    const { records } = rated;
    const { unrated } = sides[0]!;
    const lost: Problem[] =
      unrated === 0
        ? []
        : [
            {
              ...{ code: 'SIM-UNRATABLE', severity: 'error', place: past.place },
              message: `${count(unrated)} of ${counted(records, 'usage record')} of the backtest ${unrated === 1 ? 'matches' : 'match'} no charge: what was billed would be too little`,
              fix: 'add the charge to the plan, or take these records out of the usage files of the backtest',
            },
          ];
    const problems = [...opened.problems, ...made.problems, ...period, ...lost];
    if (hasErrors(problems)) return { value: undefined, notes: [], problems };
    const { net, scale } = sides[0]!;
    const bySegment = actual.segments.map(() => 0n);
    net.forEach((amount, row) => {
      const customer = rows.customer[row]!;
      const segment = actual.segment[customer]!;
      bySegment[segment] = bySegment[segment]! + BigInt(amount) * BigInt(actual.weight[customer]!);
    });
    const text = (sum: bigint): string => formatUnits(sum, scale + DIGITS);
    const currency = inputs.sides.basePlans.histories.values().next().value?.versions[0]?.currency;
    const notes = unlike(impact, Number(total(actual.weight)) / MILLION, rows.months.length);
    const scores = backtestScores({
      ...{ predicted: impact.revenue, segments: impact.segments, decimals: currency?.decimals ?? 2 },
      actual: text(bySegment.reduce((sum, one) => sum + one, 0n)),
      actualOf: new Map(actual.segments.map((name, index) => [name, text(bySegment[index]!)])),
    });
    const value = notes.length === 0 ? scores : { ...scores, unlike: notes };
    return { value, notes: [...period.map(asNote), ...notes], problems };
  } finally {
    opened.value.close();
  }
}

/** Customers come and go from month to month; so many percent more or fewer are another population. */
const AS_MANY = 10;

/** What makes prediction and bills two different things: more than an error of the prediction. */
function unlike({ customers, months }: Impact, billed: number, billedMonths: number): string[] {
  const predicted = Number(customers.before);
  const apart = (predicted > billed ? predicted - billed : billed - predicted) * 100 > AS_MANY * billed;
  const also = 'its errors are also that difference.';
  return [
    ...(apart
      ? [
          `The backtest predicts for ${whole(predicted)} customers and was held against the bills of ${whole(billed)}: ${also}`,
        ]
      : []),
    ...(months.length === billedMonths
      ? []
      : [
          `The backtest predicts ${counted(months.length, 'month')} and was held against the bills of ${counted(billedMonths, 'month')}: ${also}`,
        ]),
  ];
}

/** Customers, for people. */
const whole = (customers: number): string => count(Math.round(customers));

/** Digits of weights. */
const DIGITS = `${MILLION}`.length - 1;

const chosen = ({ population }: NonNullable<ReturnType<typeof populationOfColumns>['value']>) => population;
const chosenOf = (made: ReturnType<typeof populationOfColumns>): Outcome<ReturnType<typeof chosen>> =>
  made.value ? { value: chosen(made.value), problems: made.problems } : made;
