/** The manifest of a simulation: all that went in, and those of its results whose bytes are the same on any machine. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { InputFile } from '../files.ts';
import type { Manifest, ManifestOptions } from '../manifest.ts';
import { type RecordedFiles, type RunClock, writeManifest } from '../write-manifest.ts';
import { SIMULATION_FILE } from './simulation-file.ts';

/** Customers, one a row, in the folder of the reports. */
export const CUSTOMERS_CSV = 'customers.csv';

/** What a simulation has read. Texts are those that it read, whatever stands in the files by now. */
export interface SimulationRecord {
  readonly options: ManifestOptions & { readonly simulation: string };
  /** The file of assumptions. */
  readonly simulation: InputFile;
  readonly plans: readonly InputFile[];
  /** The whole id, of plans from version control. */
  readonly commit?: string | undefined;
  readonly basePlans: readonly InputFile[];
  readonly baseCommit?: string | undefined;
  /** Files of the recipes that make its customers; none where they come from usage files. */
  readonly scenarios: readonly InputFile[];
  /** The whole id, where they come from version control. */
  readonly scenarioCommit?: string | undefined;
  /** Mappings of usage files (of the population, and of a backtest). */
  readonly usage: readonly InputFile[];
  /** Usage files and files of customers, from the project's folder; they are read again here, piece by piece, for their hash. */
  readonly data: readonly string[];
  /** See RunRecord. */
  readonly digests?: ReadonlyMap<string, string> | undefined;
  readonly interrupted: boolean;
}

/**
 * Writes it into `out`, where simulation.json must be already; customers.csv is in it where it is there. Pages and workbooks are made of
 * the two, and Parquet files depend on the threads that write them: they are not in it.
 */
export function writeSimulationManifest(
  root: string,
  out: string,
  record: SimulationRecord,
  clock: RunClock,
): Manifest {
  const { options, simulation, plans, basePlans, scenarios, usage, data, digests, interrupted } = record;
  const { commit, baseCommit, scenarioCommit } = record;
  const files: RecordedFiles[] = [
    { kind: 'simulation', files: [simulation] },
    { kind: 'plan', files: plans, commit },
    { kind: 'base-plan', files: basePlans, commit: baseCommit },
    { kind: 'scenario', files: scenarios, commit: scenarioCommit },
    { kind: 'usage', files: usage },
  ];
  const results = existsSync(resolve(root, out, CUSTOMERS_CSV)) ? [SIMULATION_FILE, CUSTOMERS_CSV] : [SIMULATION_FILE];
  const notCertifiable = interrupted ? ['the simulation was interrupted'] : [];
  return writeManifest(
    root,
    out,
    { command: 'simulate', options, files, data, digests, results, notCertifiable },
    clock,
  );
}
