/** What the header of a run tells of a plan: its names too, so that reports need nothing beside the results. */

import type { PlanHistory } from '../plan/model.ts';
import { namesOf } from '../reporting/names.ts';
import type { RunPlan } from './result.ts';

export function aboutPlan(history: PlanHistory): RunPlan {
  const { id, versions } = history;
  const { name, tax, charges } = namesOf([history]).get(id)!;
  const named = [...charges].map(([charge, { name: called, dimension, place }]) => {
    return [charge, { name: called, ...(dimension && { dimension }), ...(place && { place }) }] as const;
  });
  return {
    ...{ id, currency: versions[0]!.currency.code, versions: versions.length, name },
    ...(tax !== undefined && { tax }),
    charges: Object.fromEntries(named),
  };
}
