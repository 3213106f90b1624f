/** Keys of recurring and one-time charges that say nothing where they stand. */

import type { Report } from '../resolve/context.ts';
import { has, placeOf } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';

export function checkFixedCharges(report: Report, { plan, nodes }: Draft): void {
  for (const charge of plan.recurring) {
    const node = nodes.get(charge)!;
    if (charge.charged !== 'in-advance' || !has(node, 'only_if')) continue;
    if (charge.onlyIf === 'always') continue;
    const message =
      '`only_if: used` has no effect: a fee in advance is charged before anybody knows whether usage comes';
    report.add('PLAN-NO-EFFECT', message, placeOf(node, 'only_if'), { fix: 'write `charged: in-arrears`' });
  }
  for (const charge of plan.oneTime) {
    const node = nodes.get(charge)!;
    if (charge.on !== 'termination' || !has(node, 'charged')) continue;
    const message = '`charged` has no effect: on termination there is only the invoice that closes the last cycle';
    report.add('PLAN-NO-EFFECT', message, placeOf(node, 'charged'), { fix: 'leave it out' });
  }
}
