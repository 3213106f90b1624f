/**
 * A whole population, rated in full with any number of sides: bills in columns, the same with one worker or many. Bills of a plan's
 * customers that were rated before, with the same plan over the same usage, are not rated again.
 */

import type { CompiledPlan } from '../../plan/compile/compiled.ts';
import { bindPlans } from '../../rating/bind.ts';
import { codingOf } from '../../scenario/expand.ts';
import type { Draw, Recipe } from '../../scenario/recipe.ts';
import type {
  BillTable,
  PopulationRater,
  RatedPopulation,
  RatingAsked,
  SideAsked,
  UsageResponse,
} from '../../simulation/bills.ts';
import { MILLION, type Population } from '../../simulation/population.ts';
import type { UsageCoding } from '../../usage/batch.ts';
import type { UsageBlock, UsageColumns } from '../../usage/columns.ts';
import { recordsOf } from '../batches.ts';
import { execute } from '../execute.ts';
import type { WorkerPool } from '../pool.ts';
import { rateAccounts } from '../rate-accounts.ts';
import { assembleBills } from './assemble-bills.ts';
import { addMonths } from './batch-rows.ts';
import { aboutKeys, billKeys, digestOfColumn } from './bill-keys.ts';
import { componentsOf } from './components.ts';
import { type BillCache, KnownBills } from './known-bills.ts';
import { perBaseOf } from './measures.ts';
import { aboutByPlan, billsByPlan, type Holders, holdersOf, type PlanAbout, type PlanBills } from './plan-bills.ts';
import { SIMULATE, type SimulateGiven, type SimulateResult } from './rate-batch.ts';
import type { SimulateBatch } from './simulate-batch.ts';

/** Where the customers of a population and their usage come from; they are in the order of the population. */
export type PopulationSource =
  | { readonly recipes: readonly { readonly recipe: Recipe; readonly draws: readonly Draw[] }[] }
  | {
      readonly usage: UsageColumns;
      /** Of a sample: by customer of the population, its place among the customers of the usage; rising. */
      readonly chosen?: Uint32Array | undefined;
    };

export interface PopulationRating {
  readonly population: Population;
  /** Invoices with these dates, `[from, before)` in epoch days; recipes may do without: then it is what they invoice. */
  readonly invoices: { readonly from: number; readonly before: number } | undefined;
  /** Without one, this thread does it. */
  readonly pool: WorkerPool | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Customers and records of the population that are rated, as they are. */
  readonly onProgress?: ((customers: number, records: number) => void) | undefined;
  /** How long a batch may take. */
  readonly timeoutMs?: number | undefined;
  /** Where bills of a result are kept for the next run; undefined: nowhere. Of usage files only. */
  readonly kept?: BillCache | undefined;
}

/** A customer cannot be rated: then the population cannot. */
export class PopulationError extends Error {
  /** Index into the population, where it is known. */
  readonly customer: number | undefined;

  constructor(message: string, customer: number | undefined) {
    super(message);
    this.customer = customer;
  }
}

const TIMEOUT_MS = 600_000;
/** Customers and records of a batch of a recipe, about. */
const BATCH_CUSTOMERS = 2000;
const BATCH_RECORDS = 300_000;

/** Those that were opened in this process: what threads keep of one must not be taken for another's. */
let populations = 0;

/**
 * A rater of one population, for any number of questions. Customers whose plan a side does not have, get no bills there; with
 * `onPlan`, those of another currency, timezone or kind of prices (see on-plan.ts).
 * Throws a PopulationError that names the customer when one cannot be rated or an amount is too large for a column,
 * and what the signal says when it was interrupted.
 */
export function populationRater(source: PopulationSource, rating: PopulationRating): PopulationRater {
  const { population } = rating;
  populations += 1;
  const name = `${populations}`;
  const holders = holdersOf(population);
  const kept = 'usage' in source ? rating.kept : undefined;
  const known = new KnownBills<PlanBills>(kept);
  const knownAbout = new KnownBills<PlanAbout>(kept);
  return async (asked) => {
    const isWhole = asked.isQuestion !== true;
    const { keys, ...prepared } = prepare(source, rating, asked, name);
    const isHeld = (plan: number): boolean => holders.sizes[plan]! > 0;
    const found = keys.bills.map((side) => side.map((key) => known.find(key)));
    const sides = prepared.sides.map((side, number) => ({
      ...side,
      wanted: Uint8Array.from(found[number]!, (bills, plan) => (!bills && isHeld(plan) ? 1 : 0)),
    }));
    const foundAbout = keys.about.map((key) => (isWhole ? knownAbout.find(key) : undefined));
    const about = Uint8Array.from(foundAbout, (one, plan) => (isWhole && !one && isHeld(plan) ? 1 : 0));
    const given: SimulateGiven = {
      ...prepared.given,
      sides: sides.map(({ plans, onPlan, response, components, wanted }) => ({
        ...{ plans, onPlan, response, components, wanted },
      })),
      about,
    };
    const results = await rateBatches(source, rating, given);
    const rated = billsByPlan(results, population, holders, sides, asked.measures.length);
    rated.forEach((side, number) => {
      side.forEach((bills, plan) => {
        if (bills) known.keep(keys.bills[number]![plan]!, bills);
      });
    });
    const made = aboutByPlan(results, population, holders, about);
    made.forEach((one, plan) => {
      if (one) knownAbout.keep(keys.about[plan]!, one);
    });
    for (const one of [known, knownAbout]) one.tidy();
    const bills = rated.map((side, number) => side.map((one, plan) => one ?? found[number]![plan]));
    const abouts = isWhole ? made.map((one, plan) => one ?? foundAbout[plan]) : undefined;
    return told({ population, holders, given, sides, bills, abouts });
  };
}

