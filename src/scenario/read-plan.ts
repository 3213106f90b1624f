/** Reads the names of plans. */

import { formatDay } from '../calendar/day.ts';
import type { EpochDay } from '../plan/model.ts';
import { shownText } from '../problems/shown.ts';
import type { Node } from '../yaml/document.ts';
import type { Reading } from './reading.ts';
import type { PlanFacts } from './scenario.ts';

/** The plan that is named; a plan that does not exist is a problem with the nearest fix. */
export function readPlan(
  node: Node | undefined,
  reading: Reading,
  plans: ReadonlyMap<string, PlanFacts>,
): PlanFacts | undefined {
  const id = node && reading.text(node, 'a plan');
  if (!id) return undefined;
  const ids = [...plans.keys()];
  return (
    plans.get(id) ?? reading.unknown('SCENARIO-UNKNOWN-PLAN', node, `there is no plan \`${shownText(id)}\``, id, ids)
  );
}

/** Customers cannot come to a plan before its first version is sold. */
export function checkSold(
  node: Node,
  day: EpochDay,
  plans: readonly PlanFacts[],
  reading: Reading,
  verb = 'activate',
): void {
  const early = plans.find(({ soldFrom }) => soldFrom !== undefined && day < soldFrom);
  if (!early) return;
  const message = `${formatDay(day)} is before plan ${early.id} is sold`;
  const fix = `${verb} from ${formatDay(early.soldFrom!)} on`;
  reading.error('SCENARIO-BEFORE-PLAN', node.place, message, fix);
}

/** A customer is billed by one clock in one currency, whatever plans come one after the other. */
export function checkFit(node: Node, before: PlanFacts, after: PlanFacts, reading: Reading): void {
  const apart = [
    ...(before.currency === after.currency ? [] : [`money is ${before.currency} and ${after.currency}`]),
    ...(before.timezone === after.timezone ? [] : [`clocks are those of ${before.timezone} and ${after.timezone}`]),
    ...(before.prices === after.prices ? [] : [`prices are ${before.prices} and ${after.prices}`]),
  ];
  if (apart.length === 0) return;
  const message = `plan ${before.id} cannot be changed to ${after.id}: their ${apart.join(', their ')}`;
  reading.error(
    'SCENARIO-CHANGE',
    node.place,
    message,
    'change to a plan with the same currency, time zone and prices',
  );
}
