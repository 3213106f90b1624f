/** `rateproof simulate`: what a change of plans does to revenue, from files to a finished simulation. */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { formatDay } from '../../calendar/day.ts';
import { timeZoneData } from '../../calendar/zone.ts';
import { formatRational, type Rational, rational } from '../../exact/rational.ts';
import { hasErrors, type Outcome, type Problem } from '../../problems/problem.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { noFullMonth } from '../../simulation/behaviour/full-months.ts';
import { BeyondExact } from '../../simulation/beyond-exact.ts';
import type { Measure, RatedPopulation, SideAsked, World } from '../../simulation/bills.ts';
import type { CostsGiven } from '../../simulation/impact/costs.ts';
import { type CustomerRow, customerRows } from '../../simulation/impact/customers.ts';
import { type ImpactAsked, type ImpactFound, impactOf } from '../../simulation/impact/impact.ts';
import { reachCounts } from '../../simulation/impact/reach.ts';
import { unchangedPrices, withPrices } from '../../simulation/levers.ts';
import type { Population } from '../../simulation/population.ts';
import type { Behavioural, CalibrationReport, Controls, Simulation } from '../../simulation/result.ts';
import { tellAssumptions } from '../../simulation/tell-assumptions.ts';
import { calibrate } from '../../simulation/weights/calibrate.ts';
import { inCustomers, total } from '../../simulation/weights/population-of.ts';
import { parseRate } from '../../units/quantity.ts';
import { Cache, columnCacheIn } from '../cache.ts';
import { type DataDigests, digestsOf } from '../data-digests.ts';
import type { RecordedSides } from '../diff/sides.ts';
import { Session } from '../session.ts';
import { rateproofVersion } from '../version.ts';
import { backtest } from './backtest.ts';
import { answerQuestions, notesOfResponses, withIntervals } from './certainty.ts';
import { revenueColumn, usageColumns } from './control-columns.ts';
import { Model, measuresOfServices } from './model.ts';
import { type OpenPopulation, openPopulation } from './open-population.ts';
import { PopulationError, populationRater } from './rate-population.ts';
import { RatedSides } from './rated-sides.ts';
import { readInputs, type SimulationInputs } from './read-inputs.ts';
import { simulationRecord } from './record-simulation.ts';
import { UntilStopped } from './until-stopped.ts';
import { asNote, usagePeriod } from './usage-period.ts';
import { whyOf } from './why.ts';
import { withAllowancesOf } from './with-allowances.ts';

