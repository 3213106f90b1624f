/** Reads the documents of scenarios/: written scenarios and recipes, every problem at once. */

import type { Outcome, Problem } from '../problems/problem.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { readRecipe } from './read-recipe.ts';
import { readScenario } from './read-scenario.ts';
import { Reading } from './reading.ts';
import type { Recipe } from './recipe.ts';
import type { PlanFacts, Scenario, WallClock } from './scenario.ts';

/** In the order of the documents. */
export interface ScenarioBook {
  readonly scenarios: readonly Scenario[];
  readonly recipes: readonly Recipe[];
}

export interface ScenarioContext {
  readonly plans: ReadonlyMap<string, PlanFacts>;
  readonly clock: WallClock;
  /** Takes the place of every recipe's own seed. */
  readonly seed?: number;
}

export function readScenarios(documents: readonly Node[], context: ScenarioContext): Outcome<ScenarioBook> {
  const problems: Problem[] = [];
  const scenarios: Scenario[] = [];
  const recipes: Recipe[] = [];
  const ids = new Map<string, MapNode>();

  for (const document of documents) {
    const reading = new Reading(unitsOf(document, context.plans));
    const kind = document.kind === 'map' ? document.entries[0]?.key : undefined;
    if (document.kind !== 'map' || (kind !== 'scenario' && kind !== 'recipe')) {
      const fix = 'begin the document with "scenario: <id>" or "recipe: <id>"';
      reading.error('scenario-unknown-document', document.place, 'this is neither a scenario nor a recipe', fix);
    } else {
      checkId(document, ids, reading);
      if (kind === 'scenario') {
        const scenario = readScenario(document, reading, context.plans, context.clock);
        if (scenario) scenarios.push(scenario);
      } else {
        const recipe = readRecipe(document, reading, context.plans, context.seed);
        if (recipe) recipes.push(recipe);
      }
    }
    for (const problem of reading.problems) problems.push(problem);
  }
  return problems.length > 0 ? { problems } : { value: { scenarios, recipes }, problems };
}

/** The units of the plan that the document names, for a plan that has its own sizes. */
function unitsOf(document: Node, plans: ReadonlyMap<string, PlanFacts>) {
  const plan = document.kind === 'map' ? document.entries.find(({ key }) => key === 'plan')?.value : undefined;
  return plan?.kind === 'scalar' ? plans.get(plan.text)?.units : undefined;
}

function checkId(document: MapNode, ids: Map<string, MapNode>, reading: Reading): void {
  const { value, keyPlace } = document.entries[0]!;
  if (value.kind !== 'scalar') return;
  const earlier = ids.get(value.text);
  ids.set(value.text, earlier ?? document);
  if (!earlier) return;
  reading.problems.push({
    code: 'scenario-duplicate-id',
    severity: 'error',
    message: `the id "${value.text}" is used twice`,
    place: keyPlace,
    related: [{ message: 'here first', place: earlier.place }],
    fix: 'give one of them another id',
  });
}
