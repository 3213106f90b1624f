/** Simulates again what a manifest is of, for `rateproof verify --rerun`. */

import { runSimulation } from '../run/simulate/run-simulation.ts';
import type { SimulateAgain } from '../run/verify.ts';
import { type SimulationFormat, writeSimulation } from './write-simulation.ts';

/** Everything is read anew: what is kept between runs is no witness. */
export const simulateAgain: SimulateAgain = async ({ root, out, options, commits, csv }) => {
  const {
    simulation: file,
    plans,
    scenarios,
    seed,
    base,
    head,
    askedBase,
    askedHead,
    baseFolder,
    headFolder,
  } = options;
  const asPath = (folder: string | undefined): string | undefined => (folder === undefined ? undefined : `./${folder}`);
  const sides = {
    // A side is asked for as it was, and taken as what it was: a branch may have moved since.
    base: asPath(baseFolder) ?? askedBase,
    head: head === undefined ? undefined : (asPath(headFolder) ?? askedHead),
    ...(base !== undefined && {
      recorded: {
        base: { name: base, asked: askedBase, commit: commits.base },
        ...(head !== undefined && { head: { name: head, asked: askedHead, commit: commits.head } }),
      },
    }),
  };
  const { value, problems } = await runSimulation({
    ...{ root, file: file!, plansFolder: plans, scenariosFolder: scenarios, seed, mayLeadOut: false },
    ...sides,
  });
  if (!value) return problems;
  const formats: SimulationFormat[] = ['json', ...(csv ? (['customers-csv'] as const) : [])];
  await writeSimulation(value.simulation, value.customers, out, { formats, pages: NO_PAGES });
  return [];
};

const NO_PAGES = { html: () => [], markdown: () => [] };
