/** What a simulation has read, for its manifest. */

import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { inProject } from '../../simulation/read/in-project.ts';
import { readMapping } from '../../usage/mapping/read-mapping.ts';
import { type InputFile, readInputFile } from '../files.ts';
import { isOfSimulation } from './find-simulation.ts';
import type { SimulationInputs } from './read-inputs.ts';
import type { SimulationOptions } from './run-simulation.ts';
import type { SimulationRecord } from './simulation-manifest.ts';

export function simulationRecord(
  { root, file, plansFolder = 'plans', scenariosFolder = 'scenarios', base, head, seed }: SimulationOptions,
  { document, assumptions, sides, scenarioFiles }: SimulationInputs,
  interrupted: boolean,
): SimulationRecord {
  const { population, backtest } = assumptions;
  const usage: InputFile[] = [];
  const data = new Set<string>();
  const add = (mapping: string, folder: string): void => {
    const own = readInputFile(root, mapping).value?.[0];
    if (!own) return;
    usage.push(own);
    const read = readMapping(own.text, own.file, join(root, folder)).value;
    for (const one of read ? [read.customers, ...read.files] : []) {
      data.add(relative(realpathSync(root), one.data.path).split(sep).join('/'));
    }
  };
  if ('usage' in population.from) add(population.from.usage, population.from.data);
  if (backtest) add(backtest.usage, backtest.data);
  const { base: before, head: after } = sides;
  const isNamed = after !== undefined && head !== undefined;
  const folder = after ? after.folder : folderOfCandidate(assumptions, file);
  return {
    options: {
      ...{ simulation: file, plans: plansFolder, scenarios: scenariosFolder },
      ...((after !== undefined || base !== undefined) && { base: before.side.name }),
      ...(isNamed && { head: sides.candidateName }),
      ...(base !== undefined && { askedBase: base }),
      ...(isNamed && { askedHead: head }),
      ...(before.folder !== undefined && { baseFolder: before.folder }),
      ...(folder !== undefined && { headFolder: folder }),
      ...(seed !== undefined && { seed }),
    },
    simulation: document,
    // Plans that a candidate of its own leaves as they are, are those of the base.
    plans: sides.candidateFiles.filter((one) => after !== undefined || !before.plans.includes(one)),
    commit: after?.side.commit,
    basePlans: before.plans,
    baseCommit: before.side.commit,
    scenarioCommit: (after ?? before).side.commit,
    // Other simulations are none of its inputs.
    scenarios: scenarioFiles.filter((one) => !isOfSimulation(one)),
    ...{ usage, data: [...data].sort(), interrupted },
  };
}

/** From the project's folder; undefined: the simulation names none. */
const folderOfCandidate = ({ candidate }: SimulationInputs['assumptions'], file: string): string | undefined =>
  candidate?.plans === undefined ? undefined : inProject(file, candidate.plans);
