/** All problems of some files, plans and scenarios alike, without rating anything. */

import type { Problem } from '../problems/problem.ts';
import { hasErrors, type Outcome } from '../problems/problem.ts';
import { readScenarios } from '../scenario/read.ts';
import type { Recipe } from '../scenario/recipe.ts';
import { readYaml } from '../yaml/read.ts';
import type { InputFile } from './files.ts';
import { recipesOf } from './load.ts';
import { readProjectPolicies } from './policies.ts';
import { type PreparedPlans, preparePlans } from './prepare-plan.ts';
import { isOfSimulation } from './simulate/find-simulation.ts';
import { lintSimulations } from './simulate/lint-simulations.ts';

/** What there is in files that have no errors. */
export interface Linted {
  readonly plans: number;
  /** Written scenarios, each case of a table one of them. */
  readonly scenarios: number;
  readonly recipes: number;
  readonly simulations: number;
}

/** What files are held against that are not among those to be linted. */
export interface LintContext {
  /** The project's folder; files that simulations name are in it. */
  readonly root: string;
  readonly plans: () => Outcome<readonly InputFile[]>;
  readonly scenarios: () => Outcome<readonly InputFile[]>;
  /** Whether the files are those of the whole project: then its policies are read too. */
  readonly isWhole: boolean;
}

/**
 * Scenarios and simulations are held against the plans among the files, or against those of the project when there are none;
 * simulations also against recipes of the project. While plans have errors, nothing is said of scenarios, and while these have, nothing
 * of simulations.
 */
export function lintFiles(files: readonly InputFile[], context: LintContext): Outcome<Linted> {
  const simulations = files.filter(isOfSimulation);
  const scenarioFiles = files.filter((file) => isOfScenarios(file) && !simulations.includes(file));
  const ownPlans = files.filter((file) => !isOfScenarios(file));
  const planFiles = ownPlans.length > 0 ? { value: ownPlans, problems: [] } : context.plans();
  if (!planFiles.value) return planFiles;
  const prepared = preparePlans(planFiles.value);
  if (!prepared.value) return prepared;
  const plans = prepared.value;

  const documents = scenarioFiles.map(({ file, text }) => readYaml(text, file));
  const problems: Problem[] = [...prepared.problems, ...documents.flatMap((one) => one.problems)];
  const plain = documents.flatMap(({ value }) => value ?? []);
  // A document that is not there may be what others are like: they are read when all can be.
  const read = hasErrors(problems) ? undefined : readScenarios(plain, { plans: plans.facts });
  problems.push(...(read?.problems ?? []));
  if (context.isWhole && read?.value) {
    problems.push(...readProjectPolicies(context.root, plans.histories, read.value).problems);
  }
  const entries = read?.value ?? [];
  if (read?.value) {
    const known = recipesOf(entries);
    const isOther = ({ id }: Recipe): boolean => known.every((one) => one.id !== id);
    const recipes = (): readonly Recipe[] =>
      context.isWhole ? known : [...known, ...otherRecipes(context, plans).filter(isOther)];
    problems.push(
      ...lintSimulations(simulations, {
        root: context.root,
        planFiles: planFiles.value,
        plans,
        recipes,
        usageFiles: 'there',
      }),
    );
  }
  if (hasErrors(problems)) return { problems };
  const recipes = recipesOf(entries).length;
  const counts = { scenarios: entries.length - recipes, recipes, simulations: simulations.length };
  return { value: { plans: ownPlans.length > 0 ? plans.histories.size : 0, ...counts }, problems };
}

/** Of scenarios that are not to be linted: what is wrong with them is told when they are. */
function otherRecipes({ scenarios }: LintContext, { facts }: PreparedPlans): readonly Recipe[] {
  const documents = (scenarios().value ?? []).flatMap(({ file, text }) => readYaml(text, file).value ?? []);
  return recipesOf(readScenarios(documents, { plans: facts }).value ?? []);
}

/** Whether the first key of a file is one of what stands among scenarios. */
const isOfScenarios = ({ text }: InputFile): boolean => OF_SCENARIOS.test(text);
const OF_SCENARIOS =
  /^\ufeff?(?:(?:#[^\n]*|---[^\n]*|[ \t\r]*)\n)*["']?(?:scenario|recipe|template|simulation)["']?[ \t]*:/;
