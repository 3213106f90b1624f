/** What a simulation reads before anything is rated: its document, the plans of both sides, recipes; every problem of it. */

import { nearest, wordList } from '../../problems/nearest.ts';
import type { Outcome, Place, Problem } from '../../problems/problem.ts';
import { shownText } from '../../problems/shown.ts';
import type { Recipe } from '../../scenario/recipe.ts';
import type { Assumptions } from '../../simulation/assumptions.ts';
import { inProject } from '../../simulation/read/in-project.ts';
import { readSimulation } from '../../simulation/read/read.ts';
import type { SimulationFacts } from '../../simulation/read/reading.ts';
import type { MapNode, Node } from '../../yaml/document.ts';
import { readYaml } from '../../yaml/read.ts';
import { Cache } from '../cache.ts';
import type { RecordedSides } from '../diff/sides.ts';
import { type InputFile, readInputFile, readYamlFiles } from '../files.ts';
import { isLedOut } from '../led-out.ts';
import { prepareFiles, recipesOf } from '../load.ts';
import type { Session } from '../session.ts';
import { listSimulations } from './find-simulation.ts';
import { type CandidateAsked, type PlanSides, readPlanSides } from './plan-sides.ts';

export interface InputsAsked {
  readonly root: string;
  /** Relative to the root. */
  readonly file: string;
  readonly plansFolder: string;
  readonly scenariosFolder: string;
  readonly base: string | undefined;
  readonly head: string | undefined;
  readonly mayLeadOut: boolean;
  readonly recorded: RecordedSides | undefined;
  /** Takes the place of the seeds of all recipes. */
  readonly seed: number | undefined;
  readonly cache: boolean;
}

export interface SimulationInputs {
  readonly document: InputFile;
  readonly assumptions: Assumptions;
  readonly sides: PlanSides;
  /** All recipes, where the population is made by recipes. */
  readonly recipes: readonly Recipe[];
  readonly scenarioFiles: readonly InputFile[];
}

export function readInputs(asked: InputsAsked, session: Session): Outcome<SimulationInputs> {
  const { root, file } = asked;
  // Nothing is shown of what lies outside.
  if (isLedOut(root, file)) {
    const message = `${shownText(file)} leads out of the project by a link`;
    const fix = 'put the simulation itself into the project';
    return { problems: [{ code: 'SIM-PATH', severity: 'error', message, fix }] };
  }
  const files = readInputFile(root, file);
  if (!files.value) return files;
  const document = files.value[0];
  if (!document) {
    const known = listSimulations(root, asked.scenariosFolder).map((one) => one.file);
    const near = nearest(file, known) ?? (known.length === 1 ? known[0] : undefined);
    const others = known.length > 0 ? `use ${wordList(known.map(shownText))}` : undefined;
    const fix =
      near !== undefined
        ? `write \`${shownText(near)}\``
        : (others ?? 'name a file that begins with `simulation: <id>`');
    return {
      problems: [{ code: 'INPUT-MISSING', severity: 'error', message: `there is no file ${shownText(file)}`, fix }],
    };
  }
  const first = peek(document);
  // What is no simulation is about no plans: it is told before they are asked for.
  if (!first) return { problems: readSimulation(document.text, document.file, NO_FACTS).problems };
  const sides = readPlanSides(
    { ...asked, plans: asked.plansFolder, scenarios: asked.scenariosFolder },
    first.candidate,
  );
  if (!sides.value)
    return first.candidate || asked.base !== undefined
      ? sides
      : { problems: sides.problems.map((problem) => orCandidate(problem, first.place)) };
  const made = first.byRecipes ? readRecipes(asked, sides.value, session) : NO_RECIPES;
  if (!made.value) return made;
  const { recipes, scenarioFiles } = made.value;
  const read = readSimulation(document.text, document.file, {
    base: sides.value.basePlans.histories,
    candidate: () => sides.value.candidatePlans.histories,
    recipes: recipes.map(({ id }) => id),
  });
  if (!read.value) return read;
  const problems = [...sides.problems, ...read.problems];
  const assumptions = fromProject(read.value, file);
  return { value: { document, assumptions, sides: sides.value, recipes, scenarioFiles }, problems };
}

const NO_FACTS: SimulationFacts = { base: new Map(), candidate: () => undefined, recipes: [] };

/** A simulation does not need a commit to compare with: it can say itself what is changed. */
function orCandidate(problem: Problem, place: Place): Problem {
  if (problem.code !== 'DIFF-INCOMPARABLE') return problem;
  const say = 'or say in the simulation what changes: `candidate: { prices: [{ plan: …, charge: …, to: … }] }`';
  return { place, ...problem, fix: problem.fix === undefined ? say : `${problem.fix}; ${say}` };
}

/** Its paths from the project's folder, not from where the simulation stands. The reader has refused those that lead out. */
function fromProject(assumptions: Assumptions, file: string): Assumptions {
  const { population, backtest } = assumptions;
  const way = (path: string): string => inProject(file, path) ?? path;
  const moved = <T extends { readonly usage: string; readonly data: string }>(one: T): T => ({
    ...one,
    usage: way(one.usage),
    data: way(one.data),
  });
  return {
    ...assumptions,
    population: { ...population, from: 'usage' in population.from ? moved(population.from) : population.from },
    backtest: backtest && moved(backtest),
  };
}

const NO_RECIPES: Outcome<{ readonly recipes: readonly Recipe[]; readonly scenarioFiles: readonly InputFile[] }> = {
  value: { recipes: [], scenarioFiles: [] },
  problems: [],
};

/**
 * What must be known of the document before it can be read: which plans it is about, and whether recipes are. What is
 * wrong with it is told when it is read.
 */
export function peek({
  text,
  file,
}: InputFile):
  | { readonly candidate: CandidateAsked | undefined; readonly byRecipes: boolean; readonly place: Place }
  | undefined {
  const document = readYaml(text, file).value?.[0];
  if (document?.kind !== 'map' || document.entries[0]?.key !== 'simulation') return undefined;
  const candidate = childOf(document, 'candidate');
  const population = childOf(document, 'population');
  const folder = candidate && childOf(candidate, 'plans');
  const path = folder?.kind === 'scalar' ? inProject(file, folder.text) : undefined;
  const where: Place = folder?.place ?? candidate?.place ?? document.place;
  return {
    candidate: candidate && { folder: path, where },
    byRecipes: population !== undefined && childOf(population, 'recipes') !== undefined,
    place: document.place,
  };
}

const childOf = (node: Node | MapNode, key: string): Node | undefined =>
  node.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;

/** Recipes are written for the plans as they are: of a candidate's folder, for those that it changes. */
function readRecipes(
  { root, scenariosFolder, seed, cache }: InputsAsked,
  { base, head }: PlanSides,
  session: Session,
): typeof NO_RECIPES {
  const side = head ?? base;
  // A folder of plans alone has no customers of its own: they are those of the project.
  const ofProject = side.plansAlone === true;
  let scenarioFiles: readonly InputFile[] = [];
  const scenarios = (): Outcome<readonly InputFile[]> => {
    const files = ofProject ? readYamlFiles(root, scenariosFolder) : side.scenarios();
    scenarioFiles = files.value ?? [];
    return files;
  };
  const kept = cache ? new Cache(root) : undefined;
  const read = prepareFiles(side.plans, scenarios, { seed, session, kept });
  if (!read.value) return { problems: read.problems };
  // That there are none is told where the simulation names them.
  return { value: { recipes: recipesOf(read.value.entries), scenarioFiles }, problems: [] };
}
