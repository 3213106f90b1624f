/** One scenario by its id, as the engine takes it: a written one, or customer number N of a recipe. */

import type { Account } from '../invoicing/account.ts';
import { columnsOf } from '../scenario/columns.ts';
import { expander } from '../scenario/expand.ts';
import type { AccountUsage } from '../usage/batch.ts';
import { casesOf } from './cases.ts';
import type { Loaded } from './load.ts';

/** Undefined when no scenario has the id. */
export async function findCase(
  { entries }: Loaded,
  id: string,
): Promise<{ account: Account; usage: AccountUsage } | undefined> {
  const named = entries.filter((entry) =>
    'scenario' in entry ? entry.scenario.id === id : id.startsWith(`${entry.recipe.id}/`),
  );
  const found = (await casesOf(named, {})).find((one) => one.id === id);
  if (!found) return undefined;
  const { accounts, usage } = 'scenario' in found ? columnsOf([found.scenario]) : expander(found.recipe)([found.draw]);
  return { account: accounts[0]!, usage };
}

/** Ids of all scenarios, recipes once, for the nearest fix. */
export const caseNames = ({ entries }: Loaded): string[] =>
  entries.map((entry) => ('scenario' in entry ? entry.scenario.id : `${entry.recipe.id}/1`));
