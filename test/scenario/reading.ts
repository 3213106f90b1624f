/** Scenario documents of a test, read as the product reads them. */

import { parseDay } from '../../src/calendar/day.ts';
import { rational } from '../../src/exact/rational.ts';
import type { Outcome } from '../../src/problems/problem.ts';
import { type Entry, readScenarios } from '../../src/scenario/read.ts';
import type { Recipe } from '../../src/scenario/recipe.ts';
import type { PlanFacts, Scenario } from '../../src/scenario/scenario.ts';
import { type Quantity, STANDARD_UNITS, withUnits } from '../../src/units/quantity.ts';
import { readYaml } from '../../src/yaml/read.ts';

/** As smart-m of plans/: 10 GB, cycles from the first. */
const plan = (id: string, more: Partial<PlanFacts> = {}): [string, PlanFacts] => [
  id,
  {
    id,
    timezone: 'Europe/Berlin',
    currency: 'EUR',
    prices: 'gross',
    anchor: 1,
    soldFrom: parseDay('2025-01-01'),
    units: STANDARD_UNITS,
    lineIds: ['monthly-fee', 'voice-national', 'voice-roaming', 'data-overage', 'tax standard', 'total-rounding'],
    laws: ['lines-add-up', 'more-usage-never-costs-less'],
    allowanceIds: ['data-10gb', 'calls-100', 'sms-50', 'messages'],
    measures: new Map([
      ['voice-national', 'time'],
      ['voice-roaming', 'time'],
      ['data-overage', 'data'],
      ['data-10gb', 'data'],
      ['calls-100', 'time'],
      ['sms-50', 'message'],
      ['messages', 'message'],
    ]),
    ...more,
  },
];

const MB: Quantity = { dimension: 'data', value: rational(1_024_000n) };

const PLANS = new Map([
  plan('smart-m'),
  plan('smart-s'),
  plan('smart-l', { soldFrom: parseDay('2026-02-01'), allowanceIds: ['data-30gb'], lineIds: ['monthly-fee', 'data'] }),
  plan('from-the-15th', { anchor: 15 }),
  plan('from-the-day', { anchor: 'activation', allowanceIds: [] }),
  plan('talk-us', { prices: 'net', currency: 'USD', timezone: 'America/New_York' }),
  plan('trade-units', { units: withUnits(new Map([['MB', MB]])) }),
]);

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

export function scenariosOf(text: string): Scenario[] {
  const { value, problems } = readEntries(text);
  if (!value) throw new Error(problems.map(({ message }) => message).join('\n'));
  return value.flatMap((entry) => ('scenario' in entry ? entry.scenario : []));
}

/** Problems as `line:column CODE message -> fix`. */
export const problemsOf = (text: string): string[] =>
  readEntries(text).problems.map(
    ({ code, message, place, fix }) => `${place?.line}:${place?.column} ${code} ${message} -> ${fix}`,
  );
