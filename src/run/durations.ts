/**
 * How long scenarios took, in a file of its own: results hold no clock. It balances the parts of a sharded run; all parts
 * must be given the same file.
 */

import type { Outcome, Problem } from '../problems/problem.ts';
import { type CostModel, recipeOf } from './batches.ts';
import type { Case } from './cases.ts';
import { readInputFile } from './files.ts';
import type { Batch } from './run-scenario.ts';

export const DURATIONS_FILE = 'durations.json';

/** ms: of a written scenario by its id; of the customers of a recipe together, with how many they were. */
export interface Durations {
  readonly scenarios: Readonly<Record<string, number>>;
  readonly recipes: Readonly<Record<string, { readonly customers: number; readonly ms: number }>>;
}

const MAX_BYTES = 64 * 1024 * 1024;

/** Measures as batches come back: a batch's time is shared among its written scenarios by what they were guessed to cost. */
export class Stopwatch {
  readonly #scenarios = new Map<string, number>();
  readonly #recipes = new Map<string, { customers: number; ms: number }>();
  readonly #cases: readonly Case[];
  readonly #costs: CostModel;

  constructor(cases: readonly Case[], costs: CostModel) {
    this.#cases = cases;
    this.#costs = costs;
  }

  took({ first, size }: Batch, ms: number): void {
    const cases = this.#cases.slice(first, first + size);
    const recipe = recipeOf(cases[0]!);
    if (recipe) {
      const known = this.#recipes.get(recipe.id) ?? { customers: 0, ms: 0 };
      this.#recipes.set(recipe.id, { customers: known.customers + size, ms: known.ms + ms });
      return;
    }
    const all = cases.reduce((sum, one) => sum + this.#costs(one), 0);
    for (const one of cases) this.#scenarios.set(one.id, (ms * this.#costs(one)) / all);
  }

  text(): string {
    return durationsText({
      scenarios: Object.fromEntries([...this.#scenarios].sort(byName)),
      recipes: Object.fromEntries([...this.#recipes].sort(byName)),
    });
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** To the microsecond. */
const durationsText = (durations: Durations): string =>
  `${JSON.stringify(durations, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value), 1)}\n`;

export function readDurations(root: string, file: string): Outcome<Durations> {
  const { value: files, problems } = readInputFile(root, file, MAX_BYTES);
  if (!files) return { problems };
  const refuse = (message: string): { problems: Problem[] } => ({
    problems: [{ code: 'DURATIONS-UNREADABLE', severity: 'error', message, fix: 'name a durations.json of a run' }],
  });
  if (!files[0]) return refuse(`there is no file ${file}`);
  try {
    const value: unknown = JSON.parse(files[0].text);
    if (isDurations(value)) return { value, problems: [] };
  } catch {}
  return refuse(`${file} does not say how long scenarios took`);
}

function isDurations(value: unknown): value is Durations {
  const { scenarios, recipes } = (value ?? {}) as Partial<Record<keyof Durations, unknown>>;
  const map = (inner: unknown): unknown[] | undefined =>
    typeof inner === 'object' && inner !== null ? Object.values(inner) : undefined;
  return (
    map(scenarios)?.every(isMs) === true &&
    map(recipes)?.every(
      (one) => isMs((one as { ms?: unknown })?.ms) && isMs((one as { customers?: unknown })?.customers),
    ) === true
  );
}

const isMs = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** The guess, mended by what was measured; what was never measured costs its guess on the scale of the rest. */
export function measuredCosts(cases: readonly Case[], guess: CostModel, { scenarios, recipes }: Durations): CostModel {
  const measured = (one: Case): number | undefined => {
    if ('scenario' in one) return Object.hasOwn(scenarios, one.id) ? scenarios[one.id] : undefined;
    const own = Object.hasOwn(recipes, one.recipe.id) ? recipes[one.recipe.id] : undefined;
    return own && own.customers > 0 ? own.ms / own.customers : undefined;
  };
  let [known, guessed] = [0, 0];
  for (const one of cases) {
    const ms = measured(one);
    if (ms === undefined) continue;
    known += ms;
    guessed += guess(one);
  }
  const scale = known > 0 && guessed > 0 ? known / guessed : 1;
  return (one) => measured(one) ?? guess(one) * scale;
}
