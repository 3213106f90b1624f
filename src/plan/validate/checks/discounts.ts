/** A discount of an amount is given once a cycle, so what it is taken off stands on one invoice. */

import type { RatePlan } from '../../model.ts';
import type { Report } from '../resolve/context.ts';
import { placeOf } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';

export function checkDiscounts(report: Report, { plan, nodes }: Draft): void {
  for (const discount of plan.discounts) {
    if (!('amount' in discount.value)) continue;
    const advance = discount.on.find((id) => inAdvance(plan, id));
    const arrears = discount.on.find((id) => !inAdvance(plan, id));
    if (advance === undefined || arrears === undefined) continue;
    const message = `\`${discount.id}\` would be given twice: its charges of one cycle are on two invoices`;
    report.add('PLAN-DISCOUNT-SIDES', message, placeOf(nodes.get(discount)!, 'on'), {
      related: [
        { message: `\`${advance}\` is charged in advance`, place: placeById(plan, advance) },
        { message: `\`${arrears}\` is charged in arrears`, place: placeById(plan, arrears) },
      ],
      fix: 'make a discount for each side, or use `percent`',
    });
  }
}

const inAdvance = (plan: RatePlan, id: string): boolean =>
  [...plan.recurring, ...plan.oneTime].some((charge) => charge.id === id && charge.charged === 'in-advance');

const placeById = (plan: RatePlan, id: string): RatePlan['place'] =>
  [...plan.recurring, ...plan.oneTime, ...plan.usage].find((charge) => charge.id === id)!.place;
