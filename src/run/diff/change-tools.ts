/** A change in edits, in words, divided among its causes, and with what was decided about them. */

import { applyEdits } from '../../plan/change/apply.ts';
import type { Edit } from '../../plan/change/edit.ts';
import { findEdits } from '../../plan/change/find.ts';
import { tellEdits } from '../../plan/change/tell.ts';
import { compilePlans } from '../../plan/compile/compile.ts';
import type { PlanHistory } from '../../plan/model.ts';
import { KnownPlans, validateDocuments } from '../../plan/validate/validate-plans.ts';
import { hasErrors } from '../../problems/problem.ts';
import { approveWith } from './approvals.ts';
import { attribute } from './attribute.ts';
import { bundlesOf } from './bundles.ts';
import type { Answer, ChangeTools, Question } from './change.ts';
import { withRenames } from './renames.ts';

/** `approvals`: the folder of the project in which decisions stand. */
export const changeTools = (approvals: string): ChangeTools => ({
  findEdits,
  tellEdits,
  attribute: divideChange,
  approve: approveWith(approvals),
});

/** Plans that are kept at most, so that a change of a thousand plans does not fill the memory. */
const MOST_KEPT = 10_000;

async function divideChange({ base, head, edits, told, compared, newPlans, rateSums }: Question): Promise<Answer> {
  const known = new KnownPlans();
  const numbers = new Map(edits.map((edit, index) => [edit, index]));
  const kept = new Map<string, ReadonlyMap<string, PlanHistory> | undefined>();
  // What is tried to find out which edits go together is asked for again when it is rated.
  const plansWith = (chosen: ReadonlySet<Edit>): ReadonlyMap<string, PlanHistory> | undefined => {
    const key = [...chosen]
      .map((edit) => numbers.get(edit)!)
      .sort((a, b) => a - b)
      .join();
    if (kept.has(key)) return kept.get(key);
    const { value, problems } = validateDocuments(applyEdits(base.documents, head.documents, edits, chosen), known);
    const plans = hasErrors(problems) ? undefined : value?.plans;
    if (kept.size * head.plans.size < MOST_KEPT) kept.set(key, plans);
    return plans;
  };
  const bundles = bundlesOf(edits, told, (chosen) => plansWith(chosen) !== undefined);
  const { causes, attribution, causesOf } = await attribute({
    bundles,
    newPlans: new Set(newPlans),
    scenarios: compared.map(({ changedPlans, ...about }) => ({ ...about, plans: changedPlans })),
    compile: (chosen) => {
      const plans = plansWith(chosen);
      // Customers are on plans by the names of the head.
      return plans && withRenames(compilePlans(plans.values()), edits);
    },
    rateSums: async (sides, numbers) => {
      const rated = await rateSums(
        sides,
        numbers.map((number) => compared[number]!.index),
      );
      // A side that leaves more usage without a price than base and head do is no plan that anybody wants.
      return rated.map((own) =>
        own.map((one, at) => (one && one.unrated <= compared[numbers[at]!]!.unrated ? one.sum : undefined)),
      );
    },
  });
  const byIndex = new Map(compared.map(({ index }, number) => [index, causesOf[number]!]));
  return { causes, attribution, causesOf: (index) => byIndex.get(index) ?? [] };
}
