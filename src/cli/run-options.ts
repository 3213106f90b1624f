/** What `test`, `diff` and `check` have in common: which scenarios, from where, and how they are rated. */

import { ledOut } from './led-out.ts';
import { pattern } from './misuse.ts';
import { MOST_WORKERS, wholeNumber } from './numbers.ts';

export interface RunCommand {
  readonly plans: string;
  readonly scenarios: string;
  readonly out: string;
  readonly grep?: string;
  readonly plan?: readonly string[];
  readonly tag?: readonly string[];
  readonly workers?: string;
  readonly seed?: string;
  readonly timeout: string;
  readonly cache: boolean;
}

export interface RunOptions {
  readonly root: string;
  readonly plansFolder: string;
  readonly scenariosFolder: string;
  readonly out: string;
  readonly grep: RegExp | undefined;
  readonly plans: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
  readonly workers: number | undefined;
  readonly seed: number | undefined;
  readonly timeoutMs: number;
  readonly cache: boolean;
}

/** A sentence when it makes no sense. */
export function runOptions({ plans, scenarios, out, plan, tag, cache, ...command }: RunCommand): RunOptions | string {
  const workers = wholeNumber(command.workers);
  const seed = wholeNumber(command.seed);
  const timeoutMs = wholeNumber(command.timeout);
  const grep = pattern(command.grep);
  const outside = ledOut(out);
  if (outside !== undefined) return outside;
  if (workers === null || workers === 0 || (workers ?? 1) > MOST_WORKERS)
    return `--workers is a whole number from 1 to ${MOST_WORKERS}`;
  if (seed === null) return '--seed is a whole number of at most nine digits';
  if (timeoutMs === null || !timeoutMs) return '--timeout is a whole number of milliseconds from 1 on';
  if (grep === null) return '--grep is not a pattern that can be read';
  return {
    root: process.cwd(),
    ...{ plansFolder: plans, scenariosFolder: scenarios, out, plans: plan, tags: tag, grep },
    ...{ workers, seed, timeoutMs, cache },
  };
}

/** What is tried for each law is rated in one go. */
const MOST_TRIES = 100_000;

/** `--tries`; a sentence when it makes no sense. */
export function triesOf(text: string): number | string {
  const tries = wholeNumber(text);
  return typeof tries === 'number' && tries <= MOST_TRIES ? tries : `--tries is a whole number up to ${MOST_TRIES}`;
}

/** Today where the machine is in UTC: approvals and exceptions end with a day. */
export const today = (): string => new Date().toISOString().slice(0, 10);
