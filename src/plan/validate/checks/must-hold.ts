/** Plans that are promised to be dearer by at most so much: they must be there, and invoice the same cycles in the same money. */

import type { RatePlan } from '../../model.ts';
import type { Report } from '../resolve/context.ts';
import type { Draft } from '../resolve/plan.ts';
import { unknownName } from '../resolve/plan-context.ts';

/** Each `never-more-than` against the plan it names. */
export function checkMustHold(report: Report, byPlan: ReadonlyMap<string, readonly Draft[]>): void {
  for (const { plan } of [...byPlan.values()].flat()) {
    for (const stated of plan.mustHold) {
      if (stated.law !== 'never-more-than') continue;
      const other = byPlan.get(stated.plan)?.[0]?.plan;
      const named = { text: stated.plan, place: stated.place };
      if (stated.plan === plan.id) {
        report.add('PLAN-NO-EFFECT', 'a plan never costs more than itself: this has no effect', stated.place);
      } else if (other) compareBasis(report, plan, other, named);
      else {
        const ids = [...byPlan.keys()].filter((id) => id !== plan.id);
        unknownName(report, 'PLAN-UNKNOWN-PLAN', 'plan', named, ids);
      }
    }
  }
}

const BASIS: readonly (readonly [string, (plan: RatePlan) => unknown])[] = [
  ['currency', (plan) => plan.currency.code],
  ['timezone', (plan) => plan.timezone],
  ['bill_cycle', (plan) => plan.anchor],
];

function compareBasis(report: Report, plan: RatePlan, other: RatePlan, { place }: Pick<RatePlan, 'place'>): void {
  for (const [key, read] of BASIS) {
    if (read(plan) === read(other)) continue;
    const message = `\`${key}\` of \`${other.id}\` is \`${read(other)}\`, here it is \`${read(plan)}\`: their invoices cannot be compared`;
    const related = [{ message: `\`${other.id}\` is here`, place: other.place }];
    report.add('PLAN-NOT-COMPARABLE', message, place, { related, fix: 'name a plan that is invoiced alike' });
  }
}
