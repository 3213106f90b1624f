/** Customers of a simulation: made by recipes, or of usage files; weighed, and ready to be rated as often as is wanted. */

import { join } from 'node:path';
import type { Outcome, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { Draw, Recipe } from '../../scenario/recipe.ts';
import type { Assumptions, PopulationAsked } from '../../simulation/assumptions.ts';
import { checkPopulation } from '../../simulation/check-population.ts';
import type { Population } from '../../simulation/population.ts';
import { populationOfColumns, populationOfRecipes } from '../../simulation/weights/population-of.ts';
import type { UsageColumns } from '../../usage/columns.ts';
import { type ColumnCache, openUsageColumns } from '../../usage/open-columns.ts';
import { readInputFile } from '../files.ts';
import type { PreparedPlans } from '../prepare-plan.ts';
import type { PopulationSource } from './rate-population.ts';

export interface OpenPopulation {
  readonly population: Population;
  readonly source: PopulationSource;
  /** `recipes consumer-base`, `usage megaline`. */
  readonly name: string;
  /** Services that its customers have records of. */
  readonly services: readonly string[];
  readonly usage: UsageColumns | undefined;
  close(): void;
}

export interface OpenAsked {
  readonly root: string;
  readonly assumptions: Assumptions;
  readonly recipes: readonly Recipe[];
  readonly plans: PreparedPlans;
  /** Where columns of usage are kept between runs; undefined: nowhere. */
  readonly cache: ColumnCache | undefined;
  readonly memoryLimit?: string | undefined;
}

export async function openPopulation(asked: OpenAsked): Promise<Outcome<OpenPopulation>> {
  const { assumptions } = asked;
  const { from } = assumptions.population;
  const opened = 'recipes' in from ? await ofRecipes(asked, from.recipes) : await ofUsage(asked, from.usage, from.data);
  if (!opened.value) return opened;
  const problems = [
    ...checkCurrency(opened.value.population, assumptions.population, asked.plans),
    ...checkPopulation(assumptions, opened.value.population, opened.value.services),
  ];
  if (problems.length === 0) return opened;
  opened.value.close();
  return { problems: [...opened.problems, ...problems] };
}

async function ofRecipes(
  { assumptions, recipes }: OpenAsked,
  ids: readonly string[] | 'all',
): Promise<Outcome<OpenPopulation>> {
  const chosen = recipes.filter(({ id }) => ids === 'all' || ids.includes(id));
  const { drawCustomers } = await import('../../scenario/draw.ts');
  const drawn = chosen.map((recipe) => ({ recipe, draws: drawCustomers(recipe) }));
  const made = populationOfRecipes(
    drawn.map(({ recipe: { id, standsFor, plans, segments }, draws }) => ({
      ...{ id, standsFor, draws },
      plans: plans.choices,
      segments: segments.choices,
    })),
    assumptions,
  );
  if (!made.value) return made;
  const { population, customers } = made.value;
  const value: OpenPopulation = {
    population,
    source: { recipes: customers ? chosenOf(drawn, customers) : drawn },
    name: `recipes ${chosen.map(({ id }) => id).join(', ')}`,
    services: [...new Set(chosen.flatMap(({ kinds }) => kinds.map(({ service }) => service)))].sort(),
    usage: undefined,
    close: () => undefined,
  };
  return { value, problems: made.problems };
}

interface Drawn {
  readonly recipe: Recipe;
  readonly draws: readonly Draw[];
}

/** Those of a sample; `customers` counts through all recipes. */
function chosenOf(drawn: readonly Drawn[], customers: Uint32Array): Drawn[] {
  const wanted = new Set(customers);
  let before = 0;
  return drawn.map(({ recipe, draws }) => {
    const own = draws.filter((_, index) => wanted.has(before + index));
    before += draws.length;
    return { recipe, draws: own };
  });
}

async function ofUsage(
  { root, assumptions, cache, memoryLimit }: OpenAsked,
  mapping: string,
  data: string,
): Promise<Outcome<OpenPopulation>> {
  const opened = await openUsageOf(root, mapping, data, assumptions.population, { cache, memoryLimit });
  if (!opened.value) return opened;
  const usage = opened.value;
  const made = populationOfColumns(usage.customers, assumptions);
  if (!made.value) {
    usage.close();
    return { problems: [...opened.problems, ...made.problems] };
  }
  const { population, customers } = made.value;
  const value: OpenPopulation = {
    population,
    source: { usage, ...(customers && { chosen: customers }) },
    name: `usage ${usage.name}`,
    services: [...new Set(usage.coding.kinds.map(({ service }) => service))].sort(),
    usage,
    close: () => usage.close(),
  };
  return { value, problems: [...opened.problems, ...made.problems] };
}

/** Usage that a simulation names; `place` of the population where there is no such file. */
export async function openUsageOf(
  root: string,
  mapping: string,
  data: string,
  { place }: Pick<PopulationAsked, 'place'>,
  { cache, memoryLimit }: { readonly cache: ColumnCache | undefined; readonly memoryLimit?: string | undefined },
): Promise<Outcome<UsageColumns>> {
  const file = readInputFile(root, mapping);
  if (!file.value) return { problems: file.problems };
  if (!file.value[0]) {
    const message = `there is no file ${shownText(mapping)}`;
    const fix = 'name the mapping of the usage files from where the simulation stands';
    return { problems: [{ code: 'INPUT-MISSING', severity: 'error', message, place, fix }] };
  }
  return openUsageColumns(file.value[0].text, file.value[0].file, join(root, data), {
    ...(cache !== undefined && { cache }),
    ...(memoryLimit !== undefined && { memoryLimit }),
  });
}

/** Money of several currencies is never added. */
function checkCurrency(
  { plans, plan }: Population,
  { currency, place }: PopulationAsked,
  { histories }: PreparedPlans,
): Problem[] {
  const used = [...new Set(plan)].map((index) => plans[index]!).sort();
  const missing = used.find((id) => !histories.has(id));
  if (missing !== undefined) {
    const message = `customers are on plan \`${shownText(missing)}\`, which is not among the plans`;
    const fix = `the plans are ${[...histories.keys()].slice(0, 20).join(', ')}`;
    return [{ code: 'SIM-NOBODY', severity: 'error', message, place, fix }];
  }
  const codes = new Map<string, string>();
  for (const id of used) {
    const { code } = histories.get(id)!.versions[0]!.currency;
    if (!codes.has(code)) codes.set(code, id);
  }
  const wanted = currency ?? [...codes.keys()][0]!;
  const other = [...codes].find(([code]) => code !== wanted);
  if (!other && codes.size === 1) return [];
  const [code, id] = other!;
  const message = `a simulation is of one currency: customers of plan \`${id}\` are billed in ${code}, not in ${wanted}`;
  const fix = `name recipes or usage of customers who are billed in ${wanted}, and simulate the others by themselves`;
  return [{ code: 'SIM-CURRENCY', severity: 'error', message, place, fix }];
}
