/** Invoices to look at when nothing is wrong: of every plan a worked example, and a customer as a recipe made it. */

import type { ScenarioResult, TestRun } from '../../run/result.ts';
import { isMade } from '../verdict.ts';

/** In the order of the header: at most one with its arithmetic and one that was made, as rich as there are. */
export function samplesOf(run: TestRun): ScenarioResult[] {
  const best = new Map<string, ScenarioResult>();
  for (const result of run.results) {
    if ((result.status !== 'passed' && result.status !== 'new') || !result.invoices?.length) continue;
    const key = `${isMade(run, result.id) ? 'made' : 'written'} ${result.plan}`;
    const known = best.get(key);
    if (!known || worth(result) > worth(known)) best.set(key, result);
  }
  return run.header.plans.flatMap(({ id }) => ['written', 'made'].flatMap((kind) => best.get(`${kind} ${id}`) ?? []));
}

/** An explained one before all others, then the one with most kinds of lines; a short story before a long one. */
function worth({ because, invoices = [] }: ScenarioResult): number {
  const lines = Math.max(...invoices.map((invoice) => new Set(invoice.lines.map(({ key }) => key)).size));
  return (because ? 1000 : 0) + lines - 3 * Math.max(0, invoices.length - 2);
}
