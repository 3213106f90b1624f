/** `rateproof diff`: what a change of plans does to every customer. */

import { hasErrors } from '../problems/problem.ts';
import { renderProblems } from '../problems/render.ts';
import { visible } from '../problems/visible.ts';
import { Progress } from '../reporting/progress.ts';
import { approveWith } from '../run/diff/approvals.ts';
import { WHOLE_CHANGE } from '../run/diff/change.ts';
import { BAND_NAMES, type DiffRun, diffExitCode } from '../run/diff/result.ts';
import { type DiffOptions, runDiff } from '../run/diff/run-diff.ts';
import { sourcesFor } from './inputs.ts';
import { onInterrupt } from './interrupt.ts';
import { ledOut } from './led-out.ts';
import { misused, pattern } from './misuse.ts';
import { MOST_WORKERS, wholeNumber } from './numbers.ts';

interface DiffCommand {
  readonly base?: string;
  readonly head?: string;
  readonly plans: string;
  readonly scenarios: string;
  readonly approvals: string;
  readonly out: string;
  readonly grep?: string;
  readonly plan?: readonly string[];
  readonly tag?: readonly string[];
  readonly workers?: string;
  readonly seed?: string;
  readonly timeout: string;
  readonly cache: boolean;
  readonly onlyAffected?: boolean;
  readonly proveAffected?: boolean;
  readonly json?: boolean;
}

/** `typed`: the sides were named on the command line, not by the environment. */
export async function diff(command: DiffCommand, typed: boolean): Promise<number> {
  const options = optionsOf(command, typed);
  if (typeof options === 'string') return misused(options);
  const progress = new Progress(process.stderr);
  const stop = new AbortController();
  const free = onInterrupt(() => {
    progress.end();
    process.stderr.write('stopping; what is finished is kept (once more: stop at once)\n');
    stop.abort();
  });
  const { value, problems, sources } = await runDiff(options, {
    onProgress: (done, of) => progress.show(done, of),
    signal: stop.signal,
    change: { ...WHOLE_CHANGE, approve: approveWith(command.approvals) },
  });
  free();
  progress.end();
  if (problems.length > 0) {
    process.stderr.write(renderProblems(problems, { sources: new Map([...sourcesFor(problems), ...(sources ?? [])]) }));
  }
  if (!value) return problems.some(({ code }) => code === 'DIFF-INCOMPARABLE') || !hasErrors(problems) ? 5 : 3;
  process.stdout.write(command.json ? `${JSON.stringify(value.summary, undefined, 2)}\n` : textOf(value));
  return diffExitCode(value);
}

/** What is to be compared; a sentence when it makes no sense. */
function optionsOf(command: DiffCommand, typed: boolean): DiffOptions | string {
  const { base, head, plans, scenarios, out, plan, tag, cache, onlyAffected, proveAffected } = command;
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
    ...{ base, head, plansFolder: plans, scenariosFolder: scenarios, out, plans: plan, tags: tag, grep },
    ...{ workers, seed, timeoutMs, cache, onlyAffected, proveAffected, mayLeadOut: typed },
    asOf: new Date().toISOString().slice(0, 10),
  };
}

const plural = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

/** The verdict first, then the money, whom it reaches, and winners and losers. */
function textOf(run: DiffRun): string {
  const { header, summary } = run;
  const { scenarios, effects, reach, nullCheck, leftOut } = summary;
  const told = (Object.entries(scenarios) as [string, number][]).filter(([, many]) => many > 0);
  const lines = [
    `${visible(header.base.name)} -> ${visible(header.head.name)}`,
    `${VERDICTS[diffExitCode(run)]}: ${told.map(([status, many]) => `${many} ${status}`).join(', ')}`,
  ];
  for (const [currency, { all }] of Object.entries(effects)) {
    lines.push(
      `  ${currency} ${all.before} -> ${all.after} (${signed(all.change)}), ` +
        `${all.changed} of ${plural(all.customers, 'customer')} changed`,
      `  ${BAND_NAMES.map((name) => `${name} ${all.bands[name].customers}`).join(', ')}`,
    );
  }
  lines.push(
    `  customers repriced ${reach.repriced}, keeping their version ${reach.keeps}, new only ${reach['new-only']}, untouched ${reach.untouched}`,
    `  the base against itself: ${plural(nullCheck.scenarios, 'scenario')}, ${nullCheck.differing} different`,
  );
  if (leftOut)
    lines.push(`  left out: ${leftOut.scenarios}${leftOut.proved ? ', rated all the same to prove it' : ''}`);
  for (const { id, status, reason } of run.results.filter((one) => one.status === 'error').slice(0, 10)) {
    lines.push(`  ${visible(id)} ${status}: ${visible(reason ?? '')}`);
  }
  return `${lines.join('\n')}\n`;
}

const signed = (amount: string): string => (amount.startsWith('-') ? amount : `+${amount}`);

const VERDICTS: Readonly<Record<ReturnType<typeof diffExitCode>, string>> = {
  0: 'nothing to decide',
  1: 'bills change, and nobody has approved of it',
  5: 'incomplete',
  130: 'interrupted',
};
