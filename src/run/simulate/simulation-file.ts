/** simulation.json: a finished simulation, written and read back. The same bytes for the same simulation on any machine. */

import { add, decimal, equal, subtract, ZERO } from '../../exact/rational.ts';
import type { Outcome } from '../../problems/problem.ts';
import type { Change, Impact, Simulation } from '../../simulation/result.ts';
import { Misshapen } from '../check-shape.ts';
import { readInputFile } from '../files.ts';
import { SIMULATION, shaped } from './simulation-shape.ts';

export const SIMULATION_FILE = 'simulation.json';

/** Its keys are in one order, however the simulation was put together. */
export const simulationText = (simulation: Simulation): string =>
  `${JSON.stringify(shaped(simulation, SIMULATION, ''), null, 2)}\n`;

/** Thousands of groups, months and movers have their place. */
const MOST_BYTES = 64 * 1024 * 1024;

/** `file`: from the folder `root`, and how it is called in problems. What is not as it was written is refused as a whole. */
export function readSimulationFile(root: string, file: string): Outcome<Simulation> {
  const refuse = (message: string): Outcome<Simulation> => ({
    problems: [
      {
        ...{ code: 'SIMULATION-UNREADABLE', severity: 'error', message, place: { file, line: 1, column: 1 } },
        fix: 'run `rateproof simulate` again',
      },
    ],
  });
  const { value, problems } = readInputFile(root, file, MOST_BYTES);
  if (!value) return refuse(problems[0]?.message ?? 'the file cannot be read');
  const [found] = value;
  if (!found) {
    const fix = 'run `rateproof simulate` first';
    return { problems: [{ code: 'SIMULATION-MISSING', severity: 'error', message: `there is no ${file}`, fix }] };
  }
  try {
    const simulation = shaped(JSON.parse(found.text), SIMULATION, '') as Simulation;
    const wrong = notWhole(simulation);
    return wrong === undefined ? { value: simulation, problems: [] } : refuse(wrong);
  } catch (error) {
    if (error instanceof Misshapen) return refuse(error.message);
    if (error instanceof SyntaxError) return refuse('this is no JSON: the file is not whole');
    // Nested deeper than the stack is.
    if (error instanceof RangeError) return refuse('it is nested too deeply');
    throw error;
  }
}

/** What does not add up, and did when it was written; undefined where all does. */
function notWhole({ static: still, behaviour, header }: Simulation): string | undefined {
  if (header.decimals > 12) return 'header.decimals should be at most 12';
  const wrong = notAdded(still, 'static');
  return wrong ?? (behaviour && notAdded(behaviour.impact, 'behaviour.impact'));
}

function notAdded(impact: Impact, at: string): string | undefined {
  for (const key of ['revenue', 'tax', 'billed'] as const) {
    const { before, after, change }: Change = impact[key];
    if (!equal(subtract(decimal(after), decimal(before)), decimal(change)))
      return `${at}.${key}: ${after} less ${before} is not ${change}: the file was changed`;
  }
  const { revenue, tax, billed, waterfall, months } = impact;
  const steps = waterfall.filter(({ group }) => group !== 'tax');
  const taxes = waterfall.filter(({ group }) => group === 'tax');
  const ways = ['before', 'after', 'change'] as const;
  const sums: readonly (readonly [string, readonly string[], string])[] = ways.flatMap((key) => [
    [`billed.${key}`, [revenue[key], tax[key]], billed[key]] as const,
    [`waterfall (${key})`, steps.map((step) => step[key]), revenue[key]] as const,
    [`waterfall (tax, ${key})`, taxes.map((step) => step[key]), tax[key]] as const,
    [`months (${key})`, months.map((month) => month.revenue[key]), revenue[key]] as const,
  ]);
  for (const [what, parts, told] of sums) {
    const sum = parts.reduce((all, part) => add(all, decimal(part)), ZERO);
    if (!equal(sum, decimal(told))) return `${at}.${what} does not add up to ${told}: the file was changed`;
  }
  return undefined;
}
