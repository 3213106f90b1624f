/** Scenario documents of a test, read as the product reads them. */

import { parseDay } from '../../src/calendar/day.ts';
import type { Outcome } from '../../src/problems/problem.ts';
import { type Entry, readScenarios } from '../../src/scenario/read.ts';
import type { Recipe } from '../../src/scenario/recipe.ts';
import type { PlanFacts, Scenario } from '../../src/scenario/scenario.ts';
import { readYaml } from '../../src/yaml/read.ts';

const plan = (id: string, timezone = 'Europe/Berlin'): [string, PlanFacts] => [
  id,
  {
    id,
    timezone,
    anchor: 1,
    soldFrom: parseDay('2025-01-01'),
    lineIds: ['monthly-fee', 'voice-national', 'voice-roaming', 'data-overage', 'tax standard', 'total-rounding'],
  },
];

const PLANS = new Map([plan('smart-m'), plan('smart-s'), plan('payg-gb', 'Europe/London')]);

export function readEntries(text: string, seed?: number): Outcome<readonly Entry[]> {
  const documents = readYaml(text, 'scenarios/test.yaml');
  if (!documents.value) return documents;
  return readScenarios(documents.value, { plans: PLANS, ...(seed !== undefined && { seed }) });
}

export function scenarioOf(text: string): Scenario {
  const entry = entryOf(text);
  if (!('scenario' in entry)) throw new Error('not a scenario');
  return entry.scenario;
}

export function recipeOf(text: string, seed?: number): Recipe {
  const entry = entryOf(text, seed);
  if (!('recipe' in entry)) throw new Error('not a recipe');
  return entry.recipe;
}

function entryOf(text: string, seed?: number): Entry {
  const { value, problems } = readEntries(text, seed);
  if (!value?.[0]) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value[0];
}

/** Problems as `line:column CODE message -> fix`. */
export const problemsOf = (text: string): string[] =>
  readEntries(text).problems.map(
    ({ code, message, place, fix }) => `${place?.line}:${place?.column} ${code} ${message} -> ${fix}`,
  );
