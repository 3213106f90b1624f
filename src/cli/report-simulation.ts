/** Reports of a simulation: as it ends, and again from what it has written. */

import { dirname } from 'node:path';
import { appendJobSummary } from '../hosts/job-summary.ts';
import { renderProblems } from '../problems/render.ts';
import { COMMENT_LIMITS, JOB_SUMMARY_BYTES, JOB_SUMMARY_LIMIT } from '../reporting/limits.ts';
import { renderSimulationHtml } from '../reporting/simulation/html.ts';
import { renderSimulationMarkdown } from '../reporting/simulation/markdown.ts';
import { renderSimulation } from '../reporting/simulation/terminal.ts';
import { readFinishedSimulation } from '../run/finished.ts';
import type { Simulation } from '../simulation/result.ts';
import { ledOut } from './led-out.ts';
import { misused } from './misuse.ts';
import { type Host, readHost, WHAT_HOSTS } from './write-change.ts';
import {
  formatsOf,
  readSimulationReporters,
  SIMULATION_REPORTERS,
  type SimulationReporter,
  type SimulationReports,
  whatSimulationReporters,
  writeSimulation,
} from './write-simulation.ts';

/** `host`: whose longest comment the Markdown keeps to. */
export const simulationPages = (host: Host): SimulationReports['pages'] => ({
  html: renderSimulationHtml,
  markdown: (simulation) => [renderSimulationMarkdown(simulation, { limit: COMMENT_LIMITS[host] })],
});

/** Appends the page of the job, where there is such a thing. */
export function tellJob(simulation: Simulation): void {
  const page = process.env.GITHUB_STEP_SUMMARY;
  if (!page) return;
  appendJobSummary(page, renderSimulationMarkdown(simulation, { limit: JOB_SUMMARY_LIMIT }), JOB_SUMMARY_BYTES);
}

export function tellSimulation(
  simulation: Simulation,
  reports: readonly string[],
  fingerprint: string | undefined,
): void {
  const columns = process.stdout.columns ?? 80;
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const told = { columns, colour, reports, ...(fingerprint !== undefined && { fingerprint }) };
  process.stdout.write(renderSimulation(simulation, told));
}

/** What can be made of simulation.json; a row a customer can be written only while the bills are there. */
const OF_CUSTOMERS: readonly SimulationReporter[] = ['csv', 'parquet'];
const REPORTERS = SIMULATION_REPORTERS.filter((name) => !OF_CUSTOMERS.includes(name));

/** Of the command, where nobody says otherwise. */
export const USUAL_REPORTERS = 'terminal,html';

/** As `report` of a run: 0 when everything that was asked for is written. */
export async function reportSimulation(
  file: string,
  {
    reporter,
    out = dirname(file),
    for: named,
  }: { readonly reporter: string; readonly out?: string | undefined; readonly for?: string | undefined },
): Promise<number> {
  const all = readSimulationReporters(reporter, SIMULATION_REPORTERS);
  const ofCustomers = all?.find((name) => OF_CUSTOMERS.includes(name));
  if (ofCustomers !== undefined) {
    const file = `customers.${ofCustomers}`;
    return misused(
      `${ofCustomers}: customers are written by \`rateproof simulate\` alone, to ${file} beside its results`,
    );
  }
  const reporters = readSimulationReporters(reporter, REPORTERS);
  if (!reporters) return misused(whatSimulationReporters(REPORTERS));
  const host = readHost(named);
  if (!host) return misused(WHAT_HOSTS);
  const outside = ledOut(out);
  if (outside !== undefined) return misused(outside);
  const { value, problems } = readFinishedSimulation(process.cwd(), file);
  if (!value) {
    process.stderr.write(renderProblems(problems, { sources: new Map() }));
    return problems.some(({ code }) => code === 'SIMULATION-MISSING') ? 5 : 3;
  }
  const { simulation, fingerprint } = value;
  const asked = { formats: formatsOf(reporters), pages: simulationPages(host) };
  const { files } = await writeSimulation(simulation, undefined, out, asked);
  if (reporters.includes('terminal')) tellSimulation(simulation, files, fingerprint);
  return 0;
}
