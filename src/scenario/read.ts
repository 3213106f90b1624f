/** Reads the documents of scenarios/: written scenarios and recipes, every problem at once. */

import type { Outcome, Problem } from '../problems/problem.ts';
import { shownText } from '../problems/shown.ts';
import type { MapNode, Node } from '../yaml/document.ts';
import { readRecipe } from './read-recipe.ts';
import { readScenario } from './read-scenario.ts';
import { Reading } from './reading.ts';
import type { Recipe } from './recipe.ts';
import type { PlanFacts, Scenario } from './scenario.ts';

export type Entry = { readonly scenario: Scenario } | { readonly recipe: Recipe };

export interface ScenarioContext {
  readonly plans: ReadonlyMap<string, PlanFacts>;
  /** Takes the place of every recipe's own seed. */
  readonly seed?: number;
}

/** Scenarios and recipes in the order of the documents, or all that is wrong with them. */
export function readScenarios(documents: readonly Node[], context: ScenarioContext): Outcome<readonly Entry[]> {
  const problems: Problem[] = [];
  const entries: Entry[] = [];
  const ids = new Map<string, MapNode>();

  for (const document of documents) {
    const reading = new Reading();
    const kind = document.kind === 'map' ? document.entries[0]?.key : undefined;
    if (document.kind !== 'map' || (kind !== 'scenario' && kind !== 'recipe')) {
      const fix = 'begin the document with `scenario: <id>` or `recipe: <id>`';
      reading.error('SCENARIO-UNKNOWN-DOCUMENT', document.place, 'this is neither a scenario nor a recipe', fix);
    } else {
      checkId(document, ids, reading);
      if (kind === 'scenario') {
        const scenario = readScenario(document, reading, context.plans);
        if (scenario) entries.push({ scenario });
      } else {
        const recipe = readRecipe(document, reading, context.plans, context.seed);
        if (recipe) entries.push({ recipe });
      }
    }
    for (const problem of reading.problems.sort(inOrder)) problems.push(problem);
  }
  return problems.length > 0 ? { problems } : { value: entries, problems };
}

/** As they stand in the file. */
function inOrder(a: Problem, b: Problem): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}

function checkId(document: MapNode, ids: Map<string, MapNode>, reading: Reading): void {
  const { value, keyPlace } = document.entries[0]!;
  if (value.kind !== 'scalar') return;
  const earlier = ids.get(value.text);
  ids.set(value.text, earlier ?? document);
  if (!earlier) return;
  reading.problems.push({
    code: 'SCENARIO-DUPLICATE-ID',
    severity: 'error',
    message: `the id \`${shownText(value.text)}\` is used twice`,
    place: keyPlace,
    related: [{ message: 'here first', place: earlier.place }],
    fix: 'give one of them another id',
  });
}
