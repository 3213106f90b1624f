/** `rateproof simulate`: what a change of plans does to revenue, and the reports of it. */

import { join } from 'node:path';
import { renderProblems } from '../problems/render.ts';
import { shortFingerprint } from '../run/manifest.ts';
import { simulationRecord } from '../run/simulate/record-simulation.ts';
import { runSimulation } from '../run/simulate/run-simulation.ts';
import { writeSimulationManifest } from '../run/simulate/simulation-manifest.ts';
import { simulationExitCode } from '../simulation/result.ts';
import { chooseSimulation } from './choose-simulation.ts';
import { readMappingFile, sourcesFor } from './inputs.ts';
import { ledOut } from './led-out.ts';
import { misused } from './misuse.ts';
import { MEMORY, MOST_WORKERS, wholeNumber } from './numbers.ts';
import { simulationPages, tellJob, tellSimulation } from './report-simulation.ts';
import { underWay } from './under-way.ts';
import { readHost } from './write-change.ts';
import {
  formatsOf,
  readSimulationReporters,
  removeSimulation,
  SIMULATION_REPORTERS,
  whatSimulationReporters,
  writeSimulation,
} from './write-simulation.ts';

interface SimulateCommand {
  readonly base?: string;
  readonly head?: string;
  readonly plans: string;
  readonly scenarios: string;
  readonly out: string;
  readonly workers?: string;
  readonly seed?: string;
  readonly cache: boolean;
  readonly memory?: string;
  readonly reporter?: string;
  readonly json?: boolean;
}

/** `typed`: the sides were named on the command line, not by the environment. */
export async function simulate(asked: string | undefined, command: SimulateCommand, typed: boolean): Promise<number> {
  const { base, head, plans, scenarios, out, cache, memory, json } = command;
  const outside = ledOut(out);
  if (outside !== undefined) return misused(outside);
  const workers = wholeNumber(command.workers);
  const seed = wholeNumber(command.seed);
  if (workers === null || workers === 0 || (workers ?? 1) > MOST_WORKERS) {
    return misused(`--workers is a whole number from 1 to ${MOST_WORKERS}`);
  }
  if (seed === null) return misused('--seed is a whole number of at most nine digits');
  if (memory !== undefined && !MEMORY.test(memory)) return misused('--memory is a size such as 500MB');
  const reporters =
    command.reporter === undefined
      ? SIMULATION_REPORTERS
      : readSimulationReporters(command.reporter, SIMULATION_REPORTERS);
  if (!reporters) return misused(whatSimulationReporters(SIMULATION_REPORTERS));
  const host = readHost(undefined) ?? 'github';
  const root = process.cwd();
  const file = chooseSimulation(root, asked, scenarios);
  if (typeof file === 'number') return file;
  const options = {
    ...{ root, file, plansFolder: plans, scenariosFolder: scenarios, base, head, mayLeadOut: typed },
    ...{ workers, seed, cache, memoryLimit: memory },
  };
  const clock = { started: Date.now(), from: performance.now() };
  const { value, problems } = await underWay((hooks) => runSimulation(options, hooks));
  if (problems.length > 0) {
    const sources = new Map([...sourcesFor(problems), ...textOf(file)]);
    process.stderr.write(renderProblems(problems, { sources }));
  }
  if (!value && problems.length === 0) {
    process.stderr.write('stopped before both sides were rated: there is no result, and nothing was written\n');
    return 130;
  }
  // A page of an earlier simulation must not look like this one's.
  if (!value) removeSimulation(out);
  if (!value) return problems.some(({ code }) => code === 'DIFF-INCOMPARABLE' || code === 'SIM-UNRATABLE') ? 5 : 3;
  const { simulation, customers, inputs } = value;
  // Reports are made of it later, and the manifest is of it.
  const formats = [...new Set([...formatsOf(reporters), 'json' as const])];
  const written = await writeSimulation(simulation, customers, out, { formats, pages: simulationPages(host) });
  const record = { ...simulationRecord(options, inputs, simulation.interrupted), digests: value.digests };
  const manifest = writeSimulationManifest(root, out, record, { ...clock, workers: value.workers });
  if (reporters.includes('markdown')) tellJob(simulation);
  if (json) process.stdout.write(`${JSON.stringify(simulation)}\n`);
  else if (reporters.includes('terminal')) tellSimulation(simulation, written.files, shortFingerprint(manifest));
  for (const difference of written.differences) process.stderr.write(`${difference}\n`);
  return written.differences.length > 0 ? 5 : simulationExitCode(simulation);
}

const textOf = (file: string): [string, string][] => {
  const { value } = readMappingFile(join(file));
  return value ? [[value.file, value.text]] : [];
};
