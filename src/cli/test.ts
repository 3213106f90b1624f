/** `rateproof test`: the scenarios, with progress, a summary and the reports. */

import { join } from 'node:path';
import { hasErrors } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { visibleJson } from '../problems/visible.ts';
import { type Names, namesOf } from '../reporting/names.ts';
import { Progress } from '../reporting/progress.ts';
import { renderSummary } from '../reporting/terminal.ts';
import { exitCode } from '../run/result.ts';
import { runTests } from '../run/run-tests.ts';
import { writeWhole } from '../run/write-file.ts';
import { sourcesFor } from './inputs.ts';
import { diffText } from './test-diff.ts';

interface TestCommand {
  readonly plans: string;
  readonly scenarios: string;
  readonly out: string;
  readonly grep?: string;
  readonly plan?: readonly string[];
  readonly tag?: readonly string[];
  readonly workers?: string;
  readonly seed?: string;
  readonly update: string;
  readonly diff?: boolean;
  readonly json?: boolean;
}

const UPDATES = ['none', 'new', 'changed', 'all'] as const;

export async function test(command: TestCommand): Promise<number> {
  const update = UPDATES.find((known) => known === command.update);
  const workers = wholeNumber(command.workers);
  const seed = wholeNumber(command.seed);
  const grep = pattern(command.grep);
  if (!update) return misused(`--update is one of ${UPDATES.join(', ')}`);
  if (workers === null || workers === 0) return misused('--workers is a whole number from 1 on');
  if (seed === null) return misused('--seed is a whole number');
  if (grep === null) return misused('--grep is not a pattern that can be read');

  const started = performance.now();
  const progress = new Progress(process.stderr);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  let names: Names = new Map();
  const { plans, scenarios, out, plan, tag } = command;
  const outcome = await runTests(
    {
      root: process.cwd(),
      ...{ plansFolder: plans, scenariosFolder: scenarios, out, update, workers, seed, grep, plans: plan, tags: tag },
    },
    {
      onPlans: ({ histories }) => {
        names = namesOf(histories.values());
      },
      onProgress: (done, of) => progress.show(done, of),
      signal: stop.signal,
    },
  );
  process.removeListener('SIGINT', interrupt);
  progress.end();
  if (outcome.problems.length > 0) {
    process.stderr.write(renderProblems(outcome.problems, { sources: sourcesFor(outcome.problems) }));
  }
  const run = outcome.value;
  if (!run) return hasErrors(outcome.problems) ? 3 : 5;

  // Reports are written before a failing exit, and the HTML template is loaded only when there is a run to show.
  const { renderHtml } = await import('../reporting/html.ts');
  const page = join(out, 'index.html');
  writeWhole(join(process.cwd(), page), renderHtml(run, { names }));
  const wallMs = performance.now() - started;
  if (command.json) process.stdout.write(`${visibleJson({ header: run.header, summary: run.summary })}\n`);
  else {
    if (command.diff) process.stdout.write(`${diffText(run.results)}\n`);
    const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
    const reports = [page, join(out, 'results.ndjson')];
    process.stdout.write(
      renderSummary(run, { columns: Math.min(process.stdout.columns ?? 80, 80), colour, wallMs, reports, names }),
    );
  }
  return exitCode(run, { ci: Boolean(process.env.CI) });
}

/** Undefined when it was not given, null when it is no whole number. */
function wholeNumber(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function pattern(text: string | undefined): RegExp | undefined | null {
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch {
    return null;
  }
}

function misused(message: string): number {
  process.stderr.write(`${message}\n`);
  return 2;
}
