/** What a simulation has read, for its manifest. */

import { join, relative, resolve, sep } from 'node:path';
import { readMapping } from '../../usage/mapping/read-mapping.ts';
import { type InputFile, readInputFile } from '../files.ts';
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
      data.add(relative(resolve(root), one.data.path).split(sep).join('/'));
    }
  };
  if ('usage' in population.from) add(population.from.usage, population.from.data);
  if (backtest) add(backtest.usage, backtest.data);
  const isComparison = sides.head !== undefined;
  return {
    options: {
      ...{ simulation: file, plans: plansFolder, scenarios: scenariosFolder },
      ...((isComparison || base !== undefined) && { base: sides.base.side.name }),
      ...(isComparison && head !== undefined && { head: sides.candidateName }),
      ...(base !== undefined && { askedBase: base }),
      ...(head !== undefined && { askedHead: head }),
      ...(sides.base.folder !== undefined && { baseFolder: sides.base.folder }),
      ...(seed !== undefined && { seed }),
    },
    simulation: document,
    plans: sides.candidateFiles,
    commit: sides.head?.side.commit,
    basePlans: sides.base.plans,
    baseCommit: sides.base.side.commit,
    ...{ scenarios: scenarioFiles, usage, data: [...data].sort(), interrupted },
  };
}