export interface SimulationOptions {
  /** The project's folder; the others are inside it. */
  readonly root: string;
  /** The simulation, from the project's folder. */
  readonly file: string;
  readonly plansFolder?: string | undefined;
  readonly scenariosFolder?: string | undefined;
  /** As those of a comparison; where the simulation names a candidate, the base is the working tree unless it is told. */
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly mayLeadOut?: boolean | undefined;
  readonly recorded?: RecordedSides | undefined;
  /** Default: one a core. */
  readonly workers?: number | undefined;
  /** Takes the place of the seeds of all recipes. */
  readonly seed?: number | undefined;
  /** Whether parsed files and columns of usage are kept in .rateproof/cache; default false. */
  readonly cache?: boolean | undefined;
  readonly memoryLimit?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface SimulationHooks {
  /** Customers rated with both sides, then questions answered beyond the result, such as bars of a tornado. */
  readonly onProgress?: ((done: number, of: number, what: 'customers' | 'questions') => void) | undefined;
  /** Ends it early: a result is kept when both sides are rated, with the questions that are answered by then. */
  readonly signal?: AbortSignal | undefined;
}

export interface FinishedSimulation {
  readonly simulation: Simulation;
  /** A row a customer, static; as often as asked for. */
  readonly customers: () => Iterable<CustomerRow>;
  readonly inputs: SimulationInputs;
  readonly workers: number;
  /** Of the usage files, for the manifest. */
  readonly digests: DataDigests;
}

/** Problems without a value: nothing was simulated. Neither: it was stopped before both sides were rated. */
export async function runSimulation(
  options: SimulationOptions,
  hooks: SimulationHooks = {},
  kept?: Session,
): Promise<Outcome<FinishedSimulation>> {
  const session = kept ?? new Session();
  try {
    return await runIn(session, options, hooks);
  } finally {
    if (!kept) await session.close();
  }
}

async function runIn(
  session: Session,
  options: SimulationOptions,
  hooks: SimulationHooks,
): Promise<Outcome<FinishedSimulation>> {
  const { root, plansFolder = 'plans', scenariosFolder = 'scenarios', cache = false } = options;
  const read = readInputs(
    {
      ...{ root, plansFolder, scenariosFolder, cache, file: options.file, base: options.base, head: options.head },
      ...{ mayLeadOut: options.mayLeadOut ?? false, recorded: options.recorded, seed: options.seed },
    },
    session,
  );
  if (!read.value) return read;
  const inputs = read.value;
  const candidate = withPrices(inputs.sides.candidatePlans.compiled, inputs.assumptions.candidate?.prices ?? []);
  if (!candidate.value) return candidate;
  const workers = Math.max(1, options.workers ?? availableParallelism());
  // Threads start while the usage is opened.
  const pool = workers > 1 ? await session.pool(workers) : undefined;
  // Digests of what is read are made beside the reading of it, which leaves a processor half idle; rating does not.
  const over = new AbortController();
  let digests: Promise<DataDigests> | undefined;
  const startDigests = (): void => {
    digests ??= digestsOf(
      simulationRecord(options, inputs, false).data.map((path) => resolve(root, path)),
      cache ? new Cache(root) : undefined,
      over.signal,
    );
  };
  const opened = await openPopulation({
    ...{ root, assumptions: inputs.assumptions, recipes: inputs.recipes, plans: inputs.sides.basePlans },
    candidate: candidate.value,
    ...{ cache: cache ? columnCacheIn(root) : undefined, memoryLimit: options.memoryLimit, onReading: startDigests },
  });
  if (!opened.value) {
    over.abort();
    return opened;
  }
  const same = unchangedPrices(inputs.sides.candidatePlans.compiled, inputs.assumptions.candidate?.prices ?? []);
  const problems = [...read.problems, ...candidate.problems, ...same, ...opened.problems];
  startDigests();
  try {
    const work = { inputs, candidate: candidate.value, opened: opened.value, same, pool, workers, options, hooks };
    const made = await simulate(work);
    if (!made.value) return made;
    return { value: { ...made.value, digests: (await digests)! }, problems: [...problems, ...made.problems] };
  } catch (error) {
    if (hooks.signal?.aborted && error === hooks.signal.reason) return { problems: [] };
    if (!(error instanceof PopulationError || error instanceof BeyondExact)) throw error;
    const { place } = inputs.assumptions.population;
    const fix = 'correct the usage or the price that makes it so large, or let the plan round the lines of the charge';
    return { problems: [{ code: 'SIM-UNRATABLE', severity: 'error', message: error.message, place, fix }] };
  } finally {
    over.abort();
    opened.value.close();
  }
}

interface Work {
  readonly inputs: SimulationInputs;
  readonly candidate: SimulationInputs['sides']['candidatePlans']['compiled'];
  readonly opened: OpenPopulation;
  /** Prices that the candidate names and that are those of today. */
  readonly same: readonly Problem[];
  readonly pool: Parameters<typeof populationRater>[1]['pool'];
  readonly workers: number;
  readonly options: SimulationOptions;
  readonly hooks: SimulationHooks;
}

async function simulate(work: Work): Promise<Outcome<Omit<FinishedSimulation, 'digests'>>> {
  const { inputs, candidate, opened, pool, workers, options, hooks } = work;
  const { assumptions, sides } = inputs;
  const base = sides.basePlans.compiled;
  const { decimals, code } = currencyOf(work);
  const { measures, costs } = measuresOf(work);
  let isFirst = true;
  const rate = populationRater(opened.source, {
    ...{ population: opened.population, invoices: assumptions.invoices, pool, signal: hooks.signal },
    timeoutMs: options.timeoutMs,
    kept:
      options.cache && opened.usage?.files ? { cache: new Cache(options.root), usage: opened.usage.files } : undefined,
    onProgress: (customers) => {
      if (isFirst) hooks.onProgress?.(customers, opened.population.size, 'customers');
    },
  });

  // Both sides, in full, over the same customers; with them what the tables need besides.
  const allowances = withAllowancesOf(base, candidate);
  const others = otherPlansOf(work, code);
  const asked: SideAsked[] = [
    { plans: base },
    { plans: candidate },
    ...(allowances ? [{ plans: allowances }] : []),
    ...others.map((onPlan): SideAsked => ({ plans: candidate, onPlan })),
  ];
  const rated = await rate({ sides: asked, measures });
  isFirst = false;
  const unpassable = noFullMonth(assumptions, rated.coverage);
  if (unpassable) return { problems: [unpassable] };
  const period = await periodOf(work, rated);
  if (hasErrors(period)) return { problems: period };

  // The population as its control totals want it.
  const calibrated = calibration(work, rated, { measures, code });
  if (!calibrated.value) return calibrated;
  const { population, report } = calibrated.value;

  const known = new RatedSides(rate, measures);
  known.know(asked, rated);

  // What the change does, customers as they are.
  const model = new Model({
    ...{ assumptions, population, base, candidate, measures, rated: known, planIds: others, coverage: rated.coverage },
    impact: { decimals, shock: assumptions.shock, fewest: assumptions.fewest, costs },
  });
  const about: ImpactAsked = {
    ...{ population, decimals, costs, shock: assumptions.shock, fewest: assumptions.fewest },
    why: whyOf(rated, decimals),
  };
  const firstOther = allowances ? 3 : 2;
  const worlds = model.staticWorlds(rated);
  const found = impactOf(worlds.before, worlds.after, {
    ...about,
    allowances: allowances && model.staticWorlds(rated, 2).after,
    ...(others.length > 0 && {
      otherPlans: others.map((plan, index) => ({ plan, bills: rated.sides[firstOther + index]! })),
    }),
  });
  const { certainty } = assumptions;
  const spread = withIntervals(found.impact, worlds, population, { certainty, decimals, costs });

  // What it does with what is assumed of customers.
  const onPlan = new Map(others.map((plan, index) => [plan, rated.sides[firstOther + index]!]));
  const until = new UntilStopped(hooks.signal);
  const behaved = model.responds
    ? await until.stopped('the result with responses', () =>
        behaviour(model, { rated, about, onPlan, population, work }),
      )
    : undefined;

  // The same question otherwise.
  const answers = await answerQuestions(
    { assumptions, base, candidate, services: opened.services, decimals, evaluate: model.evaluate, until },
    { method: spread.method, onAnswered: (done, of) => hooks.onProgress?.(done, of, 'questions') },
  );
  if (!answers.value) return answers;
  const predicted = behaved?.behavioural.impact ?? spread.impact;
  const past =
    assumptions.backtest && (await until.stopped('the backtest', () => backtest({ ...work, impact: predicted })));
  const problems = [...answers.problems, ...(past?.problems ?? [])];
  if (hasErrors(problems)) return { problems };

  const controls: Controls = {
    checks: [...found.checks, ...(behaved?.checks ?? [])],
    records: recordsOf(rated, opened),
    calibration: report,
  };
  const simulation: Simulation = {
    header: headerOf(work, { population, rated, code, decimals }),
    reach: reachCounts(population, rated),
    static: spread.impact,
    behaviour: behaved?.behavioural,
    certainty: answers.value.certainty,
    ...{ controls, backtest: past?.value },
    assumptions: tellAssumptions(assumptions, inputs.document.file),
    notes: [
      ...new Set([
        ...until.notes,
        ...(past?.notes ?? []),
        ...sameOf(work),
        ...work.same.map(asNote),
        ...period.map(asNote),
        ...farMoved(report),
        ...spread.notes,
        ...(behaved?.notes ?? []),
        ...answers.value.notes,
      ]),
    ],
    interrupted: until.notes.length > 0,
  };
  const customers = (): Iterable<CustomerRow> =>
    customerRows({ population, rated, before: 0, after: 1, decimals, costs });
  return { value: { simulation, customers, inputs, workers }, problems: [...period, ...problems] };
}

/** Of recipes whoever asks for a part of their invoices means it. */
async function periodOf({ inputs, opened }: Work, rated: RatedPopulation): Promise<readonly Problem[]> {
  const { invoices, population, places } = inputs.assumptions;
  const { usage, services } = opened;
  if (!usage || !invoices || !('usage' in population.from)) return [];
  const place = places?.get('invoices') ?? population.place;
  return usagePeriod({ invoices, place, usage, mapping: population.from.usage, services: services.length }, rated);
}

/** Control totals that only a few customers can give say little about all the others. */
function farMoved(report: CalibrationReport | undefined): readonly string[] {
  if (!report || Number(report.effective.after) * 2 >= Number(report.effective.before)) return [];
  const { before, after } = report.effective;
  return [
    `The control totals moved the weights far: the customers now tell as much as ${after} of equal weight would, before it was ${before}. Totals that do not fit each other, or these customers, do that.`,
  ];
}

/** A comparison of plans with themselves is a zero that nobody should take for news. */
const sameOf = ({ inputs: { sides } }: Work): readonly string[] =>
  sides.head?.side.plans === sides.base.side.plans
    ? [`The plans of both sides are the same files: ${sides.base.side.name}, and ${sides.candidateName}.`]
    : [];

interface Behaving {
  readonly rated: RatedPopulation;
  readonly about: ImpactAsked;
  readonly onPlan: ReadonlyMap<string, RatedPopulation['sides'][number]>;
  readonly population: Population;
  readonly work: Work;
}

async function behaviour(
  model: Model,
  { rated, about, onPlan, population, work }: Behaving,
): Promise<{
  readonly behavioural: Behavioural;
  readonly checks: ImpactFound['checks'];
  readonly notes: readonly string[];
}> {
  const { certainty, behaviour: responses } = work.inputs.assumptions;
  const { plan, worlds } = await model.behave(rated, undefined, { onPlan });
  const { before, after }: { before: World; after: World } = worlds;
  const found = impactOf(before, after, about);
  const { impact, method } = withIntervals(found.impact, { before, after }, population, {
    ...{ certainty, decimals: about.decimals, costs: about.costs },
  });
  return {
    behavioural: { impact, ...worlds.told() },
    checks: found.checks.map((check) => ({ ...check, what: `with behaviour, ${check.what}` })),
    notes: [...plan.notes, ...notesOfResponses(responses, method)],
  };
}

function currencyOf({ inputs, opened }: Work): { readonly code: string; readonly decimals: number } {
  const { plans, plan } = opened.population;
  return inputs.sides.basePlans.histories.get(plans[plan[0]!]!)!.versions[0]!.currency;
}

/** Sums of usage: of every service, and of what costs match. */
function measuresOf({ inputs, opened }: Work): {
  readonly measures: readonly Measure[];
  readonly costs: CostsGiven | undefined;
} {
  const { costs } = inputs.assumptions;
  const ofServices = measuresOfServices(opened.services);
  const ofCosts = costs.usage.map(({ id, match }): Measure => ({ id: `cost ${id}`, match, group: 'costs' }));
  const some = costs.usage.length + costs.commission.length + costs.subsidy.length > 0;
  const usage = costs.usage.map(({ amount, per }, index) => ({
    measure: ofServices.length + index,
    rate: perBase(amount, per, work0(inputs)),
  }));
  return {
    measures: [...ofServices, ...ofCosts],
    costs: some ? { usage, commission: costs.commission, subsidy: costs.subsidy } : undefined,
  };
}

type Units = Parameters<typeof parseRate>[1];

/** Units as the plans tell them: a simulation is of plans that agree, or costs are written per base unit. */
const work0 = ({ sides }: SimulationInputs): Units => [...sides.basePlans.histories.values()][0]!.versions[0]!.units;

function perBase(amount: Rational, per: string, units: Units): Rational {
  const { perBase: one } = parseRate(`1 / ${per}`, units)!;
  return rational(amount.n * one.n, amount.d * one.d);
}

/** Plans of the candidate that its customers may compare with: of the same currency. */
function otherPlansOf({ inputs, candidate }: Work, code: string): readonly string[] {
  const { otherPlans, behaviour: responses } = inputs.assumptions;
  const own = [...candidate].filter(([, versions]) => versions[0]!.currency.code === code).map(([id]) => id);
  if (otherPlans === 'all') return own.length > 1 ? own : [];
  const named = otherPlans === 'none' ? [] : otherPlans;
  if (responses.migration === undefined) return named;
  const to = responses.migration.to === 'all' ? own : responses.migration.to;
  return [...new Set([...named, ...to])];
}

function calibration(
  { inputs, opened }: Work,
  rated: RatedPopulation,
  { measures, code }: { readonly measures: readonly Measure[]; readonly code: string },
): Outcome<{ readonly population: Population; readonly report: CalibrationReport | undefined }> {
  const { population } = opened;
  const controls = inputs.assumptions.population.calibrate;
  if (controls.length === 0) return { value: { population, report: undefined }, problems: [] };
  return calibrate({
    ...{ population, controls, currency: code, units: work0(inputs) as never, places: inputs.assumptions.places },
    revenue: revenueColumn(rated),
    usage: usageColumns(rated, measures, opened.services),
  });
}

function recordsOf({ records, notBilled, sides }: RatedPopulation, { usage }: OpenPopulation): Controls['records'] {
  const { screened } = sides[1]!;
  // What one side cannot rate is missing in the change, whichever side it is.
  const unrated = Math.max(sides[0]!.unrated, sides[1]!.unrated);
  const report = usage?.report();
  const refused = report ? report.refused.reduce((sum, { count }) => sum + count, 0) : 0;
  const all = records + refused;
  return {
    ...{ all, unrated, notBilled, screened: screened + refused },
    rated: records - unrated - screened - notBilled,
  };
}

function headerOf(
  { inputs, opened, options }: Work,
  {
    population,
    rated,
    code,
    decimals,
  }: {
    readonly population: Population;
    readonly rated: RatedPopulation;
    readonly code: string;
    readonly decimals: number;
  },
): Simulation['header'] {
  const { assumptions, sides, document } = inputs;
  const { id, title, invoices, certainty } = assumptions;
  const dates = invoices ?? invoicesOf(inputs, opened);
  return {
    ...{ rateproof: rateproofVersion(), timeZoneData, id, title, file: document.file },
    base: sides.head === undefined && options.base === undefined ? 'the plans as they are' : sides.base.side.name,
    candidate: candidateName(assumptions, sides.candidateName),
    ...{ currency: code, decimals },
    population: {
      ...{ kind: population.kind, name: opened.name, sampled: population.size, records: rated.records },
      customers: inCustomers(total(population.weight)),
    },
    invoices: { from: formatDay(dates.from), before: formatDay(dates.before) },
    months: rated.rows.months,
    seed: certainty.seed,
  };
}

const candidateName = ({ candidate }: Assumptions, name: string): string => {
  const prices = candidate?.prices ?? [];
  if (prices.length === 0) return name;
  const told = prices.map(({ lever, price }) => {
    const to =
      'percent' in price ? `${formatRational(price.percent)} % of what it is` : formatRational(price.amount, 2);
    return `${lever.charge} of ${lever.plan} at ${to}`;
  });
  return candidate?.plans === undefined ? told.join(', ') : `${name}, ${told.join(', ')}`;
};

/** Of recipes that are left to say it themselves. */
function invoicesOf({ recipes }: SimulationInputs, { source }: OpenPopulation): { from: number; before: number } {
  const all = 'recipes' in source ? source.recipes.map(({ recipe }) => recipe) : recipes;
  return {
    from: Math.min(...all.map(({ invoices }) => invoices.from)),
    before: Math.max(...all.map(({ invoices }) => invoices.before)),
  };
}
