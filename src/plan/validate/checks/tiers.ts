/** Keys of tiers have an effect where they stand, and counters are shared only where they can be. */

import type { MapNode } from '../../../yaml/document.ts';
import type { Tiers, UsageCharge } from '../../model.ts';
import { isPeriodPriced } from '../../period-priced.ts';
import type { Report } from '../resolve/context.ts';
import { has, mapField, mapsOf, placeOf } from '../resolve/fields.ts';
import type { Draft } from '../resolve/plan.ts';
import { hasFees } from '../resolve/tiers.ts';
import { MEASURES } from '../resolve/values.ts';
import { coveredBy } from './allowances.ts';

const tiersOf = ({ price }: UsageCharge): Tiers | undefined => (price.model === 'package' ? undefined : price.tiers);

export function checkTiers(report: Report, { plan, nodes }: Draft): void {
  for (const charge of plan.usage) {
    const tiers = tiersOf(charge);
    const node = mapField(nodes.get(charge)!, 'tiers');
    if (!tiers || !node) continue;
    const refuse = (key: string, why: string) =>
      report.add('PLAN-NO-EFFECT', `\`${key}\` has no effect: ${why}`, placeOf(node, key));
    if (has(node, 'edge') && charge.price.model === 'per-unit' && !hasFees(node)) {
      refuse('edge', 'a graduated price without fees is the same either way');
    }
    if (has(node, 'edge') && charge.price.model === 'volume' && tiers.edges.length === 0) {
      refuse('edge', 'a single step has no edge');
    }
    if (hasFees(node) && tiers.fees.every((fee) => fee.n === 0n)) refuseFees(report, node);
    if (has(node, 'zero_usage') && tiers.fees[0]!.n === 0n) refuse('zero_usage', 'the first step has no `fee`');
    if (tiers.count === 'all') {
      const counted = plan.usage.filter((other) => tiersOf(other)?.counter === tiers.counter);
      if (!plan.allowances.some((allowance) => coveredBy(allowance, counted).length > 0)) {
        refuse('count', 'no allowance covers anything that is counted');
      }
    }
  }
}

function refuseFees(report: Report, tiers: MapNode): void {
  const step = mapsOf(tiers, 'steps').find((candidate) => has(candidate, 'fee'))!;
  report.add('PLAN-NO-EFFECT', '`fee` has no effect: every fee is zero', placeOf(step, 'fee'), { fix: 'leave it out' });
}

export function checkCounters(report: Report, { plan, nodes }: Draft): void {
  const first = new Map<string, UsageCharge>();
  for (const charge of plan.usage) {
    const name = tiersOf(charge)?.counter;
    if (name === undefined || name === 'record') continue;
    const other = first.get(name);
    if (!other) {
      first.set(name, charge);
      continue;
    }
    const place = placeOf(nodes.get(charge)!, 'tiers', 'counter');
    const related = [
      { message: `\`${other.id}\` counts on it too`, place: placeOf(nodes.get(other)!, 'tiers', 'counter') },
    ];
    const once = [charge, other].find(isPeriodPriced);
    if (once) {
      const message = `the counter \`${name}\` cannot be shared: \`${once.id}\` is priced once a period`;
      report.add('PLAN-PERIOD-PRICED', message, place, { related, fix: 'give each charge a counter of its own' });
    } else if (charge.dimension !== other.dimension) {
      const message = `the counter \`${name}\` would count both ${MEASURES[other.dimension]} and ${MEASURES[charge.dimension]}`;
      report.add('PLAN-WRONG-DIMENSION', message, place, { related, fix: 'give each charge a counter of its own' });
    }
  }
}
