/** Reports of a simulation as files of one folder. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { CustomerSums, SeenRows } from '../reporting/simulation/customers.ts';
import { CHECK_FILE } from '../run/check-file.ts';
import { DIFF_FILE } from '../run/diff/diff-file.ts';
import { RESULTS_FILE } from '../run/results-file.ts';
import { SIMULATION_FILE, simulationText } from '../run/simulate/simulation-file.ts';
import { CUSTOMERS_CSV } from '../run/simulate/simulation-manifest.ts';
import { writeWhole } from '../run/write-file.ts';
import type { CustomerRow } from '../simulation/impact/customers.ts';
import type { Simulation } from '../simulation/result.ts';
import { isFolder } from './inputs.ts';

/** customers-…: a row a customer; they can be made only while the bills are there. */
export const SIMULATION_FILES = {
  json: SIMULATION_FILE,
  html: 'simulation.html',
  markdown: 'simulation.md',
  xlsx: 'simulation.xlsx',
  'customers-csv': CUSTOMERS_CSV,
  'customers-parquet': 'customers.parquet',
} as const;
export type SimulationFormat = keyof typeof SIMULATION_FILES;

/** What `--reporter` calls them; terminal: no file. simulation.json is written whatever is asked for: it is what others are made of. */
const REPORTERS = {
  terminal: undefined,
  html: 'html',
  markdown: 'markdown',
  json: 'json',
  xlsx: 'xlsx',
  csv: 'customers-csv',
  parquet: 'customers-parquet',
} as const satisfies Readonly<Record<string, SimulationFormat | undefined>>;
export type SimulationReporter = keyof typeof REPORTERS;

export const SIMULATION_REPORTERS = Object.keys(REPORTERS) as readonly SimulationReporter[];

/** `html,xlsx`; undefined when one of them is none of `known`. In the order of the list, each once. */
export function readSimulationReporters(
  text: string,
  known: readonly SimulationReporter[],
): readonly SimulationReporter[] | undefined {
  const words = text.split(',').map((word) => word.trim());
  return words.every((word) => known.some((name) => name === word))
    ? known.filter((name) => words.includes(name))
    : undefined;
}

export const formatsOf = (reporters: readonly SimulationReporter[]): readonly SimulationFormat[] =>
  reporters.flatMap((name) => REPORTERS[name] ?? []);

export const whatSimulationReporters = (known: readonly SimulationReporter[]): string =>
  `--reporter of a simulation is one or more of ${known.join(', ')}, with commas between them`;

/** In which they are made: the Parquet file is made by threads of the database, of the CSV file, beside the pages. */
const ORDER: readonly SimulationFormat[] = [
  ...(['json', 'customers-csv', 'customers-parquet'] as const),
  ...(['html', 'markdown', 'xlsx'] as const),
];

const OF_CUSTOMERS: ReadonlySet<SimulationFormat> = new Set(['customers-csv', 'customers-parquet']);

/** Makes a page of a simulation as text, piece by piece. */
export type SimulationPage = (simulation: Simulation) => Iterable<string> | Promise<Iterable<string>>;

export interface SimulationReports {
  readonly formats: readonly SimulationFormat[];
  readonly pages: Readonly<Record<'html' | 'markdown', SimulationPage>>;
}

export interface WrittenSimulation {
  /** Paths as they are to be told. */
  readonly files: readonly string[];
  /** What the files of customers add up to, where one was written. */
  readonly sums: CustomerSums | undefined;
  /** How that is not what the simulation tells; nothing where it is. */
  readonly differences: readonly string[];
}

/**
 * Writes the formats into `out`, each whole or not at all, and takes away those of an earlier simulation that are not asked for: a page of
 * another must not look like this one's. `customers`: begins anew each time it is called; undefined for a simulation that was read back: then
 * nothing is taken away, and customers stay as they are.
 */
