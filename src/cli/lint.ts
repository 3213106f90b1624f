/** `rateproof lint`: the problems of plans, with exit code 3 when there are errors. */

import { hasErrors } from '../problems/problem.ts';
import { problemsToJson, renderProblems } from '../problems/render.ts';
import { preparePlans } from '../run/prepare-plan.ts';
import { readPlanPaths, sourcesOf } from './inputs.ts';

export function lint(paths: readonly string[], options: { readonly json?: boolean }): number {
  const read = readPlanPaths(paths);
  const files = read.value ?? [];
  const prepared = read.value ? preparePlans(files) : read;
  const problems = [...read.problems, ...(prepared === read ? [] : prepared.problems)];
  if (options.json) process.stdout.write(problemsToJson(problems));
  else if (problems.length > 0) process.stdout.write(renderProblems(problems, { sources: sourcesOf(files) }));
  else
    process.stdout.write(
      `${countPlans(prepared)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}: no problems\n`,
    );
  return hasErrors(problems) ? 3 : 0;
}

function countPlans(prepared: {
  readonly value?: { readonly histories?: ReadonlyMap<string, unknown> } | undefined;
}): string {
  const count = prepared.value?.histories?.size ?? 0;
  return `${count} ${count === 1 ? 'plan' : 'plans'}`;
}
