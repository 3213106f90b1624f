/** `rateproof lint`: the problems of plans, scenarios and simulations, with exit code 3 when there are errors. */

import { hasErrors } from '../problems/problem.ts';
import { problemsToJson, renderProblems } from '../problems/render.ts';
import { readConfig } from '../run/config.ts';
import { readYamlFiles } from '../run/files.ts';
import { lintFiles } from '../run/lint-files.ts';
import { readPlanPaths, sourcesFor, sourcesOf } from './inputs.ts';

export function lint(paths: readonly string[], options: { readonly json?: boolean }): number {
  const read = readPlanPaths(paths);
  const files = read.value ?? [];
  const linted = read.value
    ? lintFiles(files, {
        root: process.cwd(),
        plans: () => readPlanPaths([folder('plans')]),
        scenarios: () => readYamlFiles(process.cwd(), folder('scenarios')),
        isWhole: isWhole(paths),
      })
    : read;
  const problems = linted.problems;
  const sources = new Map([...sourcesFor(problems), ...sourcesOf(files)]);
  if (options.json) process.stdout.write(problemsToJson(problems));
  else if (problems.length > 0) process.stdout.write(renderProblems(problems, { sources }));
  else if (linted.value && 'plans' in linted.value) {
    const { plans, scenarios, recipes, simulations } = linted.value;
    const counts = [
      ...[counted(plans, 'plan'), counted(scenarios, 'scenario'), counted(recipes, 'recipe')],
      counted(simulations, 'simulation'),
    ];
    const found = counts.filter((text) => !text.startsWith('0 ')).join(', ') || 'nothing';
    process.stdout.write(`${found} in ${counted(files.length, 'file')}: no problems\n`);
  }
  return hasErrors(problems) ? 3 : 0;
}

const folder = (name: 'plans' | 'scenarios'): string => String(readConfig(process.cwd()).value?.get(name) ?? name);

/** Of a few files nobody can say whether a policy speaks of a plan that there is. */
const isWhole = (paths: readonly string[]): boolean =>
  (['plans', 'scenarios'] as const).every((name) => paths.includes(folder(name)));

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
