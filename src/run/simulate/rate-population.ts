/** A whole population, rated in full with any number of sides: bills in columns, the same with one worker or many. */

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
import { componentsOf } from './components.ts';
import { joinBatches } from './join-batches.ts';
import { perBaseOf } from './measures.ts';
import { SIMULATE, type SimulateBatch, type SimulateGiven, type SimulateResult } from './rate-batch.ts';

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
  return async (asked) => {
    const { given, sides } = prepare(source, rating, asked, name);
    const results: { readonly first: number; readonly result: SimulateResult }[] = [];
    const batches = batchesOf(source, population);
    let [customers, records] = [0, 0];
    let stopped = false;
    try {
      await execute(
        { next: async () => (stopped ? undefined : (await batches.next()).value), took: () => undefined },
        {
          ...{ work: SIMULATE, given, engine: rateAccounts, pool: rating.pool, signal: rating.signal },
          timeoutMs: rating.timeoutMs ?? TIMEOUT_MS,
          onBatch: ({ first, size }, result) => {
            results.push({ first, result });
            stopped ||= result.failed !== undefined;
            customers += size;
            records += result.records;
            rating.onProgress?.(customers, records);
          },
        },
      );
    } finally {
      await batches.return(undefined);
    }
    rating.signal?.throwIfAborted();
    results.sort((a, b) => a.first - b.first);
    const all = joinBatches(results.map(({ result }) => result));
    if (all.failed) {
      const { customer, reason } = all.failed;
      const who = customer === undefined ? 'some customers' : `customer ${population.nameOf(customer)}`;
      throw new PopulationError(`${who} cannot be rated: ${reason}`, customer);
    }
    return told(all, population.size, given, sides);
  };
}

function prepare(
  source: PopulationSource,
  { population, invoices }: PopulationRating,
  { sides, measures }: RatingAsked,
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
  const given: SimulateGiven = {
    sides: givenSides.map(({ plans, onPlan, response, components }) => ({ plans, onPlan, response, components })),
    ...{ responses, measures, scale, recipes, invoices, population: name },
    perBase: perBaseOf(measures, codings),
    plans: population.plans.length,
    usage:
      'usage' in source
        ? { coding: source.usage.coding, local: source.usage.local, plans: source.usage.customers.plans }
        : undefined,
  };
  return { given, sides: givenSides };
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

function told(
  all: SimulateResult,
  customers: number,
  { perBase, scale }: SimulateGiven,
  sides: readonly { readonly components: BillTable['components'] }[],
): RatedPopulation {
  const { customer, month, records, notBilled, reach, covered } = all;
  const rows = customer.length;
  const seen = [...new Set(month)].sort((a, b) => a - b);
  const place = new Map(seen.map((number, index) => [number, index]));
  const first = new Uint32Array(customers + 1);
  for (const one of customer) first[one + 1]! += 1;
  for (let index = 0; index < customers; index += 1) first[index + 1]! += first[index]!;
  const cut = (column: Float64Array, count: number): Float64Array[] =>
    Array.from({ length: count }, (_, index) => column.subarray(index * rows, (index + 1) * rows));
  return {
    rows: {
      months: seen.map(monthLabel),
      customer,
      month: month.map((number) => place.get(number)!),
      first,
    },
    sides: all.sides.map(({ amounts, net, total, invoices, used, unrated, screened }, side): BillTable => {
      const { components } = sides[side]!;
      return {
        ...{ components, scale, net, total, invoices, perBase, unrated, screened },
        amounts: cut(amounts, components.length),
        used: cut(used, perBase.length),
      };
    }),
    ...{ reach, records, notBilled },
    coverage: seen.map((number) => ({
      ...{ month: monthLabel(number), whole: 0, part: 0, cut: 0 },
      ...covered.get(number),
    })),
  };
}

const monthLabel = (number: number): string =>
  `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
