/** What can be said of simulations without rating anything: as `lint` does of plans and scenarios. */

import { join } from 'node:path';
import { hasErrors, type Place, type Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { Recipe } from '../../scenario/recipe.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { checkPopulation } from '../../simulation/check-population.ts';
import { withPrices } from '../../simulation/levers.ts';
import { partPlace } from '../../simulation/part-place.ts';
import { inProject } from '../../simulation/read/in-project.ts';
import { readSimulation } from '../../simulation/read/read.ts';
import { nobody } from '../../simulation/weights/population-of.ts';
import { readMapping } from '../../usage/mapping/read-mapping.ts';
import type { InputFile } from '../files.ts';
import type { PreparedPlans } from '../prepare-plan.ts';
import { candidateInFolder } from './plan-sides.ts';
import { peek } from './read-inputs.ts';
import { mappingOf, placesOf, type UsageNamed } from './usage-files.ts';

export interface LintedWith {
  /** The project's folder: files that a simulation names are inside it. */
  readonly root: string;
  readonly planFiles: readonly InputFile[];
  readonly plans: PreparedPlans;
  /** Asked for where a simulation is about recipes. */
  readonly recipes: () => readonly Recipe[];
  /** Whether usage files must be there. Often they stand in no repository: a machine that checks a change does not have them. */
  readonly usageFiles: 'there' | 'perhaps';
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
  { root, planFiles, plans, recipes, usageFiles }: LintedWith,
  problems: Problem[],
): Assumptions | undefined {
  const first = peek(file);
  const { folder, where } = first?.candidate ?? {};
  const own = folder === undefined ? undefined : candidateInFolder(root, { folder, where: where! }, planFiles);
  problems.push(...(own?.problems ?? []));
  const made = first?.byRecipes ? recipes() : [];
  const candidate = own ? own.value?.candidatePlans : plans;
  const read = readSimulation(file.text, file.file, {
    base: plans.histories,
    candidate: () => candidate?.histories,
    recipes: made.map(({ id }) => id),
  });
  problems.push(...read.problems);
  if (!read.value) return undefined;
  const { candidate: changed, population, backtest } = read.value;
  if (candidate) problems.push(...withPrices(candidate.compiled, changed?.prices ?? []).problems);
  const { from } = population;
  if ('recipes' in from) {
    const chosen = made.filter(({ id }) => from.recipes === 'all' || from.recipes.includes(id));
    problems.push(...aboutNobody(read.value, chosen));
  }
  const usage = [
    ...('usage' in from ? [{ ...from, places: placesOf(read.value, 'population') }] : []),
    ...(backtest ? [{ ...backtest, places: placesOf(read.value, 'backtest') }] : []),
  ];
  problems.push(...usage.flatMap((one) => usageProblems(root, file.file, one, usageFiles)));
  return hasErrors(read.problems) ? undefined : read.value;
}

/** Assumptions about customers whom the recipes never make, whatever is drawn. */
function aboutNobody(assumptions: Assumptions, recipes: readonly Recipe[]): Problem[] {
  const plans = [...new Set(recipes.flatMap((recipe) => recipe.plans.choices))];
  const segments = [...new Set(recipes.flatMap((recipe) => recipe.segments.choices))];
  const all = (names: readonly string[]): Uint16Array => Uint16Array.from(names.keys());
  const services = recipes.flatMap(({ kinds }) => kinds.map(({ service }) => service));
  const { population, places } = assumptions;
  const known = { plans, segments, plan: all(plans), segment: all(segments) };
  const shares = [...(population.segments ?? [])].flatMap(([name, share]): Problem[] => {
    if (segments.includes(name) || share.n === 0n) return [];
    const place = places?.get(`population.segments.${name}`) ?? population.place;
    return [nobody(`in segment \`${shownText(name)}\``, place, name, segments)];
  });
  const controls = population.calibrate.flatMap(({ segment, plan, place }): Problem[] => {
    if (segment !== undefined && !segments.includes(segment)) {
      return [nobody(`in segment \`${shownText(segment)}\``, partPlace(places, place, 'segment'), segment, segments)];
    }
    if (plan === undefined || plans.includes(plan)) return [];
    return [nobody(`on plan \`${shownText(plan)}\``, partPlace(places, place, 'plan'), plan, plans)];
  });
  return [...shares, ...controls, ...checkPopulation(assumptions, known, services)];
}

/** The mapping of usage files and whether they are there; nothing is read of them. */
function usageProblems(root: string, from: string, named: UsageNamed, files: LintedWith['usageFiles']): Problem[] {
  const [usage, data] = [inProject(from, named.usage)!, inProject(from, named.data)!];
  const mapping = mappingOf(root, { ...named, usage, data });
  const { problems } = mapping.value ? readMapping(mapping.value.text, mapping.value.file, join(root, data)) : mapping;
  return files === 'there' ? [...problems] : problems.filter(({ code }) => !ABSENT.includes(code));
}

const ABSENT: readonly Problem['code'][] = ['INPUT-MISSING', 'USAGE-FILE'];

/**
 * Of problems of simulations, says which come from a change of plans: with the plans as they were, the simulation is right. `base` is called
 * only where there are errors; undefined: nobody knows how they were.
 */
export function withCause(
  files: readonly InputFile[],
  problems: readonly Problem[],
  given: LintedWith,
  base: () => Pick<LintedWith, 'planFiles' | 'plans'> | undefined,
): readonly Problem[] {
  const before = hasErrors(problems) ? base() : undefined;
  if (!before) return problems;
  const caused = new Set(
    files.flatMap((file) => {
      const now = lintSimulations([file], given);
      return hasErrors(now) && !hasErrors(lintSimulations([file], { ...given, ...before })) ? now.map(keyOf) : [];
    }),
  );
  return problems.map((problem) => {
    if (problem.severity !== 'error' || !caused.has(keyOf(problem))) return problem;
    const message = `${problem.message}; with the plans before the change this simulation is right`;
    const leave = 'take the simulation out, where it is about what is no more';
    return { ...problem, message, fix: problem.fix === undefined ? leave : `${problem.fix}; or ${leave}` };
  });
}

const keyOf = ({ code, message, place }: Problem): string => JSON.stringify([code, message, place]);