/** In the order of the population. */
async function rateBatches(
  source: PopulationSource,
  { population, pool, signal, timeoutMs, onProgress }: PopulationRating,
  given: SimulateGiven,
): Promise<readonly SimulateResult[]> {
  const results: { readonly first: number; readonly result: SimulateResult }[] = [];
  const batches = batchesOf(source, population);
  let [customers, records] = [0, 0];
  let stopped = false;
  const isWanted = ({ plan }: SimulateBatch): boolean =>
    plan.some((held) => given.about[held] === 1 || given.sides.some(({ wanted }) => wanted[held] === 1));
  const next = async (): Promise<SimulateBatch | undefined> => {
    for (;;) {
      const batch = stopped ? undefined : (await batches.next()).value;
      if (!batch || isWanted(batch)) return batch;
      customers += batch.size;
    }
  };
  try {
    await execute(
      { next, took: () => undefined },
      {
        ...{ work: SIMULATE, given, engine: rateAccounts, pool, signal },
        timeoutMs: timeoutMs ?? TIMEOUT_MS,
        onBatch: ({ first, size }, result) => {
          results.push({ first, result });
          stopped ||= result.failed !== undefined;
          customers += size;
          records += result.records.reduce((sum, one) => sum + one, 0);
          onProgress?.(customers, records);
        },
      },
    );
  } finally {
    await batches.return(undefined);
  }
  signal?.throwIfAborted();
  results.sort((a, b) => a.first - b.first);
  const failed = results.find(({ result }) => result.failed)?.result.failed;
  if (failed) {
    const { customer, reason } = failed;
    const who = customer === undefined ? 'some customers' : `customer ${population.nameOf(customer)}`;
    throw new PopulationError(`${who} cannot be rated: ${reason}`, customer);
  }
  return results.map(({ result }) => result);
}

function prepare(
  source: PopulationSource,
  { population, invoices }: PopulationRating,
  { sides, measures, isQuestion }: RatingAsked,
  name: string,
) {
  if ('usage' in source && !invoices) throw new RangeError('usage files do not tell which invoices are wanted');
  const recipes = 'recipes' in source ? source.recipes.map(({ recipe }) => recipe) : [];
  const codings = 'usage' in source ? [source.usage.coding] : recipes.map(codingOf);
  const held = 'usage' in source ? source.usage.customers.plans : recipes.flatMap(plansOfRecipe);
  const responses: UsageResponse[] = [];
  const givenSides = sides.map((side) => {
    const plans = plansOn(side, held);
    return { ...side, held: plans, response: responseOf(side, responses), components: componentsOf(plans.flat()) };
  });
  // With those that customers leave for the plan of a side: plans that meet in an account are bound together.
  const scale = scaleOf(
    [...new Set(givenSides.flatMap((side) => [...side.held, ...plansOn({ plans: side.plans }, held)]))],
    codings,
  );
  const given = {
    ...{ responses, measures, scale, recipes, invoices, population: name },
    perBase: perBaseOf(measures, codings),
    plans: population.plans.length,
    usage:
      'usage' in source
        ? { coding: source.usage.coding, local: source.usage.local, plans: source.usage.customers.plans }
        : undefined,
  };
  // Who changes plans may come to any that the recipes name: then bills depend on all of them.
  const isChanging = recipes.some(({ lifecycle }) => lifecycle?.change !== undefined);
  const plansFor = (plan: number): readonly string[] =>
    isChanging ? [...new Set([population.plans[plan]!, ...held])] : [population.plans[plan]!];
  const chosen = 'usage' in source && source.chosen ? digestOfColumn(source.chosen) : '';
  const of = { population, plansFor, isKept: isQuestion !== true };
  const dates = JSON.stringify([chosen, invoices ?? null]);
  const keys = {
    bills: billKeys(sides, { ...of, about: JSON.stringify([dates, measures, given.perBase, scale]) }),
    about: aboutKeys(sides, { ...of, about: dates }),
  };
  return {
    given,
    sides: givenSides.map((side) => ({
      ...side,
      componentsOn: (plan: number) =>
        side.onPlan !== undefined
          ? side.components
          : componentsOf(plansFor(plan).flatMap((id) => side.plans.get(id) ?? [])),
    })),
    keys,
  };
}

