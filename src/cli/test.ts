/** `rateproof test`: the scenarios, with progress, a summary and the reports. */

import { hasErrors, type Problem } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { readReporters } from '../reporting/reporters.ts';
import type { Accepted } from '../run/accept.ts';
import { exitCode } from '../run/result.ts';
import { runTests, type TestOptions } from '../run/run-tests.ts';
import { sourcesFor } from './inputs.ts';
import { misused } from './misuse.ts';
import { wholeNumber } from './numbers.ts';
import { type RunCommand, runOptions, triesOf } from './run-options.ts';
import { report } from './test-report.ts';
import { updateOf, updateText } from './test-update.ts';
import { underWay } from './under-way.ts';
import { WHAT_REPORTERS } from './write-reports.ts';

interface TestCommand extends RunCommand {
  readonly bail?: string | true;
  readonly lastFailed?: boolean;
  readonly onlyChanged?: string | true;
  readonly shard?: string;
  readonly durations?: string;
  readonly watch?: boolean;
  readonly tries: string;
  readonly update: string;
  readonly reporter: string;
  readonly diff?: boolean;
  readonly json?: boolean;
}

export async function test(command: TestCommand): Promise<number> {
  const options = optionsOf(command);
  if (typeof options === 'string') return misused(options);
  if (command.watch) return (await import('./watch.ts')).watch(command, options);
  return runOnce(command, options);
}

/** What is to be run; a sentence when it makes no sense. */
function optionsOf(command: TestCommand): TestOptions | string {
  const bail = command.bail === true ? 1 : wholeNumber(command.bail);
  const shard = partNumber(command.shard);
  if (!readReporters(command.reporter)) return WHAT_REPORTERS;
  const common = runOptions(command);
  if (typeof common === 'string') return common;
  if (bail === null || bail === 0) return '--bail is a whole number from 1 on';
  const tries = triesOf(command.tries);
  if (typeof tries === 'string') return tries;
  if (shard === null) return '--shard is a part of how many, such as 2/3';
  const updating = updateOf(command.update, { ci: Boolean(process.env.CI), seed: common.seed !== undefined });
  if ('refused' in updating) return updating.refused;
  const { update } = updating;
  if (shard && update !== 'none') return '--update goes with a run in one piece, not with --shard';
  if (command.durations !== undefined && !shard) return '--durations goes with --shard';
  if (command.watch && (shard || command.lastFailed || command.onlyChanged || update !== 'none'))
    return '--watch goes with --grep, --plan and --tag, not with --shard, --last-failed, --only-changed or --update';
  // What is saved is shown in under a second; a search takes longer.
  const searched = command.watch ? 0 : tries;
  const { lastFailed, onlyChanged, durations } = command;
  return {
    ...{ ...common, update, bail, shard, durations, lastFailed, onlyChanged, tries: searched },
    // Nothing is written into the project by a machine that nobody watches.
    ...(process.env.CI && { regressions: `${common.out}/regressions` }),
  };
}

async function runOnce(command: TestCommand, options: TestOptions): Promise<number> {
  const started = performance.now();
  let accepted: Accepted | undefined;
  const onAccepted = (written: Accepted): void => {
    accepted = written;
  };
  const outcome = await underWay((hooks) => runTests(options, { ...hooks, onAccepted }));
  if (outcome.problems.length > 0) {
    process.stderr.write(renderProblems(outcome.problems, { sources: sourcesFor(outcome.problems) }));
  }
  const run = outcome.value;
  if (!run) return codeWithoutRun(outcome.problems);
  await report(run, { ...command, wallMs: performance.now() - started });
  if (!command.json && readReporters(command.reporter)?.includes('terminal'))
    process.stdout.write(updateText(run, options.update ?? 'none', accepted));
  return exitCode(run, { ci: Boolean(process.env.CI) });
}

/** Nothing that changed affects a scenario: the one run that compares nothing and is none the worse for it. */
function codeWithoutRun(problems: readonly Problem[]): number {
  if (hasErrors(problems)) return 3;
  return problems.some(({ code }) => code === 'RUN-NOTHING-CHANGED') ? 0 : 5;
}

/** `2/3`; undefined when it was not given, null when it is nothing like it. */
function partNumber(text: string | undefined): { index: number; of: number } | undefined | null {
  if (text === undefined) return undefined;
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  return index >= 1 && index <= of ? { index, of } : null;
}
