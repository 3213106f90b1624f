/** The policies of a project, from the file of its settings. */

import type { PlanHistory } from '../plan/model.ts';
import type { Policies } from '../policy/model.ts';
import { readPolicies } from '../policy/read.ts';
import type { Outcome } from '../problems/problem.ts';
import type { Entry } from '../scenario/read.ts';
import type { Node } from '../yaml/document.ts';
import { configDocuments } from './config.ts';

/** `plans` and `entries` are those of the head. */
export function readProjectPolicies(
  root: string,
  plans: ReadonlyMap<string, PlanHistory>,
  entries: readonly Entry[],
): Outcome<Policies> {
  const documents = configDocuments(root);
  return documents.value ? policiesIn(documents.value, plans, entries) : documents;
}

/** The policies of the documents of a file of settings. */
export function policiesIn(
  documents: readonly Node[],
  plans: ReadonlyMap<string, PlanHistory>,
  entries: readonly Entry[],
): Outcome<Policies> {
  return readPolicies(documents[0], { plans, segments: segmentsOf(entries) });
}

/** Labels that customers have; those without one are of no segment. */
function segmentsOf(entries: readonly Entry[]): string[] {
  const segments = entries.flatMap((entry) =>
    'recipe' in entry ? entry.recipe.segments.choices : (entry.scenario.segment ?? []),
  );
  return [...new Set(segments)].filter((segment) => segment !== '');
}
