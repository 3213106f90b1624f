/** What is not a run at all: a command that was not used as it can be, or an input that cannot be read. */

import type { Problem } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { sourcesFor } from './inputs.ts';

/** Says what is wrong with a command; its exit code. */
export function misused(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}

/** Undefined when it was not given, null when it cannot be read. */
export function pattern(text: string | undefined): RegExp | undefined | null {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    return null;
  }
}

/** Tells what is wrong with the inputs of a command; its exit code. */
export function refused(problems: readonly Problem[]): number {
  process.stderr.write(renderProblems(problems, { sources: sourcesFor(problems) }));
  return 3;
}
