/** Keys of recurring and one-time charges, and of what is prorated like them, that say nothing where they stand. */

import type { Report } from '../resolve/context.ts';
import { has, mapField, placeOf } from '../resolve/fields.ts';
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
  checkActivationShares(report, { plan, nodes });
}

/** Cycles that begin with the activation are had from their first day: only a free first day leaves a part of the first. */
function checkActivationShares(report: Report, { plan, nodes }: Pick<Draft, 'plan' | 'nodes'>): void {
  if (plan.anchor !== 'activation') return;
  for (const prorated of [...plan.recurring, ...plan.allowances]) {
    const node = mapField(nodes.get(prorated)!, 'prorate');
    if (!node || prorated.prorate?.activation?.edgeDay !== 'used') continue;
    const message =
      '`activation` has no effect: with `bill_cycle: { anchor: activation }` the first cycle is a whole one';
    const fix = 'leave it out, or write `first_day: free`';
    report.add('PLAN-NO-EFFECT', message, placeOf(node, 'activation'), { fix });
  }
}
