/** `rateproof test --watch`: the summary of every run, until Ctrl-C. */

import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { namesOfRun } from '../reporting/names.ts';
import { readReporters } from '../reporting/reporters.ts';
import { renderSummary } from '../reporting/terminal.ts';
import type { TestOptions } from '../run/run-tests.ts';
import { watchTests } from '../run/watch.ts';
import { sourcesFor } from './inputs.ts';
import { removeStale, writeReports } from './write-reports.ts';

interface WatchCommand {
  readonly plans: string;
  readonly scenarios: string;
  readonly out: string;
  /** Names of reporters that were read before. */
  readonly reporter: string;
}

/** Ends with 0: to be stopped is how watching ends. */
export async function watch({ plans, scenarios, out, reporter }: WatchCommand, options: TestOptions): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const [screen, terminal] = [process.stdout, process.stdout.isTTY === true];
  const colour = terminal && !process.env.NO_COLOR;
  const reporters = readReporters(reporter) ?? [];
  let started = performance.now();
  await watchTests(
    { ...options, plansFolder: plans, scenariosFolder: scenarios },
    {
      signal: stop.signal,
      onRun: async ({ value: run, problems }, changed) => {
        // The screen and what was above it.
        if (terminal) screen.write('\u001b[2J\u001b[3J\u001b[H');
        if (changed.length > 0) screen.write(`changed: ${listed(changed)}\n\n`);
        if (problems.length > 0) screen.write(renderProblems(problems, { sources: sourcesFor(problems) }));
        if (run) {
          const columns = Math.min(screen.columns ?? 80, 80);
          const names = namesOfRun(run.header);
          const wallMs = performance.now() - started;
          const reports = await writeReports(run, reporters, { out });
          removeStale(reporters, out);
          if (reporters.includes('terminal'))
            screen.write(renderSummary(run, { columns, colour, wallMs, reports, names }));
        }
        screen.write(`\nwatching ${visible(plans)} and ${visible(scenarios)}; Ctrl-C ends\n`);
      },
      onChange: () => {
        started = performance.now();
      },
      onNothing: (changed) => screen.write(`changed: ${listed(changed)}: affects no scenario\n`),
    },
  );
  return 0;
}

const MOST_FILES = 3;

function listed(files: readonly string[]): string {
  const shown = files.slice(0, MOST_FILES).map(visible).join(', ');
  return files.length > MOST_FILES ? `${shown} and ${files.length - MOST_FILES} more` : shown;
}
