/** Plans made ready, once a run: read, validated, compiled. What reaches the workers is `compiled`, plain data. */

import { lawNames } from '../laws/laws.ts';
import { compilePlans } from '../plan/compile/compile.ts';
import type { CompiledPlans } from '../plan/compile/compiled.ts';
import type { PlanHistory, RatePlan } from '../plan/model.ts';
import { validatePlans } from '../plan/validate/validate-plans.ts';
import { hasErrors, type Outcome } from '../problems/problem.ts';
import type { PlanFacts } from '../scenario/scenario.ts';
import type { InputFile } from './files.ts';

export interface PreparedPlans {
  readonly histories: ReadonlyMap<string, PlanHistory>;
  readonly compiled: CompiledPlans;
  /** What scenarios are read with. */
  readonly facts: ReadonlyMap<string, PlanFacts>;
}

export function preparePlans(files: readonly InputFile[]): Outcome<PreparedPlans> {
  const validated = validatePlans(files);
  if (!validated.value || hasErrors(validated.problems)) return { problems: validated.problems };
  const histories = validated.value.plans;
  const value = {
    histories,
    compiled: compilePlans(histories.values()),
    facts: factsOfPlans(histories),
  };
  return { value, problems: validated.problems };
}

export const factsOfPlans = (plans: ReadonlyMap<string, PlanHistory>): ReadonlyMap<string, PlanFacts> =>
  new Map([...plans].map(([id, history]) => [id, factsOf(history, plans)]));

function factsOf(history: PlanHistory, plans: ReadonlyMap<string, PlanHistory>): PlanFacts {
  const { id, versions } = history;
  const ids = versions.flatMap(({ recurring, oneTime, usage, discounts, tax }) => [
    ...[...recurring, ...oneTime, ...usage, ...discounts].map((part) => part.id),
    ...(tax?.rates ?? []).map(({ category }) => `tax ${category}`),
  ]);
  const { timezone, currency, prices, anchor, effective, units } = versions[0]!;
  return {
    ...{ id, timezone, currency: currency.code, prices, anchor, soldFrom: effective.newFrom, units },
    lineIds: [...new Set([...ids, 'total-rounding'])],
    allowanceIds: [...new Set(versions.flatMap(({ allowances }) => allowances.map((part) => part.id)))],
    measures: measuresOf(versions),
    laws: lawNames({ history, plans }),
  };
}

function measuresOf(versions: readonly RatePlan[]): PlanFacts['measures'] {
  const parts = versions.flatMap(({ usage, allowances }) => [...usage, ...allowances]);
  const measures = new Map(parts.map(({ id, dimension }) => [id, dimension]));
  for (const { id, dimension } of parts) if (measures.get(id) !== dimension) measures.delete(id);
  return measures;
}
