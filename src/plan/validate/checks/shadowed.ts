/** Charges that can never match, because an earlier one takes everything they could. */

import type { Report } from '../resolve/context.ts';
import type { Draft } from '../resolve/plan.ts';
import { contains, reachOf } from './reach.ts';

export function checkShadowed(report: Report, { plan }: Draft): void {
  const reaches = plan.usage.map(reachOf);
  plan.usage.forEach((charge, index) => {
    const taker = plan.usage.slice(0, index).find((_, earlier) => contains(reaches[earlier]!, reaches[index]!));
    if (!taker) return;
    report.add(
      'PLAN-SHADOWED',
      `\`${charge.id}\` never matches: \`${taker.id}\` before it takes all it could`,
      charge.place,
      {
        related: [{ message: 'the earlier charge is here', place: taker.place }],
        fix: `move \`${charge.id}\` above \`${taker.id}\``,
        severity: 'warning',
      },
    );
  });
}
