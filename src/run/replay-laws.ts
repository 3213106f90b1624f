/** Scenarios with a law in place of what is expected: bills that once broke it, tried before anything else. */

import { hold } from '../laws/search.ts';
import { columnsOf } from '../scenario/columns.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { commandFor } from './collect.ts';
import { allLaws, differenceOf, rateWith } from './law-bills.ts';
import type { PreparedPlans } from './prepare-plan.ts';
import type { ScenarioResult } from './result.ts';
import type { Engine } from './run-scenario.ts';

/** Scenarios with a law, each held of its own bill. */
export function replayLaws(scenarios: readonly Scenario[], prepared: PreparedPlans, engine: Engine): ScenarioResult[] {
  if (scenarios.length === 0) return [];
  const laws = new Map(allLaws(prepared).map((law) => [`${law.plan} ${law.name}`, law]));
  const rate = rateWith(engine, prepared);
  return scenarios.map((scenario) => {
    const { id, place, plan, segment, title } = scenario;
    const law = laws.get(`${plan} ${scenario.law}`)!;
    const about = {
      ...{ id, file: place.file, line: place.line, plan, title: title ?? `${law.name}: ${law.says}` },
      ...(segment && { segment }),
      check: 'law' as const,
      again: commandFor(id),
    };
    const none = { differences: [], unrated: 0, screened: 0 };
    try {
      const { accounts, usage } = columnsOf([scenario]);
      const { invoices, unrated, screened } = engine(prepared.compiled, accounts, usage);
      const counts = { unrated: unrated.length, screened: screened.length };
      if (counts.unrated + counts.screened > 0) return { ...about, ...none, ...counts, status: 'unrated' as const };
      if (!law.speaksOf(scenario)) {
        const reason = `${law.name} has nothing to say of this bill: write another one, or take the file out`;
        return { ...about, ...none, status: 'error' as const, reason };
      }
      const [breach] = hold([{ law, bill: scenario }], rate);
      const differences = breach ? [differenceOf(law, breach)] : [];
      const { again, ...passed } = about;
      const invoiced = { differences, ...counts, invoices: invoices[0] ?? [] };
      return breach
        ? { ...about, ...invoiced, status: 'changed' as const }
        : { ...passed, ...invoiced, status: 'passed' as const };
    } catch (error) {
      return {
        ...about,
        ...none,
        status: 'error' as const,
        reason: error instanceof Error ? error.message : String(error),
      };
    }
  });
}