const plansOfRecipe = ({ plans, lifecycle }: Recipe): readonly string[] => [
  ...plans.choices,
  ...(lifecycle?.change?.plans ?? []),
];

/** Versions of the plans that customers of a side may be on, each plan once, in the order of the side's plans. */
function plansOn({ plans, onPlan }: SideAsked, held: readonly string[]): (readonly CompiledPlan[])[] {
  const wanted = new Set(onPlan === undefined ? held : [onPlan]);
  return [...plans].filter(([id]) => wanted.has(id)).map(([, versions]) => versions);
}

/** Its place among the responses that are made, each once; undefined: usage stays as it is. */
function responseOf({ usage }: SideAsked, responses: UsageResponse[]): number | undefined {
  if (!usage || usage.factors.every((row) => row.every((factor) => factor === MILLION))) return undefined;
  const text = JSON.stringify(usage);
  const known = responses.findIndex((one) => one === usage || JSON.stringify(one) === text);
  return known >= 0 ? known : responses.push(usage) - 1;
}

/** Decimals that all amounts of all plans are whole in. */
const scaleOf = (plans: readonly (readonly CompiledPlan[])[], codings: readonly UsageCoding[]): number =>
  Math.max(
    0,
    ...codings.flatMap((coding) =>
      plans.filter((versions) => versions.length > 0).map((versions) => bindPlans(versions, coding)[0]!.scale),
    ),
  );

async function* batchesOf(source: PopulationSource, population: Population): AsyncGenerator<SimulateBatch, undefined> {
  const about = (first: number, size: number) => ({
    ...{ first, size },
    plan: population.plan.slice(first, first + size),
    segment: population.segment.slice(first, first + size),
  });
  if ('recipes' in source) {
    let first = 0;
    for (const [recipe, { recipe: of, draws }] of source.recipes.entries()) {
      const size = Math.max(1, Math.min(BATCH_CUSTOMERS, Math.floor(BATCH_RECORDS / (1 + recordsOf(of)))));
      for (let from = 0; from < draws.length; from += size) {
        const part = draws.slice(from, from + size);
        yield { ...about(first, part.length), recipe, draws: part };
        first += part.length;
      }
    }
    return;
  }
  const { usage, chosen } = source;
  const { customers } = usage;
  let first = 0;
  for await (const block of usage.blocks()) {
    const account = accountsIn(block, chosen, first);
    if (account.length === 0) continue;
    yield {
      ...about(first, account.length),
      ...{ block, account },
      onPlan: Uint16Array.from(account, (one) => customers.plan[block.first + one]!),
      activated: Int32Array.from(account, (one) => customers.activated[block.first + one]!),
      terminated: Int32Array.from(account, (one) => customers.terminated[block.first + one]!),
    };
    first += account.length;
  }
}

/** The chosen accounts of a block, from the population's customer `first` on. */
function accountsIn(block: UsageBlock, chosen: Uint32Array | undefined, first: number): Uint32Array {
  if (!chosen) return Uint32Array.from({ length: block.size }, (_, index) => index);
  let before = first;
  while (before < chosen.length && chosen[before]! < block.first + block.size) before += 1;
  return chosen.slice(first, before).map((place) => place - block.first);
}

interface Told {
  readonly population: Population;
  readonly holders: Holders;
  readonly given: SimulateGiven;
  readonly sides: readonly { readonly components: BillTable['components'] }[];
  /** By side and plan of the population. */
  readonly bills: readonly (readonly (PlanBills | undefined)[])[];
  /** By plan; undefined: it was not asked for. */
  readonly abouts: readonly (PlanAbout | undefined)[] | undefined;
}

function told({ population, holders, given: { perBase, scale }, sides, bills, abouts }: Told): RatedPopulation {
  const parts = sides.map(({ components }, number) => ({ components, byPlan: bills[number]! }));
  const all = assembleBills(population, holders, parts, perBase.length);
  const seen = [...new Set(all.rows.month)].sort((a, b) => a - b);
  const place = new Map(seen.map((number, index) => [number, index]));
  const covered = addMonths(abouts?.flatMap((one) => one?.covered ?? []) ?? []);
  return {
    rows: {
      ...all.rows,
      months: seen.map(monthLabel),
      month: all.rows.month.map((number) => place.get(number)!),
    },
    sides: all.sides.map((side): BillTable => ({ ...side, scale, perBase })),
    reach: abouts && sides.length >= 2 ? reachOf(abouts, population, holders) : undefined,
    records: all.records,
    notBilled: all.notBilled,
    ...(abouts && {
      coverage: seen.map((number) => ({
        ...{ month: monthLabel(number), whole: 0, part: 0, cut: 0 },
        ...covered.get(number),
      })),
    }),
  };
}

const reachOf = (abouts: readonly (PlanAbout | undefined)[], { plan }: Population, { rank }: Holders): Uint8Array =>
  Uint8Array.from(plan, (held, customer) => abouts[held]!.reach[rank[customer]!]!);

const monthLabel = (number: number): string =>
  `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
