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

async function divideChange({ base, head, edits, told, compared, newPlans, rateSums }: Question): Promise<Answer> {
  const known = new KnownPlans();
  const plansWith = (chosen: ReadonlySet<Edit>): ReadonlyMap<string, PlanHistory> | undefined => {
    const { value, problems } = validateDocuments(applyEdits(base.documents, head.documents, edits, chosen), known);
    return hasErrors(problems) ? undefined : value?.plans;
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
