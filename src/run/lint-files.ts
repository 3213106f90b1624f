/** All problems of some files, plans and scenarios alike, without rating anything. */

import type { Problem } from '../problems/problem.ts';
import { hasErrors, type Outcome } from '../problems/problem.ts';
import { readScenarios } from '../scenario/read.ts';
import { readYaml } from '../yaml/read.ts';
import type { InputFile } from './files.ts';
import { readProjectPolicies } from './policies.ts';
import { preparePlans } from './prepare-plan.ts';

/** What there is in files that have no errors. */
export interface Linted {
  readonly plans: number;
  /** Written scenarios, each case of a table one of them. */
  readonly scenarios: number;
  readonly recipes: number;
}

/**
 * Scenarios are held against the plans among the files, or against `otherPlans` when there are none. While plans have
 * errors, nothing is said of scenarios. Of a whole project (its folder) the policies are read too.
 */
export function lintFiles(
  files: readonly InputFile[],
  otherPlans: () => Outcome<readonly InputFile[]>,
  project?: string,
): Outcome<Linted> {
  const scenarioFiles = files.filter(isOfScenarios);
  const ownPlans = files.filter((file) => !scenarioFiles.includes(file));
  const planFiles = ownPlans.length > 0 ? { value: ownPlans, problems: [] } : otherPlans();
  if (!planFiles.value) return planFiles;
  const prepared = preparePlans(planFiles.value);
  if (!prepared.value) return prepared;

  const documents = scenarioFiles.map(({ file, text }) => readYaml(text, file));
  const problems: Problem[] = [...prepared.problems, ...documents.flatMap((one) => one.problems)];
  const plain = documents.flatMap(({ value }) => value ?? []);
  // A document that is not there may be what others are like: they are read when all can be.
  const read = hasErrors(problems) ? undefined : readScenarios(plain, { plans: prepared.value.facts });
  problems.push(...(read?.problems ?? []));
  if (project !== undefined && read?.value) {
    problems.push(...readProjectPolicies(project, prepared.value.histories, read.value).problems);
  }
  if (hasErrors(problems)) return { problems };
  const plans = ownPlans.length > 0 ? prepared.value.histories.size : 0;
  const entries = read?.value ?? [];
  const recipes = entries.filter((entry) => 'recipe' in entry).length;
  return { value: { plans, scenarios: entries.length - recipes, recipes }, problems };
}

/** Whether the first key of a file is one of what stands among scenarios. */
const isOfScenarios = ({ text }: InputFile): boolean => OF_SCENARIOS.test(text);
const OF_SCENARIOS =
  /^\ufeff?(?:(?:#[^\n]*|---[^\n]*|[ \t\r]*)\n)*["']?(?:scenario|recipe|template|simulation)["']?[ \t]*:/;
