/** What can be said of simulations without rating anything: as `lint` does of plans and scenarios. */

import { join } from 'node:path';
import { hasErrors, type Place, type Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { withPrices } from '../../simulation/levers.ts';
import { inProject } from '../../simulation/read/in-project.ts';
import { readSimulation } from '../../simulation/read/read.ts';
import { readMapping } from '../../usage/mapping/read-mapping.ts';
import { type InputFile, readInputFile } from '../files.ts';
import type { PreparedPlans } from '../prepare-plan.ts';
import { candidateInFolder } from './plan-sides.ts';
import { peek } from './read-inputs.ts';

export interface LintedWith {
  /** The project's folder: files that a simulation names are inside it. */
  readonly root: string;
  readonly planFiles: readonly InputFile[];
  readonly plans: PreparedPlans;
  /** Ids of the recipes; asked for where a simulation is about recipes. */
  readonly recipes: () => readonly string[];
}

/** Problems of simulations, by file. Without a candidate of its own, both sides are the plans as they are. */
export function lintSimulations(files: readonly InputFile[], given: LintedWith): Problem[] {
  const ids = new Map<string, Place>();
  return files.flatMap((file) => {
    const problems: Problem[] = [];
    const assumptions = lintOne(file, given, problems);
    if (!assumptions) return problems;
    const { id, place } = assumptions;
    const earlier = ids.get(id);
    if (earlier) {
      problems.push({
        ...{ code: 'SIM-TWICE', severity: 'error', place, fix: 'give each an id of its own' },
        message: `there are two simulations \`${id}\``,
        related: [{ message: 'here first', place: earlier }],
      });
    } else ids.set(id, place);
    return problems;
  });
}

/** Undefined where its own text cannot be read. */
function lintOne(
  file: InputFile,
  { root, planFiles, plans, recipes }: LintedWith,
  problems: Problem[],
): Assumptions | undefined {
  const first = peek(file);
  const { folder, where } = first?.candidate ?? {};
  const own = folder === undefined ? undefined : candidateInFolder(root, { folder, where: where! }, planFiles);
  problems.push(...(own?.problems ?? []));
  const candidate = own ? own.value?.candidatePlans : plans;
  const read = readSimulation(file.text, file.file, {
    base: plans.histories,
    candidate: () => candidate?.histories,
    recipes: first?.byRecipes ? recipes() : [],
  });
  problems.push(...read.problems);
  if (!read.value) return undefined;
  const { candidate: changed, population, backtest, places } = read.value;
  if (candidate) problems.push(...withPrices(candidate.compiled, changed?.prices ?? []).problems);
  const lintUsage = (one: { readonly usage: string; readonly data: string }, place: Place): void =>
    void problems.push(...mappingProblems(root, file.file, one, place));
  if ('usage' in population.from) lintUsage(population.from, places?.get('population.usage') ?? population.place);
  if (backtest) lintUsage(backtest, backtest.place);
  return hasErrors(read.problems) ? undefined : read.value;
}

/** The mapping of usage files and whether they are there; nothing is read of them. */
function mappingProblems(
  root: string,
  from: string,
  { usage, data }: { readonly usage: string; readonly data: string },
  place: Place,
): readonly Problem[] {
  const [mapping, folder] = [inProject(from, usage)!, inProject(from, data)!];
  const files = readInputFile(root, mapping);
  if (!files.value) return files.problems;
  const [file] = files.value;
  if (file) return readMapping(file.text, file.file, join(root, folder)).problems;
  const message = `there is no file ${shownText(mapping)}`;
  const fix = 'name the mapping of the usage files from where the simulation stands';
  return [{ code: 'INPUT-MISSING', severity: 'error', message, place, fix }];
}
