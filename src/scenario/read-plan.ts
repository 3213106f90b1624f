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