export async function writeSimulation(
  simulation: Simulation,
  customers: (() => Iterable<CustomerRow>) | undefined,
  out: string,
  { formats, pages }: SimulationReports,
): Promise<WrittenSimulation> {
  let parquet: Promise<void> | undefined;
  let sums: CustomerSums | undefined;
  /** What customers.csv tells of itself, where it was written. */
  let csv: { readonly path: string; readonly seen: SeenRows } | undefined;
  for (const format of ORDER) {
    const path = join(out, SIMULATION_FILES[format]);
    if (!formats.includes(format) || (OF_CUSTOMERS.has(format) && !customers)) {
      // A report of a simulation that has ended stands beside what that has written.
      if (customers) rmSync(resolve(path), { force: true });
      continue;
    }
    switch (format) {
      case 'json':
        writeWhole(resolve(path), [simulationText(simulation)]);
        break;
      case 'html':
      case 'markdown':
        writeWhole(resolve(path), await pages[format](simulation));
        break;
      case 'xlsx': {
        const { workbookOf } = await import('../reporting/simulation/workbook.ts');
        writeWhole(resolve(path), [await workbookOf(simulation)]);
        break;
      }
      case 'customers-csv': {
        const { CustomerAdder, customersCsv, SeenRows } = await import('../reporting/simulation/customers.ts');
        const adder = new CustomerAdder();
        const seen = new SeenRows();
        writeWhole(resolve(path), customersCsv(customers!(), adder, seen));
        csv = { path: resolve(path), seen };
        sums = adder.told(simulation.header.decimals);
        break;
      }
      case 'customers-parquet': {
        const { adding, CustomerAdder } = await import('../reporting/simulation/customers.ts');
        const adder = new CustomerAdder();
        // What is made of customers.csv, or beside it, has been added up.
        const rows = csv ? customers! : () => adding(customers!(), adder);
        parquet = writeParquet(resolve(path), rows, csv).then(() => {
          if (!csv) sums = adder.told(simulation.header.decimals);
        });
        // Said when all is written; until then it is nobody's.
        parquet.catch(() => undefined);
        break;
      }
    }
  }
  await parquet;
  const files = (Object.keys(SIMULATION_FILES) as SimulationFormat[])
    .filter((format) => formats.includes(format) && (customers || !OF_CUSTOMERS.has(format)))
    .map((format) => join(out, SIMULATION_FILES[format]));
  const told = SIMULATION_FILES[formats.includes('customers-csv') ? 'customers-csv' : 'customers-parquet'];
  return { files, sums, differences: sums ? differencesOf(simulation, sums, told) : [] };
}

/** What an earlier simulation left, where this one came to nothing. */
export function removeSimulation(out: string): void {
  for (const file of Object.values(SIMULATION_FILES)) rmSync(resolve(out, file), { force: true });
}

/**
 * The simulation.json that `results` names, a folder or that file itself; undefined: it is about another run. `beside`: a file of another run in
 * that folder; which of the two is meant nobody can tell.
 */
export function simulationIn(results: string): { readonly file: string; readonly beside?: string } | undefined {
  if (basename(results) === SIMULATION_FILE) return { file: results };
  const isThere = (file: string): boolean => existsSync(resolve(results, file));
  if (!isFolder(results) || !isThere(SIMULATION_FILE)) return undefined;
  const file = join(results, SIMULATION_FILE);
  const other = [CHECK_FILE, DIFF_FILE, RESULTS_FILE].find(isThere);
  return other === undefined ? { file } : { file, beside: join(results, other) };
}

async function writeParquet(
  path: string,
  rows: () => Iterable<CustomerRow>,
  csv: { readonly path: string; readonly seen: SeenRows } | undefined,
): Promise<void> {
  const { parquetOfCsv, writeCustomersParquet } = await import('../reporting/simulation/customers.ts');
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    if (csv?.seen.plain) await parquetOfCsv(csv.path, csv.seen, unfinished);
    else await writeCustomersParquet(unfinished, rows(), writeWhole);
    renameSync(unfinished, path);
  } finally {
    if (existsSync(unfinished)) rmSync(unfinished, { force: true });
  }
}

/** The file of customers must add up to the static totals, to the last digit. */
function differencesOf(
  { static: { revenue, tax, billed } }: Simulation,
  sums: CustomerSums,
  name: string,
): readonly string[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['revenue before', sums.revenue.before, revenue.before],
    ['revenue after', sums.revenue.after, revenue.after],
    ['tax before', sums.tax.before, tax.before],
    ['tax after', sums.tax.after, tax.after],
    ['billed before', sums.billed.before, billed.before],
    ['billed after', sums.billed.after, billed.after],
    ['change of what is billed', sums.billed.change, billed.change],
  ];
  return pairs.flatMap(([what, file, told]) =>
    plain(file) === plain(told) ? [] : [`${what}: ${name} adds up to ${file}, the simulation tells ${told}`],
  );
}

/** `1.50` and `1.5` are the same amount. */
const plain = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);
