/** Customers of a simulation: made by recipes, or of usage files; weighed, and ready to be rated as often as is wanted. */

import { join } from 'node:path';
import type { CompiledPlans } from '../../plan/compile/compiled.ts';
import { nearest, wordList } from '../../problems/nearest.ts';
import { hasErrors, type Outcome, type Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { Draw, Recipe } from '../../scenario/recipe.ts';
import type { Assumptions, PopulationAsked } from '../../simulation/assumptions.ts';
import { checkCertainty, checkCosts } from '../../simulation/check-effect.ts';
import { checkPopulation } from '../../simulation/check-population.ts';
import type { Population } from '../../simulation/population.ts';
import { populationOfColumns, populationOfRecipes } from '../../simulation/weights/population-of.ts';
import type { RecordKind } from '../../usage/batch.ts';
import type { UsageColumns } from '../../usage/columns.ts';
import { type ColumnCache, openUsageColumns } from '../../usage/open-columns.ts';
import type { PreparedPlans } from '../prepare-plan.ts';
import { checkRatable, heldOfCustomers, heldOfRecipes } from './check-ratable.ts';
import type { PopulationSource } from './rate-population.ts';
import { mappingOf, placesOf, type UsageNamed } from './usage-files.ts';

export interface OpenPopulation {
  readonly population: Population;
  readonly source: PopulationSource;
  /** `recipes consumer-base`, `usage megaline`. */
  readonly name: string;
  /** Services that its customers have records of. */
  readonly services: readonly string[];
  /** Of what kinds they are. */
  readonly kinds: readonly RecordKind[];
  readonly usage: UsageColumns | undefined;
  close(): void;
}

export interface OpenAsked {
  readonly root: string;
  readonly assumptions: Assumptions;
  readonly recipes: readonly Recipe[];
  readonly plans: PreparedPlans;
  /** Plans of the candidate. */
  readonly candidate: CompiledPlans;
  /** Where columns of usage are kept between runs; undefined: nowhere. */
  readonly cache: ColumnCache | undefined;
  readonly memoryLimit?: string | undefined;
  /** Called when files of usage are about to be read, after what can be refused at once. */
  readonly onReading?: (() => void) | undefined;
}

export async function openPopulation(asked: OpenAsked): Promise<Outcome<OpenPopulation>> {
  const { assumptions } = asked;
  const { from } = assumptions.population;
  const opened = 'recipes' in from ? await ofRecipes(asked, from.recipes) : await ofUsage(asked, from.usage, from.data);
  if (!opened.value) return opened;
  const { source } = opened.value;
  const held =
    'usage' in source
      ? heldOfCustomers(source.usage.customers, source.chosen)
      : heldOfRecipes(source.recipes.map(({ recipe }) => recipe));
  const sides = [
    { name: 'the plans as they are', plans: asked.plans.compiled },
    { name: 'the candidate', plans: asked.candidate },
  ];
  const missing = checkCurrency(opened.value.population, assumptions.population, asked.plans);
  const problems = [
    ...(missing.length > 0 ? missing : checkRatable(held, sides, assumptions.population.place)),
    ...checkPopulation(assumptions, opened.value.population, opened.value.services),
    ...checkCosts(assumptions.costs, opened.value.kinds),
    ...checkCertainty(assumptions, opened.value.population),
  ];
  if (!hasErrors(problems)) return { ...opened, problems: [...opened.problems, ...problems] };
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
    kinds: chosen.flatMap(({ kinds }) => kinds),
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
  { root, assumptions, cache, memoryLimit, onReading }: OpenAsked,
  mapping: string,
  data: string,
): Promise<Outcome<OpenPopulation>> {
  const opened = await openUsageOf(root, mapping, data, placesOf(assumptions, 'population'), {
    ...{ cache, memoryLimit, onReading },
  });
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
    kinds: usage.coding.kinds,
    usage,
    close: () => usage.close(),
  };
  return { value, problems: [...opened.problems, ...made.problems] };
}

/** Usage that a simulation names; `places` of the mapping and of the folder, for what is not there. */
export async function openUsageOf(
  root: string,
  mapping: string,
  data: string,
  places: UsageNamed['places'],
  { cache, memoryLimit, onReading }: Pick<OpenAsked, 'cache' | 'memoryLimit' | 'onReading'>,
): Promise<Outcome<UsageColumns>> {
  const file = mappingOf(root, { usage: mapping, data, places });
  if (!file.value) return file;
  onReading?.();
  return openUsageColumns(file.value.text, file.value.file, join(root, data), {
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
    const names = [...histories.keys()].sort();
    const near = nearest(missing, names);
    const known = near === undefined ? `the plans are ${wordList(names.slice(0, 12))}` : `there is \`${near}\``;
    const fix = `add the plan, or correct it where the customers are told; ${known}`;
    return [{ code: 'SIM-NOBODY', severity: 'error', message, place, fix }];
  }
  const codes = new Map<string, string>();
  for (const id of used) {
    const { code } = histories.get(id)!.versions[0]!.currency;
    if (!codes.has(code)) codes.set(code, id);
  }
  const other = [...codes].find(([code]) => code !== currency);
  if (codes.size === 1 && (currency === undefined || !other)) return [];
  const told = [...codes].map(([code, id], index) => {
    return index === 0
      ? `customers of plan \`${shownText(id)}\` are billed in ${code}`
      : `those of \`${shownText(id)}\` in ${code}`;
  });
  const message =
    currency === undefined
      ? `a simulation is of one currency: ${told.join(', ')}`
      : `the simulation is in ${currency}: customers of plan \`${shownText(other![1])}\` are billed in ${other![0]}`;
  const fix = `name recipes or usage of customers who are billed in ${currency ?? 'one of them'}, and simulate the others by themselves`;
  return [{ code: 'SIM-CURRENCY', severity: 'error', message, place, fix }];
}
