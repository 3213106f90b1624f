/** Invoice lines are told apart only by what the charges have: zones, bands, tiers. */

import type { UsageCharge } from '../../model.ts';
import type { Report } from '../resolve/context.ts';
import { has, wordNodes } from '../resolve/fields.ts';
import { distinct } from '../resolve/match.ts';
import type { Draft } from '../resolve/plan.ts';
import { hasLineDimension } from '../resolve/usage.ts';

type LineDimension = UsageCharge['lineBy'][number];

const NEEDS: Readonly<Record<LineDimension, string>> = { zone: 'a rate table', band: '`bands`', tier: '`tiers`' };

export function checkLineBy(report: Report, { plan, node, nodes }: Draft): void {
  distinct(report, wordNodes(node, 'line_by'));
  const following = plan.usage.filter((charge) => !has(nodes.get(charge)!, 'line_by'));
  for (const { text, place } of wordNodes(node, 'line_by')) {
    const name = text as LineDimension;
    if (following.some((charge) => hasLineDimension(charge, name))) continue;
    report.add('PLAN-NO-EFFECT', `\`${text}\` has no effect: no charge that follows it has ${NEEDS[name]}`, place);
  }
  for (const charge of plan.usage) {
    const own = wordNodes(nodes.get(charge)!, 'line_by');
    distinct(report, own);
    for (const { text, place } of own) {
      const name = text as LineDimension;
      if (hasLineDimension(charge, name)) continue;
      report.add('PLAN-NO-EFFECT', `\`${text}\` has no effect: the charge does not have ${NEEDS[name]}`, place);
    }
  }
}
